"""Expressions over many records at once: CEL over ``this`` as expressions of polars over columns.

Three answers, as in the language: true, false, and null where an expression is stopped because something is not there;
``&&`` and ``||`` decide where the other side suffices. What cannot be said so is worked out record by record
(:mod:`nenso.registers.measuring.assessing`); a property test holds the two to each other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from vn_ident import CENTURY_GENDER, province_name

from nenso.language.expressions import Kind, tree
from nenso.language.expressions.syntax import parse
from nenso.registers.measuring.columns import TEXTS, Columns, NotVector
from nenso.runtime import clock


@dataclass(frozen=True)
class Vector:
    """What a part of an expression gives for every record: an expression of polars and its kind."""

    of: pl.Expr
    kind: Kind


_COMPARED: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}
_MOMENTS = frozenset({Kind.DATE, Kind.DATETIME})
_NUMBERS = frozenset({Kind.INTEGER, Kind.NUMBER})


def vector(source: str, columns: Columns, now: datetime) -> Vector:
    """Return what ``source`` gives for every record at ``now``; raise :class:`NotVector`."""
    return _Lowering(source, columns, now).lower(parse(source))


class _Lowering:
    """Lowers one expression."""

    def __init__(self, source: str, columns: Columns, now: datetime) -> None:
        self.source = source
        self.columns = columns
        self.now = now

    def lower(self, node: tree.Node) -> Vector:
        work = getattr(self, f"_{type(node).__name__.lower()}", None)
        if work is None:
            raise NotVector(self.source)
        found: Vector = work(node)
        return found

    def _literal(self, node: tree.Literal) -> Vector:
        words = self.source[node.start : node.end]
        if node.kind == "text" and node.value is not None:
            return Vector(pl.lit(node.value), Kind.TEXT)
        if node.kind == "integer" and words.isdigit():
            return Vector(pl.lit(int(words), pl.Int64), Kind.INTEGER)
        if node.kind == "number":
            return Vector(pl.lit(float(words)), Kind.NUMBER)
        if node.kind == "yes_no":
            return Vector(pl.lit(words == "true"), Kind.YES_NO)
        raise NotVector(self.source)

    def _name(self, node: tree.Name) -> Vector:
        if node.name == "now":
            return Vector(pl.lit(self.now).cast(pl.Datetime("us", "UTC")), Kind.DATETIME)
        if node.name == "today":
            return Vector(pl.lit(self.now.astimezone(clock.VIETNAM).date()), Kind.DATE)
        raise NotVector(self.source)

    def _select(self, node: tree.Select) -> Vector:
        return Vector(*self.columns.value(self.path(node)))

    def path(self, node: tree.Node) -> tuple[str, ...]:
        """Return the names of ``this.a.b``."""
        if isinstance(node, tree.Select):
            return (*self.path(node.operand), node.name)
        if isinstance(node, tree.Operation) and node.sign == "()":
            return self.path(node.operands[0])
        if isinstance(node, tree.Name) and node.name == "this":
            return ()
        raise NotVector(self.source)

    def _operation(self, node: tree.Operation) -> Vector:
        sign = node.sign
        parts = [self.lower(one) for one in node.operands]
        if sign == "()":
            return parts[0]
        if sign in {"&&", "||"}:
            self._must(parts, {Kind.YES_NO})
            joined = parts[0].of
            for part in parts[1:]:
                joined = joined & part.of if sign == "&&" else joined | part.of
            return Vector(joined, Kind.YES_NO)
        if sign == "!" and len(parts) == 1:
            self._must(parts, {Kind.YES_NO})
            return Vector(~parts[0].of, Kind.YES_NO)
        if sign in _COMPARED and len(parts) == 2:
            one, other = self._alike(*parts)
            return Vector(_COMPARED[sign](one, other), Kind.YES_NO)
        if sign in {"+", "-"} and len(parts) == 2:
            return self._sum(sign, *parts)
        raise NotVector(self.source)

    def _must(self, parts: Sequence[Vector], kinds: set[Kind] | frozenset[Kind]) -> None:
        if any(part.kind not in kinds for part in parts):
            raise NotVector(self.source)

    def _alike(self, one: Vector, other: Vector) -> tuple[pl.Expr, pl.Expr]:
        """Return both sides of a comparison as of one kind: a day beside a moment is its first minute."""
        if one.kind is other.kind:
            return one.of, other.of
        if {one.kind, other.kind} <= _MOMENTS:
            return moment(one), moment(other)
        if {one.kind, other.kind} <= TEXTS:
            return one.of, other.of
        raise NotVector(self.source)

    def _sum(self, sign: str, one: Vector, other: Vector) -> Vector:
        if one.kind in _MOMENTS and other.kind is Kind.DURATION:
            at = moment(one)
            return Vector(at + other.of if sign == "+" else at - other.of, Kind.DATETIME)
        if one.kind in _MOMENTS and other.kind in _MOMENTS and sign == "-":
            return Vector(moment(one) - moment(other), Kind.DURATION)
        if one.kind is other.kind and one.kind in _NUMBERS:
            return Vector(one.of + other.of if sign == "+" else one.of - other.of, one.kind)
        raise NotVector(self.source)

    def _call(self, node: tree.Call) -> Vector:
        work = _CALLS.get(node.function)
        if work is None:
            raise NotVector(self.source)
        return work(self, node)

    def filled(self, node: tree.Call) -> Vector:
        """``filled(this.a)``"""
        return Vector(self.columns.filled(self.path(node.arguments[0])), Kind.YES_NO)

    def agrees(self, node: tree.Call) -> Vector:
        """``agrees(this.id, this.born_on, this.sex)``: stopped where one of them is not there."""
        first, *facts = [self.lower(one) for one in node.arguments]
        self._must([first], {Kind.TEXT})
        holds, there = personal(first.of, self.now), first.of != ""
        for fact in facts:
            if fact.kind in _MOMENTS:
                holds = holds & (year_of(first.of) == day(fact).dt.year().cast(pl.Int64))
                there = there & fact.of.is_not_null()
            elif fact.kind is Kind.TEXT:
                holds = holds & ((fact.of == "") | (sex_of(first.of) == fact.of))
            else:
                raise NotVector(self.source)
        return Vector(pl.when(there).then(holds.fill_null(value=False)), Kind.YES_NO)

    def moved(self, node: tree.Call) -> Vector:
        """``add_years(this.born_on, 18)``, ``add_months``: the last day of a month that has no such day."""
        at, amount = node.arguments
        words = self.source[amount.start : amount.end]
        if not isinstance(amount, tree.Literal) or not words.isdigit():
            raise NotVector(self.source)
        value = self.lower(at)
        self._must([value], _MOMENTS)
        by = f"{int(words) * (12 if node.function == 'add_years' else 1)}mo"
        if value.kind is Kind.DATE:
            return Vector(value.of.dt.offset_by(by), Kind.DATE)
        local = value.of.dt.offset_by("7h")
        return Vector(local.dt.offset_by(by).dt.offset_by("-7h"), Kind.DATETIME)

    def days(self, node: tree.Call) -> Vector:
        """``days(3)``, and whole days of a length of time."""
        value = self.lower(node.arguments[0])
        if value.kind is Kind.DURATION:
            micro = value.of.dt.total_microseconds()
            return Vector(micro.floordiv(86_400_000_000), Kind.INTEGER)
        self._must([value], {Kind.INTEGER})
        return Vector(pl.duration(days=value.of), Kind.DURATION)

    def year(self, node: tree.Call) -> Vector:
        """``year(this.born_on)``, ``month``"""
        value = self.lower(node.arguments[0])
        self._must([value], _MOMENTS)
        at = day(value).dt
        return Vector((at.year() if node.function == "year" else at.month()).cast(pl.Int64), Kind.INTEGER)

    def age(self, node: tree.Call) -> Vector:
        """``age(this.born_on)``, ``age(this.born_on, this.registered_on)``: whole years."""
        born, *others = [self.lower(one) for one in node.arguments]
        on = others[0] if others else self._name(tree.Name(0, 0, "today"))
        self._must([born, on], _MOMENTS)
        first, last = day(born).dt, day(on).dt
        before = (last.month() * 100 + last.day().cast(pl.Int16)) < (first.month() * 100 + first.day().cast(pl.Int16))
        return Vector((last.year() - first.year()).cast(pl.Int64) - before.cast(pl.Int64), Kind.INTEGER)

    def size(self, node: tree.Call) -> Vector:
        """``size(this.trades)``, ``length(this.name)``"""
        path = self.path(node.arguments[0])
        kind = self.columns.kind(path)
        if kind.kind is Kind.LIST and node.function == "size":
            return Vector(self.columns.size(path), Kind.INTEGER)
        if kind.kind is Kind.TEXT:
            return Vector(self.columns.value(path)[0].str.len_chars().cast(pl.Int64), Kind.INTEGER)
        raise NotVector(self.source)

    def text(self, node: tree.Call) -> Vector:
        """``this.number.matches('…')``, ``startsWith``, ``endsWith``, ``contains``"""
        given = (*(() if node.operand is None else (node.operand,)), *node.arguments)
        if len(given) != 2 or not isinstance(given[1], tree.Literal) or given[1].value is None:
            raise NotVector(self.source)
        value, words = self.lower(given[0]), str(given[1].value)
        self._must([value], {Kind.TEXT})
        of = value.of.str
        found = {
            "startsWith": lambda: of.starts_with(words),
            "endsWith": lambda: of.ends_with(words),
            "contains": lambda: of.contains(words, literal=True),
            "matches": lambda: of.contains(words),
        }
        return Vector(found[node.function](), Kind.YES_NO)


_CALLS: Mapping[str, Callable[[_Lowering, Any], Vector]] = {
    "filled": _Lowering.filled,
    "agrees": _Lowering.agrees,
    "add_years": _Lowering.moved,
    "add_months": _Lowering.moved,
    "days": _Lowering.days,
    "year": _Lowering.year,
    "month": _Lowering.year,
    "age": _Lowering.age,
    "size": _Lowering.size,
    "length": _Lowering.size,
    "startsWith": _Lowering.text,
    "endsWith": _Lowering.text,
    "contains": _Lowering.text,
    "matches": _Lowering.text,
}


def moment(value: Vector) -> pl.Expr:
    """Return a day as its first minute in Viet Nam, which is UTC+7 on every day; a moment as it is."""
    if value.kind is Kind.DATETIME:
        return value.of
    return value.of.cast(pl.Datetime("us")).dt.offset_by("-7h").dt.replace_time_zone("UTC")


def day(value: Vector) -> pl.Expr:
    """Return the day in Viet Nam of a moment; a day as it is."""
    return value.of if value.kind is Kind.DATE else value.of.dt.offset_by("7h").dt.date()


_PROVINCES = [f"{prefix:03}" for prefix in range(100) if province_name(f"{prefix:03}")]
_CENTURIES = {digit: (century - 1) * 100 for digit, century, _ in CENTURY_GENDER}
_SEXES = {digit: sex for digit, _, sex in CENTURY_GENDER}


def year_of(digits: pl.Expr) -> pl.Expr:
    """Return the year of birth that the digits of an identification number say."""
    century = digits.str.slice(3, 1).replace_strict(_CENTURIES, default=None, return_dtype=pl.Int64)
    return century + digits.str.slice(4, 2).cast(pl.Int64, strict=False)


def sex_of(digits: pl.Expr) -> pl.Expr:
    """Return the sex that the digits of an identification number say."""
    return digits.str.slice(3, 1).replace_strict(_SEXES, default=None, return_dtype=pl.String)


def personal(digits: pl.Expr, now: datetime) -> pl.Expr:
    """Return whether an identification number can be one: as ``check_person_id`` says of it alone."""
    shaped = digits.str.contains(r"^[0-9]{12}$") & ~digits.str.ends_with("\n")
    prefix = digits.str.slice(0, 3)
    known = (prefix >= "100") | prefix.is_in(_PROVINCES)
    return shaped & known & (year_of(digits) <= now.astimezone(clock.VIETNAM).year)


__all__ = ["NotVector", "Vector", "day", "moment", "personal", "sex_of", "vector", "year_of"]
