"""A scorecard made ready for computing: its indicators once each, its nodes from the leaves up, rules handed down."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from nenso.index.engine.absolute_scales import ladder
from nenso.index.engine.combining import is_rational
from nenso.index.engine.findings import Finding, NotComputable, wrong
from nenso.index.engine.normalising import SCALES, problems_of
from nenso.index.engine.rules import problems_of_rules
from nenso.index.engine.scaling import Fit, setting
from nenso.index.engine.scorecard import (
    COMBINATIONS,
    MISSING,
    TREATMENTS,
    Method,
    Missing,
    Node,
    Rounding,
    Scorecard,
    exact,
)
from nenso.index.engine.values import YES_NO_CODES
from nenso.language.declarations.methods import COMBINATIONS as DECLARED_COMBINATIONS
from nenso.language.declarations.methods import TREATMENTS as DECLARED_TREATMENTS
from nenso.language.declarations.methods import unfit

MEAN = Method("arithmetic")
REFUSE = Missing("refuse")
NO_TREATMENT = Method("none")


@dataclass(frozen=True, slots=True)
class Leaf:
    """An indicator of the scorecard, with the rules that hold for it."""

    node: Node
    treat: Method | None
    missing: Missing
    round: Rounding | None
    rational: bool

    @property
    def name(self) -> str:
        """Return the indicator's name."""
        return self.node.name

    @property
    def scale(self) -> str:
        """Return the name of its scale."""
        return self.node.scale.name if self.node.scale else "ratio"


@dataclass(frozen=True, slots=True)
class Branch:
    """A node with parts. ``parts`` are names; ``leaves`` the places of the indicators below it, each once.

    ``shared``: some indicator stands under several of its parts; then it is the sum of its indicators, each once.
    ``even``: all parts weigh the same.
    """

    node: Node
    parts: tuple[str, ...]
    weights: tuple[Fraction, ...]
    method: Method
    missing: Missing
    round: Rounding | None
    leaves: tuple[int, ...]
    shared: bool
    rational: bool
    even: bool

    @property
    def name(self) -> str:
        """Return the node's name."""
        return self.node.name


@dataclass(frozen=True)
class Plan:
    """What is computed, in which order; made once, computed often."""

    scorecard: Scorecard
    leaves: tuple[Leaf, ...]
    branches: tuple[Branch, ...]
    _bounds: dict[int, "Bounds"] = field(default_factory=dict, compare=False, repr=False)

    @property
    def root(self) -> Branch:
        """Return the whole."""
        return self.branches[-1]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the indicators."""
        return tuple(leaf.name for leaf in self.leaves)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Return the whole, its parts and its indicators, each once, as they are declared: parts first."""
        found = {node.name: node for node in self.scorecard.root.walk()}
        parts = [node for node in found.values() if node.parts]
        return (*parts, *(leaf.node for leaf in self.leaves))

    @cached_property
    def rational(self) -> Mapping[str, bool]:
        """Say of each node whether its scores are fractions of the values."""
        found: dict[str, bool] = {leaf.name: leaf.rational for leaf in self.leaves}
        return found | {branch.name: branch.rational for branch in self.branches}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Return the columns of values that are needed: indicators and denominators."""
        return (*self.names, *{per: None for _, per in self.divided}) if self.divided else self.names

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, float]]:
        """Return what the codes of an indicator count as (yes and no, tiers; ``"*"`` any other), by indicator."""
        return {leaf.name: _codes(leaf) for leaf in self.leaves if leaf.scale in {"tiers", "yes_no"}}

    @cached_property
    def treated(self) -> tuple[tuple[int, Leaf], ...]:
        """Return the indicators that are treated."""
        return tuple((at, leaf) for at, leaf in enumerate(self.leaves) if leaf.treat and leaf.treat.name != "none")

    @cached_property
    def divided(self) -> tuple[tuple[int, str], ...]:
        """Return the indicators that have a denominator, with its column."""
        return tuple((at, leaf.node.per) for at, leaf in enumerate(self.leaves) if leaf.node.per)

    @cached_property
    def changed(self) -> bool:
        """Say whether values are treated or divided before they are normalised."""
        return bool(self.treated or self.divided)

    @cached_property
    def shares(self) -> tuple[tuple[int, Leaf], ...]:
        """Return the indicators whose values are shares of a whole."""
        ratios = [(at, leaf) for at, leaf in enumerate(self.leaves) if leaf.scale == "ratio"]
        return tuple((at, leaf) for at, leaf in ratios if exact(setting(leaf.node, "full_at", 1)) <= 1)

    @cached_property
    def rounded_leaves(self) -> tuple[Leaf, ...]:
        """Return the indicators whose own score is rounded."""
        return tuple(leaf for leaf in self.leaves if leaf.round is not None)

    @cached_property
    def blocks(self) -> tuple["Block", ...]:
        """Return the indicators by scale, each with its settings."""
        by_scale: dict[str, list[int]] = {}
        for at, leaf in enumerate(self.leaves):
            by_scale.setdefault(leaf.scale, []).append(at)
        return tuple(self.block(name, places) for name, places in by_scale.items())

    def block(self, scale: str, places: Sequence[int]) -> "Block":
        """Return these indicators, of one scale, with its settings."""
        nodes = tuple(self.leaves[at].node for at in places)
        return Block(scale, tuple(places), nodes, SCALES[scale].settings(nodes))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the place of each indicator."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def neighbours(self) -> Mapping[str, slice]:
        """Return where the parts of a branch stand, if they are indicators that stand one after another."""
        found: dict[str, slice] = {}
        for branch in self.branches:
            first = self.places.get(branch.parts[0], -1)
            after = first + len(branch.parts)
            if first >= 0 and branch.parts == self.names[first:after]:
                found[branch.name] = slice(first, after)
        return found

    def below(self, name: str) -> frozenset[str]:
        """Return the names of a node and of all that it is made of."""
        made = {branch.name: branch.parts for branch in self.branches}
        found, ahead = set[str](), [name]
        while ahead:
            one = ahead.pop()
            found.add(one)
            ahead.extend(made.get(one, ()))
        return frozenset(found)

    def bounds(self, units: int) -> "Bounds":
        """Return what scores can reach among so many units, worked out once for each number of them."""
        found = self._bounds.get(units)
        if found is None:
            greatest = self.greatest(units)
            factors = {
                branch.name: told / reach
                for branch in self.branches
                if (told := greatest[branch.name]) and (reach := self.reach(branch, greatest, units)) and told != reach
            }
            sizes = {name: float(1 if most is None else most) for name, most in greatest.items()}
            found = self._bounds.setdefault(units, Bounds(greatest, factors, sizes))
        return found

    def greatest(self, units: int) -> dict[str, Fraction | None]:
        """Return the greatest score of every indicator and node; None where there is no bound."""
        found: dict[str, Fraction | None] = {}
        for leaf in self.leaves:
            found[leaf.name] = SCALES[leaf.scale].greatest(leaf.node, units)
        for branch in self.branches:
            told = _told(branch)
            found[branch.name] = told if told is not None else self.reach(branch, found, units)
        return found

    def reach(self, branch: Branch, found: dict[str, Fraction | None], units: int) -> Fraction | None:
        """Return the greatest that its parts can make of a branch before it is told on another scale."""
        if branch.method.name == "copeland":
            return Fraction(units - 1)
        parts = [found[name] for name in branch.parts]
        known = [one for one in parts if one is not None]
        if len(known) < len(parts):
            return None
        if branch.method.name == "sum":
            return sum(known, Fraction(0))
        if len(set(known)) == 1:
            return known[0]
        if branch.method.name != "arithmetic":
            return None
        total = sum(branch.weights, Fraction(0))
        return sum((weight * one for weight, one in zip(branch.weights, known, strict=True)), Fraction(0)) / total


def _codes(leaf: Leaf) -> Mapping[str, float]:
    if leaf.scale == "yes_no":
        return YES_NO_CODES
    return {str(code): float(share) for code, share in ladder(leaf.node).items()} | {"*": 0.0}


@dataclass(frozen=True, slots=True)
class Block:
    """The indicators of one scale: their places and nodes, and what their settings come to."""

    scale: str
    places: tuple[int, ...]
    nodes: tuple[Node, ...]
    settings: Fit


@dataclass(frozen=True, slots=True)
class Bounds:
    """The greatest score of every node, and what the scores of a branch are multiplied by to be told on its scale.

    ``sizes``: the greatest score as a double, 1 where there is no bound.
    """

    greatest: Mapping[str, Fraction | None]
    factors: Mapping[str, Fraction]
    sizes: Mapping[str, float]


def _told(branch: Branch) -> Fraction | None:
    """Return the scale a branch is told on: ``out_of``, or ``max`` where its parts are not points that add up."""
    if branch.node.out_of is not None:
        return branch.node.out_of
    return branch.node.max if branch.method.name not in {"sum", "copeland"} else None


def prepare(scorecard: Scorecard) -> Plan:
    """Return the plan of a scorecard; ``NotComputable`` names everything that is wrong with it."""
    problems = [*_problems(scorecard.root), *problems_of_rules(scorecard)]
    if problems:
        raise NotComputable(problems)
    leaves: dict[str, Leaf] = {}
    branches: list[Branch] = []
    whole = scorecard.root.round
    tier = whole if whole is not None and whole.as_of == "tier" else None
    _gather(scorecard.root, None, None, None, tier, leaves, branches)
    return Plan(scorecard, tuple(leaves.values()), tuple(branches))


def _gather(
    node: Node,
    treat: Method | None,
    missing: Missing | None,
    combine: Method | None,
    tier: Rounding | None,
    leaves: dict[str, Leaf],
    branches: list[Branch],
) -> tuple[list[str], bool, bool]:
    """Walk the tree from the leaves up; return the indicators below (with repeats), rational or not, sums or not."""
    treat, missing = node.treat or treat, node.missing or missing
    rounding = node.round or tier
    if not node.parts:
        scale = node.scale or Method("ratio")
        own = replace(node, scale=scale)
        rational = SCALES[scale.name].rational(own)
        leaves.setdefault(node.name, Leaf(own, treat, missing or REFUSE, rounding, rational))
        return [node.name], rational, True
    combine = node.combine or combine or MEAN
    below = [_gather(part, treat, missing, combine, tier, leaves, branches) for part in node.parts]
    names = [name for found, _, _ in below for name in found]
    sums = combine.name == "sum" and all(plain for _, _, plain in below)
    rational = is_rational(combine) and all(one for _, one, _ in below)
    once = list(dict.fromkeys(names))
    places = {name: place for place, name in enumerate(leaves)}
    shared = sums and len(once) < len(names)
    parts = once if shared else [part.name for part in node.parts]
    weights = [Fraction(1)] * len(once) if shared else [part.weight for part in node.parts]
    even = len(set(weights)) == 1
    leaves_below = tuple(places[name] for name in once)
    made = (
        node,
        tuple(parts),
        tuple(weights),
        combine,
        missing or REFUSE,
        rounding,
        leaves_below,
        shared,
        rational,
        even,
    )
    branches.append(Branch(*made))
    return names, rational, sums


def _problems(root: Node) -> Iterator[Finding]:
    if not root.parts:
        yield wrong("scorecard.empty", "Bảng điểm không có phần nào.", "The scorecard has no parts.")
    nodes = list(root.walk())
    yield from _names(nodes)
    for node in nodes:
        yield from _methods(node)
        if node.parts:
            yield from _weights(node)
        else:
            yield from problems_of(node)


def _names(nodes: Sequence[Node]) -> Iterator[Finding]:
    branches = Counter(node.name for node in nodes if node.parts)
    leaves: dict[str, Node] = {}
    for name, count in branches.items():
        if count > 1:
            yield wrong("part.double", f"Phần “{name}” có {count} lần.", f"Part “{name}” stands {count} times.")
    for node in nodes:
        if node.parts:
            continue
        if node.name in branches:
            vi, en = "Chỉ số trùng tên với một phần.", "An indicator has the name of a part."
            yield wrong("part.double", vi, en, indicator=node.name)
        first = leaves.setdefault(node.name, node)
        if _judged(first) != _judged(node):
            vi = "Chỉ số đứng ở nhiều phần nhưng cách chấm hoặc điểm tối đa khác nhau."
            en = "The indicator stands under several parts with different scales or maxima."
            yield wrong("indicator.differs", vi, en, indicator=node.name)


def _judged(node: Node) -> Node:
    return replace(node, title="", weight=Fraction(1))


def _methods(node: Node) -> Iterator[Finding]:
    said = (
        (node.combine, COMBINATIONS, "combine"),
        (node.treat, TREATMENTS, "treat"),
        (Method(node.missing.do) if node.missing else None, MISSING, "missing"),
    )
    for method, known, key in said:
        if method is not None and method.name not in known:
            vi = f"{node.name}: {key} không có “{method.name}” ({', '.join(known)})."
            en = f"{node.name}: {key} has no “{method.name}” ({', '.join(known)})."
            yield wrong("method.unknown", vi, en)
    settings = [(node.combine, DECLARED_COMBINATIONS), (node.treat, DECLARED_TREATMENTS)]
    for method, takes in settings:
        for one in unfit(method.name, method.settings, takes) if method is not None else ():
            yield wrong("method.settings", f"{node.name}: {one.vi}", f"{node.name}: {one.en}")


def _weights(node: Node) -> Iterator[Finding]:
    weights = [part.weight for part in node.parts]
    if any(weight < 0 for weight in weights):
        vi, en = f"{node.name}: có trọng số âm.", f"{node.name}: a weight is below 0."
        yield wrong("weights.negative", vi, en)
    elif sum(weights) == 0:
        vi, en = f"{node.name}: trọng số cộng lại bằng 0.", f"{node.name}: the weights add up to nothing."
        yield wrong("weights.nothing", vi, en)
    elif all(part.max == 0 for part in node.parts):
        vi, en = f"{node.name}: điểm tối đa cộng lại bằng 0.", f"{node.name}: the points add up to nothing."
        yield wrong("points.nothing", vi, en)
