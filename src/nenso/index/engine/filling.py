"""Filling missing values (imputation) by a declared rule; every cell that is filled is flagged."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nenso.index.engine.findings import NotComputable, wrong
from nenso.index.engine.scorecard import Missing
from nenso.index.engine.values import Matrix, Values

FILLING = frozenset({"mean", "median", "group_mean", "group_median", "carry", "estimate"})
"""Rules that put a value where one is missing."""


def fill(
    column: Matrix, missing: NDArray[np.bool_], rule: Missing, indicator: str, values: Values, before: Values | None
) -> NDArray[np.bool_]:
    """Fill the missing cells of a column in place; return which are filled.

    ``zero`` fills nothing here: it is the score that becomes 0, since where less is better a value of 0 is the best.
    ``carry`` takes the value of the period before, where that has one. A group in which nobody has a value stays empty.
    """
    filled = np.zeros(len(column), dtype=bool)
    if rule.do in {"mean", "median"}:
        column[missing] = _middle(column[~np.isnan(column)].tolist(), rule.do)
    elif rule.do in {"group_mean", "group_median"}:
        _by_group(column, missing, rule, indicator, values)
    elif rule.do == "carry":
        _from(column, missing, _before(before, indicator), values.units)
    elif rule.do == "estimate":
        _from(column, missing, rule.values, values.units)
    else:
        return filled
    filled[missing] = ~np.isnan(column[missing])
    return filled


def _middle(known: Sequence[float], how: str) -> float:
    if not known:
        return math.nan
    if how.endswith("median"):
        return float(np.median(np.array(known)))
    return math.fsum(known) / len(known)


def _by_group(column: Matrix, missing: NDArray[np.bool_], rule: Missing, indicator: str, values: Values) -> None:
    if rule.by is None or rule.by not in values.columns:
        vi, en = f"Thiếu cột nhóm “{rule.by or ''}”.", f"The column of groups “{rule.by or ''}” is missing."
        raise NotComputable([wrong("missing.no_groups", vi, en, indicator=indicator)])
    groups = np.array([str(one) for one in values.columns[rule.by]])
    known = ~np.isnan(column)
    for group in dict.fromkeys(groups[missing].tolist()):
        inside = groups == group
        column[missing & inside] = _middle(column[known & inside].tolist(), rule.do)


def _before(before: Values | None, indicator: str) -> dict[str, Any]:
    if before is None or indicator not in before.columns:
        return {}
    return dict(zip(before.units, before.columns[indicator], strict=True))


def _from(column: Matrix, missing: NDArray[np.bool_], known: Any, units: Iterable[str]) -> None:
    for place, unit in enumerate(units):
        if missing[place]:
            cell = known.get(unit)
            if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
                column[place] = float(cell)
