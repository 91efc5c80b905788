"""Rounding as people do it: on the decimal number, with a declared way for halves, the same on every machine.

0.15 is not a double; rounding the double nearest to it to one place goes the wrong way. So a score that is near a half
is worked out again as an exact fraction, and only then rounded. Scores that no fraction can express (roots, logarithms)
are first cut to nine places more than are asked for.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nenso.index.engine.scorecard import Rounding
from nenso.index.engine.sums import Numbers

Exactly = Callable[[NDArray[np.intp]], Numbers]
"""From places of units to their exact scores."""

_BEYOND = 9


def round_exactly(number: Fraction, rounding: Rounding) -> Fraction:
    """Round a fraction; ``half_up`` takes a half away from zero, ``half_even`` to the even neighbour."""
    scale = 10**rounding.to
    if rounding.how == "half_even":
        return Fraction(round(number * scale), scale)
    size = (abs(number) * scale + Fraction(1, 2)).__floor__()
    return Fraction(size if number >= 0 else -size, scale)


def round_scores(scores: Numbers, rounding: Rounding, tolerance: float, exactly: Exactly | None) -> Numbers:
    """Round the scores of all units; ``exactly`` gives the fractions of those within ``tolerance`` of a half."""
    if scores.dtype == object:
        return np.array([round_exactly(Fraction(one), rounding) for one in scores], dtype=object)
    scale = 10.0**rounding.to
    size = np.abs(scores) * scale
    if exactly is None:
        size = np.round(size, _BEYOND)
    whole = np.floor(size)
    over = size - whole
    up = over >= 0.5
    if rounding.how == "half_even" and exactly is None:
        up &= (over > 0.5) | (whole % 2 == 1)
    result = np.copysign((whole + up) / scale, scores) + 0.0
    if exactly is not None:
        near = np.flatnonzero(np.abs(over - 0.5) <= tolerance * scale)
        if len(near):
            result[near] = [float(round_exactly(Fraction(one), rounding)) for one in exactly(near)]
    return np.asarray(result, dtype=float)
