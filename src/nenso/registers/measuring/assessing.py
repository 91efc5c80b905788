"""Each rule as two columns over many records: which of them it says something of, and which of those break it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
import polars as pl

from nenso.language.declarations.access import FieldItem
from nenso.language.declarations.quality import (
    Between,
    Filled,
    Format,
    Linkage,
    Live,
    Near,
    NotIn,
    PersonName,
    RuleHolds,
    SameAs,
    Unique,
)
from nenso.language.declarations.times import Duration
from nenso.language.declarations.values import Expression
from nenso.language.durations import end_of_day, shift
from nenso.language.expressions import ExpressionFailed, Kind, Stopped, compile  # noqa: A004 - the language's word
from nenso.language.expressions.reading import as_moment
from nenso.people.identifiers import check_tax_code
from nenso.registers.declared import SEPARATOR, Declared
from nenso.registers.lookup import RegisterLookup
from nenso.registers.measuring.columns import WHOLE, Columns, NotVector, literal, name_of
from nenso.registers.measuring.figures import Figures
from nenso.registers.measuring.names import WRITTEN, unlike_a_name
from nenso.registers.measuring.rules import Rule
from nenso.registers.measuring.vectors import Vector, day, moment, personal, vector
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

MEASURER = Actor(system="job:registers.quality", scope=("vn",))
FORMS: Mapping[str, str] = {
    "phone": r"^0([35789][0-9]{8}|2[0-9]{9})$",
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "url": r"^https?://\S+$",
    "person_name": WRITTEN,
    "place": r"^([0-9]{2}|[0-9]{5})$",
}
"""How a type is written, where a rule of form gives no pattern of its own."""
_TYPES = {Kind.YES_NO: pl.Boolean(), Kind.DATETIME: pl.Datetime("us", "UTC")}
_UNITS = {"minutes": "m", "hours": "h", "days": "d", "weeks": "w", "months": "mo", "years": "y"}


@dataclass(frozen=True)
class Assessed:
    """A rule ready to be measured: two expressions of polars that are never null."""

    rule: Rule
    says: pl.Expr
    breaks: pl.Expr


@dataclass
class Plan:
    """What is measured in one pass: the columns to read, the rules over them, and those that go record by record."""

    declared: Declared
    columns: Columns
    now: datetime
    rules: list[Assessed] = field(default_factory=list)
    slowly: dict[str, tuple[Expression, Kind]] = field(default_factory=dict)

    def measured(self, frame: pl.DataFrame, bits: Mapping[str, int]) -> pl.DataFrame:
        """Return ``frame`` with the columns ``assessed`` and ``failed``: a bit for each rule, by ``bits`` of names."""
        frame = self._worked_out(frame)
        if not self.rules:
            return frame.with_columns(assessed=pl.lit(0, pl.Int64), failed=pl.lit(0, pl.Int64))
        pairs: list[pl.Expr] = []
        for number, one in enumerate(self.rules):
            pairs += (one.says.alias(f"!{number}"), (one.says & one.breaks).alias(f"?{number}"))
        frame = frame.with_columns(pairs)
        sums = {
            name: pl.sum_horizontal(
                [pl.col(f"{mark}{n}").cast(pl.Int64) * (1 << bits[one.rule.name]) for n, one in enumerate(self.rules)]
            )
            for name, mark in (("assessed", "!"), ("failed", "?"))
        }
        return frame.with_columns(**sums)

    def _worked_out(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add what expressions give that could not be said of many records at once."""
        if not self.slowly or frame.is_empty():
            return frame
        lookup = RegisterLookup(self.declared.name.partition(".")[0])
        texts, ids = frame[name_of(WHOLE)].to_list(), frame["id"].to_list()
        agencies = frame["agency"].to_list()
        given = [
            {**orjson.loads(text), "id": key, "agency": agency, "created_at": _at(born), "updated_at": _at(touched)}
            for text, key, agency, born, touched in zip(
                texts, ids, agencies, frame["created_at"].to_list(), frame["updated_at"].to_list(), strict=True
            )
        ]
        with clock.at(self.now), acting(MEASURER):
            return frame.with_columns(
                [
                    pl.Series(name, [self._gives(expression, kind, this, lookup) for this in given], _TYPES[kind])
                    for name, (expression, kind) in self.slowly.items()
                ]
            )

    def _gives(self, expression: Expression, kind: Kind, this: Mapping[str, Any], lookup: RegisterLookup) -> Any:
        names = {"this": this, "lookup": lookup, "today": clock.today(), "now": self.now}
        try:
            found = compile(expression.source, self.declared.environment()).value(names)
        except (ExpressionFailed, Stopped):
            return None
        return as_moment(found) if kind is Kind.DATETIME and found is not None else found


def _at(micro: str | int) -> datetime:
    return datetime.fromtimestamp(0, tz=clock.VIETNAM) + timedelta(microseconds=int(micro))


@dataclass(frozen=True)
class Around:
    """What is known around the records, by the name of a rule.

    ``twice``: for each rule of uniqueness the keys that more than one current record has; ``near``: for each rule of
    nearness the records that lie too near to another; ``figures``: for each rule of an indicator whose value lies
    beyond; ``linked``: keys of records that are probably duplicates, None where they were never searched for;
    ``marked``: for each rule of names the words that the register writes with marks.
    """

    twice: Mapping[str, Sequence[str]]
    near: Mapping[str, Sequence[str]]
    figures: Mapping[str, Figures]
    linked: Sequence[str] | None
    marked: Mapping[str, Sequence[str]]


def plan(declared: Declared, rules: Iterable[Rule], now: datetime, around: Around) -> Plan:
    """Return how ``rules`` are measured at ``now``."""
    this = declared.environment().roots["this"]
    made = Plan(declared, Columns(this), now)
    for rule in rules:
        if rule.of_records:
            found = _Assessing(made, rule, around).found()
            if found is not None:
                made.rules.append(Assessed(rule, found[0].fill_null(value=False), found[1].fill_null(value=False)))
    return made


Pair = tuple[pl.Expr, pl.Expr]


@dataclass
class _Assessing:
    """One rule on its way to its two expressions."""

    plan: Plan
    rule: Rule
    around: Around

    def found(self) -> Pair | None:
        declared = self.rule.declared
        if isinstance(declared, RuleHolds):
            return self._condition(declared.rule)
        if isinstance(declared, FieldItem) and declared.compute is not None:
            return self._condition(declared.compute)
        work = _WORKS.get(type(declared))
        return work(self, declared) if work is not None else None

    def _condition(self, expression: Expression) -> Pair:
        holds = self.truth(expression)
        return holds.is_not_null(), ~holds

    def truth(self, expression: Expression) -> pl.Expr:
        """Return what a condition gives."""
        return self._given(expression, Kind.YES_NO).of

    def _given(self, expression: Expression, kind: Kind) -> Vector:
        """Return what an expression gives: over columns, or else record by record."""
        try:
            found = vector(expression.source, self.plan.columns, self.plan.now)
        except NotVector:
            found = None
        if found is not None and (found.kind is kind or (kind is Kind.DATETIME and found.kind is Kind.DATE)):
            return found
        for path in (WHOLE, ("created_at",), ("updated_at",)):
            self.plan.columns.text(path)
        name = f"={len(self.plan.slowly)}"
        self.plan.slowly[name] = (expression, kind)
        return Vector(pl.col(name), kind)

    def filled(self, declared: Filled) -> Pair:
        """Filled, where it has to be."""
        there = self.plan.columns.filled((str(declared.filled),))
        needed = pl.lit(value=True) if declared.condition is None else self.truth(declared.condition)
        return needed, ~there

    def form(self, declared: Format) -> Pair | None:
        """Written as it should be."""
        name = str(declared.format)
        field_ = self.plan.declared.declaration.field(name)
        kind = field_.type if field_ is not None else "text"
        text, there = self.plan.columns.text((name,)), self.plan.columns.filled((name,))
        pattern = f"^(?:{declared.pattern})$" if declared.pattern else FORMS.get(kind)
        if pattern is not None:
            return there, ~(text.str.contains(pattern) & ~text.str.ends_with("\n"))
        if kind == "person_id":
            return there, ~personal(text, self.plan.now)
        if kind == "tax_code":
            return there, text.map_elements(lambda one: check_tax_code(one) is not None, return_dtype=pl.Boolean)
        if kind in {"date", "datetime", "integer", "money", "number"}:
            return there, self.plan.columns.value((name,))[0].is_null()
        return there, pl.lit(value=False)

    def person_name(self, declared: PersonName) -> Pair:
        """Reads like a name."""
        path = (str(declared.person_name),)
        text, there = self.plan.columns.text(path), self.plan.columns.filled(path)
        return there, unlike_a_name(text, self.around.marked.get(self.rule.name, ()))

    def unique(self, declared: Unique) -> Pair:
        """No two current records share it."""
        parts = [self.plan.columns.text((str(name),)) for name in declared.unique]
        there = pl.all_horizontal([self.plan.columns.filled((str(name),)) for name in declared.unique])
        key = pl.concat_str(parts, separator=SEPARATOR)
        return there, key.is_in(list(self.around.twice.get(self.rule.name, ())))

    def apart(self, declared: Near) -> Pair:
        """No other current record within so many metres."""
        there = self.plan.columns.filled((str(declared.near),))
        return there, pl.col("id").is_in(list(self.around.near.get(self.rule.name, ())))

    def linkage(self, declared: Linkage) -> Pair | None:
        """Not one of a pair that is probably one and the same."""
        del declared
        if self.around.linked is None:
            return None
        return pl.lit(value=True), pl.col("id").is_in(list(self.around.linked))

    def between(self, declared: Between) -> Pair:
        """The indicator of the agency, in the period of the record, lies between two values."""
        figures, key = self.around.figures[self.rule.name], pl.col("agency")
        if declared.of is not None:
            period = _PERIODS[declared.every](day(self._moment(declared.of)))
            key = pl.concat_str(key, period, separator=" ")
        return key.is_in(list(figures.known)), key.is_in(list(figures.beyond))

    def same(self, declared: SameAs) -> Pair | None:
        """The same as another register says: of what both say, and of records that are there."""
        columns, other = self.plan.columns, str(declared.same_as)
        number = self._next()
        by = columns.text((str(declared.by),))
        key = columns.wanted[str(declared.by),]
        kernel = self.plan.declared.names.register(other) is None
        if kernel and other != "persons":
            return None
        join = f"LEFT JOIN people_person {number} ON {number}.identifier = {key}"
        if not kernel:
            join = self._join(number, self._full(other), key)
        says, breaks = [], []
        for own, there in declared.fields.items():
            sql = f"{number}.{there}::text" if kernel else f"{number}.data ->> {literal(str(there))}"
            one, two = columns.text((str(own),)), columns.joined(f"{number}.{there}", sql, join)
            both = (one.fill_null("") != "") & (two.fill_null("") != "")
            says.append(both)
            breaks.append(both & (_plain(one) != _plain(two)))
        return (by.fill_null("") != "") & pl.any_horizontal(says), pl.any_horizontal(breaks)

    def absent(self, declared: NotIn) -> Pair:
        """In no current record of another register; asked where that register holds anything."""
        columns, full, number = self.plan.columns, self._full(str(declared.not_in)), self._next()
        by = columns.text((str(declared.by),))
        join = self._join(number, full, columns.wanted[str(declared.by),])
        there = columns.joined(f"{number}.id", f"{number}.id", join)
        held = f"EXISTS (SELECT FROM registers_record WHERE register = {literal(full)})"
        asked = columns.joined(f"{number}.held", held, join) == "t"
        return asked & (by.fill_null("") != ""), there.is_not_null()

    def _next(self) -> str:
        """Return what the next table that is joined is called."""
        return f"s{sum(one.startswith('LEFT JOIN') for one in self.plan.columns.joins) + 1}"

    def _full(self, register: str) -> str:
        return register if "." in register else f"{self.plan.declared.name.partition('.')[0]}.{register}"

    @staticmethod
    def _join(number: str, register: str, key: str) -> str:
        return (
            f"LEFT JOIN registers_record {number} ON {number}.register = {literal(register)} AND {number}.key = {key}"
            f" AND {number}.key <> '' AND {number}.ended_at IS NULL"
        )

    def live(self, declared: Live) -> Pair:
        """Brought up to date in time: a day counts to its end.

        How soon a record was entered is asked of those that a case wrote: when a table was loaded tells nothing of it.
        """
        begun = self._moment(declared.of)
        until = moment(self._moment(declared.until)) if declared.until is not None else pl.lit(self.plan.now)
        until = until.cast(pl.Datetime("us", "UTC"))
        due = self._due(begun, declared.within)
        asked = begun.of.is_not_null() & until.is_not_null()
        if declared.until is not None:
            asked &= self.plan.columns.text(("source_case",)).is_not_null()
        return asked, until > due

    def _moment(self, expression: Expression | None) -> Vector:
        if expression is None:
            return Vector(*self.plan.columns.value(("updated_at",)))
        return self._given(expression, Kind.DATETIME)

    def _due(self, begun: Vector, within: Duration) -> pl.Expr:
        if within.follows_calendar:
            calendar = RegisterLookup("").calendar()

            def due(days: pl.Series) -> pl.Series:
                known = {one: shift(end_of_day(one), within, calendar) for one in days.unique().to_list() if one}
                return days.replace_strict(
                    list(known), list(known.values()), default=None, return_dtype=pl.Datetime("us", "UTC")
                )

            return day(begun).map_batches(due, return_dtype=pl.Datetime("us", "UTC"))
        by = f"{within.amount}{_UNITS[within.unit]}"
        if begun.kind is Kind.DATE:
            end = moment(Vector(begun.of.dt.offset_by(by) if _whole(within) else begun.of, Kind.DATE))
            end = end.dt.offset_by("1d").dt.offset_by("-1us")
            return end if _whole(within) else end.dt.offset_by(by)
        return begun.of.dt.offset_by("7h").dt.offset_by(by).dt.offset_by("-7h")


def _whole(within: Duration) -> bool:
    return within.unit not in {"minutes", "hours"}


def _plain(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().str.to_lowercase()


_PERIODS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "month": lambda one: one.dt.strftime("%Y-%m"),
    "quarter": lambda one: pl.concat_str(one.dt.strftime("%Y-Q"), one.dt.quarter()),
    "year": lambda one: one.dt.strftime("%Y"),
}
_WORKS: Mapping[type[Any], Callable[[Any, Any], Pair | None]] = {
    Filled: _Assessing.filled,
    Format: _Assessing.form,
    PersonName: _Assessing.person_name,
    Unique: _Assessing.unique,
    Near: _Assessing.apart,
    Linkage: _Assessing.linkage,
    SameAs: _Assessing.same,
    NotIn: _Assessing.absent,
    Between: _Assessing.between,
    Live: _Assessing.live,
}
