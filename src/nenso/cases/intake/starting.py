"""Cases that a procedure opens by itself (``starts``): one for each agency or record and each period, never twice.

Every agency that offers the procedure opens those of itself and of the agencies below it, and of its own records. A row
of :class:`~nenso.cases.models.Started` is written first and kept with the case in one transaction: of two workers the
second waits for the first and then finds that the case is there. What cannot be opened stops nobody else's, is told,
and is tried again the next time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Q
from psycopg import sql

from nenso.agencies.models import Agency
from nenso.cases.acts.opening import AS_DRAFT, form_from, prepared_words
from nenso.cases.acts.telling import tell
from nenso.cases.engine.around import prepared_by
from nenso.cases.engine.loading import Loaded
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.names import agency_record, identity
from nenso.cases.engine.offering import Offered, offered
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.who import Holder
from nenso.cases.errors.filing import ApplicantNeeded, NothingStarts, PeriodToCome, PeriodUnfit
from nenso.cases.intake import fees
from nenso.cases.intake.anonymity import secret_of
from nenso.cases.intake.entering import Entrance, begin, fill_in, prepare, settings_of
from nenso.cases.intake.limits import must_be_within
from nenso.cases.intake.naming import parties_named
from nenso.cases.intake.numbered import write_filed
from nenso.cases.intake.routing import agency_with
from nenso.cases.models import Case, Party, Started, Status
from nenso.formulas.offers import Offer, agencies_offering, must_be_taken_in, procedures_in_force
from nenso.language.declarations.procedures import Start
from nenso.language.periods import bounds, is_period, period_of
from nenso.registers.finding import as_value
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.problems import Problem
from nenso.runtime.text import normalise_all
from nenso.territory.calendars import calendar_for

STARTING = Actor(system="cases.starting", scope=("vn",), readers=frozenset())
AGENCIES = "agencies"
_CLAIM = sql.SQL(
    "INSERT INTO cases_started (procedure, start, period, subject, case_id, at) VALUES ({})"
    " ON CONFLICT DO NOTHING RETURNING case_id"
)


@dataclass(frozen=True)
class Subject:
    """What a case is opened for: its key, and the record as expressions see it."""

    key: UUID
    record: Mapping[str, Any]


@dataclass(frozen=True)
class NotStarted:
    """A case that could not be opened: of which procedure, for what, and why."""

    procedure: str
    subject: str
    problem: Problem


@dataclass
class Report:
    """What one run did: the keys of the cases that it opened, and what it could not open.

    ``there``: for what there was one before; ``waiting``: for how many others the condition does not hold today.
    """

    opened: list[UUID] = field(default_factory=list)
    refused: list[NotStarted] = field(default_factory=list)
    there: set[UUID] = field(default_factory=set)
    waiting: int = 0


def start_cases(*, procedure: str = "", period: str = "") -> Report:
    """Open every case that is to be there by today, or those of ``period``, of every procedure or the one named.

    Without ``period`` those of the running month, quarter and year are opened once their ``day`` has come. Raises
    :class:`PeriodUnfit` for what is no period, :class:`PeriodToCome` for one that has not begun, and
    :class:`NothingStarts` for a procedure that opens none.
    """
    if period and not is_period(period):
        raise PeriodUnfit(period=period)
    if period and bounds(period)[0] > clock.today():
        raise PeriodToCome(period=period)
    report = Report()
    names = sorted(name for name, one in procedures_in_force().items() if any(start.runs for start in one.starts))
    if procedure and procedure not in names:
        raise NothingStarts(procedure=procedure, known=", ".join(names) or "–")
    for name in names:
        if procedure in {"", name}:
            for offer in agencies_offering(name):
                _at_agency(report, offer, period)
    return report


def _at_agency(report: Report, offer: Offer, wanted: str) -> None:
    for start in offer.procedure.starts:
        period = _period(start, wanted) if start.runs else ""
        if period:
            _Starting(offer, start, period).run(report)


def _period(start: Start, wanted: str) -> str:
    """Return the period that cases are to be opened of today; "" when there is none, or it is not time."""
    running = period_of(clock.today(), str(start.every))
    if wanted:
        return wanted if period_of(bounds(wanted)[0], str(start.every)) == wanted else ""
    return running if clock.today() >= _first_day(start, running) else ""


def _first_day(start: Start, period: str) -> date:
    first, last = bounds(period)
    if isinstance(start.day, int):
        return min(first + timedelta(days=start.day - 1), last)
    if start.day:
        month, _, day = start.day.partition("-")
        return date(first.year, int(month), int(day))
    return first


class _Starting:
    """The cases of one start of a procedure at one agency that offers it."""

    def __init__(self, offer: Offer, start: Start, period: str) -> None:
        self.offer, self.start, self.period = offer, start, period
        self.ready: Offered = offered(offer)
        self.register = str(start.each)
        self.name = f"{self.register} {start.every}"

    def run(self, report: Report) -> None:
        with acting(STARTING):
            decided = settings_of(self.offer, self.offer.agency)
            had = set(
                Started.objects.filter(procedure=self.offer.name, start=self.name, period=self.period).values_list(
                    "subject", flat=True
                )
            )
            lookup = CaseLookup(STARTING, self.ready, self.offer.agency, calendar_for(self.offer.agency.path))
            without = list(self._subjects(had))
            wanted = [one for one in without if self._reasoning(one, decided, lookup).holds(self.start.where)]
        report.there |= had
        report.waiting += len(without) - len(wanted)
        for subject in wanted:
            try:
                key = self._open(subject, decided, lookup)
            except Problem as problem:
                report.refused.append(NotStarted(self.offer.name, _called(subject), problem))
            else:
                report.opened += [key] if key is not None else []

    def _subjects(self, had: set[UUID]) -> Iterator[Subject]:
        """Yield what cases may be opened for, inside ``acting()``; an agency that stands no more has none."""
        if self.register == AGENCIES:
            today = clock.today()
            stands = Q(valid_from=None) | Q(valid_from__lte=today)
            found = Agency.objects.filter(stands, is_unit=False, path__below=self.offer.agency.path)
            for agency in found.exclude(valid_until__lte=today).exclude(id__in=had).select_related("place"):
                yield Subject(agency.id, agency_record(agency) or {})
            return
        declared = self.ready.register(self.register)
        if declared is not None:
            records = Record.objects.filter(register=declared[0], ended_at=None, agency=self.offer.agency)
            for record in records.exclude(id__in=had).order_by("id"):
                yield Subject(record.id, as_value(record))

    def _reasoning(self, subject: Subject, decided: Mapping[str, Any], lookup: CaseLookup) -> Reasoning:
        names = {
            "today": clock.today(),
            "now": clock.now(),
            "agency": agency_record(self.offer.agency),
            "setting": decided,
            "period": self.period,
        }
        environment = self.ready.environment(place="starts")
        return Reasoning(lambda: names, environment, lookup).with_record(self.register, subject.record)

    def _open(self, subject: Subject, decided: Mapping[str, Any], lookup: CaseLookup) -> UUID | None:
        """Open one case and return its key; None when another worker has opened it."""
        key = uuid7()
        moment = clock.now()
        claim = (self.offer.name, self.name, self.period, subject.key, key, moment)
        with acting(STARTING, _CLAIM.format(sql.SQL(", ").join(map(sql.Literal, claim)))) as session:
            if not session.first[0]:
                return None
            reasoning = self._reasoning(subject, decided, lookup)
            chosen = self._agency(reasoning)
            must_be_taken_in(chosen, self.offer.name)
            parties = self._parties(key, subject, reasoning)
            form = form_from(self.start.values, reasoning, self.offer.procedure.form.fields)
            made = partial(self._case, subject, key, moment)
            if self.start.level in AS_DRAFT:
                self._draft(made(self.offer), form, parties, lookup)
                return key
            entrance = Entrance(STARTING, self.offer, form, chosen, made, lambda _, __, known: known or parties)
            prepared = prepare(entrance)
            turn = prepared.turn
            fill_in(prepared)
            turn.said[0][1]["started"] = {"by": self.name, "period": self.period, "for": str(subject.key)}
            must_be_within(turn, turn.offered.procedure.limit)
            lines = fees.fee_lines(turn.offered.procedure.fee, turn.reasoning())
            turn.case.secret_hash = sha256(secret_of(key, uuid4().hex).encode()).digest()
            begin(turn, lines)
            write_filed(session, turn, new=True)
            return key

    def _agency(self, reasoning: Reasoning) -> Agency:
        found = identity(reasoning.value(self.start.agency)) if self.start.agency is not None else None
        return agency_with(found) if found is not None else self.offer.agency

    def _parties(self, case: UUID, subject: Subject, reasoning: Reasoning) -> Sequence[Party]:
        """Return whose case it is: as declared, else what it is opened for; an official is the person they are."""
        found: Any = subject.record
        if self.start.applicant is not None:
            found = reasoning.value(self.start.applicant)
            if isinstance(found, str):
                found = self._named(found, reasoning)
        if isinstance(found, Mapping) and found.get("account"):
            found = reasoning.lookup.record("persons", str(found.get("person") or ""))
        parties = parties_named(case, "applicant", found)
        if not parties or parties[0].party_id is None:
            raise ApplicantNeeded
        return parties[:1]

    @staticmethod
    def _named(key: str, reasoning: Reasoning) -> Mapping[str, Any] | None:
        """Return who is meant by a key alone: an agency, an enterprise, an official or a person."""
        kinds = (AGENCIES, "enterprises", "officials", "persons")
        return next((found for kind in kinds if (found := reasoning.lookup.record(kind, key))), None)

    def _case(self, subject: Subject, key: UUID, moment: datetime, offer: Offer) -> Case:
        drafted = self.start.level in AS_DRAFT
        about = self.offer.procedure.about
        is_about = about is not None and about.of == self.register
        declared = self.ready.register(self.register) if is_about else None
        return Case(
            id=key,
            procedure=offer.name,
            edition=offer.edition,
            adaptation=offer.adaptation,
            agency=offer.agency,
            receiving=offer.agency,
            place=offer.agency.place,
            channel="online",
            status=Status.DRAFT if drafted else Status.FILED,
            created_at=moment,
            saved_at=moment if drafted else None,
            filed_at=None if drafted else moment,
            occurred_at=None if drafted else moment,
            confidential=offer.procedure.confidential,
            about_kind=declared[0] if declared is not None else "",
            about_id=subject.key if declared is not None else None,
            origin=f"{offer.name}:starts",
            period=self.period,
            version=1 if drafted else 0,
        )

    def _draft(self, draft: Case, form: Mapping[str, Any], parties: Sequence[Party], lookup: CaseLookup) -> None:
        """Leave a draft for its applicant to look through and send, and tell them that it is there."""
        draft.form = normalise_all(dict(form))
        draft.persons = [party.party_id for party in parties if party.kind == "person" and party.party_id]
        if not draft.persons:
            raise ApplicantNeeded
        draft.readers = [prepared_by(draft)]
        with acting(replace(STARTING, readers=frozenset(draft.readers))):
            draft.save(force_insert=True)
            turn = Turn(Loaded(draft, parties=list(parties)), self.ready, STARTING, lookup)
            words = {tag: turn.reasoning().text(self.start.text, tag) for tag in ("vi", "en")}
            said = words if self.start.text is not None else prepared_words(self.offer)
            tell(turn, [Holder(party="applicant")], "case.notified", said, about=str(draft.id))


def _called(subject: Subject) -> str:
    record = subject.record
    return str(record.get("name") or record.get("number") or subject.key)
