"""The official slips of a case (Circular 03/2025/TT-VPCP): filled in as things happen, printed whenever asked for.

01 at acceptance, 02 when more is asked for, 03 at refusal, 04 at extension, 05 when a case is stopped or withdrawn;
what they said is kept. 06 (control sheet) is drawn from the case as it stands; 07, the follow-up book, by
:mod:`nenso.cases.queries.followup`.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

import orjson

from nenso.agencies.models import Agency
from nenso.cases.engine.turn import Turn
from nenso.cases.intake.numbering import next_in
from nenso.cases.intake.routing import resolved
from nenso.cases.models import Case, Entry, Slip, Status
from nenso.cases.queries.overview import label_of
from nenso.cases.queries.words import text_of
from nenso.results.slips import (
    Apology,
    ControlSheet,
    Handover,
    Office,
    Party,
    Receipt,
    Refusal,
    SlipData,
    StopNotice,
    SupplementRequest,
    slip,
    slip_from_json,
)
from nenso.results.typesetting import to_json
from nenso.runtime.acting import send
from nenso.runtime.clock import VIETNAM, today
from nenso.runtime.statements import Prepared

RECEIPT, SUPPLEMENT, REFUSAL, APOLOGY, STOP, CONTROL = 1, 2, 3, 4, 5, 6
_RECEIPTS = Prepared("slips_of_form", "SELECT 1 FROM cases_slip WHERE case_id = $1 AND form_number = $2 LIMIT 1")


def slips_of_act(turn: Turn, entry: Entry, target: str) -> list[Slip]:
    """Return the slips that an act gives rise to."""
    case = turn.case
    if target == "applicant":
        return [_kept(turn, SUPPLEMENT, _supplement(turn, entry))]
    if case.status == Status.REFUSED:
        return [_kept(turn, REFUSAL, Refusal(**_base(turn, REFUSAL), request=_request(turn), reason=entry.reason))]
    if case.status == Status.STOPPED:
        return [_kept(turn, STOP, stop_notice(turn, entry.reason))]
    if case.accepted_at is not None and not _has_receipt(turn):
        return [_kept(turn, RECEIPT, _receipt(turn))]
    return []


def apology(turn: Turn, *, was_due: datetime | None, reason: str) -> Slip:
    """Return form 04: why the case is late, and the new time."""
    case = turn.case
    data = Apology(
        **_base(turn, APOLOGY),
        agency=case.agency.name,
        procedure=_request(turn),
        received_on=case.accepted_at.astimezone(VIETNAM).date() if case.accepted_at else None,
        due_at=was_due,
        reason=reason,
        new_due_on=case.due_at.astimezone(VIETNAM).date() if case.due_at else None,
        signed_by=turn.actor_name,
    )
    return _kept(turn, APOLOGY, data)


def stop_slip(turn: Turn, reason: str) -> Slip:
    """Return form 05 for a case that its applicant withdrew."""
    return _kept(turn, STOP, stop_notice(turn, reason))


def stop_notice(turn: Turn, reason: str) -> StopNotice:
    """Return what form 05 says."""
    case = turn.case
    return StopNotice(
        **_base(turn, STOP),
        request=_request(turn),
        received_at=case.accepted_at or case.filed_at,
        asked_at=turn.at,
        reason=reason,
        state=Status(case.status).label,
        stopped_at=turn.at,
        returned=tuple(_documents(turn)),
        received_by=turn.actor_name,
    )


def printed(kept: Slip) -> bytes:
    """Return a kept slip as PDF/A."""
    return slip(kept.form_number, slip_from_json(kept.form_number, orjson.dumps(kept.data)), moment=kept.at)


def control_sheet(turn: Turn) -> bytes:
    """Return form 06: who had the case from when until when, as the entries tell."""
    case = turn.case
    acts = [entry for entry in turn.loaded.entries if entry.kind == "act"]
    handovers = tuple(
        Handover(
            giver=before.actor_name or "Bộ phận Tiếp nhận và Trả kết quả",
            receiver=entry.actor_name,
            at=before.at,
            given_by=before.actor_name,
            received_by=entry.actor_name,
            note=f"{entry.step}: {entry.action}",
        )
        for before, entry in pairwise(acts)
    )
    data = ControlSheet(
        **_base(turn, CONTROL, number=case.code),
        agency=case.agency.name,
        received_on=case.accepted_at.astimezone(VIETNAM).date() if case.accepted_at else None,
        due_at=case.due_at,
        handovers=handovers,
    )
    return slip(CONTROL, data, moment=turn.at)


def _kept(turn: Turn, form: int, data: SlipData) -> Slip:
    facts: dict[str, Any] = orjson.loads(to_json(data))
    turn.said.append(("case.slip", {"form": form, "number": data.number}))
    return Slip(case_id=turn.case.id, form_number=form, number=data.number, at=turn.at, data=facts)


def _has_receipt(turn: Turn) -> bool:
    return bool(send(_RECEIPTS(turn.case.id, RECEIPT))[0])


def _base(turn: Turn, form: int, *, number: str = "") -> dict[str, Any]:
    """Return what every slip carries; the number is the agency's next of this form in the year."""
    case, local = turn.case, turn.at.astimezone(VIETNAM)
    return {
        "office": office_of(case),
        "number": number or f"{next_in(f'slip:{case.receiving_id}:{form}:{local.year}'):02d}",
        "issued_on": local.date(),
        "case_code": case.code,
        "applicant": _party(turn.parties),
    }


def office_of(case: Case) -> Office:
    """Return the one-stop office that took the case in."""
    return office_at(case.receiving)


def office_at(agency: Agency) -> Office:
    """Return the one-stop office of an agency."""
    place = agency.place
    name = place.full_name if place is not None else agency.name
    return Office(
        superior=agency.name,
        name=f"Trung tâm Phục vụ hành chính công {name[:1].lower()}{name[1:]}",
        place=place.name if place is not None else "",
    )


def _party(parties: Mapping[str, list[Any]]) -> Party:
    found = next(iter(parties.get("applicant", [])), None)
    if found is None:
        return Party()
    facts = found.facts
    return Party(
        name=found.display,
        identifier=found.identifier,
        address=_address(facts),
        phone=str(facts.get("phone", "")),
        email=str(facts.get("email", "")),
    )


def _address(facts: Mapping[str, Any]) -> str:
    """Return ``Thôn Nà Ít, xã Phủ Thông, tỉnh Thái Nguyên``: what is known of it, the place as it is called today."""
    told = facts.get("address")
    parts = told if isinstance(told, Mapping) else {"line": told}
    code = str(parts.get("place") or facts.get("place") or "")
    place = resolved(code, today()).place if code else None
    name = str(place.path_name) if place is not None else ""
    written = [str(one) for one in (parts.get("line"), parts.get("hamlet")) if one]
    return ", ".join([*written, f"{name[:1].lower()}{name[1:]}"] if written and name else written or [name])


def _receipt(turn: Turn) -> Receipt:
    case = turn.case
    return Receipt(
        **_base(turn, RECEIPT),
        request=_request(turn),
        documents=tuple(_documents(turn)),
        copies=1,
        duration=_duration(turn),
        received_at=case.accepted_at,
        due_at=case.due_at,
        collect_at=office_of(case).name,
        submitted_by=case.applicant_name,
        received_by=turn.actor_name,
    )


def _supplement(turn: Turn, entry: Entry) -> SupplementRequest:
    items = [f"{said_mark(turn, mark)}: {mark['why']}" for mark in entry.marks]
    base = _base(turn, SUPPLEMENT)
    return SupplementRequest(
        **base,
        request=_request(turn),
        items=tuple(items),
        reason=entry.reason or "; ".join(mark["why"] for mark in entry.marks),
        contact=turn.actor_name or base["office"].name,
        guided_by=turn.actor_name,
    )


def _request(turn: Turn) -> str:
    return turn.offered.procedure.title.in_language("vi")


def _documents(turn: Turn) -> list[str]:
    labels = {
        str(document.name): document.label.in_language("vi") if document.label else str(document.name)
        for document in turn.offered.procedure.documents
    }
    return [labels.get(name, name) for name in turn.case.documents]


def _duration(turn: Turn) -> str:
    deadline = turn.reasoning().choose(turn.offered.procedure.deadline)
    duration = turn.reasoning().choose(deadline.within) if deadline is not None else None
    if duration is None:
        return ""
    words = {
        "same_day": "trong ngày",
        "working_days": "ngày làm việc",
        "working_hours": "giờ làm việc",
        "days": "ngày",
        "hours": "giờ",
        "months": "tháng",
        "minutes": "phút",
        "weeks": "tuần",
        "years": "năm",
    }
    word = words[duration.unit]
    return word if duration.unit == "same_day" else f"{duration.amount} {word}"


def said_mark(turn: Turn, mark: Mapping[str, str]) -> str:
    """Return what a marked field or document is called on paper, in Vietnamese."""
    if "document" in mark:
        found = next(one for one in turn.offered.procedure.documents if one.name == mark["document"])
        return found.label.in_language("vi") if found.label else mark["document"]
    labels = {("field", node.path): text_of(node.field.label, node.path) for node in turn.offered.form.nodes()}
    return label_of(labels, "field", mark["field"])["vi"]
