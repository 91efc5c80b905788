"""A scorecard as a value: what its nodes are and by which methods they are worked out; no file, no database.

The steps and their names are those of the OECD/JRC handbook on composite indicators (2008).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

Step = Literal["treat", "denominate", "missing"]
STEPS: tuple[Step, ...] = ("treat", "denominate", "missing")
"""Steps between values and normalisation, in their usual order; a scorecard may declare another."""

TREATMENTS = ("none", "winsorise", "log", "box_cox")
FILLS = ("zero", "mean", "group_mean", "median", "group_median", "carry", "estimate")
"""Rules that put something where a value is missing; each cell they fill is flagged up to the publication."""
MISSING = (*FILLS, "renormalise", "unranked", "refuse")
"""Rules for missing values: one of ``FILLS``; ``renormalise`` leaves them out of weights and points; ``unranked``
gives no score to who lacks any; ``refuse`` (the rule where none is declared) computes nothing."""
COMBINATIONS = ("sum", "arithmetic", "geometric", "harmonic", "power", "copeland")


@dataclass(frozen=True, slots=True)
class Method:
    """A method by name with its settings."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """What happens where a value is missing.

    ``under``: the share of applicable indicators (0–1) below which a node has no score at all; ``by``: the column of
    groups; ``values``: what is put for each unit (``estimate``).
    """

    do: str
    under: float | None = None
    by: str | None = None
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rounding:
    """Decimal places; which way a half goes; once at the end or at every tier."""

    to: int
    how: Literal["half_up", "half_even"] = "half_up"
    as_of: Literal["end", "tier"] = "end"


@dataclass(frozen=True, slots=True)
class Ranking:
    """What equals get (1224, 1223 or the mean of places), and on which scores."""

    ties: Literal["competition", "dense", "average"] = "competition"
    on: Literal["rounded", "unrounded"] = "rounded"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the ranking, from a share of the greatest score; the last has none."""

    name: str
    title: str = ""
    least: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a scorecard: an indicator (no ``parts``) or what is made of its parts.

    ``max``: points it can give; ``weight``: in means; ``out_of``: its score is told on this scale (points / 1,000 as
    0–1: ``out_of`` 1); ``combine``, ``treat``, ``missing`` hold for what is below unless that says otherwise.
    ``direction`` −1: less is better; ``per``: the column of denominators; ``unit``: what values are counted in, as
    declared (``percent``, ``count``).
    """

    name: str
    title: str = ""
    parts: "tuple[Node, ...]" = ()
    max: Fraction | None = None
    weight: Fraction = Fraction(1)
    out_of: Fraction | None = None
    combine: Method | None = None
    treat: Method | None = None
    missing: Missing | None = None
    round: Rounding | None = None
    scale: Method | None = None
    direction: Literal[1, -1] = 1
    per: str | None = None
    target: Fraction | None = None
    unit: str = ""

    def walk(self) -> "Iterator[Node]":
        """Yield this node and every node below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A scorecard: its tree, and how the whole is rounded, ranked and grouped."""

    root: Node
    edition: str = ""
    rank: Ranking = Ranking()
    groups: tuple[Group, ...] = ()
    order: tuple[Step, ...] = STEPS


def exact(number: Any) -> Fraction:
    """Return a number as it is written: 0.1 is one tenth, not the nearest binary fraction."""
    return number if isinstance(number, Fraction) else Fraction(str(number))
