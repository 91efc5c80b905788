"""What would raise a unit of a publication most: the engine computes all again from the published values."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nenso.index.published import Book

if TYPE_CHECKING:
    from nenso.index.engine import Result
    from nenso.index.engine.what_if import Improvement

MOST_KEPT, RESULTS_KEPT = 500, 2


def improvements_of(book: Book, unit: str) -> "tuple[Improvement, ...]":
    """Return what would raise a unit most, best first: each indicator alone at its best, everybody else as they are.

    Nothing where the published values do not suffice to compute it again (an index that carries earlier values on).
    """
    return _improvements(_Key(book), unit)


@dataclass(frozen=True)
class _Key:
    book: Book

    def __hash__(self) -> int:
        return hash(self.book.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.book.digest == self.book.digest


@lru_cache(maxsize=MOST_KEPT)
def _improvements(key: _Key, unit: str) -> "tuple[Improvement, ...]":
    from nenso.index.engine.what_if import improvements

    result = _result(key)
    return tuple(improvements(result, unit)) if result is not None else ()


@lru_cache(maxsize=RESULTS_KEPT)
def _result(key: _Key) -> "Result | None":
    """Compute a publication again from its own values; None where that gives other scores than were published."""
    from nenso.index.engine import NotComputable, Values, compute, prepare
    from nenso.index.scorecards import scorecard_of

    book = key.book
    plan = prepare(scorecard_of(book.indicator, book.known))
    columns: dict[str, list[Any]] = {name: [] for name in plan.names}
    for standing in book.standings:
        cells = standing.details.cells
        for name, column in columns.items():
            column.append(_cell(cells[name]))
    units = tuple(one.unit for one in book.standings)
    try:
        result = compute(plan, Values(units, columns))
    except NotComputable:
        return None
    same = all(result.score(one.unit) == one.score and result.rank(one.unit) == one.rank for one in book.standings)
    return result if same else None


def _cell(cell: Any) -> Any:
    from nenso.index.engine import NOT_APPLICABLE

    return NOT_APPLICABLE if cell["state"] == "not_applicable" else cell["value"]
