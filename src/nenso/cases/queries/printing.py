"""Handing out the papers of a case: its slips as they were kept, and its signed results."""

from dataclasses import dataclass
from uuid import UUID

from nenso.cases.acts.ending import deliver
from nenso.cases.acts.slips import CONTROL, control_sheet, printed
from nenso.cases.engine.loading import load
from nenso.cases.engine.turning import turn_on
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.models import Slip, Status
from nenso.cases.queries.overview import Row, case_row, offered_by_row
from nenso.cases.queries.sight import Sight, sight_of
from nenso.files.storing import open_content
from nenso.journal.recording import record
from nenso.results.errors import ResultUnknown
from nenso.results.models import SignedResult, State
from nenso.runtime.acting import Actor, acting


@dataclass(frozen=True)
class Paper:
    """A PDF and what to call it."""

    pdf: bytes
    filename: str


def slip_of_case(actor: Actor, wanted: str, number: int) -> Paper:
    """Return slip ``number`` (Mẫu 01–06) of the case with this code or key, the latest of its kind.

    The control sheet (06) is drawn from the case as it stands and goes with the case inside the agencies. Raises
    ``CaseUnknown``, :class:`ResultUnknown`.
    """
    row, sight = _seen(actor, wanted)
    key = UUID(row["id"])
    with acting(actor):
        if number == CONTROL:
            if not sight.works:
                raise ResultUnknown
            return Paper(control_sheet(turn_on(actor, load(key, lock=False))), f"{row['code']}-mau-06.pdf")
        kept = Slip.objects.filter(case_id=key, form_number=number).order_by("-at", "-id").first()
        if kept is None or not (sight.owns or sight.works):
            raise ResultUnknown
        return Paper(printed(kept), f"{row['code']}-mau-{number:02d}.pdf")


def open_result(actor: Actor, wanted: str, result: UUID) -> Paper:
    """Return a signed result; its applicant opening it is its delivery (trả kết quả trực tuyến), the look journalled.

    Raises ``CaseUnknown``, :class:`ResultUnknown` also for what is only drafted.
    """
    row, sight = _seen(actor, wanted)
    key = UUID(row["id"])
    with acting(actor):
        found = SignedResult.objects.filter(case_id=key, id=result).first()
        if found is None or not sight.any or (found.state == State.DRAFTED and not sight.works):
            raise ResultUnknown
        with open_content(found.sha256) as stream:
            paper = Paper(stream.read(), f"{row['code']}-{found.declared}.pdf")
        record(
            key,
            "result.opened",
            {"result": str(found.id), "sha256": found.sha256},
            agency_path=row["agency"]["path"],
            persons=[UUID(person) for person in row["persons"]],
        )
    if sight.owns and row["status"] == Status.DONE:
        deliver(actor, key)
    return paper


def _seen(actor: Actor, wanted: str) -> tuple[Row, Sight]:
    row = case_row(actor, wanted)
    sight = sight_of(actor, row, offered_by_row(row))
    if not sight.any:
        raise CaseUnknown
    return row, sight
