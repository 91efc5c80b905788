"""Checking an expression, and programs that work it out."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nenso.language.expressions import engine, syntax
from nenso.language.expressions.environments import Environment
from nenso.language.expressions.lowering import Found, Lowering, Variable
from nenso.language.expressions.problems import (
    ExpressionFailed,
    ExpressionProblem,
    InvalidExpression,
    Stopped,
    problem,
)
from nenso.language.expressions.reading import (
    ABSENT,
    HANDLE,
    Gap,
    State,
    as_day,
    as_moment,
    empty,
    engine_value,
    is_filled,
    reader,
    scalar,
)
from nenso.language.expressions.shortcuts import shortcut
from nenso.language.expressions.terms import Path, Term
from nenso.language.expressions.types import ANYTHING, Kind, ValueType, accepts
from nenso.language.functions import FUNCTIONS
from nenso.runtime.text import normalise

Expected = ValueType | tuple[ValueType, ...] | None
"""What an expression must give: a type, any of several, or anything."""

_running = threading.local()
_WHOLE = frozenset(("merge", "value"))


class Program:
    """An expression ready to be worked out, by any number of threads at once.

    ``reads``: the paths it reads, each as the names on the way (``("form", "mother", "id")``), ``"*"`` at the end
    where it reads all of a group or table. ``type``: of its answer.
    ``registers``: those that it asks for a record, empty text for one that is not known.
    """

    def __init__(self, source: str, lowering: Lowering, term: Term, kind: ValueType, wanted: Expected) -> None:
        self.source = source
        self.type = wanted if isinstance(wanted, ValueType) and wanted.kind is not Kind.ANYTHING else kind
        self.variables = tuple(lowering.variables.values())
        called = {function for function, _ in lowering.functions.values()}
        whole = (
            self.type.is_row or self.type.holds_rows or self.type.kind is Kind.ANYTHING or not called.isdisjoint(_WHOLE)
        )
        self.reads = frozenset(way for variable in self.variables for way in _ways(variable, whole=whole))
        self.decides = lowering.decides
        self._readers = [
            (one, reader(one.path.root, one.path.steps), scalar(one.path.type, one.use)) for one in self.variables
        ]
        self._finish = _finisher(self.type)
        self._plain: Variable | None = None
        self._compiled: Any = None
        self._short = shortcut(lowering, syntax.parse(source)) if kind.kind is Kind.YES_NO else None
        self.registers = frozenset(found.register for found in lowering.found).union(*map(_read, self.variables))
        self._calls = bool(lowering.found or lowering.functions)
        if isinstance(term, Path):
            self._plain = self.variables[0]
        else:
            works = [
                *map(_finding, lowering.found),
                *(_working(name, *one) for name, one in lowering.functions.items()),
            ]
            kinds = {one.name: (one.path.type, one.use) for one in self.variables}
            self._compiled = engine.compile_code(lowering.emit(term).run, kinds, works)

    def value(self, names: Mapping[str, Any]) -> Any:
        """Return the answer for ``names``; raise Stopped or ExpressionFailed.

        A date comes back as ``date`` (of Viet Nam), a moment as an aware ``datetime`` in UTC, a duration as
        ``timedelta``, a record or row as it is in ``names`` or as the lookup gave it.
        """
        if self._short is not None:
            answer = self._short(names)
            if answer is None:
                raise Stopped(self.source)
            return answer
        return self.worked_out(names) if self._plain is None else self._plain_value(self._plain, names)

    @property
    def has_engine(self) -> bool:
        """Whether the engine is needed for it at all: not for a mere path."""
        return self._compiled is not None

    def worked_out(self, names: Mapping[str, Any]) -> Any:
        """Return the answer as :meth:`value` does, always by the engine."""
        state = State(names)
        data: dict[str, Any] = {}
        for variable, read, give in self._readers:
            value = read(names)
            if give is not None and not isinstance(value, Gap):
                found = give(value)
            else:
                found = engine_value(value, variable.path.type, variable.use, variable.shape, state)
            if found is not ABSENT:
                data[variable.name] = found
            elif not self.decides:
                raise Stopped(self.source)
        answer, reason = self._called(state, data) if self._calls else engine.run(self._compiled, data)
        if reason:
            raise Stopped(self.source) if reason == engine.ABSENT else _failure(self.source, reason)
        return self._finish(answer, state)

    def _called(self, state: State, data: dict[str, Any]) -> tuple[Any, str]:
        outer = getattr(_running, "state", None)
        _running.state = state
        try:
            return engine.run(self._compiled, data)
        finally:
            _running.state = outer

    def holds(self, names: Mapping[str, Any], *, when_stopped: bool = False) -> bool:
        """Return whether the answer is yes; ``when_stopped`` where the expression needs what is absent."""
        try:
            return bool(self.value(names))
        except Stopped:
            return when_stopped

    def _plain_value(self, variable: Variable, names: Mapping[str, Any]) -> Any:
        found = self._readers[0][1](names)
        if isinstance(found, Gap):
            found = ABSENT if found is ABSENT else empty(variable.path.type)
            if found is ABSENT:
                raise Stopped(self.source)
            return found
        return _as_type(found, self.type)

    def __repr__(self) -> str:
        return f"Program({self.source!r})"


def _ways(variable: Variable, *, whole: bool) -> Iterator[tuple[str, ...]]:
    words, kind = variable.path.words, variable.path.type
    rows = kind.is_row or kind.holds_rows
    yield (*words, "*") if rows and (whole or variable.use == "filled" or variable.shape is None) else words
    if variable.shape is not None:
        yield from ((*words, *way) for way in variable.shape.ways())


def _failure(source: str, reason: str) -> ExpressionFailed:
    en, vi = next((told for sign, told in _REASONS.items() if sign in reason), (reason, reason))
    return ExpressionFailed(source=source, reason=en, reason_vi=vi)


_REASONS = {
    "divide by zero": ("division by zero", "chia cho 0"),
    "modulus by zero": ("division by zero", "chia cho 0"),
    "overflow": ("the number is too large", "số quá lớn"),
    "Iteration budget": ("it takes too many steps", "quá nhiều bước tính"),
    "Index error": ("there is no such element", "không có phần tử này"),
}


def _as_type(value: Any, kind: ValueType) -> Any:
    if kind.kind is Kind.DATE:
        return as_day(value)
    if kind.kind is Kind.DATETIME:
        return as_moment(value)
    return float(value) if kind.kind is Kind.NUMBER else value


def _finisher(kind: ValueType) -> Callable[[Any, State], Any]:
    if kind.kind in {Kind.DATE, Kind.DATETIME, Kind.NUMBER}:
        return lambda answer, _: _as_type(answer, kind)
    if kind.is_row or kind.kind in {Kind.LIST, Kind.ANYTHING}:
        return _original
    return lambda answer, _: answer


def _original(answer: Any, state: State) -> Any:
    if answer == {}:
        raise Stopped
    return state.original(answer)


def _read(variable: Variable) -> set[str]:
    """Return the registers of the records on the way, but for the record that is at hand itself."""
    steps = variable.path.steps[1:] if variable.path.root == "this" else variable.path.steps
    return {owner.register for _, owner in steps if owner.kind is Kind.RECORD}


def _finding(found: Found) -> engine.Work:
    def find(arguments: list[Any]) -> dict[str, Any]:
        state: State = _running.state
        lookup = state.names.get("lookup")
        if lookup is None or not all(map(is_filled, arguments)):
            return {}
        key = tuple(state.original(argument) for argument in arguments)
        return state.row(lookup.find(found.register, key), found.shape)

    return found.function, ValueType(Kind.GROUP), find


def _working(name: str, function: str, kind: ValueType) -> engine.Work:
    work = FUNCTIONS[function].work
    picks_row = name.endswith("_row")

    def call(arguments: list[Any]) -> Any:
        state: State = _running.state
        if picks_row:
            rows = arguments[0]
            return rows[0 if function == "first" else -1] if rows else {}
        try:
            answer = work(state.names, *(state.original(argument) for argument in arguments))
        except Stopped:
            raise engine.Absent from None
        if isinstance(answer, dict):
            state.objects.append(answer)
            return {HANDLE: len(state.objects) - 1}
        return answer

    return name, kind, call


def _lowered(source: str, environment: Environment, expected: Expected) -> tuple[Lowering, Term, ValueType]:
    node = syntax.parse(source)
    lowering = Lowering(source, environment)
    term = lowering.lower(node)
    if lowering.problems:
        raise InvalidExpression(*lowering.problems)
    emitted = lowering.emit(term)
    variables = {one.name: _checked_type(one) for one in lowering.variables.values()}
    found, problems = engine.check_code(emitted.check, variables)
    for position, pattern in lowering.patterns:
        problems += engine.check_pattern(pattern, position)
    kind = term.type if term.type.kind is not Kind.ANYTHING else found
    if not problems:
        problems = _unexpected(expected, kind)
    if problems or lowering.problems:
        raise InvalidExpression(*lowering.problems, *problems)
    return lowering, term, kind


def _checked_type(variable: Variable) -> ValueType:
    return ValueType(Kind.YES_NO) if variable.use == "filled" else variable.path.type


def _unexpected(expected: Expected, kind: ValueType) -> list[ExpressionProblem]:
    wanted = expected if isinstance(expected, tuple) else (expected or ANYTHING,)
    if any(accepts(one, kind) for one in wanted):
        return []
    vi = " hoặc ".join(one.describe("vi") for one in wanted)
    en = " or ".join(one.describe("en") for one in wanted)
    return [
        problem(
            "expression.expected",
            0,
            f"ở đây cần {vi}, biểu thức cho {kind.describe('vi')}",
            f"{en} is needed here, the expression gives {kind.describe('en')}",
        )
    ]


def check(source: str, environment: Environment, expected: Expected = None) -> list[ExpressionProblem]:
    """Return what is wrong with ``source`` in its place, nothing when it may run.

    ``expected``: the type, or any of several types, that it must give.
    """
    try:
        _lowered(normalise(source), environment, expected)
    except InvalidExpression as invalid:
        return list(invalid.problems)
    return []


def type_of(source: str, environment: Environment) -> ValueType:
    """Return the type of what ``source`` gives, as far as its names tell; ANYTHING when it is not an expression."""
    try:
        return Lowering(source, environment).lower(syntax.parse(source)).type
    except InvalidExpression:
        return ANYTHING


def compile(source: str, environment: Environment, expected: Expected = None) -> Program:  # noqa: A001  # the usual word
    """Return ``source`` as a program; raise InvalidExpression. Programs are kept with the environment."""
    key = (source, expected)
    program = environment.programs.get(key)
    if not isinstance(program, Program):
        text = normalise(source)
        lowering, term, kind = _lowered(text, environment, expected)
        program = environment.programs.setdefault(key, Program(text, lowering, term, kind, expected))
    return program
