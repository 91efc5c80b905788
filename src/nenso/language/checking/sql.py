"""SQL in measures: only expressions over the columns of one fact, and only functions of a white-list.

sqlglot takes as long to import as everything else here together: import this module where something is measured.
"""

import functools

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from nenso.language.checking.desk import Desk
from nenso.language.checking.facts import ANY_COLUMN, Columns
from nenso.language.issues import nearest

_AGGREGATES = (
    exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.PercentileCont, exp.Stddev, exp.CountIf,
    exp.Filter,
)  # fmt: skip
ALLOWED_NODES = (
    *_AGGREGATES,
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Star, exp.Paren, exp.Neg, exp.Not, exp.And,
    exp.Or, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between, exp.Like, exp.ILike,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Abs, exp.Round,
    exp.Ceil, exp.Floor, exp.Greatest, exp.Least, exp.Lower, exp.Upper, exp.Length, exp.Distinct, exp.Tuple,
    exp.Extract, exp.Var, exp.Cast, exp.DataType, exp.Where, exp.WithinGroup, exp.Order, exp.Ordered,
    exp.CurrentDate, exp.Interval, exp.Dot, exp.NullSafeEQ, exp.NullSafeNEQ, exp.DPipe, exp.Year, exp.Month,
    exp.TimestampTrunc,
)  # fmt: skip
"""What a measure may be made of, as sqlglot reads it; nothing else is compiled."""
ALLOWED_FUNCTIONS = (
    *(
        "count",
        "sum",
        "avg",
        "min",
        "max",
        "median",
        "percentile_cont",
        "stddev",
        "filter",
        "coalesce",
        "nullif",
        "abs",
    ),
    *("round", "ceil", "floor", "greatest", "least", "lower", "upper", "length", "extract", "cast", "case"),
)
"""Functions a measure may use."""

_LONGEST = 1000


@functools.lru_cache(maxsize=2048)
def _parsed(source: str) -> exp.Expr | str:
    if len(source) > _LONGEST or source.count("(") > 60:
        return "too long"
    try:
        found = sqlglot.parse_one(source, dialect="postgres")
    except (SqlglotError, RecursionError, ValueError, IndexError, AttributeError, TypeError) as error:
        return str(error).splitlines()[0] if str(error) else type(error).__name__
    return found


def check_sql(desk: Desk, source: str, at: object, columns: Columns, *, aggregate: bool) -> None:
    """Check an SQL expression: its columns, its functions, and that only a measure sums up (``aggregate``)."""
    tree = _parsed(str(source))
    if isinstance(tree, str):
        desk.add(at, "sql.syntax", f"SQL sai: {tree}.", f"Wrong SQL: {tree}.", expected="SQL")
        return
    found = False
    for node in tree.walk():
        found = found or isinstance(node, _AGGREGATES)
        if isinstance(node, exp.Column):
            _column(desk, node, at, columns)
        elif not isinstance(node, ALLOWED_NODES) or is_whole_row(node):
            _refused(desk, node, at)
            return
        elif isinstance(node, _AGGREGATES) and not aggregate:
            vi, en = "Điều kiện không gộp được (count, sum…).", "A condition cannot sum up (count, sum…)."
            desk.add(at, "sql.aggregate", vi, en)
            return
    if aggregate and not found:
        vi, en = "measure phải gộp các dòng.", "A measure must sum rows up."
        desk.add(at, "sql.no_aggregate", vi, en, expected="count(*), sum(…), avg(…), min(…), max(…)")


def _column(desk: Desk, node: exp.Column, at: object, columns: Columns) -> None:
    path = [part.name for part in node.parts]
    head = path[0]
    if head not in columns and ANY_COLUMN in columns:
        vi, en = f"Cột “{head}” chưa có trong danh sách.", f"Column “{head}” is not in the list."
        desk.warn(at, "column.unlisted", vi, en, expected=columns, near=nearest(head, columns))
    elif head not in columns:
        desk.unknown(at, "column", "cột", "column", ".".join(path), columns)
        return
    behind = columns.get(head)
    if head in columns and len(path) > 1 and (behind is None or path[1] not in behind or len(path) > 3):
        desk.unknown(at, "column", "cột", "column", ".".join(path), [f"{head}.{name}" for name in behind or ()])


def is_whole_row(node: exp.Expr) -> bool:
    """Return whether a star is another than that of ``count(*)``: a row with all of it, what is sensitive too."""
    return isinstance(node, exp.Star) and not (isinstance(node.parent, exp.Count) and not any(node.args.values()))


def _refused(desk: Desk, node: exp.Expr, at: object) -> None:
    if isinstance(node, exp.Query | exp.Subquery | exp.Table | exp.From | exp.Command | exp.DDL | exp.DML):
        vi, en = "Không dùng câu truy vấn con hay bảng khác.", "No subquery and no other table."
        desk.add(at, "sql.subquery", vi, en)
        return
    name = str(node.name if isinstance(node, exp.Anonymous | exp.Star) else node.key).lower()
    desk.add(
        at,
        "sql.not_allowed",
        f"Không dùng “{name}” trong phép đo.",
        f"“{name}” is not allowed in a measure.",
        expected=ALLOWED_FUNCTIONS,
        near=nearest(name, ALLOWED_FUNCTIONS),
    )


def columns_in(source: str) -> list[str] | None:
    """Return the bare names in an arithmetic formula over indicators, or None when it is not arithmetic."""
    tree = _parsed(source)
    if isinstance(tree, str):
        return None
    arithmetic = (
        exp.Column,
        exp.Identifier,
        exp.Literal,
        exp.Paren,
        exp.Neg,
        exp.Add,
        exp.Sub,
        exp.Mul,
        exp.Div,
        exp.Nullif,
    )
    names = []
    for node in tree.walk():
        if not isinstance(node, (*arithmetic, exp.Coalesce, exp.Greatest, exp.Least, exp.Abs, exp.Round)):
            return None
        if isinstance(node, exp.Column):
            names.append(".".join(part.name for part in node.parts))
    return names
