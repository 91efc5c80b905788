"""How a case comes in, whether somebody files it or another case opens it: routed, checked whole, begun.

What is told apart here is only what is the same for both; who may, and for whom, is decided by the two callers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

import orjson

from nenso.agencies.models import Agency
from nenso.agencies.settings import settings
from nenso.cases.acts.consents import consent_rows
from nenso.cases.acts.effects import carry_out
from nenso.cases.engine import flow, names
from nenso.cases.engine.around import around
from nenso.cases.engine.clockwork import set_case_timers
from nenso.cases.engine.loading import Loaded
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.offering import Offered, offered
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.seals import is_waiting
from nenso.cases.engine.turn import Turn
from nenso.cases.errors.ending import FeeUnpaid
from nenso.cases.errors.filing import FormInvalid, NotYetRun
from nenso.cases.intake import fees
from nenso.cases.intake.asked_once import fields_of
from nenso.cases.intake.documents import dossier
from nenso.cases.intake.field_files import unknown_files
from nenso.cases.intake.naming import call, name_parties
from nenso.cases.intake.numbered import BLANK
from nenso.cases.intake.routing import competent_agency, must_receive, place_of
from nenso.cases.intake.sealing import call_sealed, promise, put_away, sealed_until
from nenso.cases.intake.subjects import must_fit
from nenso.cases.models import Case, Party, Revision, Status
from nenso.files.models import CaseFile
from nenso.formulas.library import required_by
from nenso.formulas.offers import Offer, offer_of
from nenso.language.declarations.formula import Formula, plain_default
from nenso.language.declarations.procedures import PERIODIC, Procedure
from nenso.language.evaluation import Evaluation, evaluate
from nenso.language.exemptions import exempt_name
from nenso.language.periods import period_of
from nenso.payments.asking import FeeLine
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.territory.calendars import calendar_for


@dataclass(frozen=True)
class Entrance:
    """What comes in: by whom, on which offer, with which form, where it was handed in (``chosen``).

    ``case`` makes the case on an offer; ``parties`` says who has a part in it, ``known`` when it was asked before.
    """

    actor: Actor
    offer: Offer
    form: Mapping[str, Any]
    chosen: Agency | None
    case: Callable[[Offer], Case]
    parties: Callable[[Offered, Case, tuple[Party, ...]], Sequence[Party]]


@dataclass(frozen=True)
class Prepared:
    """A case that is routed and whose form is right, about to be written."""

    turn: Turn
    evaluation: Evaluation
    reasoning: Reasoning


def prepare(entrance: Entrance) -> Prepared:
    """Work out what comes in and where; when the agency that decides declares it otherwise, by what that one does.

    Raises :class:`FormInvalid` and what is wrong with the way in.
    """
    actor, offer, chosen = entrance.actor, entrance.offer, entrance.chosen
    decided = settings_of(offer, chosen or offer.agency)
    parties: tuple[Party, ...] = ()
    while True:
        ready = offered(offer)
        case = entrance.case(offer)
        case.settings, case.period = decided, case.period or running_period(ready.procedure)
        parties = tuple(entrance.parties(ready, case, parties))
        lookup = CaseLookup(actor, ready, case.agency, calendar_for(case.agency.path), case.id)
        reasoning = _reasoning(case, ready, parties, lookup, entrance.form)
        evaluation = evaluate(ready.form, entrance.form, reasoning.names, lookup)
        if evaluation.problems:
            raise _invalid(evaluation)
        reasoning = reasoning.with_form(evaluation.values)
        must_fit(ready.procedure.about, reasoning.within(ready.environment(place="about")))
        _route(case, ready, reasoning, chosen)
        deciding = offer_of(case.agency, offer.name)
        theirs = settings_of(deciding, case.agency)
        same = (deciding.edition.id, deciding.adaptation) == (offer.edition.id, offer.adaptation)
        if same and theirs == decided:
            break
        offer, decided = deciding, theirs
    return Prepared(_turn(actor, case, ready, parties, lookup), evaluation, reasoning)


def running_period(procedure: Procedure) -> str:
    """Return the period that runs today of what is opened again and again; "" of what is not."""
    rhythm = next((one.every for one in procedure.starts if one.every in PERIODIC), "")
    return period_of(clock.today(), str(rhythm)) if rhythm else ""


def settings_of(offer: Offer, agency: Agency) -> dict[str, Any]:
    """Return what the formula, and those it requires, leave to each place, as it holds for ``agency``."""
    return settings_in((*required_by(offer.edition).values(), offer.formula), agency)


def settings_in(formulas: Iterable[Formula], agency: Agency) -> dict[str, Any]:
    """Return the settings of ``formulas`` as they hold for ``agency``, and whom it exempts where that was decided."""
    formulas, decided = tuple(formulas), settings(agency)
    exempt = [(formula, exempt_name(procedure)) for formula in formulas for procedure in formula.procedures.values()]
    return {
        str(one.name): decided.get(f"{formula.name}.{one.name}", plain_default(one))
        for formula in formulas
        for one in formula.settings
    } | {name: decided[f"{formula.name}.{name}"] for formula, name in exempt if decided.get(f"{formula.name}.{name}")}


def _invalid(evaluation: Evaluation) -> FormInvalid:
    problems = [one.as_json() for one in (*evaluation.problems, *evaluation.warnings)]
    return FormInvalid(count=len(evaluation.problems), problems=problems)


def _reasoning(
    case: Case, ready: Offered, parties: Sequence[Party], lookup: CaseLookup, form: Mapping[str, Any]
) -> Reasoning:
    by_name = {party.name: [party] for party in parties}
    near = around(case, lookup.actor)
    known = partial(names.names_of, case, form=form, parties=by_name, actor=lookup.actor, around=near)
    return Reasoning(known, ready.environment(), lookup)


def _route(case: Case, ready: Offered, reasoning: Reasoning, chosen: Agency | None) -> None:
    procedure = ready.procedure
    found = reasoning.value(procedure.competent) if procedure.competent is not None else None
    kinds = tuple(procedure.offered_by or ready.formula.offered_by)
    competent = competent_agency(found, kinds, chosen or case.agency)
    if case.parent_id is not None or case.channel == "online" or chosen is None:
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


def fill_in(
    prepared: Prepared, files: Sequence[CaseFile] = (), paper: Mapping[str, Mapping[str, int]] | None = None
) -> None:
    """Set everything of the case that follows from its form, its documents and who it is for."""
    turn, evaluation = prepared.turn, prepared.evaluation
    case, procedure = turn.case, turn.offered.procedure
    case.form = evaluation.values
    case.fields_held, case.fields_contested, case.fields_asked = fields_of(evaluation)
    unknown = tuple(unknown_files(turn.offered.form, case.form, files))
    if unknown:
        raise FormInvalid(count=len(unknown), problems=[one.as_json() for one in unknown])
    handed = dossier(procedure.documents, prepared.reasoning, files=files, paper=paper, channel=case.channel)
    handed.must_be_complete()
    case.documents = handed.given
    applicants, filers = turn.parties.get("applicant", []), turn.parties.get("filer", [])
    case.applicant_name = next((party.display for party in applicants), "")
    turn.case.sealed_until = sealed_until(turn)
    follow_form(turn)
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
    turn.said.append(("case.filed", _said(turn, evaluation)))


def follow_form(turn: Turn) -> None:
    """Name the parties and call the case as its form says; of one that is sealed nothing that only the form tells."""
    if is_waiting(turn.case):
        call_sealed(turn)
        return
    name_parties(turn)
    call(turn)


def _said(turn: Turn, evaluation: Evaluation) -> dict[str, Any]:
    case = turn.case
    said = {
        "code": BLANK,
        "procedure": turn.offered.name,
        "edition": turn.offered.edition_name,
        "digest": case.edition.digest,
        "agency": case.agency.path,
        "receiving": case.receiving.path,
        "channel": case.channel,
        **(promise(turn, evaluation.contested) if is_waiting(case) else _filled_in(case, evaluation)),
    }
    around_it = {"parent": case.parent_id, "about": case.about_id}
    return said | {name: str(key) for name, key in around_it.items() if key is not None}


def _filled_in(case: Case, evaluation: Evaluation) -> dict[str, Any]:
    return {
        "form": sha256(canonical(case.form)).hexdigest(),
        "documents": sorted(case.documents),
        "contested": dict(evaluation.contested),
    }


def begin(turn: Turn, lines: Sequence[FeeLine], *, step: str = "") -> None:
    """Put the fee down and open the first steps, or go straight through; a sealed case waits with its steps.

    At ``step`` the case has been accepted by whoever opens it.
    """
    owed = fees.owed(lines)
    if is_waiting(turn.case):
        if turn.offered.procedure.deadline is not None:
            turn.set(due_at=flow.case_due(turn))
        put_away(turn, step=step)
    else:
        set_going(turn, owed=owed, step=step)
    turn.add(*fees.rows(turn.case.id, turn.case.agency_id, fees.AT_FILING, lines))
    turn.said[0][1]["owed"] = owed


def set_going(turn: Turn, *, owed: int, step: str = "") -> None:
    """Open the first steps, or ``step``, where the case has been accepted; or go straight through.

    ``owed``: what is still to be paid of the fee, in đồng.
    """
    procedure = turn.offered.procedure
    way = flow.chosen_way(procedure.filing.to, turn)
    targets = list(way.to) if way is not None else [str(procedure.first_step)]
    carry_out(turn, [*procedure.filing.does, *(way.does if way is not None else ())])
    if procedure.deadline is not None:
        turn.set(due_at=flow.case_due(turn))
    if step:
        flow.accept(turn)
        flow.open_steps(turn, [step])
    else:
        flow.follow(turn, targets, left=None)
    if turn.case.status != Status.DONE:
        set_case_timers(turn, range(len(procedure.timers)))
    else:
        if any(result.template for result in procedure.results):
            raise NotYetRun(part="results, filing: done")
        if owed:
            raise FeeUnpaid(amount=fees.shown(owed))
        carry_out(turn, procedure.on_done)


def canonical(form: Mapping[str, Any]) -> bytes:
    """Return a form as the bytes that the journal keeps the hash of: JSON with sorted keys."""
    return orjson.dumps(form, option=orjson.OPT_SORT_KEYS)
