"""The follow-up book of an agency (Mẫu 07, Sổ theo dõi hồ sơ): what it took in, of one field, case by case."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.cases.acts.slips import office_at
from nenso.cases.engine.loading import ENDED, WITHOUT
from nenso.cases.engine.offering import offered_for
from nenso.cases.intake.routing import agency_with
from nenso.cases.models import Case, Party, Status
from nenso.cases.queries.words import CHANNELS
from nenso.results.slips import BookLine, FollowUpBook, slip
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

BOOK = 7
MOST_LINES = 2_000


def follow_up_book(actor: Actor, agency: UUID, *, field: str, first: date, last: date, from_line: int = 1) -> bytes:
    """Return the book as PDF/A: what ``agency`` took in from ``first`` to ``last`` (days of Viet Nam, both included).

    ``field``: the field of work (lĩnh vực) of the national catalogue; empty: those of every field. Only what the actor
    may see stands in it, from line ``from_line`` on at most :data:`MOST_LINES` lines.
    """
    office = agency_with(agency)
    with acting(actor):
        wanted = islice(_cases(office, field, first, last), from_line - 1, from_line - 1 + MOST_LINES)
        lines = tuple(_line(case) for case in wanted)
    data = FollowUpBook(
        office=office_at(office),
        number="",
        issued_on=clock.today(),
        area=field,
        first_line=from_line,
        lines=lines,
    )
    return slip(BOOK, data, moment=clock.now())


def _cases(office: Agency, field: str, first: date, last: date) -> Iterator[Case]:
    since = datetime.combine(first, time(), clock.VIETNAM)
    until = datetime.combine(last + timedelta(days=1), time(), clock.VIETNAM)
    found = Case.objects.filter(receiving=office, status__gt=Status.DRAFT, filed_at__gte=since, filed_at__lt=until)
    whole = found.select_related("agency", "edition", "adaptation").defer(*WITHOUT)
    for case in whole.order_by("filed_at", "id").iterator():
        if not field or offered_for(case).procedure.field == field:
            yield case


def _line(case: Case) -> BookLine:
    applicant = Party.objects.filter(case_id=case.id, name="applicant").first()
    address = applicant.facts.get("address") if applicant is not None else None
    ended = case.status in ENDED
    return BookLine(
        case_code=case.code,
        procedure=offered_for(case).procedure.title.in_language("vi"),
        applicant=case.applicant_name,
        address=address.get("line", "") if isinstance(address, dict) else str(address or ""),
        agency=case.agency.name,
        received_at=case.accepted_at or case.filed_at,
        due_at=case.due_at,
        returned_at=case.delivered_at or (case.finished_at if ended else None),
        way=CHANNELS[case.channel]["vi"],
    )
