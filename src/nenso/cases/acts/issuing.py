"""The documents that come out of a case: drafted at the first signing step, signed step by step, issued with the last.

The number is taken from the agency's book at the first signature, for it stands in what is signed. A case cannot be
done while a result that it must have is missing.
"""

from collections.abc import Mapping
from typing import Any

from nenso.agencies.books import next_number
from nenso.cases.engine import names as naming
from nenso.cases.engine.lookup import CaseLookup, as_procedure
from nenso.cases.engine.patterns import filled_pattern, within
from nenso.cases.engine.turn import Turn
from nenso.cases.errors.ending import ResultMissing
from nenso.cases.intake.routing import agency_with
from nenso.language.compiled import Node
from nenso.language.declarations.access import Numbering
from nenso.language.declarations.procedures import Result
from nenso.results.issuing import Draft, draft_and_sign, draft_result, sign_result
from nenso.results.models import SignedResult, State
from nenso.runtime.acting import acting, send
from nenso.runtime.clock import VIETNAM
from nenso.runtime.reading import Reading
from nenso.runtime.statements import Prepared

SEAL = "agency"
_EXISTING = Reading(
    SignedResult,
    f"t.case_id = $1 AND t.declared = $2 AND t.state IN ('{State.DRAFTED.value}', '{State.SIGNED.value}')",
    order="t.created_at DESC",
)
_NUMBERS = Prepared("results_numbers", "SELECT declared, number FROM results_signedresult WHERE case_id = $1")


def wanted_results(turn: Turn) -> list[Result]:
    """Return the results that this case must have."""
    reasoning = turn.reasoning()
    return [result for result in turn.offered.procedure.results if reasoning.holds(result.condition)]


def issue_results(turn: Turn, step: str) -> None:
    """Draft and sign what the step signs; nothing when it signs nothing."""
    signed_here = [result for result in wanted_results(turn) if step in result.signed_in]
    for result in signed_here:
        steps = [str(name) for name in result.signed_in]
        seal, final = result.signed_in[step] == SEAL, step == steps[-1]
        made = _existing(turn, result)
        if made is None:
            draft_and_sign(turn.actor, _draft(turn, result), seal=seal, field=step, final=final)
        else:
            persons = tuple(turn.case.persons)
            sign_result(turn.actor, made, seal=seal, field=step, final=final, persons=persons)


def must_be_issued(turn: Turn) -> None:
    """Draft what nobody signs, and raise :class:`ResultMissing` when a result is not there, whole."""
    for result in wanted_results(turn):
        if not result.template:
            continue
        made = _existing(turn, result)
        if made is None and not result.signed_in:
            made = draft_result(turn.actor, _draft(turn, result))
        if made is not None:
            turn.results[str(result.name)] = {"number": made.number, "code": made.token, "signed_at": made.signed_at}
        if made is None or (result.signed_in and made.state != State.SIGNED):
            label = result.label.in_language("vi") if result.label else str(result.name)
            raise ResultMissing(result=label)


def _existing(turn: Turn, result: Result) -> SignedResult | None:
    found = _EXISTING.rows(send(_EXISTING(turn.case.id, str(result.name)))[0])
    return next(iter(found), None)


def _draft(turn: Turn, result: Result) -> Draft:
    case, formula = turn.case, turn.offered.formula
    name = str(result.template)
    data = data_of(turn) | {"count": _count(turn, result)}
    return Draft(
        case_id=case.id,
        case_code=case.code,
        agency=case.agency,
        declared=str(result.name),
        name=result.label.in_language("vi") if result.label else turn.offered.procedure.title.in_language("vi"),
        template=f"{name}.typ",
        source=formula.templates[name],
        data=data,
        number=_number(turn, result.numbered) if result.numbered is not None else "",
        files={f"{other}.typ": source for other, source in formula.templates.items() if other != name},
        persons=tuple(case.persons),
    )


def _count(turn: Turn, result: Result) -> int:
    """Return how many copies are asked for: one document, printed so often."""
    found = turn.reasoning().value(result.count)
    return int(found) if isinstance(found, int | float) else 1


def _number(turn: Turn, numbering: Numbering) -> str:
    """Return the next number of the agency's book for this numbering; whoever wants one waits until it is committed."""
    book = f"{turn.offered.formula.name}:{numbering.pattern}"
    with acting(as_procedure(turn.actor, turn.offered.name)):
        serial = next_number(turn.case.agency_id, book, period=within(turn, numbering))
    pieces = filled_pattern(turn, numbering)
    return "".join(piece if isinstance(piece, str) else f"{serial:0{piece.width}d}" for piece in pieces)


def data_of(turn: Turn) -> dict[str, Any]:
    """Return what a template is filled from: ``case form step record agency numbers date signer`` and more."""
    case = turn.case
    steps = {
        entry.step: readable(turn.lookup, turn.offered.step_form(entry.step, entry.action).fields, entry.data)
        for entry in turn.loaded.entries
        if entry.kind == "act" and entry.step in turn.offered.procedure.steps
    }
    return {
        "case": naming.case_record(case) | {"label": case.label, "applicant": case.applicant_name},
        "form": readable(turn.lookup, turn.offered.form.fields, case.form),
        "step": steps,
        "record": turn.created,
        "agency": _office(turn),
        "place": naming.place_record(case.place),
        "numbers": dict(send(_NUMBERS(case.id))[0]),
        "date": turn.at.astimezone(VIETNAM).date(),
        "signer": {"name": turn.actor_name},
    }


def _office(turn: Turn) -> dict[str, Any]:
    agency = turn.case.agency
    parent = agency_with(agency.parent_id) if agency.parent_id is not None else None
    office = naming.agency_record(agency) or {}
    return office | {
        "parent": {"name": parent.name} if parent is not None and parent.place_id else None,
        "place": agency.place.name if agency.place is not None else "",
    }


def readable(lookup: CaseLookup, nodes: Mapping[str, Node], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` with the name of the place beside the code in every address."""
    found = dict(values)
    for name, node in nodes.items():
        value = found.get(name)
        if isinstance(value, Mapping) and node.children:
            found[name] = readable(lookup, node.children, value)
        elif node.field.type == "address" and isinstance(value, Mapping) and value.get("place"):
            place = lookup.place(str(value["place"]), lookup.today).place
            found[name] = {**value, "place_name": place.path_name if place is not None else value["place"]}
    return found
