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

import orjson

from nenso.agencies.models import Agency
from nenso.agencies.settings import setting
from nenso.cases import fees, flow, idempotency, names
from nenso.cases.anonymity import FOLLOWING, MustForget, is_nobody, must_forget, secret_of, without_name
from nenso.cases.applicants import AT_AGENCY, filer_of, must_be_open, parties_of, reading_filer
from nenso.cases.clockwork import set_case_timers
from nenso.cases.consents import consent_rows
from nenso.cases.documents import dossier
from nenso.cases.effects import carry_out
from nenso.cases.errors import CaseUnknown, DateWrong, FeeUnpaid, FormInvalid, NotYetRun
from nenso.cases.limits import must_be_within
from nenso.cases.loading import Loaded, load
from nenso.cases.lookup import CaseLookup
from nenso.cases.models import Case, Party, Revision, Status
from nenso.cases.naming import call, name_parties
from nenso.cases.numbered import BLANK, write_filed
from nenso.cases.offering import Offered, offered
from nenso.cases.reasoning import Reasoning
from nenso.cases.routing import agency_with, competent_agency, must_be_at_counter, must_receive, place_of
from nenso.cases.turn import Turn
from nenso.files.attaching import files_of
from nenso.formulas.offers import Offer, any_offer, offer_of
from nenso.language.evaluation import Evaluation, evaluate
from nenso.payments.asking import FeeLine
from nenso.people.models import Person
from nenso.runtime import clock
from nenso.runtime.acting import Actor, Session, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.text import normalise_all
from nenso.territory.calendars import calendar_for


@dataclass(frozen=True)
class Filing:
    """What somebody wants to file.

    ``procedure``: full name or national code. ``agency``: where it is taken in; may be left out when the form says
    which agency decides. ``applicant``: who applies, when not the filer (see :mod:`nenso.cases.applicants`). ``paper``:
    what was handed over at a counter. ``draft``: the draft that becomes the case, with its files.
    ``anonymous``: nothing of who files is to be kept, where the procedure allows it.
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

    def asked(self) -> dict[str, Any]:
        """Return what is asked, for comparing with an earlier use of the same key."""
        return dict(vars(self)) | {"agency": str(self.agency or ""), "draft": str(self.draft or "")}


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
        return Filed(load(case_id, lock=False).case, secret_of(case_id, key) if key else "", (), again=True)


def _is_filed(draft: UUID) -> bool:
    return Case.objects.filter(pk=draft, status__gt=Status.DRAFT).exists()


def _hold_draft(draft: UUID) -> None:
    """Lock a draft of the filer's until it is filed. Raises :class:`CaseUnknown`."""
    drafts = Case.objects.select_for_update(of=("self",)).filter(pk=draft, status=Status.DRAFT)
    if drafts.values_list("pk").first() is None:
        raise CaseUnknown


def _file(session: Session, prepared: "_Prepared", filing: Filing, secret: str) -> Filed:
    turn, procedure = prepared.turn, prepared.turn.offered.procedure
    _fill_in(turn, filing, prepared.evaluation, prepared.reasoning)
    must_be_within(turn, procedure.limit)
    lines = fees.fee_lines(procedure.fee, turn.reasoning())
    turn.case.secret_hash = sha256(secret.encode()).digest()
    _begin(turn, lines)
    write_filed(session, turn, new=filing.draft is None)
    return Filed(turn.case, secret, prepared.evaluation.warnings)


@dataclass(frozen=True)
class _Prepared:
    """A case that is routed and whose form is right, about to be filed."""

    turn: Turn
    evaluation: Evaluation
    reasoning: Reasoning


def _prepared(actor: Actor, filing: Filing, case_id: UUID, person: Person | None) -> _Prepared:
    """Work out what is filed and where; when the agency that decides declares it otherwise, by what that one does."""
    if filing.draft:
        _hold_draft(filing.draft)
    chosen = _chosen(actor, filing)
    offer = offer_of(chosen, filing.procedure) if chosen is not None else any_offer(filing.procedure)
    form, settings = normalise_all(dict(filing.form)), _settings(offer, chosen or offer.agency)
    parties: tuple[Party, ...] = ()
    while True:
        ready = offered(offer)
        case = _case(filing, case_id, offer, clock.now())
        case.settings, case.anonymous = settings, must_forget(actor, ready.procedure, wanted=filing.anonymous)
        parties = tuple(_parties(actor, ready, filing, case, person, parties))
        lookup = CaseLookup(actor, ready, case.agency, calendar_for(case.agency.path), case_id)
        evaluation = evaluate(ready.form, form, _reasoning(case, ready, parties, lookup, form).names, lookup)
        reasoning = _reasoning(case, ready, parties, lookup, evaluation.values)
        if evaluation.problems:
            raise _invalid(evaluation)
        _route(case, ready, reasoning, chosen)
        deciding = offer_of(case.agency, offer.name)
        decided = _settings(deciding, case.agency)
        same = (deciding.edition.id, deciding.adaptation) == (offer.edition.id, offer.adaptation)
        if same and decided == settings:
            break
        offer, settings = deciding, decided
    return _Prepared(_turn(actor, case, ready, parties, lookup), evaluation, reasoning)


def _chosen(actor: Actor, filing: Filing) -> Agency | None:
    """Return the agency that takes the case in: the one named, or where the officer at the counter sits."""
    at_agency = filing.channel in AT_AGENCY
    key = filing.agency or (actor.seats[0].agency if at_agency and actor.seats else None)
    chosen = agency_with(key) if key is not None else None
    if at_agency and actor.seats and chosen is not None:
        must_be_at_counter(actor, chosen)
    return chosen


def _settings(offer: Offer, agency: Agency) -> dict[str, Any]:
    """Return what the formula leaves to each place, as it holds for ``agency``."""
    name = offer.formula.name
    return {one.name: setting(agency, f"{name}.{one.name}", one.default) for one in offer.formula.settings}


def _parties(
    actor: Actor, ready: Offered, filing: Filing, case: Case, person: Person | None, known: Sequence[Party]
) -> Sequence[Party]:
    """Return who applies and files: nobody for an anonymous case."""
    if case.anonymous:
        must_be_open(ready, filing.channel)
        return ()
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


def _invalid(evaluation: Evaluation) -> FormInvalid:
    problems = [one.as_json() for one in (*evaluation.problems, *evaluation.warnings)]
    return FormInvalid(count=len(evaluation.problems), problems=problems)


def _case(filing: Filing, case_id: UUID, offer: Offer, moment: datetime) -> Case:
    procedure = offer.procedure
    if procedure.handled_at or not (procedure.steps or procedure.filing.to):
        raise NotYetRun(part="handled_at")
    if procedure.about is not None:
        raise NotYetRun(part="about")
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
        occurred_at=_occurred(filing.occurred_at) or moment,
        confidential=procedure.confidential,
        version=0,
    )


def _occurred(text: str | None) -> datetime | None:
    """Return when what is filed really happened: an aware moment that is not to come. Raises :class:`DateWrong`."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise DateWrong(given=str(text)[:40]) from error
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=clock.VIETNAM)
    if moment is not None and moment > clock.now():
        raise DateWrong(given=str(text)[:40])
    return moment


def _reasoning(
    case: Case, ready: Offered, parties: Sequence[Party], lookup: CaseLookup, form: Mapping[str, Any]
) -> Reasoning:
    by_name = {party.name: [party] for party in parties}
    return Reasoning(names.names_of(case, form=form, parties=by_name, actor=lookup.actor), ready.environment(), lookup)


def _route(case: Case, ready: Offered, reasoning: Reasoning, chosen: Agency | None) -> None:
    procedure = ready.procedure
    found = reasoning.value(procedure.competent) if procedure.competent is not None else None
    kinds = tuple(procedure.offered_by or ready.formula.offered_by)
    competent = competent_agency(found, kinds, chosen or case.agency)
    if case.channel == "online" or chosen is None:
        case.receiving = competent
    must_receive(case.receiving, competent, procedure)
    case.agency = competent
    case.place = place_of(competent, found)
    case.agency_paths = sorted({competent.path, case.receiving.path})


def _turn(actor: Actor, case: Case, ready: Offered, parties: Sequence[Party], lookup: CaseLookup) -> Turn:
    display = next((party.display for party in reversed(parties)), "")
    lookup.agency, lookup.working = case.agency, calendar_for(case.agency.path)
    turn = Turn(
        Loaded(case),
        ready,
        actor,
        lookup,
        at=case.filed_at or clock.now(),
        actor_name=actor.name or display,
    )
    turn.add(*parties)
    return turn


def _fill_in(turn: Turn, filing: Filing, evaluation: Evaluation, reasoning: Reasoning) -> None:
    """Set everything of the case that follows from its form, its documents and who it is for."""
    case, procedure = turn.case, turn.offered.procedure
    case.form = evaluation.values
    files = files_of(case.id) if filing.draft else []
    handed = dossier(procedure.documents, reasoning, files=files, paper=filing.paper, channel=filing.channel)
    handed.must_be_complete()
    case.documents = handed.given
    applicants, filers = turn.parties.get("applicant", []), turn.parties.get("filer", [])
    case.applicant_name = next((party.display for party in applicants), "")
    name_parties(turn)
    call(turn)
    consenting = next((party.party_id for party in (*filers, *applicants) if party.kind == "person"), None)
    turn.add(*consent_rows(turn, turn.offered.form, case.form, person=consenting))
    case.revision = 1
    turn.add(
        Revision(
            case_id=case.id,
            seq=1,
            at=turn.at,
            account=turn.actor.account,
            person=turn.actor.person,
            why="filed",
            form=case.form,
            documents=case.documents,
        )
    )
    turn.said.append(
        (
            "case.filed",
            {
                "code": BLANK,
                "procedure": turn.offered.name,
                "edition": turn.offered.edition_name,
                "digest": case.edition.digest,
                "agency": case.agency.path,
                "receiving": case.receiving.path,
                "channel": case.channel,
                "form": sha256(canonical(case.form)).hexdigest(),
                "documents": sorted(case.documents),
                "contested": dict(evaluation.contested),
            },
        )
    )


def _begin(turn: Turn, lines: Sequence[FeeLine]) -> None:
    """Open the first steps, or go straight through."""
    procedure = turn.offered.procedure
    way = flow.chosen_way(procedure.filing.to, turn)
    targets = list(way.to) if way is not None else [str(procedure.first_step)]
    carry_out(turn, [*procedure.filing.does, *(way.does if way is not None else ())])
    if procedure.deadline is not None:
        turn.set(due_at=flow.case_due(turn))
    flow.follow(turn, targets, left=None)
    if turn.case.status != Status.DONE:
        set_case_timers(turn, range(len(procedure.timers)))
    else:
        if any(result.template for result in procedure.results):
            raise NotYetRun(part="results, filing: done")
        if fees.owed(lines):
            raise FeeUnpaid(amount=fees.shown(fees.owed(lines)))
        carry_out(turn, procedure.on_done)
    turn.add(*fees.rows(turn.case.id, turn.case.agency_id, fees.AT_FILING, lines))
    turn.said[0][1]["owed"] = fees.owed(lines)


def canonical(form: Mapping[str, Any]) -> bytes:
    """Return a form as the bytes that the journal keeps the hash of: JSON with sorted keys."""
    return orjson.dumps(form, option=orjson.OPT_SORT_KEYS)
