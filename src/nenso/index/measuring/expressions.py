"""From the SQL of a measure to sums that add up, and the expression over them; by a white list, never as written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlglot
from sqlglot import exp

from nenso.index.measuring.columns import Columns, ColumnUnknown
from nenso.language.checking.sql import ALLOWED_NODES, is_whole_row

_MARK = uuid4().hex
_SLOT = re.compile(rf"__(column|leaf)_(\d+)_{_MARK}")
"""What stands for a column or a sum until all is compiled; nobody outside can write it."""
_MERGED: Mapping[Any, str] = {exp.Count: "count", exp.Sum: "sum", exp.Min: "min", exp.Max: "max"}
_WHOLE = (exp.Median, exp.PercentileCont, exp.Stddev, exp.WithinGroup)
_TYPES = (
    "INT",
    "BIGINT",
    "SMALLINT",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "TEXT",
    "VARCHAR",
    "DATE",
    "TIMESTAMP",
    "TIMESTAMPTZ",
    "BOOLEAN",
    "INTERVAL",
)
_BINARY = frozenset({exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT})
"""Types whose sums depend on the order of their terms; a measure computes with decimals in their place."""
TODAY = "__today__"
"""Stands for the day as of which a measure looks, in place of ``CURRENT_DATE``."""


class Refused(Exception):
    """An expression that is not measured: why, in vi and en."""

    def __init__(self, vi: str, en: str) -> None:
        self.vi, self.en = vi, en
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One aggregate over rows; ``merge`` (``count sum min max``) makes one of several, '' means that only rows can."""

    sql: str
    merge: str


@dataclass(frozen=True, slots=True)
class Expression:
    """``said`` has slots for its leaves, ``leaf 0``, ``leaf 1`` …; ``mean``: it is leaf 0 over leaf 1, and says so.

    ``condition``: which rows it counts at all.
    """

    said: str
    leaves: tuple[Leaf, ...]
    mean: bool = False
    condition: str = ""

    def over(self, leaves: Sequence[str]) -> str:
        """Return it as SQL with ``leaves`` in their places."""
        return _SLOT.sub(lambda slot: leaves[int(slot[2])], self.said)

    @property
    def merges(self) -> bool:
        """Whether sums of parts give the whole."""
        return all(leaf.merge for leaf in self.leaves)


def measured(source: str, where: str | None, columns: Columns) -> Expression:
    """Return what ``source`` measures of the rows that ``where`` lets count; raises :class:`Refused`."""
    try:
        tree = sqlglot.parse_one(source, dialect="postgres")
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        told = str(error).splitlines()[0]
        raise Refused(f"SQL sai: {told}", f"Wrong SQL: {told}") from error
    condition = row_condition(where, columns) if where is not None else ""
    leaves: list[Leaf] = []
    if isinstance(tree, exp.Avg):
        parts = _mean(tree, condition, columns)
        said = f"{_slot('leaf', 0)} / nullif({_slot('leaf', 1)}, 0)"
        return Expression(said, parts, mean=True, condition=condition)

    def put(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Filter | exp.WithinGroup) or type(node) in {*_MERGED, exp.Avg, exp.Median, exp.Stddev}:
            if isinstance(node, exp.Avg):
                total, count = _mean(node, condition, columns)
                leaves.extend((total, count))
                return exp.Paren(
                    this=_slot("leaf", len(leaves) - 2)
                    / exp.func("nullif", _slot("leaf", len(leaves) - 1), exp.Literal.number(0))
                )
            leaves.append(_leaf(node, condition, columns))
            return _slot("leaf", len(leaves) - 1)
        return node

    whole = tree.copy().transform(put)
    if not leaves:
        raise Refused("Phép đo phải gộp các dòng.", "A measure must sum rows up.")
    return Expression(_said(whole, columns), tuple(leaves), condition=condition)


def row_condition(source: str, columns: Columns) -> str:
    """Return a condition on rows as SQL; raises :class:`Refused`."""
    try:
        tree = sqlglot.parse_one(source, dialect="postgres")
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        told = str(error).splitlines()[0]
        raise Refused(f"SQL sai: {told}", f"Wrong SQL: {told}") from error
    return _said(tree, columns)


def _mean(node: exp.Avg, condition: str, columns: Columns) -> tuple[Leaf, Leaf]:
    of = _said(node.this, columns)
    kept = f" FILTER (WHERE {condition})" if condition else ""
    return Leaf(f"coalesce(sum({of}){kept}, 0)", "sum"), Leaf(f"count({of}){kept}", "count")


def _leaf(node: exp.Expr, condition: str, columns: Columns) -> Leaf:
    own = node.expression.this if isinstance(node, exp.Filter) else None
    aggregate = node.this if isinstance(node, exp.Filter) else node
    conditions = [condition, _said(own, columns) if own is not None else ""]
    kept = " AND ".join(f"({one})" for one in conditions if one)
    said = _said(aggregate, columns) + (f" FILTER (WHERE {kept})" if kept else "")
    distinct = aggregate.find(exp.Distinct) is not None
    merge = "" if distinct or isinstance(aggregate, _WHOLE) else _MERGED.get(type(aggregate), "")
    return Leaf(f"coalesce({said}, 0)" if isinstance(aggregate, exp.Sum) else said, merge)


def _said(tree: exp.Expr, columns: Columns) -> str:
    """Return SQL of the white list with every column in its place."""
    found: list[str] = []

    def put(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column):
            path = [part.name for part in node.parts]
            if len(path) == 1 and _SLOT.fullmatch(path[0]):
                return node
            try:
                found.append(columns.sql(path))
            except ColumnUnknown as unknown:
                raise Refused(unknown.vi, unknown.en) from unknown
            return _slot("column", len(found) - 1)
        if isinstance(node, exp.CurrentDate):
            columns.named.add(TODAY)
            return exp.column(TODAY)
        if isinstance(node, exp.DataType) and node.this in _BINARY:
            return exp.DataType.build("decimal")
        if isinstance(node, exp.Div | exp.Mod):
            node.set("expression", _not_zero(node.expression))
        return node

    for node in tree.walk():
        if not isinstance(node, ALLOWED_NODES) or is_whole_row(node):
            name = node.name if isinstance(node, exp.Anonymous | exp.Star) else node.key
            raise Refused(f"Không dùng “{name}” trong phép đo.", f"“{name}” is not allowed in a measure.")
        if isinstance(node, exp.DataType) and (
            not isinstance(node.this, exp.DataType.Type) or node.this.name not in _TYPES
        ):
            raise Refused(f"Không đổi được sang kiểu “{node}”.", f"Nothing is cast to “{node}”.")
    said = tree.copy().transform(put).sql(dialect="postgres")
    return _SLOT.sub(lambda slot: found[int(slot[2])] if slot[1] == "column" else slot[0], said)


def _slot(kind: str, number: int) -> exp.Column:
    return exp.column(f"__{kind}_{number}_{_MARK}")


def _not_zero(divisor: exp.Expr) -> exp.Expr:
    """Return a divisor that is none where it is zero: what is divided by it is not known, and no error."""
    return exp.func("nullif", divisor.copy(), exp.Literal.number(0))


def arithmetic(source: str, name: Callable[[str], str]) -> str:
    """Return a formula over indicators as SQL, each in the place that ``name`` gives; raises :class:`Refused`."""
    from nenso.language.checking.sql import columns_in

    if columns_in(source) is None:
        raise Refused("formula là phép tính trên các chỉ số.", "formula is arithmetic over indicators.")
    found: list[str] = []

    def put(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column):
            found.append(name(".".join(part.name for part in node.parts)))
            return _slot("column", len(found) - 1)
        return node

    tree = sqlglot.parse_one(source, dialect="postgres").transform(put)
    for division in list(tree.find_all(exp.Div)):
        division.set("expression", _not_zero(division.expression))
    return _SLOT.sub(lambda slot: found[int(slot[2])], tree.sql(dialect="postgres"))
