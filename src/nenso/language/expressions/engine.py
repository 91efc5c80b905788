"""The engine: Google's CEL for C++ behind ``cel-expr-python``. No other module imports it.

Its traps, and what is done about them (each is held by a test): names are declared one by one, since the parts of a map
are not checked; ``None`` and ``date`` are never handed over; errors come back as values; functions are declared to take
one list, since a parameter of any type is not matched when it runs; an invalid pattern is only seen when it runs.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from cel_expr_python import cel

from nenso.language.expressions.problems import ExpressionProblem, problem
from nenso.language.expressions.terms import Code, source_position, text_of, type_word
from nenso.language.expressions.types import ANYTHING, TEXT, YES_NO, Kind, ValueType, list_of
from nenso.language.functions import FUNCTIONS

_ROW: Final = cel.Type.AbstractType("record")
_CHECKED: Mapping[Kind, Any] = {
    Kind.TEXT: cel.Type.STRING,
    Kind.PERIOD: cel.Type.STRING,
    Kind.INTEGER: cel.Type.INT,
    Kind.NUMBER: cel.Type.DOUBLE,
    Kind.YES_NO: cel.Type.BOOL,
    Kind.DATE: cel.Type.TIMESTAMP,
    Kind.DATETIME: cel.Type.TIMESTAMP,
    Kind.DURATION: cel.Type.DURATION,
    Kind.RECORD: _ROW,
    Kind.GROUP: _ROW,
    Kind.ANYTHING: cel.Type.DYN,
}
_RUN: Mapping[Kind, Any] = {**_CHECKED, Kind.RECORD: cel.Type.DYN, Kind.GROUP: cel.Type.DYN, Kind.LIST: cel.Type.LIST}


class Absent(Exception):
    """Raised by a function that has nothing to answer with; the engine turns it into an error with this text."""

    def __init__(self) -> None:
        super().__init__(ABSENT)


ABSENT: Final = "nenso: absent"
"""Why there is no answer, where something that is needed is absent."""

_MISSING: Final = (ABSENT, 'No value with name "nenso_', "Key not found in map")


def _checked(kind: ValueType) -> Any:
    if kind.kind is Kind.LIST:
        return cel.Type.List(_checked(kind.element or ANYTHING))
    return _CHECKED[kind.kind]


def _declare(name: str, result: Any, *parameters: Any, work: Callable[..., Any] | None = None) -> Any:
    word = "_".join([name, *(re.sub(r"\W+", "_", parameter.name()) for parameter in parameters)])
    return cel.FunctionDecl(name, [cel.Overload(word, result, list(parameters), is_member=False, impl=work)])


def _own_functions() -> list[Any]:
    declared = []
    for function in FUNCTIONS.values():
        overloads = [
            cel.Overload(
                f"{function.name}_{number}",
                _checked(signature.result),
                [_checked(parameter) for parameter in signature.parameters],
                is_member=False,
            )
            for number, signature in enumerate(function.signatures)
        ]
        declared.append(cel.FunctionDecl(function.name, overloads))
    return declared


def _helpers() -> list[Any]:
    scalars = [ValueType(kind) for kind in Kind if kind is not Kind.LIST]
    kinds = {type_word(kind): kind for one in scalars for kind in (one, list_of(one))}
    getters = [_declare(f"nenso_get_{word}", _checked(kind), cel.Type.DYN) for word, kind in kinds.items()]
    return [*getters, _declare("nenso_find", _ROW, cel.Type.LIST)]


_CHECKING: Final = [*_own_functions(), *_helpers()]
_PATTERNS: Final = cel.NewEnv(variables={"pattern": cel.Type.STRING}).compile("''.matches(pattern)")


def check_code(code: Code, variables: Mapping[str, ValueType]) -> tuple[ValueType, list[ExpressionProblem]]:
    """Return the type of the answer of ``code``, and what is wrong with it."""
    declared = {name: _checked(kind) for name, kind in variables.items()}
    environment = cel.NewEnv(variables={**declared, "nenso_anything": cel.Type.DYN}, functions=_CHECKING)
    text = text_of(code)
    try:
        compiled = environment.compile(text)
    except RuntimeError as error:
        return ANYTHING, [_translated(str(error), code, text)]
    return _kind_of(compiled.return_type().name()), []


def check_pattern(pattern: str, position: int) -> list[ExpressionProblem]:
    """Return what is wrong with a regular expression (RE2), at its ``position``."""
    answer = _PATTERNS.eval(data={"pattern": pattern})
    if answer.type() != cel.Type.ERROR:
        return []
    reason = str(answer.value()).split(": ", 1)[-1]
    return [
        problem(
            "expression.pattern",
            position,
            f"mẫu không hợp lệ (RE2): {reason}",
            f"the pattern is not valid (RE2): {reason}",
        )
    ]


Work = tuple[str, ValueType, Callable[[list[Any]], Any]]
"""A function to run: its name, the type of its answer, and its work on the list of arguments."""


def compile_code(code: Code, variables: Mapping[str, tuple[ValueType, str]], functions: Iterable[Work]) -> Any:
    """Return ``code`` ready to run; ``variables`` tell the type and the use of each."""
    declared = {name: _run_type(kind, use) for name, (kind, use) in variables.items()}
    works = [_declare(name, _RUN[kind.kind], cel.Type.LIST, work=work) for name, kind, work in functions]
    return cel.NewEnv(variables=declared, functions=works).compile(text_of(code))


def _run_type(kind: ValueType, use: str) -> Any:
    if use == "filled":
        return _RUN[YES_NO.kind]
    if use == "identity" and kind.kind is not Kind.LIST:
        return _RUN[TEXT.kind]
    return _RUN[kind.kind]


def run(compiled: Any, data: Mapping[str, Any]) -> tuple[Any, str]:
    """Return the answer and ``""``, or None and why there is none: :data:`ABSENT`, or the engine's reason."""
    try:
        answer = compiled.eval(data=data)
    except RuntimeError as error:
        return None, str(error)
    value = answer.plain_value()
    if value is True or value is False:
        return value, ""
    if answer.type() == cel.Type.ERROR:
        reason = str(answer.value())
        return None, ABSENT if any(sign in reason for sign in _MISSING) else reason
    return value, ""


_NAMES = {
    "STRING": ValueType(Kind.TEXT),
    "INT": ValueType(Kind.INTEGER),
    "DOUBLE": ValueType(Kind.NUMBER),
    "BOOL": ValueType(Kind.YES_NO),
    "TIMESTAMP": ValueType(Kind.DATETIME),
    "DURATION": ValueType(Kind.DURATION),
    "record": ValueType(Kind.RECORD),
}


def _kind_of(name: str) -> ValueType:
    if name.startswith("LIST<"):
        return list_of(_kind_of(name[5:-1]))
    return ValueType(Kind.GROUP) if name.startswith("MAP") else _NAMES.get(name, ANYTHING)


_PLACE = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '\((.*)\)'")
_TYPE_WORDS = {
    "string": TEXT,
    "int": ValueType(Kind.INTEGER),
    "double": ValueType(Kind.NUMBER),
    "bool": YES_NO,
    "google.protobuf.Timestamp": ValueType(Kind.DATE),
    "google.protobuf.Duration": ValueType(Kind.DURATION),
    "record": ValueType(Kind.RECORD),
    "dyn": ANYTHING,
}


def _translated(message: str, code: Code, text: str) -> ExpressionProblem:
    place = _PLACE.search(message)
    line, column, said = (int(place[1]), int(place[2]), place[3]) if place else (1, 1, message)
    offset = sum(len(one) + 1 for one in text.split("\n")[: max(line, 1) - 1]) + max(column, 1) - 1
    position = source_position(code, offset)
    overload = _OVERLOAD.search(said)
    if overload is None:
        if "recursion" in said:
            return problem("expression.too_deep", position, "biểu thức lồng quá sâu", "the expression nests too deeply")
        said = said.removesuffix("[INVALID_ARGUMENT]").strip()
        return problem("expression.syntax", position, f"không đọc được: {said}", f"cannot be read: {said}")
    sign = overload[1].strip("_").replace("_", "") or overload[1]
    kinds = [_TYPE_WORDS.get(word, _list_word(word)) for word in re.split(r", (?![^(]*\))", overload[2])]
    vi = f"“{sign}” không dùng được với {', '.join(kind.describe('vi') for kind in kinds)}"
    en = f"“{sign}” does not go with {', '.join(kind.describe('en') for kind in kinds)}"
    if {kind.kind for kind in kinds} == {Kind.INTEGER, Kind.NUMBER}:
        vi += "; đổi bằng double(…) hoặc round(…)"
        en += "; convert with double(…) or round(…)"
    return problem("expression.type", position, vi, en)


def _list_word(word: str) -> ValueType:
    return list_of(_TYPE_WORDS.get(word[5:-1], ANYTHING)) if word.startswith("list(") else ANYTHING
