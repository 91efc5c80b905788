"""Whom else a place exempts from what a procedure costs: a table that each place decides, beside what is declared.

The council of a province may exempt groups that the procedure's own ``exempt`` does not name (Law on Fees and Charges,
97/2015/QH13). Each line has what people are told, and a condition (CEL) over what ``exempt`` may ask: the form,
applicant and filer. Nothing may be looked up by it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nenso.language import expressions
from nenso.language.declarations.formula import Setting
from nenso.language.declarations.procedures import Procedure
from nenso.language.expressions import YES_NO, Environment, ExpressionFailed, InvalidExpression, Stopped, syntax
from nenso.language.expressions.tree import Call, Node
from nenso.language.field_problems import FieldProblem

BECAUSE, CONDITION = "because", "condition"
DECIDED_BY = ("province",)
_LOOKS_UP = frozenset({"find", "value"})
_MOST_SHOWN = 12
_WHO = {"vi": "Đối tượng được miễn", "en": "Who is exempt"}
_IF = {"vi": "Điều kiện", "en": "Condition"}


def exempt_name(procedure: Procedure) -> str:
    """Return what the setting is called: ``exempt_birth``."""
    return f"exempt_{procedure.name}"


def exempt_setting(procedure: Procedure) -> Setting:
    """Return the table of those whom a place exempts in ``procedure``."""
    title = {tag: procedure.title.in_language(tag) for tag in ("vi", "en")}
    known = "; ".join(_conditions(procedure))
    return Setting.model_validate(
        {
            "name": exempt_name(procedure),
            "type": "table",
            "label": {"vi": f"Đối tượng được miễn thêm: {title['vi']}", "en": f"Also exempt: {title['en']}"},
            "hint": {"vi": f"Điều kiện viết như: {known}", "en": f"Conditions are written like: {known}"},
            "set_by": list(DECIDED_BY),
            "fields": [
                {"name": BECAUSE, "type": "text", "required": True, "max": 200, "label": _WHO},
                {"name": CONDITION, "type": "text", "required": True, "max": 500, "label": _IF},
            ],
        }
    )


def problems_of(name: str, rows: Any, environment: Environment) -> Iterator[FieldProblem]:
    """Yield what is wrong with the conditions of a table, each at its row."""
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        source = str(row.get(CONDITION) or "")
        path = f"{name}[{number}].{CONDITION}"
        if source and _looks_up(source):
            vi, en = "Điều kiện miễn không được tra cứu dữ liệu.", "An exemption must not look anything up."
            yield FieldProblem(path, "exemption.looks_up", vi, en)
        elif source:
            for problem in expressions.check(source, environment, YES_NO)[:1]:
                yield FieldProblem(path, problem.code, _sentence(problem.vi), _sentence(problem.en))


def because_of(rows: Iterable[Mapping[str, Any]], names: Mapping[str, Any], environment: Environment) -> str:
    """Return who is exempt by the first line whose condition holds, else nothing.

    A condition that does not fit the edition of the case (any more) exempts nobody.
    """
    for row in rows:
        try:
            if expressions.compile(str(row[CONDITION]), environment, YES_NO).holds(names):
                return str(row[BECAUSE])
        except (ExpressionFailed, InvalidExpression, Stopped):
            continue
    return ""


def _conditions(procedure: Procedure) -> list[str]:
    """Return conditions that fit the procedure: those that it declares, and what its form asks to choose."""
    fee = procedure.fee
    declared = [f"{one.condition.source} ({one.because.in_language('vi')})" for one in (fee.exempt if fee else ())]
    asked = [f"form.{field.name}" for field in procedure.form.fields if field.type == "yes_no"]
    asked += [
        f"form.{field.name} == '{code}'"
        for field in procedure.form.fields
        if field.type == "choice" and field.options is not None
        for code in list(field.options.codes or ())[:1]
    ]
    return [one for one in (*declared, *asked) if "{" not in one][:_MOST_SHOWN]


def _looks_up(source: str) -> bool:
    try:
        return any(isinstance(node, Call) and node.function in _LOOKS_UP for node in _all(syntax.parse(source)))
    except (InvalidExpression, RecursionError):
        return False


def _all(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts:
        yield from _all(part)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
