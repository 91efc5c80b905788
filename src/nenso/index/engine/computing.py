"""Computing a scorecard: values → treat → denominate → missing → normalise → combine → round → rank → groups.

Every step is kept in the result. Doubles do the work; wherever a rounding, a tie or a threshold is near, the scores in
question are worked out again as exact fractions of the numbers as they were written, so that the result is that of
arithmetic on paper and the same on every machine.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nenso.index.engine.evaluating import Cells, Evaluation, Present, Scores, coverage
from nenso.index.engine.filling import FILLING, fill
from nenso.index.engine.findings import Finding, NotComputable, wrong
from nenso.index.engine.normalising import SCALES, exactly
from nenso.index.engine.plan import NO_TREATMENT, Block, Leaf, Plan, prepare
from nenso.index.engine.ranking import grouped, ranked, settled
from nenso.index.engine.rounding import Exactly
from nenso.index.engine.scaling import Fit
from nenso.index.engine.scorecard import Scorecard, Step, exact
from nenso.index.engine.sums import Numbers
from nenso.index.engine.treating import treat
from nenso.index.engine.values import Decoded, Matrix, State, Values, decode

MOST_OF_A_SHARE = 2
"""A share above this is a percentage in the wrong place; one between 1 and this counts as full."""

_EXACTNESS = 2.0**-38
_PREPARED: Mapping[Step, str] = {"treat": "treated", "denominate": "denominated", "missing": "filled"}


@dataclass(frozen=True)
class Result:
    """All that was computed, step by step; matrices are indicators × units in the order of ``plan.names``.

    ``steps``: ``values treated denominated filled normalised``; ``scores``: unrounded, as told and for whom, by name of
    node; ``ranks`` and ``groups``: None for a unit that is not ranked; ``coverage``: the share of its indicators that
    have a value; ``notes``: what was done that people should know.
    """

    plan: Plan
    values: Values
    steps: Mapping[str, Matrix]
    states: NDArray[np.int8]
    scores: Scores
    greatest: Mapping[str, Fraction | None]
    coverage: NDArray[np.float64]
    ranks: tuple[float | None, ...]
    groups: tuple[str | None, ...]
    notes: tuple[Finding, ...] = ()
    treatments: Mapping[str, str] = field(default_factory=dict)
    earlier: Values | None = None

    @property
    def units(self) -> tuple[str, ...]:
        """Return the units in the order of the values."""
        return self.values.units

    def score(self, unit: str, node: str = "") -> float | None:
        """Return the score of a unit as it is told, of a node or of the whole; None when it has none."""
        name = node or self.plan.root.name
        place = self.places[unit]
        present = self.scores.present[name]
        return None if present is not None and not present[place] else float(self.scores.told[name][place])

    def rank(self, unit: str) -> float | None:
        """Return the rank of a unit, None when it is not ranked."""
        return self.ranks[self.places[unit]]

    def available(self, unit: str, node: str = "") -> float:
        """Return the share (0–1) of a unit's applicable indicators below a node that have a value of its own."""
        name, place = node or self.plan.root.name, self.places[unit]
        leaves = next(branch.leaves for branch in self.plan.branches if branch.name == name)
        states = self.states[list(leaves), place]
        applies = int((states != State.NOT_APPLICABLE).sum())
        return int((states == State.VALUE).sum()) / applies if applies else 0.0

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the place of each unit."""
        return {unit: place for place, unit in enumerate(self.units)}

    def column(self, node: str, *, unrounded: bool = False) -> list[float | None]:
        """Return the scores of a node or indicator for all units, None where there is none."""
        numbers = (self.scores.unrounded if unrounded else self.scores.told)[node]
        present = self.scores.present[node]
        if present is None:
            return [float(one) for one in numbers]
        return [float(one) if there else None for one, there in zip(numbers, present, strict=True)]

    def frame(self) -> "object":
        """Return ranks, groups, coverage and every score as a polars frame (polars must be installed)."""
        import polars as pl

        return pl.DataFrame(self.table())

    def table(self) -> dict[str, list[object]]:
        """Return ranks, groups, coverage and every score by column."""
        names = [node.name for node in self.plan.nodes]
        columns: dict[str, list[object]] = {
            "unit": list(self.units),
            "rank": list(self.ranks),
            "group": list(self.groups),
            "coverage": list(self.coverage.tolist()),
        }
        return columns | {name: list(self.column(name)) for name in names}


def compute(scorecard: Scorecard | Plan, values: Values, before: Values | None = None) -> Result:
    """Compute a scorecard over values; ``before`` are those of the period before, for what is carried forward.

    Raises ``NotComputable`` with every error found, each with its unit, indicator and period; nothing is computed then.
    """
    return _Computing(scorecard if isinstance(scorecard, Plan) else prepare(scorecard), values, before).result()


class _Computing:
    """One computation."""

    def __init__(self, plan: Plan, values: Values, before: Values | None) -> None:
        self.plan, self.values, self.before = plan, values, before
        self.notes: list[Finding] = []
        self.treatments: dict[str, str] = {}
        self.steps: dict[str, Matrix] = {}
        self.bounds = plan.bounds(len(values.units))
        self.greatest = self.bounds.greatest

    def result(self) -> Result:
        plan = self.plan
        decoded = self._decoded()
        self.states = decoded.states
        self.complete = decoded.complete and not self.plan.changed
        self.steps["values"] = decoded.numbers
        self._prepared(decoded)
        self._blocks()
        cells = self.cells = self._cells()
        scores = Evaluation(plan, self.bounds, self._tolerance, self._exactly_of, self.values.units).of(cells)
        return self._ranked(scores, cells)

    def _decoded(self) -> Decoded:
        needed, known = self.plan.columns, self.values.names
        same = needed is known or needed == known
        unknown = [] if same else [name for name in needed if name not in self.values.columns]
        if unknown:
            vi, en = "Bảng số liệu không có cột này.", "The values have no such column."
            raise NotComputable(
                [wrong("indicator.no_values", vi, en, indicator=name, period=self.values.period) for name in unknown]
            )
        return decode(self.values, self.plan.names, self.plan.codes)

    def _prepared(self, decoded: Decoded) -> None:
        matrix = decoded.numbers
        done = {"treat": self._treat, "denominate": self._denominate, "missing": self._fill}
        for step in self.plan.scorecard.order:
            matrix = self.steps[_PREPARED[step]] = done[step](matrix)
        self.prepared = matrix
        self._ratios()

    def _treat(self, matrix: Matrix) -> Matrix:
        if not self.plan.treated:
            return matrix
        matrix = matrix.copy()
        for at, leaf in self.plan.treated:
            treated = treat(matrix[at], leaf.treat or NO_TREATMENT, leaf.name)
            if treated.points or treated.method != "winsorise":
                matrix[at] = treated.column
                self.treatments[leaf.name] = f"{treated.method} {treated.points}" if treated.points else treated.method
        return matrix

    def _denominate(self, matrix: Matrix) -> Matrix:
        if not self.plan.divided:
            return matrix
        matrix = matrix.copy()
        columns: dict[str, Decoded] = {}
        for at, per in self.plan.divided:
            below = columns.setdefault(per, decode(self.values, [per], {})).numbers[0]
            nothing = (below == 0) | np.isnan(below)
            there = self.states[at] == State.VALUE
            # Nothing to divide by is not applicable, never 0; an unknown denominator is a missing value.
            self.states[at][there & (below == 0)] = State.NOT_APPLICABLE
            self.states[at][there & np.isnan(below)] = State.MISSING
            matrix[at] = np.where(nothing, np.nan, matrix[at] / np.where(nothing, 1.0, below))
        return matrix

    def _fill(self, matrix: Matrix) -> Matrix:
        if self.complete:
            return matrix
        missing = self.states == State.MISSING
        if not missing.any():
            return matrix
        refused = [
            wrong("value.missing", "Thiếu số liệu, và bảng điểm không nói phải làm gì (missing).",
                  "The value is missing, and the scorecard does not say what to do then (missing).",
                  **self.values.where(place, leaf.name))
            for at, leaf in enumerate(self.plan.leaves) if leaf.missing.do == "refuse"
            for place in np.flatnonzero(missing[at]).tolist()
        ]  # fmt: skip
        if refused:
            raise NotComputable(refused)
        matrix = matrix.copy()
        for at, leaf in enumerate(self.plan.leaves):
            if missing[at].any():
                filled = fill(matrix[at], missing[at], leaf.missing, leaf.name, self.values, self.before)
                self.states[at][filled] = State.FILLED
                self.notes += self._unfilled(leaf, missing[at] & ~filled)
        return matrix

    def _unfilled(self, leaf: Leaf, left: NDArray[np.bool_]) -> Iterator[Finding]:
        """Yield what a rule was to fill and could not, and estimates of units that are not there."""
        rule = leaf.missing
        where: dict[str, Any] = {"indicator": leaf.name, "period": self.values.period}
        if rule.do == "estimate" and (strangers := sorted(set(rule.values) - set(self.values.units))):
            told = ", ".join(strangers)
            vi, en = f"Không có đơn vị nào tên: {told} (estimate).", f"There are no units called: {told} (estimate)."
            yield Finding("note", "missing.unit_unknown", vi, en, **where)
        if rule.do not in FILLING or not left.any():
            return
        if rule.do == "carry" and (self.before is None or leaf.name not in self.before.columns):
            yield self._uncarried(leaf.name, int(left.sum()))
            return
        first, *others = (self.values.units[place] for place in np.flatnonzero(left).tolist())
        vi = f"Không có gì để điền ({rule.do}): để trống" + (f", cùng {len(others)} đơn vị khác." if others else ".")
        en = f"Nothing to fill it from ({rule.do}): left out" + (f", as of {len(others)} others." if others else ".")
        yield Finding("note", "missing.not_filled", vi, en, unit=first, **where)

    def _uncarried(self, indicator: str, count: int) -> Finding:
        vi = f"Không có số liệu kỳ trước để lấy (carry, --previous): {count} giá trị thiếu để trống, không được điền."
        en = f"There are no values of the period before to carry (--previous): {count} missing values are left out."
        return Finding("note", "missing.nothing_before", vi, en, indicator=indicator, period=self.values.period)

    def _ratios(self) -> None:
        """A share far above 1 is a percentage in the wrong place; one little above it is full, and told."""
        if not self.plan.shares:
            return
        rows = self.prepared[[at for at, _ in self.plan.shares]]
        outside = np.asarray(((rows > 1) | (rows < 0)).any(axis=1)).tolist()
        for at, leaf in itertools.compress(self.plan.shares, outside):
            row = self.prepared[at]
            if not (over := np.flatnonzero((row > 1) | (row < 0))).size:
                continue
            wild = [place for place in over.tolist() if row[place] > MOST_OF_A_SHARE or row[place] < 0]
            if wild:
                vi, en = (
                    "Tỷ lệ phải từ 0 đến 1: 97 % ghi là 0,97 hoặc 97%.",
                    "A ratio is from 0 to 1: write 0.97 or 97%.",
                )
                raise NotComputable(
                    [wrong("ratio.outside", vi, en, **self.values.where(at_, leaf.name)) for at_ in wild]
                )
            vi, en = "Tỷ lệ lớn hơn 1: tính là đủ.", "The ratio is above 1: it counts as full."
            self.notes += [
                Finding("note", "ratio.above_one", vi, en, **self.values.where(place, leaf.name))
                for place in over.tolist()
            ]

    def _blocks(self) -> None:
        """Normalise, all indicators with the same scale at once."""
        empty = set() if self.complete else self._empty()
        self.measured = self.prepared
        self.fits: dict[str, tuple[tuple[int, ...], Fit]] = {}
        self.stretch = 1.0
        if len(self.plan.blocks) == 1 and not empty:
            self.steps["normalised"] = self._block(self.plan.blocks[0], self.prepared)
            return
        normalised = self.steps["normalised"] = np.full(self.prepared.shape, np.nan)
        for block in self.plan.blocks:
            places = [at for at in block.places if at not in empty]
            if places:
                known = block if len(places) == len(block.places) else self.plan.block(block.scale, places)
                normalised[places] = self._block(known, self.prepared[places])

    def _block(self, block: Block, matrix: Matrix) -> Matrix:
        scale = SCALES[block.scale]
        fit = scale.fit(matrix, block.nodes, block.settings)
        if scale.before is not None:
            matrix = scale.before(matrix, block.settings)
            self.measured = self.measured.copy()
            self.measured[list(block.places)] = matrix
        self.fits[block.scale] = (block.places, fit)
        if "low" in fit and "high" in fit:
            ends = np.maximum(-fit["low"], fit["high"])
            self.stretch = max(self.stretch, float((ends / (fit["high"] - fit["low"])).max()))
        return scale.apply(matrix, fit)

    def _empty(self) -> set[int]:
        """Return the indicators that nobody has a value of, and tell them."""
        if not np.isnan(self.prepared).any():
            return set()
        empty = set(np.flatnonzero(np.isnan(self.prepared).all(axis=1)).tolist())
        vi, en = "Không đơn vị nào có giá trị.", "No unit has a value."
        self.notes += [
            Finding("note", "indicator.empty", vi, en, indicator=self.plan.names[at], period=self.values.period)
            for at in sorted(empty)
        ]
        return empty

    def _cells(self) -> Cells:
        scores = self.steps["normalised"]
        if self.complete and not math.isnan(least := float(scores.min())):
            return Cells(scores, least=least)
        absent = np.isnan(scores)
        if not (absent.any() or (self.states != State.VALUE).any()):
            return Cells(scores)
        scores = np.where(absent, 0.0, scores)
        present = ~absent
        for at, leaf in enumerate(self.plan.leaves):
            if leaf.missing.do == "zero":
                zeros = self.states[at] == State.MISSING
                present[at] |= zeros
                self.states[at][zeros] = State.FILLED
        return Cells(scores, present, self.states == State.VALUE, self.states != State.NOT_APPLICABLE)

    def _tolerance(self, name: str) -> float:
        """Return how far a score may be from the exact one, generously."""
        return self.bounds.sizes[name] * _EXACTNESS * self.stretch

    def _exactly_of(self, name: str) -> Exactly | None:
        return (lambda places: self._exact(name, places)) if self.plan.rational[name] else None

    def _exact(self, name: str, places: NDArray[np.intp]) -> Numbers:
        """Return the exact scores of a node, before its own rounding, for the units at these places."""
        cells = self._cells_at(places)
        evaluation = Evaluation(self.plan, self.bounds, _no_tolerance, _nothing)
        return evaluation.of(cells, until=name).unrounded[name]

    def _cells_at(self, places: NDArray[np.intp]) -> Cells:
        scores = np.full((len(self.plan.leaves), len(places)), Fraction(0), dtype=object)
        for name, (leaves, fit) in self.fits.items():
            chosen = [at for at in leaves if self.plan.leaves[at].rational]
            if not chosen:
                continue
            inside = [leaves.index(at) for at in chosen]
            numbers = np.array([[self._number(at, place) for place in places.tolist()] for at in chosen], dtype=object)
            scores[chosen] = SCALES[name].apply(numbers, exactly({key: found[inside] for key, found in fit.items()}))
        whole = self.cells
        if whole.present is None or whole.own is None or whole.applies is None:
            return Cells(scores)
        present = whole.present[:, places]
        filled_zero = present & np.isnan(self.steps["normalised"][:, places])
        scores[~present | filled_zero] = Fraction(0)
        return Cells(scores, present, whole.own[:, places], whole.applies[:, places])

    def _number(self, at: int, place: int) -> Fraction:
        leaf, number = self.plan.leaves[at], self.measured[at, place]
        if math.isnan(number):
            return Fraction(0)
        if self.states[at, place] != State.VALUE:
            return exact(float(number))
        written = self.values.columns[leaf.name][place]
        if self.measured is not self.prepared and number != self.prepared[at, place]:
            return exact(float(number))
        if not isinstance(written, int | float | Decimal | Fraction | np.number) or isinstance(written, bool):
            return exact(float(number))
        own = exact(written)
        if leaf.node.per is not None:
            own /= exact(self.values.columns[leaf.node.per][place])
        return own if float(own) == number else exact(float(number))

    def _ranked(self, scores: Scores, cells: Cells) -> Result:
        root, scorecard = self.plan.root, self.plan.scorecard
        units = len(self.values.units)
        present = scores.present[root.name]
        tolerance = self._tolerance(root.name)
        exactly_ = self._exactly_of(root.name)
        rounded = root.round is not None and scorecard.rank.on == "rounded"
        if rounded:
            decisive = np.asarray(scores.told[root.name], dtype=float)
        else:
            unrounded = np.asarray(scores.unrounded[root.name], dtype=float)
            decisive = _settled(unrounded, present, tolerance, exactly_)
            if exactly_ is not None:
                scores.unrounded[root.name] = decisive
                if root.round is None:
                    scores.told[root.name] = decisive
        greatest = self.greatest[root.name]
        groups: Sequence[str | None] = (None,) * units
        if scorecard.groups:
            if greatest is None:
                vi, en = "Điểm không có mức cao nhất: không chia nhóm được.", "Scores have no greatest: no groups."
                raise NotComputable([wrong("groups.no_greatest", vi, en)])
            everybody = np.ones(units, dtype=bool) if present is None else present
            groups = grouped(decisive, everybody, scorecard.groups, greatest, tolerance, None if rounded else exactly_)
        return Result(
            plan=self.plan,
            values=self.values,
            steps=self.steps,
            states=self.states,
            scores=scores,
            greatest=self.greatest,
            coverage=coverage(cells, root.leaves),
            ranks=tuple(ranked(decisive, present, scorecard.rank)),
            groups=tuple(groups),
            notes=tuple(self.notes),
            treatments=self.treatments,
            earlier=self.before,
        )


def _settled(scores: Matrix, present: Present | None, tolerance: float, exactly: Exactly | None) -> Matrix:
    """Return scores of which those of the units that have one are settled."""
    if present is None:
        return settled(scores, tolerance, exactly)
    places = np.flatnonzero(present)
    narrowed: Exactly | None = (lambda inside: exactly(places[inside])) if exactly else None
    result = scores.copy()
    result[places] = settled(scores[places], tolerance, narrowed)
    return result


def _no_tolerance(_name: str) -> float:
    return 0.0


def _nothing(_name: str) -> None:
    """Give no exact scores: those that ask are exact themselves."""
