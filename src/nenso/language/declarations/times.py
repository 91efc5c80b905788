"""Durations and moments as they are written; arithmetic on the calendar belongs to ``nenso.language.durations``."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from nenso.language.declarations.values import Expression, refuse
from nenso.language.sources import NOWHERE, Origin, origin_of

Unit = Literal["minutes", "hours", "days", "weeks", "months", "years", "working_hours", "working_days", "same_day"]
"""``minutes … years`` run on; ``working_*`` and ``same_day`` follow the calendar of the agency at work."""

_DURATION = re.compile(r"(\d{1,5}) +(working +)?(minute|hour|day|week|month|year)s?")
_MOMENT = re.compile(r"(?P<base>.*?)\s*(?P<sign>[+-])\s*(?P<offset>\d{1,5} +(?:working +)?[a-z]+)", re.DOTALL)
_WORDS = ("filed", "accepted", "opened", "due")
_EXAMPLES = "15 minutes, 72 hours, 4 working hours, 3 working days, 6 months, same day"


def _as_written(kind: type[Any], parse: Callable[[Any], Any], write: Callable[[Any], str]) -> CoreSchema:
    return core_schema.no_info_plain_validator_function(
        lambda value: value if isinstance(value, kind) else parse(value),
        serialization=core_schema.plain_serializer_function_ser_schema(write),
    )


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: ``amount`` of ``unit``; ``same_day`` has amount 0 and goes with a ``cutoff``."""

    amount: int
    unit: Unit
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)

    def __str__(self) -> str:
        if self.unit == "same_day":
            return "same day"
        unit = self.unit.replace("_", " ")
        return f"{self.amount} {unit[:-1] if self.amount == 1 else unit}"

    @property
    def follows_calendar(self) -> bool:
        """Whether it counts working time only."""
        return self.unit in {"working_hours", "working_days", "same_day"}

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read ``4 working hours`` and its like."""
        text = " ".join(value.split()) if isinstance(value, str) else ""
        if text == "same day":
            return cls(0, "same_day", origin_of(value))
        match = _DURATION.fullmatch(text)
        unit = "" if match is None else f"{'working_' if match[2] else ''}{match[3]}s"
        if match is None or unit not in get_args(Unit):
            raise refuse(
                "duration.expected",
                f"Đây không phải một khoảng thời gian: “{value}”.",
                f"This is not a duration: “{value}”.",
                expected=_EXAMPLES,
            )
        return cls(int(match[1]), unit, origin_of(value))  # type: ignore[arg-type]  # checked against Unit just above

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _as_written(cls, cls.parse, str)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": rf"^(same day|{_DURATION.pattern})$", "examples": _EXAMPLES.split(", ")}


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: ``base`` is ``filed accepted opened due`` or an expression, then ``offset`` by ``sign``."""

    base: str | Expression
    sign: Literal[-1, 0, 1] = 0
    offset: Duration | None = None
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)

    def __str__(self) -> str:
        return str(self.base) if self.offset is None else f"{self.base} {'+' if self.sign > 0 else '-'} {self.offset}"

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read ``due - 1 working day``, ``opened + 30 days``, ``form.year.start + 45 days``, ``about.ends_on``."""
        origin = origin_of(value)
        if not isinstance(value, str) or not value.strip():
            raise refuse(
                "moment.expected",
                "Ở đây cần một thời điểm.",
                "A moment is needed here.",
                expected="filed, accepted, opened, due hoặc CEL, ± khoảng thời gian",
            )
        text, sign, offset = value.strip(), 0, None
        match = _MOMENT.fullmatch(text)
        if match is not None and match["base"]:
            text, sign = match["base"], 1 if match["sign"] == "+" else -1
            offset = Duration.parse(match["offset"])
        base = text if text in _WORDS else Expression(text, origin)
        return cls(base, sign, offset, origin)  # type: ignore[arg-type]  # sign is -1, 0 or 1

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return _as_written(cls, cls.parse, str)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "examples": ["due - 1 working day", "opened + 30 days"]}


Rhythm = Literal["day", "week", "month", "quarter", "year"]
"""How often something comes back."""

_DAILY = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}


def _every(value: Any) -> Any:
    if isinstance(value, Duration):
        return value
    word = _DAILY.get(value, value) if isinstance(value, str) else value
    return str(word) if word in get_args(Rhythm) else Duration.parse(value)


Every = Annotated[
    Duration | Rhythm,
    PlainValidator(_every),
    WithJsonSchema({"type": "string", "examples": [*get_args(Rhythm), "daily", "2 hours"]}),
]
"""A rhythm (``every: quarter``, ``refresh: daily``) or a duration."""

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _clock(value: Any) -> Any:
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return str(value)
    raise refuse(
        "time.expected", "Ở đây cần giờ:phút trong ngoặc kép.", "A quoted hour:minute is needed.", expected='"15:00"'
    )


ClockTime = Annotated[
    str, PlainValidator(_clock), WithJsonSchema({"type": "string", "pattern": f"^({_CLOCK.pattern})$"})
]
"""An hour and minute of the day, quoted: ``"15:00"``."""
