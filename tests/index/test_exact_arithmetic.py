"""Scores, rounding, ties and thresholds are those of arithmetic on paper, in any order and on any machine."""

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nenso.index.engine import Group, Method, Missing, Node, Ranking, Rounding, Scorecard, Values, compute
from nenso.index.engine.ranking import ranks_of
from nenso.index.engine.rounding import round_exactly
from nenso.index.engine.scorecard import exact
from nenso.index.engine.sums import sum_rows

CENTS = st.integers(0, 100).map(lambda cents: cents / 100)
WILD = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e200, max_value=1e200)


def points(count: int, most: int = 10, **settings: object) -> Scorecard:
    """A sum of ratios, ``most`` points each."""
    parts = tuple(Node(f"i{at}", scale=Method("ratio"), max=Fraction(most)) for at in range(count))
    whole: dict[str, object] = {"combine": Method("sum"), "missing": Missing("renormalise"), **settings}
    ranking = whole.pop("rank", Ranking())
    groups = whole.pop("groups", ())
    return Scorecard(Node("index", parts=parts, **whole), rank=ranking, groups=groups)  # type: ignore[arg-type]


def table(rows: list[list[float | None]]) -> Values:
    units = tuple(f"u{at}" for at in range(len(rows)))
    return Values(units, {f"i{at}": [row[at] for row in rows] for at in range(len(rows[0]))})


@given(st.lists(st.lists(WILD, min_size=5, max_size=5), min_size=3, max_size=40), st.randoms())
def test_a_sum_is_the_nearest_double_whatever_the_order(rows: list[list[float]], random: object) -> None:
    terms = np.array(rows)
    expected = np.array([math.fsum(column) for column in zip(*rows, strict=True)])
    shuffled = rows.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for found in (sum_rows(terms), sum_rows(np.array(shuffled)), sum_rows(np.asfortranarray(terms))):
        assert (found == expected).all()


@given(st.integers(1, 130), st.sampled_from([0.1, 2.0**-52, 2.0**-30, 100 / 3, 1e300, 5e-324]), st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_many_terms_of_one_size_add_up_to_the_nearest_double(count: int, unit: float, seed: int) -> None:
    """Tenths, sums at the border between two doubles, opposites that leave the last bits, and numbers without end."""
    draw = np.random.default_rng(seed)
    terms = draw.integers(-1000, 1000, (count, 6)) * unit
    terms[:, 1] = np.abs(terms[:, 1]) + 1.0
    terms[:, 2] = draw.random(count) * unit
    terms[-1, 3] = -math.fsum(terms[:-1, 3].tolist())
    terms[:, 4] = 0.0
    terms[0, 5], terms[1:, 5] = 1.0, draw.choice([2.0**-53, -(2.0**-54), 2.0**-106, 0.0], count - 1)
    expected = [math.fsum(column) for column in terms.T.tolist()]
    order = draw.permutation(count)
    assert sum_rows(terms).tolist() == sum_rows(terms[order]).tolist() == expected
    if count > 1:
        for column, nearest in zip(terms.T, expected, strict=True):
            assert sum_rows(column[:, None]).tolist() == [nearest]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_order_of_units_or_indicators_changes_a_score_or_rank(data: st.DataObject) -> None:
    width = data.draw(st.integers(2, 6))
    rows = data.draw(st.lists(st.lists(CENTS, min_size=width, max_size=width), min_size=2, max_size=12))
    scorecard = points(width, 7)
    first = compute(scorecard, table([list(row) for row in rows]))
    order = data.draw(st.permutations(range(len(rows))))
    parts = data.draw(st.permutations(scorecard.root.parts))
    units = tuple(f"u{at}" for at in order)
    mixed = Values(units, {f"i{at}": [rows[row][at] for row in order] for at in range(width)})
    root = Node("index", parts=tuple(parts), combine=Method("sum"))
    second = compute(Scorecard(root), mixed)
    for unit in units:
        assert first.score(unit) == second.score(unit)
        assert first.rank(unit) == second.rank(unit)


@given(st.lists(st.lists(CENTS, min_size=4, max_size=4), min_size=2, max_size=15), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_rounded_scores_and_ranks_are_those_of_fractions(rows: list[list[float]], to: int) -> None:
    """Three points of 1/3 weights each: halves and ties everywhere, where doubles err."""
    weights = (Fraction(1, 3), Fraction(1, 6), Fraction(1, 4), Fraction(1, 4))
    parts = tuple(
        Node(f"i{at}", scale=Method("ratio", {"full_at": 0.8}), weight=weight) for at, weight in enumerate(weights)
    )
    root = Node("index", parts=parts, combine=Method("arithmetic"), out_of=Fraction(100), round=Rounding(to))
    result = compute(Scorecard(root), table([list(row) for row in rows]))
    on_paper = [
        sum(min(exact(value) / exact(0.8), Fraction(1)) * weight for value, weight in zip(row, weights, strict=True))
        * 100
        for row in rows
    ]
    rounded = [round_exactly(score, Rounding(to)) for score in on_paper]
    assert [result.score(unit) for unit in result.units] == [float(one) for one in rounded]
    assert list(result.ranks) == [1 + sum(other > one for other in rounded) for one in rounded]
    unrounded = compute(Scorecard(root, rank=Ranking(on="unrounded")), table([list(row) for row in rows]))
    assert list(unrounded.ranks) == [1 + sum(other > one for other in on_paper) for one in on_paper]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=6), st.integers(0, 6))
def test_halves_go_the_way_that_is_declared(number: Decimal, to: int) -> None:
    place = Decimal(1).scaleb(-to)
    for how, decimal_way in (("half_up", ROUND_HALF_UP), ("half_even", ROUND_HALF_EVEN)):
        rounding = Rounding(to, how)  # type: ignore[arg-type]
        assert round_exactly(Fraction(number), rounding) == Fraction(number.quantize(place, decimal_way))


def test_a_half_that_no_double_is_still_goes_up() -> None:
    """0.15 + 1.0 and 1.1 + 0.05 are both 1.15 on paper, and below it as doubles."""
    result = compute(points(2, 1, round=Rounding(1)), table([[0.15, 1.0], [0.05, 1.0]]))
    assert [result.score(unit) for unit in result.units] == [1.2, 1.1]
    even = compute(points(2, 1, round=Rounding(1, "half_even")), table([[0.15, 1.0], [0.05, 1.0]]))
    assert [even.score(unit) for unit in even.units] == [1.2, 1.0]


def test_one_tenth_and_two_tenths_tie_with_three_tenths() -> None:
    result = compute(
        points(3, 1, rank=Ranking(on="unrounded")), table([[0.1, 0.2, 0.0], [0.3, 0.0, 0.0], [0.2, 0.0, 0.0]])
    )
    assert result.ranks == (1, 1, 3)
    assert result.score("u0") == result.score("u1") == 0.3


def test_rounding_at_every_tier_differs_from_rounding_at_the_end() -> None:
    """Four parts of 0.4 points each: 1.6 → 2 at the end, 0 + 0 + 0 + 0 = 0 at every tier."""
    rows: list[list[float | None]] = [[0.4, 0.4, 0.4, 0.4]]
    assert compute(points(4, 1, round=Rounding(0)), table(rows)).score("u0") == 2
    assert compute(points(4, 1, round=Rounding(0, as_of="tier")), table(rows)).score("u0") == 0


@pytest.mark.parametrize(
    ("ties", "expected"),
    [("competition", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3]), ("average", [1, 2.5, 2.5, 4])],
)
def test_ties_get_what_is_declared(ties: str, expected: list[float]) -> None:
    assert ranks_of(np.array([9.0, 5.0, 5.0, 1.0]), ties).tolist() == expected


def test_a_score_at_the_threshold_is_in_the_group() -> None:
    """0.1 + 0.2 of two points is 0.15 of the greatest score, whatever doubles say."""
    groups = (Group("A", least=exact(0.15)), Group("B"))
    result = compute(points(2, 1, groups=groups), table([[0.1, 0.2], [0.1, 0.19]]))
    assert result.groups == ("A", "B")
