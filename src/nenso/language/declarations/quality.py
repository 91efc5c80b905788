"""What makes a register good (đúng, đủ, sạch, sống), as it says itself: soft rules, weights, thresholds, terms."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Tag, WithJsonSchema
from pydantic import Field as Key

from nenso.language.declarations.access import FieldItem
from nenso.language.declarations.times import Duration
from nenso.language.declarations.values import Declaration, Expression, Name, Names, Text

Measure = Literal["correct", "complete", "clean", "live"]
"""The four measures: đúng, đủ, sạch, sống."""
MEASURES: tuple[Measure, ...] = ("correct", "complete", "clean", "live")


class Weighted(Declaration):
    """What every rule of quality may have."""

    rule_name: Name | None = Key(None, alias="name")
    """Under which name its results are kept from day to day; follows from the rule when not written."""
    weight: int | float = Key(1, gt=0)
    """How much it counts."""
    mend: Duration | None = None
    """Within what a record that breaks it is mended; that of its measure when not written."""


class RuleHolds(Weighted):
    """``rule`` holds."""

    rule: Expression
    """CEL over ``this``."""
    message: Text | None = None
    """What to tell when it does not."""


def _pairs(value: Any) -> Any:
    if isinstance(value, str):
        value = [value]
    return {name: name for name in value} if isinstance(value, list | tuple) else value


Pairs = Annotated[
    Mapping[Name, Name],
    BeforeValidator(_pairs),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": "string"}},
            ]
        }
    ),
]
"""Own field to the field of another register."""


class SameAs(Weighted):
    """Fields are the same as in another register."""

    same_as: Name
    """The register."""
    by: Name
    """The field that finds the record there."""
    fields: Pairs
    """Fields that must be the same: names, or ``{own: there}`` where the other register calls it otherwise."""


class NotIn(Weighted):
    """No current record of another register has this key."""

    not_in: Name
    """The register; where it holds nothing here, the rule says nothing."""
    by: Name
    """The field that would find the record there: its whole key."""
    message: Text | None = None
    """What to tell when there is one."""


class Between(Weighted):
    """An indicator of the agency that keeps the record lies between two values."""

    between: Name
    """The indicator."""
    least: int | float | None = Key(None, alias="from")
    """Least value."""
    greatest: int | float | None = Key(None, alias="to")
    """Greatest value."""
    every: Literal["month", "quarter", "year"] = "year"
    """Of which periods the value is taken."""
    of: Expression | None = None
    """The day that puts a record into a period; its agency's newest value counts, if not."""
    message: Text | None = None
    """What to tell when it does not."""


class Unique(Weighted):
    """No two current records share these fields."""

    unique: Names
    """The fields together."""


class Near(Weighted):
    """No two current records lie this near."""

    near: Name
    """The location field."""
    metres: int | float = Key(gt=0)
    """How near is too near."""


class Linkage(Weighted):
    """Probable duplicates are searched for, and shown to a person pair by pair."""

    linkage: Literal["splink"]
    """How."""
    by: Names
    """By which fields."""
    threshold: float = Key(0.95, gt=0, lt=1)
    """From which probability a pair is shown."""


class Format(Weighted):
    """A field is written as it should be."""

    format: Name
    """The field."""
    pattern: str | None = None
    """Regular expression (RE2) for the whole text; what the type of the field demands when not written."""


class PersonName(Weighted):
    """A person's name reads like one: no digits, not all in capitals, no stand-in such as “test”, no lost marks."""

    person_name: Name
    """The field. Marks count as lost only by words that nearly everybody else in the register writes with them."""
    message: Text | None = None
    """What to tell when it does not."""


class Filled(Weighted):
    """A field is filled, where it has to be."""

    filled: Name
    """The field."""
    condition: Expression | None = Key(None, alias="if")
    """CEL over ``this``: of which records it is expected; of all when not written."""


class Expected(Weighted):
    """As many records as are expected (coverage)."""

    expected: Name
    """The indicator, or the register (``persons``), that says how many."""
    of: Expression | None = None
    """The day that puts a record into a period, such as ``this.born_on``; when it was first written, if not."""


def _kind(*keys: str) -> Discriminator:
    def found(value: Any) -> str:
        if isinstance(value, Declaration):
            return next((key for key in keys if key in type(value).model_fields), "")
        return next((key for key in keys if isinstance(value, dict) and key in value), "")

    return Discriminator(
        found,
        custom_error_type="quality.unknown",
        custom_error_message="This is not a rule of quality.",
        custom_error_context={"vi": "Đây không phải một quy tắc chất lượng.", "expected": ", ".join(keys)},
    )


CorrectRule = Annotated[
    Annotated[RuleHolds, Tag("rule")]
    | Annotated[SameAs, Tag("same_as")]
    | Annotated[NotIn, Tag("not_in")]
    | Annotated[Between, Tag("between")],
    _kind("rule", "same_as", "not_in", "between"),
]
CleanRule = Annotated[
    Annotated[Unique, Tag("unique")]
    | Annotated[Near, Tag("near")]
    | Annotated[Linkage, Tag("linkage")]
    | Annotated[Format, Tag("format")]
    | Annotated[PersonName, Tag("person_name")],
    _kind("unique", "near", "linkage", "format", "person_name"),
]


def _complete_kind(value: Any) -> str:
    for key, kind in (("expected", Expected), ("filled", Filled)):
        if isinstance(value, kind) or (isinstance(value, dict) and key in value):
            return key
    return "item"


CompleteRule = Annotated[
    Annotated[Expected, Tag("expected")] | Annotated[Filled, Tag("filled")] | Annotated[FieldItem, Tag("item")],
    Discriminator(_complete_kind),
]


class Live(Weighted):
    """How fresh a record must be."""

    within: Duration
    """How long ago at most; with ``of`` and ``until``, how long between the two."""
    of: Expression | None = None
    """CEL for the moment that counts; when the record was last written, if not written."""
    until: Expression | None = None
    """CEL for the moment it is measured to, such as ``this.created_at`` (how soon a case entered it); else now."""


class Thresholds(Declaration):
    """From which share (0 to 100) a measure is called good, and fair."""

    good: int | float = Key(90, ge=0, le=100)
    """Good from here."""
    fair: int | float = Key(75, ge=0, le=100)
    """Fair from here; poor below."""


class Quality(Declaration):
    """Soft rules, measured every day, per agency, published with the index (đúng, đủ, sạch, sống)."""

    correct: tuple[CorrectRule, ...] = ()
    """Đúng: ``{rule}``, ``{same_as, by, fields}``, ``{not_in, by}``, ``{between, from, to}``."""
    complete: tuple[CompleteRule, ...] = ()
    """Đủ: fields that are filled, ``{filled, if}``, ``{new_name: CEL}``, ``{expected: indicator or register}``."""
    clean: tuple[CleanRule, ...] = ()
    """Sạch: ``{unique}``, ``{near, metres}``, ``{linkage, by, threshold}``, ``{format, pattern}``,
    ``{person_name}``."""
    live: Live | None = None
    """Sống: how fresh."""
    weights: Mapping[Measure, int | float] = Key(default_factory=dict)
    """How much each measure counts in the register's one figure; 1 when not written."""
    thresholds: Thresholds = Key(default_factory=Thresholds)
    """From which share it is good (90) and fair (75)."""
    mend: Mapping[Measure, Duration] = Key(default_factory=dict)
    """Within what a record that breaks a rule of a measure is mended."""
