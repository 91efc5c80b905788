"""Filing a case (nộp hồ sơ): checked whole, routed, given its code and first tasks, in one transaction.

Two round trips: the first opens the transaction, claims the client's key and reads who files; the last counts the code
and writes every row. Between them nothing is written, so nothing can be half done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.cases.engine import idempotency
from nenso.cases.engine.loading import load
from nenso.cases.engine.offering import Offered
from nenso.cases.errors.filing import DateWrong, NotYetRun, OccurredByOfficer
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake import fees
from nenso.cases.intake.anonymity import FOLLOWING, MustForget, fits, is_nobody, must_forget, secret_of, without_name
from nenso.cases.intake.applicants import AT_AGENCY, filer_of, must_be_open, parties_of, reading_filer
from nenso.cases.intake.assurance import assurance_of, must_be_identified
from nenso.cases.intake.entering import Entrance, Prepared, begin, fill_in, prepare
from nenso.cases.intake.limits import must_be_within
from nenso.cases.intake.numbered import write_filed
from nenso.cases.intake.routing import agency_with, must_be_at_counter
from nenso.cases.intake.subjects import Subject, subject_of
from nenso.cases.models import Case, Party, Status
from nenso.files.attaching import files_of
from nenso.formulas.offers import Offer, any_offer, must_be_taken_in, offer_of
from nenso.people.models import Person
from nenso.runtime import clock
from nenso.runtime.acting import Actor, Session, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.text import normalise_all


@dataclass(frozen=True)
class Filing:
    """What somebody wants to file.

    ``procedure``: full name or national code. ``agency``: where it is taken in; may be left out when the form says
    which agency decides. ``applicant``: who applies, when not the filer (see :mod:`nenso.cases.intake.applicants`).
    ``paper``: what was handed over at a counter. ``occurred_at``: when it came in there, as the officer says.
    ``draft``: the draft that becomes the case, with its files. ``about``: what it is filed on
    (:mod:`nenso.cases.intake.subjects`). ``anonymous``: nothing of who files is to be kept, where the
    procedure allows it.
    """

    procedure: str
    form: Mapping[str, Any]
    agency: UUID | None = None
    channel: str = "online"
    applicant: Mapping[str, Any] | None = None
    mandate: str = ""
    paper: Mapping[str, Mapping[str, int]] | None = None
    occurred_at: str | None = None
    draft: UUID | None = None
    anonymous: bool = False
    about: Mapping[str, str] | None = None

    def asked(self) -> dict[str, Any]:
        """Return what is asked, for comparing with an earlier use of the same key."""
        asked = dict(vars(self)) | {"agency": str(self.agency or ""), "draft": str(self.draft or "")}
        return asked if self.about is not None else {name: asked[name] for name in asked if name != "about"}


@dataclass(frozen=True)
class Filed:
    """The case, the secret by which it is followed without signing in (told once), and what only warns."""

    case: Case
    secret: str
    warnings: tuple[Any, ...]
    again: bool = False


def file_case(actor: Actor, filing: Filing, *, key: str) -> Filed:
    """File a case; the same ``key`` with the same content gives the case that is there already.

    Raises :class:`FormInvalid` (with every mistake under ``problems``) and the other problems of
    :mod:`nenso.cases.errors`; then nothing was written.
    """
    try:
        return _file_once(actor, filing, key)
    except MustForget:
        return _file_once(without_name(actor), filing, key)


def _file_once(actor: Actor, filing: Filing, key: str) -> Filed:
    case_id = filing.draft or uuid7()
    asked = filing.asked()
    with acting(actor, *idempotency.claim(actor, key, asked, case_id), *reading_filer(actor)) as session:
        found, *answers = session.first
        earlier = idempotency.claimed(found, asked, case_id)
        if earlier is not None or (filing.draft and _is_filed(filing.draft)):
            return _again(actor, earlier or case_id, key if earlier is not None else "")
        prepared = _prepared(actor, filing, case_id, filer_of(answers))
        return _file(session, prepared, filing, secret_of(case_id, key))


def _again(actor: Actor, case_id: UUID, key: str) -> Filed:
    """Return the case that is there already, and the secret again to whoever has the key of its filing."""
    with acting(FOLLOWING if is_nobody(actor) else actor):
        case, secret = load(case_id, lock=False).case, secret_of(case_id, key) if key else ""
        return Filed(case, secret if fits(case.secret_hash, secret) else "", (), again=True)


def _is_filed(draft: UUID) -> bool:
    return Case.objects.filter(pk=draft, status__gt=Status.DRAFT).exists()


def _hold_draft(draft: UUID) -> Case:
    """Return a draft of the filer's, locked until it is filed. Raises :class:`CaseUnknown`."""
    found = Case.objects.select_for_update(of=("self",)).filter(pk=draft, status=Status.DRAFT).first()
    if found is None:
        raise CaseUnknown
    return found


def _file(session: Session, prepared: Prepared, filing: Filing, secret: str) -> Filed:
    turn, procedure = prepared.turn, prepared.turn.offered.procedure
    fill_in(prepared, files_of(turn.case.id) if filing.draft else [], filing.paper)
    must_be_within(turn, procedure.limit)
    lines = fees.fee_lines(procedure.fee, turn.reasoning())
    turn.case.secret_hash = sha256(secret.encode()).digest()
    begin(turn, lines)
    write_filed(session, turn, new=filing.draft is None)
    return Filed(turn.case, secret, prepared.evaluation.warnings)


def _prepared(actor: Actor, filing: Filing, case_id: UUID, person: Person | None) -> Prepared:
    draft = _hold_draft(filing.draft) if filing.draft else None
    chosen = _chosen(actor, filing)
    offer = offer_of(chosen, filing.procedure) if chosen is not None else any_offer(filing.procedure)
    moment = clock.now()
    begun = draft is not None and draft.about_id is not None and filing.about is None
    subject = Subject(draft.about_kind, draft.about_id) if begun and draft else subject_of(actor, offer, filing.about)

    def made(on: Offer) -> Case:
        case = _case(actor, filing, case_id, on, moment)
        case.anonymous = must_forget(actor, on.procedure, wanted=filing.anonymous)
        case.assurance = None if case.anonymous else assurance_of(actor, filing.channel)
        if draft is not None:
            case.parent_id, case.origin, case.period = draft.parent_id, draft.origin, draft.period
        case.about_kind, case.about_id = subject.kind, subject.key
        return case

    def parties(ready: Offered, case: Case, known: tuple[Party, ...]) -> Sequence[Party]:
        return _parties(actor, ready, filing, case, person, known)

    prepared = prepare(Entrance(actor, offer, normalise_all(dict(filing.form)), chosen, made, parties))
    must_be_taken_in(prepared.turn.case.agency, offer.name)
    return prepared


def _chosen(actor: Actor, filing: Filing) -> Agency | None:
    """Return the agency that takes the case in: the one named, or where the officer at the counter sits."""
    at_agency = filing.channel in AT_AGENCY
    key = filing.agency or (actor.seats[0].agency if at_agency and actor.seats else None)
    chosen = agency_with(key) if key is not None else None
    if at_agency and actor.seats and chosen is not None:
        must_be_at_counter(actor, chosen)
    return chosen


def _parties(
    actor: Actor, ready: Offered, filing: Filing, case: Case, person: Person | None, known: Sequence[Party]
) -> Sequence[Party]:
    """Return who applies and files, known well enough: nobody for an anonymous case."""
    must_be_open(ready, filing.channel)
    if case.anonymous:
        return ()
    must_be_identified(actor, ready.procedure, filing.channel)
    return parties_of(
        actor,
        ready,
        case.id,
        person=person,
        channel=filing.channel,
        given=filing.applicant,
        mandate=filing.mandate,
        known=known,
    )


def _case(actor: Actor, filing: Filing, case_id: UUID, offer: Offer, moment: datetime) -> Case:
    procedure = offer.procedure
    if procedure.handled_at or not (procedure.steps or procedure.filing.to):
        raise NotYetRun(part="handled_at")
    return Case(
        id=case_id,
        procedure=offer.name,
        edition=offer.edition,
        adaptation=offer.adaptation,
        agency=offer.agency,
        receiving=offer.agency,
        place=offer.agency.place,
        channel=filing.channel,
        status=Status.FILED,
        mandate=filing.mandate,
        created_at=moment,
        filed_at=moment,
        occurred_at=_occurred(actor, filing) or moment,
        confidential=procedure.confidential,
        version=0,
    )


def _occurred(actor: Actor, filing: Filing) -> datetime | None:
    """Return when what is filed really happened, as an officer wrote it down: an aware moment that is not to come.

    Raises :class:`OccurredByOfficer`, :class:`DateWrong`.
    """
    text = filing.occurred_at
    if not text:
        return None
    if filing.channel not in AT_AGENCY or not (actor.seats or actor.system):
        raise OccurredByOfficer
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise DateWrong(given=text[:40]) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=clock.VIETNAM)
    if moment > clock.now():
        raise DateWrong(given=text[:40])
    return moment
