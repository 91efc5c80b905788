"""Treatment of outliers before anything is compared (OECD/JRC handbook, step 4), column by column.

Winsorising pulls the farthest points in, one at a time, until skewness and kurtosis are within bounds, as COINr does.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nenso.index.engine.findings import NotComputable, wrong
from nenso.index.engine.scorecard import Method
from nenso.index.engine.values import Matrix


@dataclass(frozen=True, slots=True)
class Treated:
    """A column after treatment; ``points`` were moved in (0 for a transformation of all)."""

    column: Matrix
    points: int
    method: str


def treat(column: Matrix, method: Method, indicator: str) -> Treated:
    """Return the column (NaN where missing) treated by the method named."""
    if np.isnan(column).all():
        return Treated(column, 0, method.name)
    if method.name == "winsorise":
        return _winsorise(column, method.settings, indicator)
    if method.name == "log":
        return _log(column, method.settings, indicator)
    return _box_cox(column, method.settings) if method.name == "box_cox" else Treated(column, 0, "none")


def skewness(column: Matrix) -> float:
    """Return the sample skewness (G1, as Excel's SKEW); 0 for fewer than three points or no spread."""
    deviations, size = _deviations(column)
    square = math.fsum(deviations**2)
    if size < 3 or square == 0:
        return 0.0
    third = math.fsum(deviations**3) / math.pow(square, 1.5)
    return math.sqrt(size) * third * math.sqrt(size * (size - 1)) / (size - 2)


def kurtosis(column: Matrix) -> float:
    """Return the sample excess kurtosis (G2, as Excel's KURT); 0 for fewer than four points or no spread."""
    deviations, size = _deviations(column)
    square = math.fsum(deviations**2)
    if size < 4 or square == 0:
        return 0.0
    raw = size * math.fsum(deviations**4) / square**2
    return ((size + 1) * (raw - 3) + 6) * (size - 1) / ((size - 2) * (size - 3))


def within(column: Matrix, skew: float, kurt: float) -> bool:
    """Say whether skewness or kurtosis is within its bound: then a column has no outliers."""
    return abs(skewness(column)) <= skew or kurtosis(column) <= kurt


def _deviations(column: Matrix) -> tuple[Matrix, int]:
    known = column[~np.isnan(column)]
    return (known - math.fsum(known) / len(known) if len(known) else known), len(known)


def _winsorise(column: Matrix, settings: Mapping[str, Any], indicator: str) -> Treated:
    """Pull in at most ``most`` points; where that is not enough, ``otherwise`` names what is done instead."""
    most, skew, kurt = (settings.get(name, usual) for name, usual in (("most", 5), ("skew", 2), ("kurtosis", 3.5)))
    treated, high, low = column.copy(), 0, 0
    while high + low < most and not within(treated, skew, kurt):
        known = treated[~np.isnan(treated)]
        if skewness(treated) >= 0:
            rest = known[known < known.max()]
            points = treated == known.max()
            high = int(points.sum())
            treated[points] = rest.max()
        else:
            rest = known[known > known.min()]
            points = treated == known.min()
            low = int(points.sum())
            treated[points] = rest.min()
    if settings.get("otherwise") and not within(treated, skew, kurt):
        return treat(column, Method(str(settings["otherwise"])), indicator)
    return Treated(treated, high + low, "winsorise")


def _log(column: Matrix, settings: Mapping[str, Any], indicator: str) -> Treated:
    """log(x − min + a): ``plus`` is a; without it one hundredth of the range."""
    least, most = float(np.nanmin(column)), float(np.nanmax(column))
    plus = float(settings["plus"]) if "plus" in settings else (most - least) / 100
    if plus <= 0:
        vi, en = "Mọi đơn vị có cùng giá trị.", "All units have the same value."
        raise NotComputable([wrong("scale.no_spread", vi, en, indicator=indicator)])
    return Treated(np.log(column - least + plus), 0, "log")


def _box_cox(column: Matrix, settings: Mapping[str, Any]) -> Treated:
    """(x^λ − 1)/λ of x shifted so that its least is 1; the logarithm for λ = 0."""
    power = float(settings.get("lambda", 0))
    shifted = column - np.nanmin(column) + 1
    return Treated(np.log(shifted) if power == 0 else (shifted**power - 1) / power, 0, "box_cox")
