"""What would raise a unit of a publication most: the engine computes all again from the published values."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nenso.index.published import Book, Standing

if TYPE_CHECKING:
    from nenso.index.engine import Result
    from nenso.index.engine.plan import Plan
    from nenso.index.engine.what_if import Improvement

MOST_KEPT, RESULTS_KEPT = 500, 2


@lru_cache(maxsize=MOST_KEPT)
def improvements_of(book: Book, unit: str) -> "tuple[Improvement, ...]":
    """Return what would raise a unit most, best first: each indicator alone at its best, everybody else as they are.

    Nothing where the published values do not suffice to compute it again (an index that carries earlier values on), or
    where that would keep the server busy for whoever asks: thousands of units whose scores hang on each other.
    """
    from nenso.index.engine import NotComputable
    from nenso.index.engine.what_if import Among, improvements, improvements_among, is_quick, is_separate

    try:
        if not is_quick(plan_of(book), len(book.standings)):
            return ()
        if not is_separate(plan_of(book)):
            result = computed_again(book)
            return tuple(improvements(result, unit)) if result is not None else ()
        own, result = book.standing(unit), _computed(book, [book.standing(unit)])
        others = [one.score or 0.0 for one in book.standings if one.unit != unit and one.rank is not None]
        if result.score(unit) != own.score:
            return ()
        return tuple(improvements_among(result, unit, Among(own.rank, others, len(book.standings))))
    except NotComputable:
        return ()


@lru_cache(maxsize=RESULTS_KEPT)
def computed_again(book: Book) -> "Result | None":
    """Compute a publication again from its own values; None where that gives other scores than were published."""
    result = _computed(book, book.standings)
    told = book.standings
    same = all(result.score(one.unit) == one.score and result.rank(one.unit) == one.rank for one in told)
    return result if same else None


def plan_of(book: Book) -> "Plan":
    """Return the scorecard of a publication, ready for computing."""
    from nenso.index.engine import prepare
    from nenso.index.scorecards import scorecard_of

    return prepare(scorecard_of(book.indicator, book.known))


def _computed(book: Book, standings: Sequence[Standing]) -> "Result":
    from nenso.index.engine import Values, compute

    plan = plan_of(book)
    columns: dict[str, list[Any]] = {name: [] for name in plan.names}
    details = book.details(one.unit for one in standings)
    for standing in standings:
        cells = details[standing.unit].cells
        for name, column in columns.items():
            column.append(_cell(cells[name]))
    return compute(plan, Values(tuple(one.unit for one in standings), columns))


def _cell(cell: Any) -> Any:
    from nenso.index.engine import NOT_APPLICABLE

    return NOT_APPLICABLE if cell["state"] == "not_applicable" else cell["value"]
