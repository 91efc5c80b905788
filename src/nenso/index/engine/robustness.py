"""How much a ranking hangs on its choices (OECD/JRC handbook, steps 7 and 8): weights, methods, single parts.

Draws of weights are made from a seed; the same seed gives the same intervals on every machine.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from nenso.index.engine.combining import exponent
from nenso.index.engine.computing import Result, compute
from nenso.index.engine.findings import NotComputable, wrong
from nenso.index.engine.plan import Branch, Plan, prepare
from nenso.index.engine.scorecard import Method, Node, Scorecard
from nenso.index.engine.values import State

_CHUNK = 4_000_000
_DIGITS = 11


@dataclass(frozen=True, slots=True)
class RankInterval:
    """The ranks of a unit over all draws; ``nominal`` is its rank as published, None when it is not ranked."""

    unit: str
    nominal: float | None
    mean: float
    median: float
    low: float
    high: float


def monte_carlo(
    result: Result, *, draws: int = 1000, seed: int, weights: float = 0.25, combine: Sequence[Method] = ()
) -> list[RankInterval]:
    """Return the interval of ranks (5–95 %) of each ranked unit over draws.

    Each weight is multiplied by a number drawn evenly from 1 ± ``weights``, at every node; in a sum the points are.
    ``combine``: means, one of which is drawn for the whole tree each time, not the declared ones.
    """
    simulation = _Simulation(result, weights, combine)
    generator = np.random.Generator(np.random.PCG64(seed))
    at_once = max(1, _CHUNK // max(1, len(simulation.places) * len(result.plan.leaves)))
    chunks = [min(at_once, draws - start) for start in range(0, draws, at_once)]
    ranks = np.concatenate([simulation.ranks(generator, count) for count in chunks], axis=1)
    low, median, high = np.quantile(ranks, (0.05, 0.5, 0.95), axis=1)
    found = zip(simulation.places.tolist(), ranks.mean(axis=1), median, low, high, strict=True)
    return [
        RankInterval(result.units[place], result.ranks[place], float(mean), float(middle), float(least), float(most))
        for place, mean, middle, least, most in found
    ]


class _Simulation:
    """Scores of ranked units under many weights at once (units × draws)."""

    def __init__(self, result: Result, spread: float, combine: Sequence[Method]) -> None:
        if any(branch.method.name == "copeland" for branch in result.plan.branches):
            vi, en = "Chưa mô phỏng được Copeland.", "Copeland is not simulated."
            raise NotComputable([wrong("simulation.copeland", vi, en)])
        self.result, self.plan, self.spread, self.combine = result, result.plan, spread, tuple(combine)
        self.places = np.array([place for place, rank in enumerate(result.ranks) if rank is not None], dtype=int)
        normalised = result.steps["normalised"][:, self.places]
        self.present = ~np.isnan(normalised) | (result.states[:, self.places] == State.FILLED)
        self.scores = np.nan_to_num(normalised)
        self.leaves = {name: at for at, name in enumerate(self.plan.names)}
        greatest, units = dict(result.greatest), len(result.units)
        self.most: dict[str, NDArray[np.float64]] = {}
        self.weights: dict[str, NDArray[np.float64]] = {}
        self.factor: dict[str, float] = {}
        for branch in self.plan.branches:
            self.most[branch.name] = np.array([[float(greatest[name] or 0)] for name in branch.parts])
            self.weights[branch.name] = np.array([[float(weight)] for weight in branch.weights])
            told, reach = greatest[branch.name], self.plan.reach(branch, greatest, units)
            self.factor[branch.name] = float(told / reach) if told and reach else 1.0

    def ranks(self, generator: np.random.Generator, draws: int) -> NDArray[np.float64]:
        """Return ranks (competition), units × draws."""
        chosen = generator.integers(len(self.combine), size=draws) if self.combine else None
        noise = {
            branch.name: 1 + self.spread * (2 * generator.random((len(branch.parts), draws)) - 1)
            for branch in self.plan.branches
        }
        if chosen is None:
            scores = self._scores(noise, None)
        else:
            scores = np.empty((len(self.places), draws))
            for at, method in enumerate(self.combine):
                mine = chosen == at
                if mine.any():
                    scores[:, mine] = self._scores({name: one[:, mine] for name, one in noise.items()}, method)
        return _ranks(scores)

    def _scores(self, noise: dict[str, NDArray[np.float64]], method: Method | None) -> NDArray[np.float64]:
        known: dict[str, NDArray[np.float64]] = {}
        for branch in self.plan.branches:
            known[branch.name] = self._branch(branch, noise[branch.name], method, known)
        return known[self.plan.root.name]

    def _branch(
        self, branch: Branch, noise: NDArray[np.float64], method: Method | None, known: dict[str, NDArray[np.float64]]
    ) -> NDArray[np.float64]:
        most = self.most[branch.name]
        points = branch.method.name == "sum" and method is None
        weights = (most if points else self.weights[branch.name]) * noise
        chosen = method or branch.method
        power = 1.0 if chosen.name in {"sum", "arithmetic"} else float(exponent(chosen))
        total, weight = np.zeros((2, len(self.places), noise.shape[1]))
        for scores, there, rows in self._parts(branch, known):
            shares = scores / np.where(most[rows] == 0, 1, most[rows])[:, :, None] if points else scores
            raised = np.where(there, _raised(shares, there, power), 0.0)
            if raised.shape[2] == 1:
                total += raised[:, :, 0].T @ weights[rows]
                weight += there[:, :, 0].T.astype(float) @ weights[rows]
            else:
                total += (raised * weights[rows][:, None]).sum(axis=0)
                weight += (there * weights[rows][:, None]).sum(axis=0)
        mean = total / np.where(weight == 0, math.nan, weight)
        if power != 1:
            mean = np.exp(mean) if power == 0 else mean ** (1 / power)
        return np.asarray(mean * (most.sum() if points else 1) * self.factor[branch.name])

    def _parts(
        self, branch: Branch, known: dict[str, NDArray[np.float64]]
    ) -> Iterator[tuple[NDArray[np.float64], NDArray[np.bool_], list[int]]]:
        """Yield scores and presence (parts × units × draws, 1 draw for indicators) and their places in the branch."""
        inside = [at for at, name in enumerate(branch.parts) if name in self.leaves]
        if inside:
            leaves = [self.leaves[branch.parts[at]] for at in inside]
            yield self.scores[leaves][:, :, None], self.present[leaves][:, :, None], inside
        for at, name in enumerate(branch.parts):
            if name not in self.leaves:
                there = ~np.isnan(known[name])
                yield np.where(there, known[name], 0.0)[None], there[None], [at]


def _raised(scores: NDArray[np.float64], there: NDArray[np.bool_], power: float) -> NDArray[np.float64]:
    if power == 1:
        return scores
    if (scores <= 0)[np.broadcast_to(there, scores.shape)].any():
        vi, en = "Trung bình này cần điểm lớn hơn 0.", "This mean needs scores above 0."
        raise NotComputable([wrong("combine.not_positive", vi, en)])
    safe = np.where(there, scores, 1.0)
    return np.asarray(np.log(safe) if power == 0 else safe**power)


def _ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return competition ranks down each column; scores equal to eleven digits of the column's greatest are equal."""
    unit = 10.0 ** (np.ceil(np.log10(np.maximum(np.nanmax(np.abs(scores), axis=0), 1e-300))) - _DIGITS)
    whole = np.round(scores / unit)
    order = np.argsort(-whole, axis=0, kind="stable")
    ordered = np.take_along_axis(whole, order, axis=0)
    places = np.arange(1.0, len(scores) + 1)[:, None] * np.ones_like(ordered)
    places[1:][ordered[1:] == ordered[:-1]] = 0
    ranks: NDArray[np.float64] = np.empty(scores.shape)
    np.put_along_axis(ranks, order, np.maximum.accumulate(places, axis=0), axis=0)
    return ranks


def without(scorecard: Scorecard, name: str) -> Scorecard:
    """Return the scorecard without a part or indicator, everywhere it stands."""

    def pruned(node: Node) -> Node:
        return replace(node, parts=tuple(pruned(part) for part in node.parts if part.name != name))

    return replace(scorecard, root=pruned(scorecard.root))


def leave_one_out(result: Result, names: Sequence[str]) -> dict[str, Result]:
    """Return the results without each of these parts or indicators."""
    return {name: compute(without(result.plan.scorecard, name), result.values) for name in names}


def effective_weights(scorecard: Scorecard | Plan) -> dict[str, Fraction]:
    """Return the share of each part and indicator in the whole: the product of its weights' shares down the tree.

    In a sum of points the share is that of its points. An indicator that stands in several places has the sum of them.
    """
    plan = scorecard if isinstance(scorecard, Plan) else prepare(scorecard)
    most = plan.greatest(2)
    shares = {plan.root.name: Fraction(1)}
    for branch in reversed(plan.branches):
        share = shares.get(branch.name, Fraction(0))
        points = branch.method.name == "sum"
        weights = [most[name] or Fraction(0) for name in branch.parts] if points else list(branch.weights)
        total = sum(weights, Fraction(0))
        for name, weight in zip(branch.parts, weights, strict=True):
            shares[name] = shares.get(name, Fraction(0)) + share * weight / total
    for branch in plan.branches:
        if not shares.get(branch.name):
            shares[branch.name] = sum((shares[plan.names[at]] for at in branch.leaves), Fraction(0))
    return shares


def correlation(first: Sequence[float | None], second: Sequence[float | None]) -> float | None:
    """Return Pearson's correlation over the units that have both; None for fewer than three or no spread."""
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    if len(pairs) < 3:
        return None
    left, right = (np.array(side) - math.fsum(side) / len(pairs) for side in zip(*pairs, strict=True))
    spread = math.sqrt(math.fsum(left**2) * math.fsum(right**2))
    return math.fsum(left * right) / spread if spread else None
