"""Filing a case (nộp hồ sơ): checked whole, routed, given its code and first tasks, in one transaction.

Two round trips: the first opens the transaction, claims the client's key and reads who files; the last counts the code
and writes every row. Between them nothing is written, so nothing can be half done.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from psycopg import sql

from nenso.agencies.models import Agency
from nenso.agencies.settings import setting
from nenso.cases import fees, flow, idempotency, names
from nenso.cases.applicants import AT_AGENCY, declared_parties, parties_of
from nenso.cases.documents import dossier
from nenso.cases.effects import carry_out
from nenso.cases.errors import CaseUnknown, FormInvalid, NotYetRun
from nenso.cases.limits import must_be_within
from nenso.cases.loading import Loaded, load
from nenso.cases.lookup import CaseLookup
from nenso.cases.models import Case, Party, Revision, Status
from nenso.cases.numbering import DEFAULT_PATTERN, CodePlan, plan
from nenso.cases.offering import Offered, offered
from nenso.cases.patterns import procedure_plan
from nenso.cases.reasoning import Reasoning
from nenso.cases.routing import agency_with, code_for, competent_agency, must_receive, place_of
from nenso.cases.turn import Turn
from nenso.cases.writing import write
from nenso.files.attaching import files_of
from nenso.formulas.offers import Offer, any_offer, offer_of
from nenso.language.evaluation import Evaluation, evaluate
from nenso.payments.asking import FeeLine
from nenso.runtime import clock
from nenso.runtime.acting import Actor, Session, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.statements import Prepared
from nenso.runtime.text import fold, normalise_all
from nenso.territory.calendars import calendar_for

PATTERN_SETTING = "case_code"
CODE = sql.SQL("current_setting('nenso.code')")
_COUNT = Prepared(
    "case_count",
    "WITH counted AS (INSERT INTO cases_counter (scope, value) VALUES ($1, 1)"
    " ON CONFLICT (scope) DO UPDATE SET value = cases_counter.value + 1 RETURNING value::text AS value)"
    " SELECT set_config('nenso.code', $2::text || lpad(value, greatest($3::int, length(value)), '0') || $4::text, true)"
    " FROM counted",
)
_NOTE_CODE = Prepared("case_note_code", "INSERT INTO cases_casecode (code, case_id) VALUES ($1, $2)")
BLANK = "\x01code\x01"
"""Stands in the journal's first entry for the code, which only the database can count."""


@dataclass(frozen=True)
class Filing:
    """What somebody wants to file.

    ``procedure``: full name or national code. ``agency``: where it is taken in; may be left out when the form says
    which agency decides. ``applicant``: who applies, when not the filer (see :mod:`nenso.cases.applicants`). ``paper``:
    what was handed over at a counter. ``draft``: the draft that becomes the case, with its files.
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
    case_id = filing.draft or uuid7()
    asked = filing.asked()
    with acting(actor, *idempotency.claim(actor, key, asked, case_id)) as session:
        earlier = idempotency.claimed(session.first[0], asked, case_id)
        if earlier is not None or (filing.draft and _is_filed(filing.draft)):
            return Filed(load(earlier or case_id, lock=False).case, "", (), again=True)
        return _file(session, actor, filing, case_id)


def _is_filed(draft: UUID) -> bool:
    return Case.objects.filter(pk=draft, status__gt=Status.DRAFT).exists()


def _hold_draft(draft: UUID) -> None:
    """Lock a draft of the filer's until it is filed. Raises :class:`CaseUnknown`."""
    drafts = Case.objects.select_for_update(of=("self",)).filter(pk=draft, status=Status.DRAFT)
    if drafts.values_list("pk").first() is None:
        raise CaseUnknown


def _file(session: Session, actor: Actor, filing: Filing, case_id: UUID) -> Filed:
    if filing.draft:
        _hold_draft(filing.draft)
    chosen = _chosen(actor, filing)
    offer = offer_of(chosen, filing.procedure) if chosen is not None else any_offer(filing.procedure)
    return _file_as(session, actor, filing, case_id, offer, chosen)


def _chosen(actor: Actor, filing: Filing) -> Agency | None:
    """Return the agency that takes the case in: the one named, or where the officer at the counter sits."""
    if filing.agency is not None:
        return agency_with(filing.agency)
    return agency_with(actor.seats[0].agency) if filing.channel in AT_AGENCY and actor.seats else None


def _file_as(
    session: Session, actor: Actor, filing: Filing, case_id: UUID, offer: Offer, chosen: Agency | None
) -> Filed:
    """File what ``offer`` declares; when the agency that decides offers it otherwise, by what that one declares."""
    ready = offered(offer)
    moment = clock.now()
    parties = parties_of(actor, ready, case_id, channel=filing.channel, given=filing.applicant, mandate=filing.mandate)
    case = _case(filing, case_id, offer, moment)
    lookup = CaseLookup(actor, ready, case.agency, calendar_for(case.agency.path), case_id)
    reasoning = _reasoning(case, ready, parties, lookup, normalise_all(dict(filing.form)))
    evaluation = evaluate(ready.form, reasoning.names["form"], reasoning.names, lookup)
    if evaluation.problems:
        problems = [one.as_json() for one in (*evaluation.problems, *evaluation.warnings)]
        raise FormInvalid(count=len(evaluation.problems), problems=problems)
    reasoning = _reasoning(case, ready, parties, lookup, evaluation.values)
    _route(case, ready, reasoning, chosen)
    deciding = offer_of(case.agency, offer.name)
    if (deciding.edition.id, deciding.adaptation) != (offer.edition.id, offer.adaptation):
        return _file_as(session, actor, filing, case_id, deciding, chosen)
    turn = _turn(actor, case, ready, parties, lookup)
    _fill_in(turn, filing, evaluation, reasoning)
    must_be_within(turn, ready.procedure.limit)
    lines = fees.fee_lines(ready.procedure.fee, turn.reasoning())
    secret = secrets.token_urlsafe(12)
    case.secret_hash = sha256(secret.encode()).digest()
    _begin(turn, lines)
    _write(session, turn, new=filing.draft is None)
    return Filed(case, secret, evaluation.warnings)


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
        occurred_at=filing.occurred_at or moment,
        confidential=procedure.confidential,
        version=0,
    )


def _reasoning(
    case: Case, ready: Offered, parties: list[Party], lookup: CaseLookup, form: Mapping[str, Any]
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
    declared = {one.name: one.default for one in ready.formula.settings}
    case.settings = {
        name: setting(competent, f"{ready.formula.name}.{name}", default) for name, default in declared.items()
    }


def _turn(actor: Actor, case: Case, ready: Offered, parties: list[Party], lookup: CaseLookup) -> Turn:
    filer = next((party for party in parties if party.name == "filer"), parties[0])
    lookup.agency, lookup.working = case.agency, calendar_for(case.agency.path)
    turn = Turn(Loaded(case), ready, actor, lookup, at=case.filed_at or clock.now(), actor_name=filer.display)
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
    case.applicant_name = turn.parties["applicant"][0].display
    turn.add(*declared_parties(turn))
    case.label = turn.reasoning().text(procedure.label)[:400] if procedure.label else case.applicant_name
    case.folded = fold(f"{case.label} {case.applicant_name}")[:400]
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
    if turn.case.status == Status.DONE:
        carry_out(turn, procedure.on_done)
    turn.add(*fees.rows(turn.case.id, turn.case.agency_id, fees.AT_FILING, lines))
    turn.said[0][1]["owed"] = fees.owed(lines)


def _write(session: Session, turn: Turn, *, new: bool) -> None:
    """Write the case as a new row, or over its draft."""
    case = turn.case
    if not new:
        turn.touched |= {field.name for field in Case._meta.concrete_fields if not field.primary_key}  # noqa: SLF001
    coded = _code_plan(turn)
    case.code = CODE  # type: ignore[assignment]  # counted by the database in the same round trip
    statements = write(turn, new=new, blanks={BLANK: CODE})
    answers = session.commit(*_counting(coded, case.id), *statements, sql.SQL("SELECT {}").format(CODE))
    case.code = str(answers[-1][0][0])


def _code_plan(turn: Turn) -> CodePlan:
    """Return how the case is numbered: as its procedure says, else by the agency's pattern."""
    case, on = turn.case, turn.at.astimezone(clock.VIETNAM).date()
    if turn.offered.procedure.numbered is not None:
        return procedure_plan(turn, turn.offered.procedure.numbered)
    pattern = setting(case.agency, PATTERN_SETTING, DEFAULT_PATTERN)
    place = case.place.code if case.place is not None else ""
    return plan(pattern, agency=code_for(case.agency), place=place, on=on)


def _counting(coded: CodePlan, case_id: UUID) -> list[sql.Composable]:
    """Return the statements that count the code: after them nothing but rows stand between the lock and the commit."""
    return [_COUNT(coded.scope, coded.before, coded.width, coded.after), _NOTE_CODE(CODE, case_id)]


def canonical(form: Mapping[str, Any]) -> bytes:
    """Return a form as the bytes that the journal keeps the hash of: JSON with sorted keys."""
    return orjson.dumps(form, option=orjson.OPT_SORT_KEYS)
