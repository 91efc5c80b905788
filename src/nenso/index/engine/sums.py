"""Sums that do not depend on the order of their terms.

Adding doubles one after another makes a score depend on the order of the indicators; numpy adds in pairs, which also
depends on how many there are. Here a sum is the double nearest to the true sum (Shewchuk 1997; ``math.fsum``).
"""

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
"""An array of doubles, or (``dtype=object``) of exact fractions: everything here works with both."""

_LEAST, _MOST = 2.0**-900, 2.0**900
"""Between these nothing below runs out of the range of doubles."""
_UNIT = 2.0**-53
_AT_ONCE = 8192
"""So many terms stay in the cache, and a product of them starts no threads."""


def sum_rows(terms: Numbers, least: float | None = None) -> Numbers:
    """Return the sum over the first axis (terms × units → units), each the double nearest to the true sum.

    ``least``: no term is less; worked out where it is not known.
    """
    if terms.dtype == object:
        return np.asarray(terms.sum(axis=0), dtype=object) if len(terms) else np.full(terms.shape[1], 0, dtype=object)
    if not terms.size:
        return np.zeros(terms.shape[1])
    if terms.size <= _AT_ONCE:
        return _in_two_parts(terms, least)
    wide = max(_AT_ONCE // len(terms), 1)
    return np.concatenate([_in_two_parts(terms[:, at : at + wide], least) for at in range(0, terms.shape[1], wide)])


def _in_two_parts(terms: NDArray[np.float64], least: float | None) -> NDArray[np.float64]:
    """Add leading and trailing bits apart; where that cannot decide the last bit, ask ``math.fsum``.

    Rump, Ogita and Oishi 2008 (AccSum): with ``step`` a power of two above the greatest term times their number,
    ``lead`` are multiples of its last bit, so that they add up without any error in any order. What is left of each
    term is at most that bit, and adding those is wrong by no more than ``error``, with room to spare: the nearest
    double is known where it is the same for both ends of what the true sum may be.
    """
    count = len(terms)
    greatest = max(float(terms.max()), -float(terms.min() if least is None else least))
    if not _LEAST < greatest < _MOST:
        return _one_by_one(terms)
    step = math.ldexp(1.0, math.frexp(greatest)[1] + (count + 2).bit_length())
    ones = _ones(count)
    lead = terms + step
    lead -= step
    high = ones @ lead
    low = ones @ np.subtract(terms, lead, out=lead)
    error = 4 * (count * _UNIT) ** 2 * step
    result: NDArray[np.float64] = high + (low - error)
    unsure = result != high + (low + error)
    if np.count_nonzero(unsure):
        result[unsure] = _one_by_one(terms[:, unsure])
    return result


@cache
def _ones(count: int) -> NDArray[np.float64]:
    return np.ones(count)


def _one_by_one(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([math.fsum(row) for row in terms.T.tolist()], dtype=float)
