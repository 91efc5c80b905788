"""Aggregation (OECD/JRC handbook, step 6): from the scores of parts to one score, for all units at once.

``scores`` is parts × units, ``present`` says which are there, ``weights`` is one number a part. Absent parts are left
out and the weights of the others count as the whole. The same code runs on doubles and on exact fractions.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nenso.index.engine.copeland import copeland
from nenso.index.engine.scorecard import Method, exact
from nenso.index.engine.sums import Numbers, sum_rows

Present = NDArray[np.bool_]


class NotPositive(ValueError):
    """A part has a score of 0 or less where that has no mean; ``part`` and ``unit`` are places."""

    def __init__(self, part: int, unit: int) -> None:
        super().__init__(part, unit)
        self.part, self.unit = part, unit


def combine(
    method: Method,
    scores: Numbers,
    present: Present | None,
    weights: Sequence[Fraction],
    maxima: Callable[[], Sequence[Fraction | None]],
    *,
    even: bool = False,
    least: float | None = None,
) -> Numbers:
    """Return one score a unit; ``present`` is None when every part of every unit is there, ``even``: equal weights.

    ``least``: no score is less, where that is known.
    ``maxima`` gives the greatest score of each part. A unit without any part gets a number that means nothing: the
    caller knows that it is absent.
    """
    if method.name == "sum":
        return _sum(scores, present, maxima)
    if method.name == "copeland":
        return copeland(np.asarray(scores, dtype=float), present, weights)
    if method.name == "arithmetic" and present is None and even:
        return sum_rows(scores, least) / len(scores)
    share = _weights(scores, present, weights)
    if method.name == "arithmetic":
        return sum_rows(scores * share) / sum_rows(share)
    power = exponent(method)
    _positive(scores, present, power)
    if present is not None:
        scores = np.where(present, scores, 1)
    if power == 0:
        return np.asarray(np.exp(sum_rows(share * np.log(scores)) / sum_rows(share)))
    if power == -1:
        return sum_rows(share) / sum_rows(share / scores)
    mean = sum_rows(share * scores ** float(power)) / sum_rows(share)
    return np.asarray(mean ** (1 / float(power)))


def exponent(method: Method) -> Fraction:
    """Return the power of a power mean: 0 geometric, −1 harmonic, 1 arithmetic."""
    if method.name == "geometric":
        return Fraction(0)
    if method.name == "harmonic":
        return Fraction(-1)
    return exact(method.settings.get("p", 1))


def is_rational(method: Method) -> bool:
    """Say whether the method makes fractions of fractions, unit by unit (Copeland's compares all units)."""
    return method.name in {"sum", "arithmetic", "harmonic"} or (method.name == "power" and exponent(method) in {1, -1})


def _weights(scores: Numbers, present: Present | None, weights: Sequence[Fraction]) -> Numbers:
    kind: Any = object if scores.dtype == object else float
    column = np.array([[one if kind is object else float(one)] for one in weights], dtype=kind)
    return column if present is None else np.where(present, column, 0)


def _sum(scores: Numbers, present: Present | None, greatest: Callable[[], Sequence[Fraction | None]]) -> Numbers:
    if present is None:
        return sum_rows(scores)
    total = sum_rows(np.where(present, scores, 0))
    if present.all():
        return total
    maxima = greatest()
    number = (lambda one: one) if scores.dtype == object else float
    points: Numbers = np.array([[number(one or Fraction(0))] for one in maxima], dtype=scores.dtype)
    reached = sum_rows(np.where(present, points, 0))
    whole = number(sum((one or Fraction(0) for one in maxima), Fraction(0)))
    short = ~present.all(axis=0) & (reached != 0)
    return np.where(short, total * whole / np.where(reached == 0, 1, reached), total)


def _positive(scores: Numbers, present: Present | None, power: Fraction) -> None:
    bad = np.asarray(scores < 0 if power > 0 else scores <= 0, dtype=bool)
    if present is not None:
        bad &= present
    if bad.any():
        part, unit = np.argwhere(bad)[0].tolist()
        raise NotPositive(part, unit)
