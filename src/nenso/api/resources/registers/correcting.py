"""Corrections: asked for by whom a record is about, decided, contested."""

from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.http import HttpRequest, HttpResponse

from nenso.api.answers import answer
from nenso.api.keys import key_of
from nenso.api.resources.registers.frame import ONE, WRITE, once
from nenso.api.routing import Resource
from nenso.api.shapes.registers import ContestAsked, CorrectionAsked, CorrectionGiven, DecisionAsked, RegisterName
from nenso.api.signing_in import actor_of
from nenso.registers.corrected import changes_of
from nenso.registers.correcting import ask, contest, correction_of, decide
from nenso.registers.editing import declared_for
from nenso.registers.models import Record, RecordCorrection
from nenso.registers.sight import sight_of
from nenso.runtime.acting import Actor, acting
from nenso.web.callers import OWNER_ONLY

resource = Resource("registers")


@resource.post(
    f"{ONE}/corrections",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=CorrectionGiven,
    key=True,
    example={"changes": {"notes": "Sai"}, "reason": "Ghi sai tên cha"},
)
def ask_for_correction(request: HttpRequest, book: RegisterName, record: UUID, body: CorrectionAsked) -> HttpResponse:
    """Ask the agency that keeps a record about oneself to correct it."""
    del book
    key = uuid5(NAMESPACE_OID, f"{record}:{key_of(request)}")
    actor = actor_of(request)
    return answer(_correction(actor, ask(actor, record, body.changes, body.reason, key=key)))


@resource.post(
    f"{ONE}/corrections/{{correction}}/decision",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=CorrectionGiven,
    key=True,
    example={"accept": True, "decision": "Đúng theo hồ sơ lưu"},
)
def decide_correction(
    request: HttpRequest, book: RegisterName, record: UUID, correction: UUID, body: DecisionAsked
) -> HttpResponse:
    """Accept or refuse a correction; once it is contested, a leader decides anew."""
    del book
    actor = actor_of(request)
    decided = partial(decide, actor, record, correction, accept=body.accept, decision=body.decision)
    once(request, "decide", correction, body, decided)
    return answer(_correction(actor, correction_of(actor, record, correction)))


@resource.post(
    f"{ONE}/corrections/{{correction}}/contest",
    may=OWNER_ONLY,
    scope=WRITE,
    returns=CorrectionGiven,
    key=True,
    example={"reason": "Giấy tờ kèm theo chứng minh điều khác"},
)
def contest_correction(
    request: HttpRequest, book: RegisterName, record: UUID, correction: UUID, body: ContestAsked
) -> HttpResponse:
    """Contest a refusal, once."""
    del book
    actor = actor_of(request)
    once(request, "contest", correction, body, lambda: contest(actor, record, correction, body.reason))
    return answer(_correction(actor, correction_of(actor, record, correction)))


def _correction(actor: Actor, one: RecordCorrection) -> dict[str, Any]:
    with acting(actor):
        record = Record.objects.select_related("agency").get(pk=one.record_id)
        ((_, changes),) = changes_of(record, [one], sight_of(actor, declared_for(record), record)).items()
    names = ("id", "state", "asked_at", "due_at", "reason", "decision", "appeal", "answer")
    return {name: getattr(one, name) for name in names} | {
        "before": {change.name: change.before for change in changes},
        "changes": {change.name: change.after for change in changes},
    }
