"""Sums that do not depend on the order of their terms.

Adding doubles one after another makes a score depend on the order of the indicators; numpy adds in pairs, which also
depends on how many there are. Here a sum is the double nearest to the true sum (Shewchuk 1997; ``math.fsum``).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
"""An array of doubles, or (``dtype=object``) of exact fractions: everything here works with both."""

_SMALL = 16_384


def sum_rows(terms: Numbers) -> Numbers:
    """Return the sum over the first axis (terms × units → units), each the double nearest to the true sum."""
    if terms.dtype == object:
        return np.asarray(terms.sum(axis=0), dtype=object) if len(terms) else np.full(terms.shape[1], 0, dtype=object)
    if terms.size <= _SMALL or len(terms) < 3:
        return np.array([math.fsum(row) for row in terms.T.tolist()], dtype=float)
    return _two_sums(terms)


def _two_sums(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add with the error of every addition kept; where that cannot decide the last bit, ask ``math.fsum``."""
    high = terms[0].copy()
    low = np.zeros_like(high)
    magnitude = np.abs(high)
    for term in terms[1:]:
        total = high + term
        virtual = total - high
        low += (high - (total - virtual)) + (term - virtual)
        high = total
        magnitude += np.abs(term)
    result: NDArray[np.float64] = high + low
    rest = (high - result) + low
    half = np.spacing(np.abs(result)) / 2
    unsure = np.abs(np.abs(rest) - half) <= magnitude * len(terms) ** 2 * 2.0**-104
    for index in np.flatnonzero(unsure | ~np.isfinite(result)):
        result[index] = math.fsum(terms[:, index].tolist())
    return result
