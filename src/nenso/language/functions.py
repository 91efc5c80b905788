"""The functions of the language beside CEL's own: how each may be called, what it answers, how it is worked out.

``filled`` and ``find`` are not here: they are resolved with the names, in ``expressions.lowering``. An implementation
takes the names of the evaluation first; it raises ``Stopped`` when there is nothing to answer with.
"""

import calendar as months
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from nenso.language.expressions.problems import Stopped
from nenso.language.expressions.reading import as_day, as_moment, identity, start_of_day
from nenso.language.expressions.types import (
    ANYTHING,
    DATE,
    DATETIME,
    DURATION,
    INTEGER,
    NUMBER,
    PERIOD,
    TEXT,
    YES_NO,
    Kind,
    ValueType,
    group_of,
    list_of,
)
from nenso.language.lookups import Calendar
from nenso.language.periods import bounds
from nenso.people.identifiers import check_person_id

Names = Mapping[str, Any]


@dataclass(frozen=True)
class Signature:
    """One way a function may be called, and what it then answers."""

    parameters: tuple[ValueType, ...]
    result: ValueType


@dataclass(frozen=True)
class Function:
    """A function: its name, the ways it may be called, and its work."""

    name: str
    signatures: tuple[Signature, ...]
    work: Callable[..., Any]

    def result(self, arguments: Sequence[ValueType]) -> ValueType:
        """Return the type of the answer to ``arguments``; ANYTHING when they fit no signature."""
        for signature in self.signatures:
            if len(signature.parameters) == len(arguments) and all(map(_fits, signature.parameters, arguments)):
                return _keep_day(signature, arguments)
        return ANYTHING


def _fits(parameter: ValueType, argument: ValueType) -> bool:
    if Kind.ANYTHING in {parameter.kind, argument.kind}:
        return True
    if parameter.kind is Kind.LIST and argument.kind is Kind.LIST:
        return parameter.element is None or argument.element is None or _fits(parameter.element, argument.element)
    return parameter.kind is argument.kind or (parameter.is_moment and argument.is_moment)


def _keep_day(signature: Signature, arguments: Sequence[ValueType]) -> ValueType:
    if signature.result.kind is Kind.DATETIME and arguments[0].kind is Kind.DATE:
        return DATE
    if signature.result == DATETIME and arguments[0].element == DATE:
        return DATE
    return signature.result


def whole_years(born: date, on: date) -> int:
    """Return the age in whole years; who is born on 29 February has the birthday on 1 March of other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def add_months(day: date, amount: int) -> date:
    """Return the same day ``amount`` months later, or the last day of a month that has none (BLDS 2015, Art 148)."""
    month = day.year * 12 + day.month - 1 + amount
    year, month = divmod(month, 12)
    if not 1 <= year <= 9999:
        raise Stopped
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _moved(moment: datetime, amount: int) -> datetime:
    day = as_day(moment)
    return start_of_day(add_months(day, amount)) + (moment - start_of_day(day))


def _age(names: Names, born: datetime, on: datetime | None = None) -> int:
    return whole_years(as_day(born), as_day(names["today"] if on is None else on))


def _days(_: Names, amount: int | timedelta) -> timedelta | int:
    return amount.days if isinstance(amount, timedelta) else timedelta(days=amount)


_MOST_DAYS = 3_660


def _working_days(names: Names, start: datetime, other: datetime | int) -> int | datetime:
    calendar: Calendar = names["lookup"].calendar()
    if isinstance(other, int):
        return as_moment(calendar.add(start, other, "working_days"))
    first, last = as_day(start), as_day(other)
    if abs((last - first).days) > _MOST_DAYS:
        raise Stopped
    day, count = min(first, last), 0
    while day < max(first, last):
        day += timedelta(days=1)
        count += bool(calendar.working_between(start_of_day(day), start_of_day(day + timedelta(days=1))))
    return count if last >= first else -count


def _part_of_date(part: str) -> Callable[[Names, Any], int]:
    def read(_: Names, value: datetime | str) -> int:
        if value == "":
            raise Stopped
        day = bounds(value)[0] if isinstance(value, str) else as_day(value)
        return int(getattr(day, part))

    return read


def _sum(_: Names, values: list[Any]) -> Any:
    return sum(values[1:], values[0]) if values else 0


def _average(_: Names, values: list[float]) -> float:
    return float(sum(values)) / len(_some(values))


def _least(_: Names, *values: Any) -> Any:
    return min(_some(values[0]) if isinstance(values[0], list) else values)


def _most(_: Names, *values: Any) -> Any:
    return max(_some(values[0]) if isinstance(values[0], list) else values)


def _some(values: list[Any]) -> list[Any]:
    if not values:
        raise Stopped
    return values


def _rounded(_: Names, value: float, digits: int | None = None) -> float | int:
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-(digits or 0)), ROUND_HALF_UP)
    return int(exact) if digits is None else float(exact)


def _merged(_: Names, first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    return {**first, **second}


def _steps(case: Mapping[str, Any], key: str) -> Sequence[str]:
    found: Sequence[str] = case.get(key) or ()
    return found


def _in_step(_: Names, case: Mapping[str, Any], step: str) -> bool:
    return step in _steps(case, "open_steps")


def _after_step(_: Names, case: Mapping[str, Any], step: str) -> bool:
    return step in _steps(case, "left_steps") and step not in _steps(case, "open_steps")


def _sampled(names: Names, share: float) -> bool:
    case = names.get("case") or {}
    if not case.get("id"):
        raise Stopped
    return int.from_bytes(hashlib.sha256(str(case["id"]).encode()).digest()[:8], "big") / 2**64 < share


def _agrees(_: Names, identifier: str, *facts: Any) -> bool:
    if not identifier:
        raise Stopped
    born_on = next((as_day(fact) for fact in facts if isinstance(fact, datetime)), None)
    sex = next((fact for fact in facts if isinstance(fact, str)), None)
    return check_person_id(identifier, born_on, sex) is None


def _measured(names: Names, indicator: Any, unit: Any, moment: Any) -> float:
    name = indicator.get("name") if isinstance(indicator, Mapping) else indicator
    register = "places" if isinstance(unit, Mapping) and "code" in unit and "id" not in unit else ""
    found = names["lookup"].value(str(name), identity(unit, register), moment)
    if found is None:
        raise Stopped
    return float(found)


def _of(*pairs: tuple[tuple[ValueType, ...], ValueType]) -> tuple[Signature, ...]:
    return tuple(Signature(parameters, result) for parameters, result in pairs)


_ORDERED = (INTEGER, NUMBER, DATETIME, DURATION, TEXT)
_EXTREMES = _of(*(((list_of(one),), one) for one in _ORDERED), *(((one, one), one) for one in _ORDERED))
_ELEMENTS = _of(*(((list_of(one),), one) for one in (*_ORDERED, YES_NO)))
_MAP = group_of({})

FUNCTIONS: Mapping[str, Function] = {
    function.name: function
    for function in (
        Function("age", _of(((DATETIME, DATETIME), INTEGER), ((DATETIME,), INTEGER)), _age),
        Function("days", _of(((INTEGER,), DURATION), ((DURATION,), INTEGER)), _days),
        Function("add_months", _of(((DATETIME, INTEGER), DATETIME)), lambda _, moment, amount: _moved(moment, amount)),
        Function(
            "add_years", _of(((DATETIME, INTEGER), DATETIME)), lambda _, moment, amount: _moved(moment, 12 * amount)
        ),
        Function("working_days", _of(((DATETIME, DATETIME), INTEGER), ((DATETIME, INTEGER), DATETIME)), _working_days),
        Function("year", _of(((DATETIME,), INTEGER), ((PERIOD,), INTEGER)), _part_of_date("year")),
        Function("month", _of(((DATETIME,), INTEGER), ((PERIOD,), INTEGER)), _part_of_date("month")),
        Function("sum", _of(*(((list_of(one),), one) for one in (INTEGER, NUMBER, DURATION))), _sum),
        Function("avg", _of(((list_of(INTEGER),), NUMBER), ((list_of(NUMBER),), NUMBER)), _average),
        Function("min", _EXTREMES, _least),
        Function("max", _EXTREMES, _most),
        Function("round", _of(((NUMBER,), INTEGER), ((NUMBER, INTEGER), NUMBER)), _rounded),
        Function("first", _ELEMENTS, lambda _, values: _some(values)[0]),
        Function("last", _ELEMENTS, lambda _, values: _some(values)[-1]),
        Function("merge", _of(((ANYTHING, ANYTHING), _MAP)), _merged),
        Function("in_step", _of(((ANYTHING, TEXT), YES_NO)), _in_step),
        Function("after_step", _of(((ANYTHING, TEXT), YES_NO)), _after_step),
        Function("sampled", _of(((NUMBER,), YES_NO)), _sampled),
        Function(
            "agrees",
            _of(((TEXT, DATETIME), YES_NO), ((TEXT, DATETIME, TEXT), YES_NO), ((TEXT, TEXT), YES_NO)),
            _agrees,
        ),
        Function("value", _of(((ANYTHING, ANYTHING, ANYTHING), NUMBER)), _measured),
    )
}
"""Every function by name."""

SPECIAL = ("filled", "length", "find")
"""Functions that are resolved together with the names."""

OWN_OF_CEL: Mapping[str, ValueType] = {
    "size": INTEGER,
    "int": INTEGER,
    "double": NUMBER,
    "string": TEXT,
    "bool": YES_NO,
    "timestamp": DATETIME,
    "duration": DURATION,
    "contains": YES_NO,
    "startsWith": YES_NO,
    "endsWith": YES_NO,
    "matches": YES_NO,
    **dict.fromkeys(
        (
            *("getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"),
            *("getHours", "getMinutes", "getSeconds", "getMilliseconds"),
        ),
        INTEGER,
    ),
}
"""CEL's own functions and methods, and what they answer."""
