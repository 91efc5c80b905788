"""Ranks and groups, with ties found by exact arithmetic."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nenso.index.engine.rounding import Exactly
from nenso.index.engine.scorecard import Group, Ranking, exact

_DIGITS = 12


def settled(scores: NDArray[np.float64], tolerance: float, exactly: Exactly | None) -> NDArray[np.float64]:
    """Return scores in which equal ones are the same double: those as near as ``tolerance`` are worked out exactly.

    Without ``exactly`` scores are cut to twelve significant digits.
    """
    if exactly is None:
        return significant(scores)
    ordered = scores.copy()
    ordered.sort()
    near = ordered[1:] - ordered[:-1] <= tolerance
    if not np.count_nonzero(near):
        return scores
    order = np.argsort(scores)
    doubtful = np.zeros(len(scores), dtype=bool)
    doubtful[order[1:][near]] = doubtful[order[:-1][near]] = True
    places = np.flatnonzero(doubtful)
    result = scores.copy()
    # Different fractions may have the same nearest double: such neighbours are told apart by one step each.
    exacts = dict(zip(places.tolist(), (Fraction(one) for one in exactly(places)), strict=True))
    for place, number in exacts.items():
        result[place] = float(number)
    for before, place in pairwise(sorted(places.tolist(), key=exacts.__getitem__)):
        if exacts[before] == exacts[place]:
            result[place] = result[before]
        elif result[place] <= result[before]:
            result[place] = np.nextafter(result[before], np.inf)
    return result


def significant(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores cut to twelve significant digits."""
    return np.array([float(f"{one:.{_DIGITS - 1}e}") for one in scores.tolist()], dtype=float)


def ranks_of(scores: NDArray[np.float64], ties: str = "competition") -> NDArray[np.float64]:
    """Return ranks, 1 for the greatest; equals share one.

    ``competition`` 1224, ``dense`` 1223, ``average`` 1 2.5 2.5 4.
    """
    below = -scores
    ordered = np.unique(below) if ties == "dense" else below.copy()
    ordered.sort()
    first = ordered.searchsorted(below) + 1.0
    if ties != "average":
        return np.asarray(first)
    return np.asarray((first + ordered.searchsorted(below, side="right")) / 2)


def ranked(scores: NDArray[np.float64], present: NDArray[np.bool_] | None, ranking: Ranking) -> list[float | None]:
    """Return the rank of each unit, None for who has no score; ``present`` is None when everybody has one."""
    if present is None:
        found: list[float | None] = ranks_of(scores, ranking.ties).tolist()
        return found
    places = np.flatnonzero(present)
    result: list[float | None] = [None] * len(scores)
    for place, rank in zip(places.tolist(), ranks_of(scores[places], ranking.ties).tolist(), strict=True):
        result[place] = rank
    return result


def grouped(
    scores: NDArray[np.float64],
    present: NDArray[np.bool_],
    groups: tuple[Group, ...],
    greatest: Fraction,
    tolerance: float,
    exactly: Exactly | None,
) -> list[str | None]:
    """Return the group of each unit, None for who has no score; a score at a threshold is in."""
    result: list[str | None] = [None] * len(scores)
    open_ = present.copy()
    for group in groups:
        if group.least is None:
            inside = open_
        else:
            least = group.least * greatest
            inside = open_ & (scores >= float(least))
            near = np.flatnonzero(open_ & (np.abs(scores - float(least)) <= tolerance))
            if len(near):
                exacts = exactly(near) if exactly else [exact(one) for one in scores[near].tolist()]
                inside[near] = [Fraction(one) >= least for one in exacts]
        for place in np.flatnonzero(inside).tolist():
            result[place] = group.name
        open_ = open_ & ~inside
    return result
