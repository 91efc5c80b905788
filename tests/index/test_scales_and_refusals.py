"""The scales of the Vietnamese indices, and scorecards and values that are refused by name."""

from fractions import Fraction

import numpy as np
import pytest

from nenso.index.engine import (
    Method,
    Missing,
    Node,
    NotComputable,
    Rounding,
    Scorecard,
    State,
    Table,
    Values,
    compute,
    prepare,
)
from nenso.index.engine.scorecard import exact
from nenso.index.engine.treating import treat


def scores(scale: Method, cells: list[object], *, most: int | None = None, direction: int = 1) -> list[float | None]:
    leaf = Node("i", scale=scale, max=None if most is None else Fraction(most), direction=-1 if direction < 0 else 1)
    root = Node("index", parts=(leaf,), combine=Method("arithmetic"))
    units = tuple(f"u{at}" for at in range(len(cells)))
    return compute(Scorecard(root), Values(units, {"i": cells})).column("i")


def test_committee_meetings_give_points_by_steps() -> None:
    """DTI: 4 meetings 20 points, 3 → 15, 2 → 10, 1 → 5, none → 0."""
    steps = Method("steps", {1: 5, 2: 10, 3: 15, 4: 20})
    assert scores(steps, [0, 1, 2, 3, 4, 7], most=20) == [0, 5, 10, 15, 20, 20]


@pytest.mark.parametrize(
    ("scale", "direction", "code"),
    [
        (Method("steps", {10: 30, 50: 5}), 1, "scale.upside_down"),
        (Method("steps", {1: 5, 3: 20}), -1, "scale.upside_down"),
        (Method("ratio", {"full_at": 20}), -1, "scale.direction"),
    ],
)
def test_a_scale_that_rewards_the_worst_or_nobody_is_refused(scale: Method, direction: int, code: str) -> None:
    with pytest.raises(NotComputable) as refused:
        scores(scale, [1, 2], direction=direction)
    assert [one.code for one in refused.value.findings] == [code]


def test_steps_where_less_is_better() -> None:
    assert scores(Method("steps", {1: 20, 3: 10}), [0, 1, 2, 3, 4], direction=-1) == [20, 20, 10, 10, 0]


def test_the_head_of_the_committee_gives_points_by_tiers() -> None:
    tiers = Method("tiers", {"secretary": 1, "deputy": 0.5})
    assert scores(tiers, ["secretary", "deputy", "officer"], most=20) == [20, 10, 0]


def test_yes_and_no_are_understood_in_both_languages() -> None:
    assert scores(Method("yes_no"), ["có", "không", "Yes", "no", True, False, 1, 0], most=20) == [20, 0] * 4


def test_a_ratio_is_full_from_its_target_on() -> None:
    """Index 766: from the target on all points, below it the share of the target."""
    assert scores(Method("ratio", {"full_at": 0.8}), [0.4, 0.8, 0.9], most=2) == [1, 2, 2]


def test_a_ratio_where_less_is_better() -> None:
    assert scores(Method("ratio"), [0.25, 1.0], most=4, direction=-1) == [3, 0]


def test_goalposts_with_and_without_clipping_and_by_logarithm() -> None:
    posts = {"from": 20, "to": 85}
    assert scores(Method("goalposts", posts), [20, 52.5, 85, 90]) == [0, 0.5, 1, 1]
    assert scores(Method("goalposts", {**posts, "clip": False}), [98])[0] == pytest.approx(1.2)
    by_log = scores(Method("goalposts", {"from": 100, "to": 75_000, "log": True}), [100, 75_000, 2738.6127875258308])
    assert by_log[:2] == [0, 1]
    assert by_log[2] == pytest.approx(0.5)
    assert scores(Method("goalposts", posts), [20, 85], direction=-1) == [1, 0]


def test_winsorising_that_is_not_enough_gives_way_to_the_other_treatment() -> None:
    column = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 900, 1000])
    method = Method("winsorise", {"most": 1, "skew": 0.5, "kurtosis": 0.1, "otherwise": "log"})
    treated = treat(column, method, "i")
    assert treated.method == "log"
    assert treated.column[0] == pytest.approx(np.log(0.01 * 999))


def test_box_cox_with_power_one_only_shifts() -> None:
    assert treat(np.array([3.0, 5.0]), Method("box_cox", {"lambda": 1}), "i").column.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("node", "code"),
    [
        (Node("i", scale=Method("goalposts", {"from": 85, "to": 20})), "scale.upside_down"),
        (Node("i", scale=Method("goalposts", {"from": 20})), "scale.settings"),
        (Node("i", scale=Method("goalposts", {"from": 0, "to": 1, "log": True})), "scale.logarithm"),
        (Node("i", scale=Method("distance_to_target")), "scale.no_target"),
        (Node("i", scale=Method("ratio", {"full_at": 0})), "scale.settings"),
        (Node("i", scale=Method("steps")), "scale.empty"),
        (Node("i", scale=Method("steps", {1: 30}), max=Fraction(20)), "scale.above_max"),
        (Node("i", scale=Method("tiers", {"head": 20})), "scale.above_max"),
        (Node("i", scale=Method("normal")), "scale.unknown"),
        (Node("i", scale=Method("minmax", {"to": 100})), "scale.settings"),
        (Node("i", scale=Method("steps", {"a": 10})), "scale.settings"),
        (Node("i", scale=Method("scaled", {"to": 10})), "scale.settings"),
        (Node("i", treat=Method("log", {"plus": "x"})), "method.settings"),
        (Node("i", missing=Missing("ignore")), "method.unknown"),
        (Node("i", weight=Fraction(0)), "weights.nothing"),
        (Node("i", weight=Fraction(-1)), "weights.negative"),
    ],
)
def test_a_scorecard_that_makes_no_sense_is_refused_by_name(node: Node, code: str) -> None:
    with pytest.raises(NotComputable) as refused:
        prepare(Scorecard(Node("index", parts=(node,))))
    assert [finding.code for finding in refused.value.findings] == [code]


def test_one_indicator_judged_in_two_ways_is_refused() -> None:
    one, other = Node("i", max=Fraction(10)), Node("i", max=Fraction(20))
    root = Node("index", parts=(Node("p", parts=(one,)), Node("q", parts=(other,))))
    with pytest.raises(NotComputable) as refused:
        prepare(Scorecard(root))
    assert [finding.code for finding in refused.value.findings] == ["indicator.differs"]


def test_a_column_without_spread_is_refused_by_its_name() -> None:
    with pytest.raises(NotComputable) as refused:
        scores(Method("minmax"), [3, 3, 3])
    assert [(one.code, one.indicator) for one in refused.value.findings] == [("scale.no_spread", "i")]


def test_percentages_where_shares_belong_are_refused_and_a_little_more_than_all_is_told() -> None:
    with pytest.raises(NotComputable) as refused:
        scores(Method("ratio"), [0.9, 97])
    assert [(one.code, one.unit) for one in refused.value.findings] == [("ratio.outside", "u1")]
    root = Node("index", parts=(Node("i"),))
    result = compute(Scorecard(root), Values(("u",), {"i": [1.02]}))
    assert result.score("u") == 1
    assert [note.code for note in result.notes] == ["ratio.above_one"]


def test_a_unit_twice_a_word_for_a_number_and_a_column_that_is_not_there_are_named() -> None:
    with pytest.raises(NotComputable) as twice:
        Values(("x", "y", "x"), {"i": [1, 1, 1]}, rows=(2, 3, 4))
    assert [(one.code, one.unit, one.row) for one in twice.value.findings] == [("unit.double", "x", 4)]
    with pytest.raises(NotComputable) as word:
        scores(Method("ratio"), [0.5, "many"])
    assert [(one.code, one.unit, one.indicator) for one in word.value.findings] == [("value.not_a_number", "u1", "i")]
    with pytest.raises(NotComputable) as absent:
        compute(Scorecard(Node("index", parts=(Node("i"), Node("j")))), Values(("x",), {"i": [1]}))
    assert [(one.code, one.indicator) for one in absent.value.findings] == [("indicator.no_values", "j")]


def test_a_geometric_mean_of_nothing_is_refused_by_unit_and_part() -> None:
    root = Node("index", parts=(Node("i"), Node("j")), combine=Method("geometric"))
    with pytest.raises(NotComputable) as refused:
        compute(Scorecard(root), Values(("x", "y"), {"i": [1, 0.5], "j": [1, 0]}))
    assert [(one.code, one.unit, one.indicator) for one in refused.value.findings] == [
        ("combine.not_positive", "y", "j")
    ]


def test_means_of_points_are_told_on_the_scale_of_their_node() -> None:
    """A mean of shares under a maximum of 200 points is so many points of 200."""
    part = Node("part", parts=(Node("i"), Node("j")), combine=Method("arithmetic"), max=Fraction(200))
    root = Node("index", parts=(part, Node("k", max=exact(100))), combine=Method("sum"), round=Rounding(2))
    result = compute(Scorecard(root), Values(("x",), {"i": [0.5], "j": [1], "k": [0.25]}))
    assert (result.score("x", "part"), result.score("x")) == (150, 175)


@pytest.mark.parametrize("gap", [0.5, np.nan])
def test_a_matrix_gives_what_its_columns_give(gap: float) -> None:
    """Tied at 0.3 and rounded at a half, where only the number as it is written decides."""
    matrix = np.array([[0.1, 0.2, 0.0], [0.3, 0.0, 0.0], [0.2, 0.0, gap], [1.0, 0.15, 1.0]])
    units, names = ("a", "b", "c", "d"), ("x", "y", "z")
    parts = tuple(Node(name, max=Fraction(1)) for name in names)
    root = Node("index", parts=parts, combine=Method("sum"), missing=Missing("renormalise"), round=Rounding(1))
    plan = prepare(Scorecard(root))
    columns = {name: matrix[:, at].tolist() for at, name in enumerate(names)}
    by_columns, by_matrix = compute(plan, Values(units, columns)), compute(plan, Values(units, Table(names, matrix)))
    assert by_matrix.table() == by_columns.table()
    assert by_matrix.score("d") == 2.2
    assert (by_matrix.states == by_columns.states).all()
    assert State(int(by_matrix.states[2, 2])) is (State.MISSING if np.isnan(gap) else State.VALUE)
    kept = by_matrix.steps["values"].copy()
    matrix[:] = 0
    np.testing.assert_array_equal(by_matrix.steps["values"], kept)


def test_a_matrix_of_another_shape_or_without_end_is_refused() -> None:
    plan = prepare(Scorecard(Node("index", parts=(Node("x"), Node("y")))))
    for names, shape in ((("x",), (2, 2)), (("x", "x"), (2, 2)), (("x", "y"), (2,)), (("x", "y"), (3, 2))):
        with pytest.raises(NotComputable):
            Values(("a", "b"), Table(names, np.zeros(shape)))
    with pytest.raises(NotComputable) as problem:
        compute(plan, Values(("a", "b"), Table(("x", "y"), np.array([[0.5, np.inf], [0.5, 0.5]]))))
    [finding] = problem.value.findings
    assert (finding.code, finding.unit, finding.indicator) == ("value.infinite", "a", "y")
    with pytest.raises(NotComputable) as problem:
        compute(plan, Values(("a", "b"), Table(("x",), np.zeros((2, 1)))))
    assert [finding.indicator for finding in problem.value.findings] == ["y"]


def test_frames_of_polars_go_in_and_come_out() -> None:
    import polars as pl

    frame = pl.DataFrame({"place": ["x", "y"], "i": [0.5, None], "j": [1.0, 0.25]})
    root = Node("index", parts=(Node("i"), Node("j")), missing=Missing("renormalise"))
    out = compute(Scorecard(root), Values.of(frame, "place")).frame()
    assert isinstance(out, pl.DataFrame)
    assert out["index"].to_list() == [0.75, 0.25]
    assert out["i"].to_list() == [0.5, None]
