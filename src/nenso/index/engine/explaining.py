"""The way back from a score: its parts, their weights, the values behind them and what was done to these."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nenso.index.engine.computing import Result
from nenso.index.engine.robustness import effective_weights
from nenso.index.engine.values import State


@dataclass(frozen=True, slots=True)
class Line:
    """One node of a unit's score. ``depth`` 0 is the whole; an indicator has a ``value``, its ``state`` and ``steps``.

    ``weight`` is its share (0–1) of the whole; ``greatest`` what it could be; ``score`` None where it has none.
    ``steps``: the value after each step that changed it, by name of the step.
    """

    depth: int
    name: str
    title: str
    score: float | None
    unrounded: float | None
    greatest: float | None
    weight: float
    method: str
    value: Any = None
    state: State | None = None
    steps: tuple[tuple[str, float], ...] = ()


def explain(result: Result, unit: str) -> list[Line]:
    """Return the score of a unit as lines, each part before what is below it; ``KeyError`` for another unit."""
    return list(_lines(result, result.plan.scorecard.root, result.places[unit], 0, _weights(result)))


def _weights(result: Result) -> dict[str, float]:
    return {name: float(share) for name, share in effective_weights(result.plan).items()}


def _lines(result: Result, node: Any, place: int, depth: int, weights: dict[str, float]) -> Iterator[Line]:
    present = result.scores.present[node.name]
    there = present is None or bool(present[place])
    greatest = result.greatest[node.name]
    branch = next((one for one in result.plan.branches if one.name == node.name), None)
    common = {
        "depth": depth,
        "name": node.name,
        "title": node.title,
        "score": float(result.scores.told[node.name][place]) if there else None,
        "unrounded": float(result.scores.unrounded[node.name][place]) if there else None,
        "greatest": None if greatest is None else float(greatest),
        "weight": weights.get(node.name, 0.0),
    }
    if branch is None:
        at = result.plan.names.index(node.name)
        scale = result.plan.leaves[at].node.scale
        yield Line(
            **common,
            method=scale.name if scale else "ratio",
            value=result.values.columns[node.name][place],
            state=State(int(result.states[at, place])),
            steps=tuple(_steps(result, at, place)),
        )
        return
    yield Line(**common, method=branch.method.name)
    for part in node.parts:
        yield from _lines(result, part, place, depth + 1, weights)


def _steps(result: Result, at: int, place: int) -> Iterator[tuple[str, float]]:
    last = math.nan
    for name, matrix in result.steps.items():
        number = float(matrix[at, place])
        if not math.isnan(number) and (name in {"values", "normalised"} or number != last):
            yield name, number
        last = number
