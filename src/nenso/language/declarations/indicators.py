"""Indicators: what is measured (chỉ số), and scorecards, which are indicators of parts."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field as Key
from pydantic import PlainValidator, WithJsonSchema

from nenso.language.declarations.methods import COMBINATIONS, SCALES, TREATMENTS, Settings, named, unfit
from nenso.language.declarations.values import Choice, Declaration, Expression, Name, Text, Value, refuse


def _sql(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    raise refuse("sql.expected", "Ở đây cần một biểu thức SQL.", "An SQL expression is needed here.")


Sql = Annotated[str, PlainValidator(_sql), WithJsonSchema({"type": ["string", "boolean"]})]
"""An SQL expression over the columns of one fact; it keeps its origin."""


class Measure(Declaration):
    """A measure of a fact: numerator, denominator or the whole."""

    fact: Name = Key(alias="from")
    """``cases entries.p rows.p.table records.r payments quality lookups messages values adoptions agencies …``"""
    measure: Sql
    """SQL: ``count(*)``, ``sum(amount)``."""
    where: Sql | None = None
    """SQL: which rows count."""
    date: Name | None = None
    """The column whose period a row counts in."""
    as_of: Literal["end", "start"] | None = None
    """A row counts as standing at the end of the period."""


class Reported(Declaration):
    """A value that is reported: in a case, or from outside (``report``, ``survey``) by file."""

    short_forms = ({"enum": ["report", "survey"]},)

    within: Name | None = Key(None, alias="in")
    """The table of a procedure: ``dti_report.items``; column ``value`` of its last entry counts, once it is locked."""
    how: Literal["report", "survey"] = "report"
    """Told by the unit itself, or asked of others."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """One word is ``how``."""
        return {"how": data} if isinstance(data, str) else data


class Ranks(Declaration):
    """What a scorecard ranks."""

    of: Name
    """The register of units."""
    where: Expression | None = None
    """CEL over ``record``."""


class Missing(Declaration):
    """What happens where a value is missing."""

    short_forms = ({"type": "string"},)

    do: Name
    """Method: ``renormalise zero group_mean median carry estimate unranked``."""
    under: int | float | None = Key(None, ge=0, le=1)
    """The share of values below which there is no score."""
    by: Name | None = None
    """The column of groups (``group_mean``)."""
    values: Mapping[str, int | float] = Key(default_factory=dict)
    """What is put, by unit (``estimate``)."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """A method's name is ``do``."""
        return {"do": data} if isinstance(data, str) else data


class Rounding(Declaration):
    """How scores are rounded."""

    to: int = Key(ge=0, le=12)
    """Decimal places."""
    how: Literal["half_up", "half_even"] = "half_up"
    """Which way a half goes."""
    as_of: Literal["end", "tier"] = "end"
    """At the end, or at each tier."""


class Ranking(Declaration):
    """How ranks are given."""

    ties: Literal["competition", "dense", "average"] = "competition"
    """What equals get."""
    on: Literal["rounded", "unrounded"] = "rounded"
    """On which scores."""


class Group(Declaration):
    """A group of the ranking."""

    name: Name
    """``A``."""
    title: Text | None = None
    """What people call it."""
    least: int | float | None = Key(None, alias="from")
    """The share of the greatest score it starts at; the last has none."""


def _method_of(known: Mapping[str, Settings]) -> Callable[[Any], Any]:
    """Return what checks a method by its settings; an unknown name is told where names are checked."""

    def checked(value: Any) -> Any:
        method = named(value)
        if method is None:
            vi, en = "Ở đây cần tên một phương pháp.", "The name of one method is needed."
            raise refuse("method.expected", vi, en, expected=", ".join(known))
        for one in unfit(*method, known):
            raise refuse("method.settings", one.vi, one.en, expected=one.expected)
        return value

    return checked


_FORMS = WithJsonSchema({"type": ["string", "object"]})
Scale = Annotated[str | Mapping[str, Any], PlainValidator(_method_of(SCALES)), _FORMS]
"""A scale of the index engine: its name, or ``{name: its settings}``."""
Combination = Annotated[str | Mapping[str, Any], PlainValidator(_method_of(COMBINATIONS)), _FORMS]
"""A way from parts to a whole: its name, or ``{name: its settings}``."""
Treatment = Annotated[str | Mapping[str, Any], PlainValidator(_method_of(TREATMENTS)), _FORMS]
"""What is done to values: its name, or ``{name: its settings}``."""


class Part(Declaration):
    """A part of a scorecard: a node with parts of its own, or an indicator."""

    part: Name | None = None
    """Name of a node."""
    indicator: Name | None = None
    """The indicator that stands here."""
    title: Text | None = None
    """What people call it."""
    max: int | float | None = Key(None, ge=0)
    """Greatest score."""
    weight: int | float | None = Key(None, ge=0)
    """Weight, where parts are not summed."""
    out_of: int | float | None = Key(None, gt=0)
    """The scale its score is told on: ``1`` for points / maximum."""
    scale: Scale | None = None
    """How a value becomes a score: ``ratio``, ``{steps: {1: 5}}``."""
    direction: Literal["up", "down"] | None = None
    """Which way is better here; default: as its indicator says."""
    per: Name | None = None
    """The column its values are divided by."""
    combine: Combination | None = None
    """How its parts become one."""
    treat: Treatment | None = None
    """What is done to values first."""
    missing: Missing | None = None
    """What happens where a value is missing."""
    round: Rounding | None = None
    """How its score is rounded."""
    parts: "tuple[Part, ...]" = ()
    """Its parts."""

    def walk(self) -> "Iterator[Part]":
        """Yield this part and every part inside it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def _by(value: Any) -> Any:
    if isinstance(value, str):
        return {value: value}
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list | tuple) and all(isinstance(item, str | dict) for item in value):
        columns: dict[Any, Any] = {}
        for item in value:
            columns.update(item if isinstance(item, dict) else {item: item})
        return columns
    raise refuse(
        "by.expected", "Ở đây cần tên các cột.", "Names of columns are needed.", expected="[agency, place, month]"
    )


class Indicator(Declaration):
    """An indicator: exactly one of ``of`` (+ ``per``), ``from`` + ``measure``, ``formula``, ``reported``, ``parts``."""

    name: Name = Key(alias="indicator")
    """``snake_case`` name, that of the file."""
    title: Text
    """What people call it."""
    summary: Text | None = None
    """One paragraph for people."""
    unit: Text | None = None
    """``percent``, ``count``, ``yes_no``, ``text`` or a unit for people."""
    direction: Literal["up", "down"] | None = None
    """Which way is better."""
    target: Choice[Value] | None = None
    """⑂ What is aimed at."""
    source: Text | None = None
    """From what its values come, for people."""
    of: Measure | None = None
    """Numerator."""
    per: Measure | None = None
    """Denominator, from the same or another fact."""
    fact: Name | None = Key(None, alias="from")
    """The fact measured."""
    measure: Sql | None = None
    """SQL: ``count(*)``."""
    where: Sql | None = None
    """SQL: which rows count."""
    date: Name | None = None
    """The column whose period a row counts in."""
    as_of: Literal["end", "start"] | None = None
    """A row counts as standing at the end of the period."""
    formula: Sql | None = None
    """Arithmetic over indicators, joined on ``by``: ``sales / members``."""
    reported: Reported | None = None
    """It is reported in a case."""
    by: Annotated[
        Mapping[Name, Name],
        PlainValidator(_by),
        WithJsonSchema({"type": ["string", "array", "object"], "examples": [["agency", "month"], {"seller": "owner"}]}),
    ] = Key(default_factory=dict)
    """Columns it is split by, name to column: ``[agency, month]``, ``{seller: owner}``."""
    merge: Literal["sum", "recompute", "not_comparable"] | Mapping[Literal["weighted"], Name] | None = None
    """What happens when places merge: ``sum``, ``{weighted: indicator}``, ``recompute``, ``not_comparable``."""
    edition: str | None = None
    """Edition of a scorecard, quoted."""
    ranks: Ranks | None = None
    """What a scorecard ranks."""
    out_of: int | float | None = Key(None, gt=0)
    """The scale the whole is told on: ``1`` for points / maximum."""
    order: tuple[Literal["treat", "denominate", "missing"], ...] = ()
    """The order of the steps between values and scores; default: as here."""
    combine: Combination | None = None
    """How parts become one."""
    treat: Treatment | None = None
    """What is done to values first."""
    missing: Missing | None = None
    """What happens where a value is missing."""
    round: Rounding | None = None
    """How scores are rounded."""
    rank: Ranking | None = None
    """How ranks are given."""
    groups: tuple[Group, ...] = ()
    """Groups of the ranking, best first."""
    parts: tuple[Part, ...] = ()
    """Parts of a scorecard."""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure of a fact in it."""
        found = [measure for measure in (self.of, self.per) if measure is not None]
        if self.fact is not None and self.measure is not None:
            whole = Measure(fact=self.fact, measure=self.measure, where=self.where, date=self.date, as_of=self.as_of)
            found.append(whole)
        return tuple(found)


Part.model_rebuild()
Indicator.model_rebuild()
