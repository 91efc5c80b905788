"""Looking at one answer: is it needed, may it be, does it agree with others, does the place still exist."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from nenso.language.compiled import CompiledRule, Node
from nenso.language.expressions import Program
from nenso.language.expressions.reading import as_day, as_moment, is_filled
from nenso.language.field_problems import FieldProblem, field_problem, of_problem, with_nearest
from nenso.language.issues import nearest
from nenso.language.lookups import Lookup, PlaceAnswer
from nenso.people.identifiers import check_person_id, check_tax_code, national_phone
from nenso.runtime.problems import Problem
from nenso.runtime.text import sign_in_name

Value = Callable[..., Any]
"""``value(program, names, path, otherwise)``: what a program gives."""

Names = Mapping[str, Any]

_MOST_TOLD = 20
"""Wrong options of one answer, or places of one name, that are told."""

_LONGEST_NAME = 120
"""Characters of what may be the name of a place that are looked up."""


def check_needed(
    node: Node, holder: Mapping[str, Any], names: Names, path: str, value: Value
) -> Iterator[FieldProblem]:
    """Yield that an answer is missing, or that there are too few."""
    answer = holder.get(node.name)
    if not is_filled(answer):
        if node.always or (node.required is not None and value(node.required, names, path, otherwise=False)):
            yield field_problem(path, "field.required")
        elif node.field.min_rows:
            yield field_problem(path, "table.min_rows", limit=node.field.min_rows)
        return
    if answer is False:
        if node.field.type == "consent" and node.always:
            yield field_problem(path, "consent.needed")
        return
    if node.field.min_rows and isinstance(answer, list) and len(answer) < node.field.min_rows:
        yield field_problem(path, "table.min_rows", limit=node.field.min_rows)
    least = node.field.min
    if isinstance(answer, list) and node.field.type != "table" and isinstance(least, int) and len(answer) < least:
        yield field_problem(path, "field.min_items", limit=least)


def check_answer(
    node: Node, answer: Any, names: Names, path: str, lookup: Lookup | None, value: Value
) -> Iterator[FieldProblem]:
    """Yield what is wrong with an answer of the right type."""
    check = _CHECKS.get(node.field.type)
    before = 0
    if check is not None:
        for problem in check(node, answer, names, path, lookup, value):
            before += 1
            yield problem
    if before:
        return
    if node.least is not None or node.most is not None:
        yield from _bounds(node, answer, names, path, value)
    if node.options is not None:
        yield from _among(answer, value(node.options, names, path, otherwise=[]), path)
    if node.rules:
        yield from check_rules(node.rules, names, path, value)


def check_rules(
    rules: Iterable[CompiledRule], names: Names, path: str, value: Value, *, page: str = ""
) -> Iterator[FieldProblem]:
    """Yield the rules of ``valid_if`` that do not hold; one that stops says nothing. ``page``: whose rules they are."""
    facts = {"page": page} if page else {}
    for rule in rules:
        if value(rule.program, names, path, otherwise=True):
            continue
        if rule.message is None:
            yield field_problem(path, "rule.broken", soft=rule.soft, **facts)
        else:
            vi, en = rule.message.render(names, "vi"), rule.message.render(names, "en")
            yield FieldProblem(path, "rule.broken", vi, en, facts, rule.soft)


def _bounds(node: Node, answer: Any, names: Names, path: str, value: Value) -> Iterator[FieldProblem]:
    for bound, code, sign in ((node.least, 0, -1), (node.most, 1, 1)):
        limit = value(bound, names, path) if isinstance(bound, Program) else bound
        if limit is None or limit == "":
            continue
        measured, limit = _comparable(node.field.type, answer, limit)
        if (measured < limit) if sign < 0 else (measured > limit):
            yield field_problem(path, _BOUND_CODES[_family(node.field.type)][code], limit=_said(limit))


def _family(kind: str) -> str:
    if kind in {"date", "datetime", "time", "period"}:
        return "when"
    if kind in {"integer", "money", "number"}:
        return "number"
    return "items" if kind in {"choices", "files", "records"} else "length"


_BOUND_CODES = {
    "when": ("field.earliest", "field.latest"),
    "number": ("field.minimum", "field.maximum"),
    "items": ("field.min_items", "field.max_items"),
    "length": ("field.min_length", "field.max_length"),
}


def _comparable(kind: str, answer: Any, limit: Any) -> tuple[Any, Any]:
    if kind == "date":
        return as_day(answer), as_day(limit)
    if kind == "datetime":
        return as_moment(answer), as_moment(limit)
    return (answer, limit) if _family(kind) in {"number", "when"} else (len(answer), limit)


def _said(limit: Any) -> Any:
    if isinstance(limit, date):
        return limit.strftime("%d/%m/%Y")
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


def _among(answer: Any, codes: Any, path: str) -> Iterator[FieldProblem]:
    allowed = dict.fromkeys(str(code) for code in codes or ())
    wrong = [str(code) for code in (answer if isinstance(answer, list) else [answer]) if str(code) not in allowed]
    for code in wrong[:_MOST_TOLD]:
        yield field_problem(path, "field.option", **with_nearest(nearest(code, allowed)))


def _person_id(node: Node, answer: str, names: Names, path: str, _: Any, value: Value) -> Iterator[FieldProblem]:
    facts = {name: value(program, names, path) for name, program in node.agrees.items()}
    born_on = as_day(facts["born_on"]) if facts.get("born_on") else None
    found = check_person_id(answer, born_on, facts.get("sex") or None)
    if found is not None:
        yield of_problem(path, found)


def _tax_code(_: Node, answer: str, __: Names, path: str, ___: Any, ____: Value) -> Iterator[FieldProblem]:
    found: Problem | None = check_tax_code(answer)
    if found is not None:
        yield of_problem(path, found)


def _person_name(_: Node, answer: str, __: Names, path: str, ___: Any, ____: Value) -> Iterator[FieldProblem]:
    sign = sign_in_name(answer)
    if sign is not None:
        yield field_problem(path, "person_name.signs", sign=sign)


def _phone(_: Node, answer: str, __: Names, path: str, ___: Any, ____: Value) -> Iterator[FieldProblem]:
    if national_phone(answer) is None:
        yield field_problem(path, "phone.invalid")


def _email(_: Node, answer: str, __: Names, path: str, ___: Any, ____: Value) -> Iterator[FieldProblem]:
    local, at, domain = answer.rpartition("@")
    good = at and local and "@" not in local and "." in domain.strip(".") and not any(map(str.isspace, answer))
    if not good or ".." in answer or answer.startswith(".") or domain.startswith(".") or domain.endswith("."):
        yield field_problem(path, "email.invalid")


def _datetime(_: Node, answer: str, __: Names, path: str, ___: Any, ____: Value) -> Iterator[FieldProblem]:
    try:
        as_moment(answer)
    except ValueError:
        yield field_problem(path, "datetime.invalid")


def _record(node: Node, answer: Any, names: Names, path: str, lookup: Any, value: Value) -> Iterator[FieldProblem]:
    if lookup is None:
        return
    for index, one in enumerate(answer if isinstance(answer, list) else [answer]):
        here = f"{path}[{index}]" if isinstance(answer, list) else path
        record = lookup.record(node.register, str(one))
        if record is None:
            yield field_problem(here, "record.unknown")
        elif node.where is not None and not value(node.where, {**names, "record": record}, here, otherwise=False):
            yield field_problem(here, "record.not_allowed")


def _place(node: Node, answer: Any, names: Names, path: str, lookup: Any, _: Value) -> Iterator[FieldProblem]:
    if node.field.type != "place":
        answer, path = answer.get("place"), f"{path}.place"
    if answer is None:
        return
    level = node.field.level if node.field.type == "place" else "commune"
    if not answer.isdigit():
        found = None if lookup is None else lookup.place(answer[:_LONGEST_NAME], names["today"])
        yield named_problem(answer[:_LONGEST_NAME], path, found)
    elif len(answer) not in {2, 5}:
        yield field_problem(path, "place.unknown", code=answer[:20])
    elif level is not None and len(answer) != (2 if level == "province" else 5):
        yield field_problem(
            path, "place.level", level=level, level_vi="tỉnh, thành phố" if level == "province" else "xã, phường"
        )
    elif lookup is not None:
        found = place_problem(answer, path, lookup.place(answer, names["today"]))
        if found is not None:
            yield found


def named_problem(text: str, path: str, found: PlaceAnswer | None) -> FieldProblem:
    """Return what to tell of a name where a code is needed: nobody has it, several have it, or which place it is."""
    places = () if found is None or found.status == "unknown" else found.candidates
    there = [one for one in places if not getattr(one, "former", False)] or list(places)
    if not there:
        return field_problem(path, "place.unnamed", text=text)
    shown = [getattr(one, "place", one) for one in there[:_MOST_TOLD]]
    choices = "; ".join(f"{getattr(one, 'path_name', '') or _place_name(one)} ({one.code})" for one in shown)
    more = "…" if len(there) > _MOST_TOLD else ""
    return field_problem(path, "place.several", text=text, count=len(there), choices=f"{choices}{more}")


def place_problem(code: str, path: str, found: PlaceAnswer) -> FieldProblem | None:
    """Return what to tell of a place that is not there today: what it became, since when, by which act."""
    if found.status == "current":
        return None
    if found.status == "unknown":
        return field_problem(path, "place.unknown", code=code)
    since = found.since
    facts: dict[str, Any] = {
        "code": code,
        "name": getattr(found, "name", None) or code,
        "since": since.isoformat() if since else "",
        "since_vi": since.strftime("%d/%m/%Y") if since else "",
        "decree": found.decree or "",
        "by_vi": f" theo {found.decree}" if found.decree else "",
        "by_en": f" under {found.decree}" if found.decree else "",
    }
    if found.status == "became":
        return field_problem(
            path, "place.abolished", became=_place_name(found.place), became_code=found.place.code, **facts
        )
    places = [getattr(one, "place", one) for one in found.candidates]
    candidates = [{"code": one.code, "name": _place_name(one)} for one in places]
    choices = ", ".join(f"{one['name']} ({one['code']})" for one in candidates)
    return field_problem(path, "place.split", candidates=candidates, choices=choices, **facts)


def _place_name(place: Any) -> str:
    return str(getattr(place, "full_name", "") or place.name)


_CHECKS: Mapping[str, Callable[..., Iterator[FieldProblem]]] = {
    "person_name": _person_name,
    "person_id": _person_id,
    "tax_code": _tax_code,
    "phone": _phone,
    "email": _email,
    "datetime": _datetime,
    "record": _record,
    "records": _record,
    "place": _place,
    "address": _place,
    "location": _place,
}
