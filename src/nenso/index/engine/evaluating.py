"""From the scores of indicators to the score of every node, with doubles or with exact fractions."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nenso.index.engine.combining import NotPositive, combine
from nenso.index.engine.findings import NotComputable, wrong
from nenso.index.engine.plan import Bounds, Branch, Leaf, Plan
from nenso.index.engine.ranking import settled
from nenso.index.engine.rounding import Exactly, round_scores
from nenso.index.engine.scorecard import Rounding
from nenso.index.engine.sums import Numbers

Present = NDArray[np.bool_]
Told = Callable[[str], Exactly | None]
"""From the name of a node to what gives its exact scores, before its own rounding; None when nothing can."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Scores of indicators (indicators × units) and what stands behind them.

    ``present``: there is a score; ``own``: from a value of the unit's own, not a filled one; ``applies``: it concerns
    the unit. None for all three means that every cell is there. ``least``: no score is less, where that is known.
    """

    scores: Numbers
    present: Present | None = None
    own: Present | None = None
    applies: Present | None = None
    least: float | None = None


class ByName(MutableMapping[str, Any]):
    """Rows of a matrix by name of indicator, and beside them what is put in by name; None for every row without one."""

    def __init__(self, places: Mapping[str, int], rows: NDArray[Any] | None) -> None:
        self._places, self._rows = places, rows
        self._put: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name in self._put:
            return self._put[name]
        place = self._places[name]
        return None if self._rows is None else self._rows[place]

    def __setitem__(self, name: str, found: Any) -> None:
        self._put[name] = found

    def __delitem__(self, name: str) -> None:
        del self._put[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._places, **self._put})

    def __len__(self) -> int:
        return len({**self._places, **self._put})


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by name of node: unrounded, as told, and for whom there is one (None: everybody)."""

    unrounded: MutableMapping[str, Numbers]
    told: MutableMapping[str, Numbers]
    present: MutableMapping[str, Present | None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What evaluating a tree needs besides the scores of its indicators."""

    plan: Plan
    bounds: Bounds
    tolerance: Callable[[str], float]
    exactly: Told
    names: tuple[str, ...] = ()

    def of(self, cells: Cells, until: str = "") -> Scores:
        """Return the scores of every node, or of those up to ``until`` (whose own rounding is then left out)."""
        places = self.plan.places
        scores = Scores(ByName(places, cells.scores), ByName(places, cells.scores), ByName(places, cells.present))
        needed = self.plan.below(until) if until else None
        for leaf in self.plan.rounded_leaves:
            if needed is None or leaf.name in needed:
                found, present = scores.unrounded[leaf.name], scores.present[leaf.name]
                self._put(scores, leaf, found, present, leaf.name == until)
        for branch in self.plan.branches:
            if needed is not None and branch.name not in needed:
                continue
            found, present = self._branch(branch, scores, cells)
            self._put(scores, branch, found, present, branch.name == until)
        return scores

    def _put(self, scores: Scores, node: Leaf | Branch, found: Numbers, present: Present | None, last: bool) -> None:
        rounding: Rounding | None = None if last else node.round
        told = found
        if rounding is not None:
            told = round_scores(found, rounding, self.tolerance(node.name), self.exactly(node.name))
        scores.unrounded[node.name], scores.told[node.name], scores.present[node.name] = found, told, present

    def _branch(self, branch: Branch, scores: Scores, cells: Cells) -> tuple[Numbers, Present | None]:
        parts = self._scores_of(branch, scores, cells)
        present = None if cells.present is None else self._parts(branch, scores, parts.shape)
        if present is not None and branch.missing.do == "zero":
            parts, present = self._zeros(branch, parts, present, cells)
        try:
            found = combine(
                branch.method,
                parts,
                present,
                branch.weights,
                partial(self._maxima, branch),
                even=branch.even,
                least=cells.least if self._together(branch) is not None else None,
            )
        except NotPositive as problem:
            raise self._not_positive(branch, problem) from None
        there: Present | None = None if present is None else np.asarray(present.any(axis=0))
        enough = self._enough(branch, cells)
        if enough is not None:
            there = enough if there is None else there & enough
        return self._scaled(branch, found), there

    def _maxima(self, branch: Branch) -> list[Fraction | None]:
        return [self.bounds.greatest[name] for name in branch.parts]

    def _scores_of(self, branch: Branch, scores: Scores, cells: Cells) -> Numbers:
        """Return the scores of a branch's parts, parts × units, without copying neighbours that nothing was done to."""
        together = self._together(branch)
        if together is not None:
            return cells.scores[together]
        return np.stack([self._comparable(branch, name, scores.told[name]) for name in branch.parts])

    def _together(self, branch: Branch) -> slice | None:
        """Return where the scores of a branch's parts stand as they are told; None where they stand apart."""
        if branch.method.name == "copeland" or self.plan.rounded_leaves:
            return None
        return self.plan.neighbours.get(branch.name)

    def _comparable(self, branch: Branch, name: str, found: Numbers) -> Numbers:
        """Return the scores of a part; where units are compared by them, with equal scores the same double."""
        if branch.method.name != "copeland" or found.dtype == object:
            return found
        return settled(found, self.tolerance(name), self.exactly(name))

    def _parts(self, branch: Branch, scores: Scores, shape: tuple[int, ...]) -> Present | None:
        said = [scores.present[name] for name in branch.parts]
        if all(one is None for one in said):
            return None
        everybody = np.ones(shape[1], dtype=bool)
        return np.stack([everybody if one is None else one for one in said])

    def _zeros(self, branch: Branch, parts: Numbers, present: Present, cells: Cells) -> tuple[Numbers, Present]:
        """Give 0 to absent parts that concern the unit."""
        below = {one.name: one.leaves for one in self.plan.branches}
        below |= {leaf.name: (place,) for place, leaf in enumerate(self.plan.leaves)}
        concerns = present | True
        if cells.applies is not None:
            concerns = np.stack([cells.applies[list(below[name])].any(axis=0) for name in branch.parts])
        return np.where(present, parts, 0), present | concerns

    def _enough(self, branch: Branch, cells: Cells) -> Present | None:
        """Say who has enough values of their own below a branch; None when no share is asked for, or all have all."""
        least = branch.missing.under if branch.node.missing or branch is self.plan.root else None
        if branch.missing.do == "unranked" and branch.missing.under is None:
            least = 1.0
        if least is None or cells.own is None:
            return None
        return coverage(cells, branch.leaves) >= least - 1e-12

    def _scaled(self, branch: Branch, found: Numbers) -> Numbers:
        factor = self.bounds.factors.get(branch.name)
        if factor is None:
            return found
        if found.dtype == object:
            return np.asarray(found * factor)
        return np.asarray(found * float(factor.numerator) / float(factor.denominator))

    def _not_positive(self, branch: Branch, problem: NotPositive) -> Exception:
        part, unit = branch.parts[problem.part], self.names[problem.unit] if self.names else ""
        vi = f"{branch.name}: {branch.method.name} cần điểm lớn hơn 0. Hãy chuẩn hóa từ 1 trở lên."
        en = f"{branch.name}: {branch.method.name} needs scores above 0. Normalise from 1 up."
        return NotComputable([wrong("combine.not_positive", vi, en, unit=unit, indicator=part)])


def coverage(cells: Cells, leaves: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the share (0–1) of a unit's applicable indicators that have a value of its own; 0 when none applies."""
    if cells.own is None:
        return np.zeros(cells.scores.shape[1]) + 1.0
    places = list(leaves)
    concerned = cells.own[places] if cells.applies is None else cells.applies[places]
    count = concerned.sum(axis=0)
    return np.asarray(cells.own[places].sum(axis=0) / np.maximum(count, 1))
