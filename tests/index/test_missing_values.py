"""Missing, zero and not applicable are three different things, from the values to the rank."""

from fractions import Fraction

import pytest

from nenso.index.engine import NOT_APPLICABLE, Method, Missing, Node, NotComputable, Scorecard, State, Values, compute
from nenso.index.engine.what_if import improvements

REGIONS = ["north", "north", "south", "south"]


def card(missing: Missing | None, *, combine: str = "sum") -> Scorecard:
    parts = tuple(Node(name, scale=Method("ratio"), max=Fraction(most)) for name, most in (("a", 10), ("b", 30)))
    return Scorecard(Node("index", parts=parts, combine=Method(combine), missing=missing))


def four(last: object) -> Values:
    return Values(
        ("u1", "u2", "u3", "u4"),
        {"a": [1.0, 0.5, 0.5, 0.5], "b": [0.2, 0.4, 0.8, last], "region": REGIONS},
        period="2026",
    )


@pytest.mark.parametrize(
    ("rule", "score"),
    [
        (Missing("zero"), 5),  # half of 10, and nothing for b
        (Missing("renormalise"), 20),  # 5 of the 10 points that can be judged, of 40
        (Missing("mean"), 5 + 30 * (0.2 + 0.4 + 0.8) / 3),
        (Missing("median"), 5 + 30 * 0.4),
        (Missing("group_mean", by="region"), 5 + 30 * 0.8),
        (Missing("estimate", values={"u4": 0.9}), 5 + 30 * 0.9),
    ],
)
def test_each_rule_fills_as_it_says_and_flags_what_it_filled(rule: Missing, score: float) -> None:
    result = compute(card(rule), four(None))
    assert result.score("u4") == pytest.approx(score, abs=1e-12)
    state = State(result.states[1, 3])
    assert state is (State.MISSING if rule.do == "renormalise" else State.FILLED)
    assert result.coverage[3] == 0.5


def test_a_value_is_carried_forward_from_the_period_before() -> None:
    before = Values(("u4", "u1"), {"a": [0.1, 0.1], "b": [0.7, 0.1]}, period="2025")
    result = compute(card(Missing("carry")), four(None), before)
    assert result.score("u4") == pytest.approx(5 + 30 * 0.7)
    assert State(result.states[1, 3]) is State.FILLED


def test_what_nobody_carries_is_left_out() -> None:
    result = compute(card(Missing("carry")), four(None))
    assert result.score("u4") == 20
    assert State(result.states[1, 3]) is State.MISSING
    (note,) = result.notes
    assert note.text("en").startswith("b, 2026: There are no values of the period before to carry (--previous): 1 ")


def test_without_a_rule_nothing_is_computed_and_the_cell_is_named() -> None:
    with pytest.raises(NotComputable) as refused:
        compute(card(None), four(None))
    (finding,) = refused.value.findings
    assert (finding.code, finding.unit, finding.indicator, finding.period) == ("value.missing", "u4", "b", "2026")


def test_nan_is_missing_and_never_a_number() -> None:
    assert compute(card(Missing("zero")), four(float("nan"))).score("u4") == 5


def test_infinite_values_are_refused() -> None:
    with pytest.raises(NotComputable) as refused:
        compute(card(Missing("zero")), four(float("inf")))
    assert refused.value.findings[0].code == "value.infinite"


def test_zero_counts_and_not_applicable_does_not() -> None:
    zero = compute(card(Missing("zero")), four(0.0))
    apart = compute(card(Missing("zero")), four(NOT_APPLICABLE))
    assert zero.score("u4") == 5
    assert apart.score("u4") == 20
    assert (zero.coverage[3], apart.coverage[3]) == (1.0, 1.0)
    assert State(apart.states[1, 3]) is State.NOT_APPLICABLE


def test_not_applicable_needs_no_rule() -> None:
    assert compute(card(None), four(NOT_APPLICABLE)).score("u4") == 20


@pytest.mark.parametrize("rule", [Missing("renormalise", under=0.7), Missing("unranked"), Missing("zero", under=0.7)])
def test_under_the_threshold_a_unit_is_unranked_and_never_zero(rule: Missing) -> None:
    result = compute(card(rule), four(None))
    assert (result.score("u4"), result.rank("u4"), result.groups[3]) == (None, None, None)
    assert [result.rank(unit) for unit in ("u1", "u2", "u3")] == [3, 2, 1]


def test_a_part_without_enough_data_is_left_out_of_the_whole() -> None:
    part = Node(
        "part", parts=(Node("a", scale=Method("ratio")), Node("b", scale=Method("ratio"))), missing=Missing("unranked")
    )
    root = Node(
        "index",
        parts=(part, Node("c", scale=Method("ratio"))),
        combine=Method("arithmetic"),
        missing=Missing("renormalise"),
    )
    values = Values(("x", "y"), {"a": [1.0, 1.0], "b": [1.0, None], "c": [0.5, 0.5]})
    result = compute(Scorecard(root), values)
    assert (result.score("x", "part"), result.score("y", "part")) == (1.0, None)
    assert (result.score("x"), result.score("y")) == (0.75, 0.5)


def test_five_in_a_hundred_missing_cells_leave_a_score_for_everyone() -> None:
    """Two common packages return NaN for every unit here, without a word."""
    rows = [[None if (unit * 7 + at) % 20 == 0 else (unit + at) % 10 / 10 for at in range(20)] for unit in range(60)]
    parts = tuple(Node(f"i{at}") for at in range(20))
    root = Node("index", parts=parts, combine=Method("arithmetic"), missing=Missing("renormalise"))
    values = Values(tuple(map(str, range(60))), {f"i{at}": [row[at] for row in rows] for at in range(20)})
    result = compute(Scorecard(root), values)
    assert all(rank is not None for rank in result.ranks)
    for unit, row in enumerate(rows):
        known = [value for value in row if value is not None]
        assert result.score(str(unit)) == pytest.approx(sum(known) / len(known), abs=1e-15)


@pytest.mark.parametrize("treatment", ["winsorise", "log", "box_cox"])
def test_an_indicator_that_nobody_has_yet_is_left_out_and_told(treatment: str) -> None:
    """At the start of a year nothing has happened: that stops nobody's score."""
    parts = (Node("a", scale=Method("minmax")), Node("b", scale=Method("minmax"), treat=Method(treatment)))
    root = Node("index", parts=parts, combine=Method("arithmetic"), missing=Missing("renormalise"))
    result = compute(Scorecard(root), Values(("x", "y", "z"), {"a": [1, 2, 3], "b": [None, None, None]}))
    assert result.column("index") == [0, 50, 100]
    assert [(note.code, note.indicator) for note in result.notes] == [("indicator.empty", "b")]
    assert [one.indicator for one in improvements(result, "x")] == ["a"]


def test_nothing_to_divide_by_is_not_applicable_and_an_unknown_denominator_is_missing() -> None:
    root = Node(
        "index", parts=(Node("a", per="people"), Node("b")), combine=Method("arithmetic"), missing=Missing("zero")
    )
    values = Values(("x", "y", "z"), {"a": [1, 1, 1], "b": [0.5, 0.5, 0.5], "people": [2, 0, None]})
    result = compute(Scorecard(root), values)
    assert [result.score(unit) for unit in result.units] == [0.5, 0.5, 0.25]
    assert [State(one) for one in result.states[0]] == [State.VALUE, State.NOT_APPLICABLE, State.FILLED]
