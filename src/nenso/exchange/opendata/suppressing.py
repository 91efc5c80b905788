"""Small counts are hidden, and enough others that nobody gets them back by subtraction.

A table of counts is published with the totals of its rows and columns. Primary suppression hides every count from 1 to
k − 1, totals too; zeros are shown, for they are about nobody. Complementary suppression then hides further cells: each
hidden cell lies on a cycle of four hidden ones (two rows, two columns, totals count as such) along which one person
more here is one less there, so that all that is shown would be the same with another number in the cell; and what is
hidden of a line whose total is shown adds up to k or more. The cheapest cycle is taken (hypercube method: Giessing &
Repsilber 2002, in *Inference Control in Statistical Databases*, LNCS 2316).
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

K: Final = 5
"""The least count of persons or things that is shown."""
TOTAL_COSTS: Final = 4.0
"""How many times more hiding a total costs than hiding a cell of that size: a total tells about more."""

Counts = NDArray[np.int64]
Cells = NDArray[np.bool_]


def hide(
    counts: Counts, *, row_totals: bool = True, before: Cells | None = None, known: Cells | None = None, k: int = K
) -> Cells:
    """Return which cells of ``counts`` (rows × columns, ≥ 0), bordered by totals, are not to be shown.

    The result has one row and one column more than ``counts``: the totals of columns and of rows, and the whole.
    ``row_totals``: whether totals of rows, and the whole, are published at all; else they come back as hidden.
    ``before``: what was hidden of this table when it was last published, and stays hidden: who kept the old one would
    compare. ``known``: what was shown then: who kept it subtracts it, so that hiding it now protects nothing.
    """
    return _Table(counts, row_totals, before, known, k).hidden


def told_by(known: Cells) -> Cells:
    """Return what follows from the cells ``known`` of a bordered table: the last of a line is what is left of it."""
    told, before = known.copy(), -1
    while before != (before := int(told.sum())):
        for lines in (told, told.T):
            lines[(~lines).sum(axis=1) == 1] = True
    return told


@dataclass
class _Table:
    counts: Counts
    row_totals: bool
    before: Cells | None
    known: Cells | None
    k: int
    values: Counts = field(init=False)
    free: Cells = field(init=False)
    hidden: Cells = field(init=False)
    safe: Cells = field(init=False)

    def __post_init__(self) -> None:
        rows = np.vstack([self.counts, self.counts.sum(axis=0)])
        self.values = np.hstack([rows, rows.sum(axis=1, keepdims=True)])
        self.sign = np.ones(self.values.shape, dtype=np.int64)
        self.sign[-1, :] *= -1
        self.sign[:, -1] *= -1
        self.free = np.zeros(self.values.shape, dtype=bool)
        self.free[:, -1] = not self.row_totals
        self.hidden = self.free | ((self.values > 0) & (self.values < self.k))
        if self.before is not None:
            self.hidden |= self.before
        self.told = np.zeros(self.values.shape, dtype=bool) if self.known is None else told_by(self.known)
        self.safe = self.free.copy()
        self._costs = self.values * np.where(self.sign < 0, TOTAL_COSTS, 1.0)
        self._costs[-1, -1] *= TOTAL_COSTS * TOTAL_COSTS
        while self._widen() or self._protect():
            pass

    def _widen(self) -> bool:
        """Hide more of each line whose total is shown while what is hidden of it is less than k; return if any was."""
        more = False
        sides = ((self.values, self.hidden, self.told), (self.values.T, self.hidden.T, self.told.T))
        for values, hidden, told in sides:
            unknown = hidden[:, :-1] & ~told[:, :-1]
            few = unknown.any(axis=1) & ~hidden[:, -1] & (np.where(unknown, values[:, :-1], 0).sum(axis=1) < self.k)
            for line in np.flatnonzero(few):
                useless = hidden[line, :-1] | told[line, :-1] | (values[line, :-1] == 0)
                shown = np.where(useless, np.inf, values[line, :-1])
                at = int(np.argmin(shown))
                hidden[line, at if np.isfinite(shown[at]) else -1] = True
                more = True
        return more

    def _protect(self) -> bool:
        """Put every hidden cell that is not yet safe on the cheapest cycle; return whether any more was hidden."""
        more = False
        for row, column in np.argwhere(self.hidden & ~self.safe):
            if self.safe[row, column]:
                continue
            cycle = self._cycle(int(row), int(column), self.told)
            if cycle is None and self.values[row, column]:
                cycle = self._cycle(int(row), int(column), np.zeros_like(self.told))
            if cycle is None:  # a zero, hidden when it was more: nothing is left to protect, or to protect it with
                self.hidden[row, column], more = False, True
                continue
            rows, columns = np.ix_((row, cycle[0]), (column, cycle[1]))
            more |= not bool(self.hidden[rows, columns].all())
            self.hidden[rows, columns] = True
            self.safe[rows, columns] = True
        return more

    def _cycle(self, row: int, column: int, told: Cells) -> tuple[int, int] | None:
        """Return the other row and column of the cheapest cycle through a cell, past what was ``told``; None: none."""
        costs = np.where(self.hidden, 0.0, np.where(self.values == 0, np.inf, self._costs))
        costs[told] = np.inf
        costs[row, column] = 0.0
        best, found = np.inf, None
        for step in (1, -1):
            up = np.where(self.free | (self.values + step * self.sign >= 1), costs, np.inf)
            down = np.where(self.free | (self.values - step * self.sign >= 1), costs, np.inf)
            if not np.isfinite(up[row, column]):
                continue
            whole = up + down[row, :][None, :] + down[:, column][:, None]
            whole[row, :] = whole[:, column] = np.inf
            at = int(np.argmin(whole))
            if whole.flat[at] < best:
                best, found = whole.flat[at], divmod(at, whole.shape[1])
        return found
