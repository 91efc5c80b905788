"""Following a case without signing in: its code, and the secret that stands on the receipt.

A code is no secret (it is printed, counted, said on the telephone); the secret holds 100 random bits, so that trying
leads nowhere. Who has both learns where the case stands, and nothing about anybody in it.
"""

from typing import Any
from uuid import UUID

from nenso.cases.engine.loading import ENDED, WITHOUT
from nenso.cases.engine.offering import offered_for
from nenso.cases.engine.seals import still_sealed
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake.anonymity import FOLLOWING, fits, secret_of
from nenso.cases.models import Case, CaseCode, Task
from nenso.cases.queries.overview import LONGEST_CODE
from nenso.cases.queries.owing import due_on
from nenso.cases.queries.viewing import who_has
from nenso.cases.queries.words import status_of, text_of
from nenso.runtime.acting import Actor, acting


def follow(code: str, secret: str) -> dict[str, Any]:
    """Return where the case stands, whose turn it is since when, until when; raise :class:`CaseUnknown`."""
    case = followed(code, secret)
    if case is None:
        raise CaseUnknown
    with acting(FOLLOWING):
        offered = offered_for(case)
        due = due_on(case.pk)
        open_tasks = Task.objects.filter(case_id=case.pk, closed_at=None).order_by("opened_at", "step")
        held_by = [
            {
                "title": text_of(offered.procedure.steps[task.step].title, task.step),
                "who": who_has(task.party, task.role, offered),
                "since": task.opened_at,
            }
            for task in open_tasks
        ]
    procedure = offered.procedure
    return {
        "code": case.code,
        "procedure": {
            "name": case.procedure,
            "code": procedure.code,
            "title": text_of(procedure.title, case.procedure),
        },
        "status": status_of(case.status),
        "agency": {"id": str(case.agency_id), "name": case.agency.name, "path": case.agency.path},
        "held_by": held_by,
        "due": [{"amount": one.amount, "agency": one.agency.name, "transfer": how} for one, how in due],
        "filed_at": case.filed_at,
        "accepted_at": case.accepted_at,
        "expected_at": None if case.status in ENDED else case.due_at,
        "finished_at": case.finished_at,
        "sealed_until": still_sealed(case.sealed_until, case.unsealed_at),
    }


def followed(code: str, secret: str) -> Case | None:
    """Return the case with this code when the secret is that of its receipt."""
    if len(code) > LONGEST_CODE or "\x00" in code:
        return None
    with acting(FOLLOWING):
        own = CaseCode.objects.filter(pk=code).values("case_id")
        cases = Case.objects.select_related("agency", "edition", "adaptation").defer(*WITHOUT)
        case = cases.filter(pk__in=own).first()
    return case if case is not None and fits(case.secret_hash, secret) else None


def secret_again(actor: Actor, case_id: UUID, key: str) -> str:
    """Return the secret of a case again to who filed it with ``key``; "" for another key, or another's case."""
    with acting(actor):
        case = Case.objects.filter(pk=case_id).first()
    secret = secret_of(case_id, key)
    return secret if case is not None and fits(case.secret_hash, secret) else ""
