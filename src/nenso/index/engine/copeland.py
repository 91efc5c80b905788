"""Copeland's rule: a unit's score is how many others it beats less how many beat it (OECD/JRC handbook, 6.5).

One unit beats another when the parts in which it is better weigh more than those in which it is worse. Comparisons are
made in whole numbers, so that a tie is a tie: scores become their places, weights whole multiples of a common part.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

_BLOCK = 128
_WHOLE = 2**40


def copeland(
    scores: NDArray[np.float64], present: NDArray[np.bool_] | None, weights: Sequence[Fraction]
) -> NDArray[np.float64]:
    """Return wins less losses of each unit (parts × units → units), from −(n−1) to n−1.

    A part that either of two units lacks does not compare them. Time grows with the square of the units: about a second
    for 3,321 units and 62 parts.
    """
    places = np.array([np.unique(row, return_inverse=True)[1] for row in scores], dtype=np.int32)
    groups = _equal_weights(weights)
    units = scores.shape[1]
    net = np.zeros(units, dtype=np.int64)
    for start in range(0, units, _BLOCK):
        block = slice(start, min(start + _BLOCK, units))
        rest = slice(start, units)
        margin = np.zeros((block.stop - start, units - start), dtype=np.int64)
        for weight, parts in groups:
            margin += weight * _differences(places, present, parts, block, rest)
        beats = np.sign(margin)
        inside = block.stop - start
        net[block] += beats.sum(axis=1)
        net[block.stop :] -= beats[:, inside:].sum(axis=0)
    return net.astype(float)


def _differences(
    places: NDArray[np.int32], present: NDArray[np.bool_] | None, parts: Sequence[int], block: slice, rest: slice
) -> NDArray[np.int16]:
    """Return in how many of the parts each unit of the block is better less in how many it is worse."""
    found = np.zeros((block.stop - block.start, rest.stop - rest.start), dtype=np.int16)
    for part in parts:
        mine, others = places[part, block, None], places[part, None, rest]
        more, less = mine > others, mine < others
        if present is not None:
            both = present[part, block, None] & present[part, None, rest]
            more &= both
            less &= both
        found += more
        found -= less
    return found


def _equal_weights(weights: Sequence[Fraction]) -> list[tuple[int, list[int]]]:
    """Return weights as whole numbers with the parts that have them; very odd ones are cut to forty bits."""
    common = math.lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * common) for weight in weights]
    if sum(whole) >= _WHOLE:
        total = sum(weights, Fraction(0))
        whole = [round(weight / total * _WHOLE) for weight in weights]
    found: dict[int, list[int]] = {}
    for part, weight in enumerate(whole):
        if weight:
            found.setdefault(weight, []).append(part)
    return list(found.items())
