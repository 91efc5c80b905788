"""How much a ranking hangs on weights and methods."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nenso.index.engine import Method, Missing, Node, NotComputable, Scorecard, Values, compute
from nenso.index.engine.copeland import copeland
from nenso.index.engine.robustness import effective_weights, monte_carlo


def square(units: int = 20, parts: int = 6, gap: int = 0) -> tuple[Scorecard, Values]:
    numbers = np.random.default_rng(3).random((parts, units)).round(3)
    columns = {f"i{at}": row.tolist() for at, row in enumerate(numbers)}
    if gap:
        columns["i0"][gap] = None
    halves = (range(parts // 2), range(parts // 2, parts))
    groups = tuple(Node(f"p{at}", parts=tuple(Node(f"i{one}") for one in half)) for at, half in enumerate(halves))
    root = Node("index", parts=groups, combine=Method("arithmetic"), missing=Missing("renormalise"))
    return Scorecard(root), Values(tuple(f"u{at}" for at in range(units)), columns)


def test_the_same_seed_gives_the_same_intervals_and_another_one_others() -> None:
    result = compute(*square())
    assert monte_carlo(result, draws=200, seed=1) == monte_carlo(result, draws=200, seed=1)
    assert monte_carlo(result, draws=200, seed=1) != monte_carlo(result, draws=200, seed=2)


@pytest.mark.parametrize("combine", ["arithmetic", "geometric", "sum"])
def test_without_any_spread_of_weights_every_draw_is_the_published_ranking(combine: str) -> None:
    scorecard, values = square(gap=4)
    root = Node("index", parts=scorecard.root.parts, combine=Method(combine), missing=Missing("renormalise"))
    result = compute(Scorecard(root), values)
    for interval in monte_carlo(result, draws=3, seed=1, weights=0):
        assert interval.low == interval.median == interval.high == interval.nominal


def test_intervals_hold_the_published_rank_and_widen_with_the_spread() -> None:
    result = compute(*square())
    narrow, wide = (monte_carlo(result, draws=500, seed=1, weights=spread) for spread in (0.05, 0.9))
    assert all(one.low <= one.median <= one.high for one in wide)
    assert sum(one.high - one.low for one in wide) > sum(one.high - one.low for one in narrow)


def test_methods_can_be_drawn_too() -> None:
    scorecard, values = square()
    columns = {name: [value + 0.1 for value in cells] for name, cells in values.columns.items()}
    result = compute(scorecard, Values(values.units, columns))
    means = [Method("arithmetic"), Method("geometric"), Method("harmonic")]
    found = monte_carlo(result, draws=300, seed=1, weights=0, combine=means)
    ranks = [
        compute(Scorecard(Node("index", parts=scorecard.root.parts, combine=mean)), result.values).ranks
        for mean in means
    ]
    for at, interval in enumerate(found):
        mine = [rank[at] for rank in ranks]
        assert min(mine) <= interval.low <= interval.high <= max(mine)  # type: ignore[type-var]


def test_copeland_is_not_simulated_and_says_so() -> None:
    scorecard, values = square()
    result = compute(Scorecard(Node("index", parts=scorecard.root.parts, combine=Method("copeland"))), values)
    with pytest.raises(NotComputable):
        monte_carlo(result, seed=1)


def test_effective_weights_of_points_are_shares_of_all_points() -> None:
    shared = Node("i", max=Fraction(100))
    pillars = (
        Node("p", parts=(shared, Node("j", max=Fraction(200)))),
        Node("q", parts=(shared, Node("k", max=Fraction(100)))),
    )
    weights = effective_weights(Scorecard(Node("index", parts=pillars, combine=Method("sum"))))
    assert (weights["i"], weights["j"], weights["k"]) == (Fraction(1, 4), Fraction(1, 2), Fraction(1, 4))
    assert (weights["p"], weights["q"]) == (Fraction(3, 4), Fraction(1, 2))


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=2, max_size=9), st.data())
@settings(max_examples=60, deadline=None)
def test_copeland_is_what_counting_pairs_by_hand_gives(rows: list[list[int]], data: st.DataObject) -> None:
    weights = [Fraction(data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))) for _ in range(4)]
    cells = st.lists(st.booleans(), min_size=4, max_size=4)
    there = np.array(data.draw(st.lists(cells, min_size=len(rows), max_size=len(rows)))).T
    found = copeland(np.array(rows, dtype=float).T, there, weights)
    for one, mine in enumerate(rows):
        net = 0
        for other, theirs in enumerate(rows):
            both = [at for at in range(4) if there[at, one] and there[at, other]]
            margin = sum(
                (weights[at] * ((mine[at] > theirs[at]) - (mine[at] < theirs[at])) for at in both), Fraction(0)
            )
            net += (margin > 0) - (margin < 0)
        assert found[one] == net
