"""The columns that rules read of records: how PostgreSQL gives each as text, and what polars makes of it."""

from dataclasses import dataclass, field

import polars as pl

from nenso.language.expressions import Kind, ValueType

TEXTS = frozenset({Kind.TEXT, Kind.PERIOD})
_MICROSECONDS = "(extract(epoch FROM r.{name}) * 1000000)::bigint"
_OWN: dict[tuple[str, ...], str] = {
    ("created_at",): _MICROSECONDS.format(name="created_at"),
    ("updated_at",): _MICROSECONDS.format(name="updated_at"),
    ("code",): "coalesce(r.data ->> 'code', r.number)",
    ("id",): "r.id",
    ("agency",): "r.agency_id",
    ("source_case",): "r.source_case",
}
WHOLE = ("*",)
"""The path that stands for all values of a record, as JSON."""


class NotVector(Exception):
    """This cannot be said of many records at once."""


Path = tuple[str, ...]


@dataclass
class Columns:
    """Columns that were asked for, by path; ``this``: the type of a record. ``joined``: fields of other registers."""

    this: ValueType
    wanted: dict[Path, str] = field(default_factory=dict)
    joins: list[str] = field(default_factory=list)

    def kind(self, path: Path) -> ValueType:
        """Return the type of what ``path`` leads to, through groups alone; raise :class:`NotVector`."""
        kind = self.this
        for number, name in enumerate(path):
            if number and kind.kind is not Kind.GROUP:
                raise NotVector(".".join(path))
            found = kind.member(name)
            if found is None:
                raise NotVector(".".join(path))
            kind = found
        return kind

    def text(self, path: Path) -> pl.Expr:
        """Return the value as text, null where there is none."""
        if path not in self.wanted:
            self.wanted[path] = _OWN.get(path) or _sql(path)
        return pl.col(name_of(path))

    def size(self, path: Path) -> pl.Expr:
        """Return how many elements a list has."""
        own = (*path, "#")
        if own not in self.wanted:
            of = _json(path)
            self.wanted[own] = f"CASE jsonb_typeof({of}) WHEN 'array' THEN jsonb_array_length({of}) ELSE 0 END"
        return pl.col(name_of(own)).cast(pl.Int64)

    def value(self, path: Path) -> tuple[pl.Expr, Kind]:
        """Return the value as an expression means it, with its kind; raise :class:`NotVector` where it holds others."""
        kind = self.kind(path).kind
        if path in _OWN and kind is Kind.DATETIME:
            return self.text(path).cast(pl.Int64).cast(pl.Datetime("us", "UTC")), kind
        if kind in TEXTS or path in _OWN:
            return self.text(path).fill_null(""), Kind.TEXT
        if kind not in _TYPED:
            raise NotVector(".".join(path))
        return _TYPED[kind](self.text(path)), kind

    def filled(self, path: Path) -> pl.Expr:
        """Return whether something was answered."""
        self.kind(path)
        text = self.text(path)
        return text.is_not_null() & ~text.is_in(["", "[]", "{}"])

    def joined(self, name: str, sql: str, join: str) -> pl.Expr:
        """Return a column of another table, ``join`` being how it is reached."""
        if join not in self.joins:
            self.joins.append(join)
        self.wanted[("+", name)] = sql
        return pl.col(name_of(("+", name)))


def name_of(path: Path) -> str:
    """Return what the column of a path is called."""
    return ".".join(path)


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def _json(path: Path) -> str:
    return "r.data" + "".join(f" -> {literal(name)}" for name in path)


def _sql(path: Path) -> str:
    if path == WHOLE:
        return "r.data::text"
    *way, last = path
    return "r.data" + "".join(f" -> {literal(name)}" for name in way) + f" ->> {literal(last)}"


def _moment(text: pl.Expr) -> pl.Expr:
    """Return a moment as UTC; one without an offset is in Viet Nam."""
    zoned = text.str.replace(r"Z$", "+00:00")
    zoned = pl.when(zoned.str.contains(r"[+-]\d\d:\d\d$")).then(zoned).otherwise(zoned + "+07:00")
    forms = [f"%Y-%m-%dT%H:%M{seconds}%:z" for seconds in (":%S%.f", "")]
    return pl.coalesce(*[zoned.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False) for form in forms])


_TYPED = {
    Kind.INTEGER: lambda text: text.cast(pl.Int64, strict=False),
    Kind.NUMBER: lambda text: text.cast(pl.Float64, strict=False),
    Kind.YES_NO: lambda text: text == "true",
    Kind.DATE: lambda text: text.str.to_date("%Y-%m-%d", strict=False),
    Kind.DATETIME: _moment,
}
