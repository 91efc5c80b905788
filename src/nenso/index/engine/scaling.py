"""What a normalisation is, and what its methods share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from nenso.index.engine.findings import NotComputable, wrong
from nenso.index.engine.scorecard import Node, exact
from nenso.index.engine.sums import Numbers
from nenso.index.engine.values import Matrix

Nodes = Sequence[Node]
Fit = Mapping[str, Numbers]
"""What was found in the columns: each an array indicators × 1."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A way from values to scores, for several indicators at once.

    ``settings`` are what the scorecard says, worked out once; ``fit`` looks at whole columns (indicators × units, NaN
    where absent) and returns these with what it found; ``apply`` works cell by cell, the same on doubles and on exact
    fractions; ``before`` replaces values first (by their ranks). ``greatest`` is the greatest score an indicator can
    have among so many units, None without a bound; ``rational`` says whether scores are fractions of the values.
    """

    settings: Callable[[Nodes], Fit]
    fit: Callable[[Matrix, Nodes, Fit], Fit]
    apply: Callable[[Numbers, Fit], Numbers]
    greatest: Callable[[Node, int], Fraction | None]
    rational: Callable[[Node], bool]
    before: Callable[[Matrix, Fit], Matrix] | None = None


def setting(node: Node, name: str, usual: Any) -> Any:
    """Return a setting of an indicator's scale."""
    return node.scale.settings.get(name, usual) if node.scale else usual


def each(nodes: Nodes, pick: Callable[[Node], Any]) -> Numbers:
    """Return one number of each indicator, indicators × 1; one that all share is kept once, which is quicker to use."""
    numbers = [float(pick(node)) for node in nodes]
    if len(set(numbers)) == 1:
        return np.broadcast_to(numbers[0], (len(numbers), 1))
    return np.array(numbers)[:, None]


def tops(nodes: Nodes) -> Numbers:
    """Return what a full score is: the points of an indicator, 1 without."""
    return each(nodes, lambda node: 1 if node.max is None else node.max)


def signs(nodes: Nodes) -> Numbers:
    """Return 1 where more is better, −1 where less is."""
    return each(nodes, lambda node: node.direction)


def flags(nodes: Nodes, name: str, *, usual: bool) -> Numbers:
    """Return 1 where a setting is on, 0 where it is off."""
    return each(nodes, lambda node: bool(setting(node, name, usual)))


def as_set(_matrix: Matrix, _nodes: Nodes, settings: Fit) -> Fit:
    """Return the settings alone: the column tells nothing more."""
    return settings


def always(_node: Node) -> bool:
    """Say that scores are fractions of the values, whatever the settings."""
    return True


def never(_node: Node) -> bool:
    """Say that scores are no fractions of the values, whatever the settings."""
    return False


def of_top(node: Node, _units: int) -> Fraction | None:
    """Return the points of an indicator, 1 without."""
    return Fraction(1) if node.max is None else exact(node.max)


def refuse_columns(nodes: Nodes, bad: Any, code: str, vi: str, en: str) -> None:
    """Refuse the indicators at the places of ``bad`` (a truth for each, in any shape)."""
    places = np.flatnonzero(bad)
    if len(places):
        raise NotComputable([wrong(code, vi, en, indicator=nodes[at].name) for at in places.tolist()])


def turned(part: Numbers, less: Numbers) -> Numbers:
    """Return a part of the whole, or the rest of it where less is better."""
    result: Numbers = part + less * (1 - 2 * part)
    return result
