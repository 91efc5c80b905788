"""The way back from a score, what would raise it, and how it grew over the years."""

from fractions import Fraction
from random import Random

import pytest

from index.asem import needs_it, rows
from nenso.index.engine import Method, Missing, Node, Rounding, Scorecard, State, Values, compute
from nenso.index.engine.comparing import yearly_growth
from nenso.index.engine.explaining import explain
from nenso.index.engine.what_if import Among, improvements, improvements_among, is_separate, what_if


def commune_card() -> Scorecard:
    awareness = Node(
        "awareness",
        title="Nhận thức số",
        parts=(
            Node("plan", max=Fraction(20), scale=Method("yes_no")),
            Node("meetings", max=Fraction(20), scale=Method("steps", {1: 5, 2: 10, 3: 15, 4: 20})),
            Node("head", max=Fraction(20), scale=Method("tiers", {"secretary": 1, "deputy": 0.5})),
        ),
    )
    services = Node(
        "services",
        title="Dịch vụ công",
        parts=(Node("on_time", max=Fraction(40), scale=Method("ratio", {"full_at": 0.98}), per="cases"),),
    )
    root = Node(
        "index", parts=(awareness, services), combine=Method("sum"), missing=Missing("renormalise"), round=Rounding(2)
    )
    return Scorecard(root)


def three() -> Values:
    return Values(
        ("A", "B", "C"),
        {
            "plan": [True, False, True],
            "meetings": [4, 1, 2],
            "head": ["secretary", "deputy", None],
            "on_time": [98, 49, 90],
            "cases": [100, 100, 100],
        },
    )


def test_a_score_is_explained_down_to_the_values_it_is_made_of() -> None:
    result = compute(commune_card(), three())
    lines = {line.name: line for line in explain(result, "B")}
    assert [line.name for line in explain(result, "B")] == [
        "index", "awareness", "plan", "meetings", "head", "services", "on_time",
    ]  # fmt: skip
    assert [lines[name].score for name in ("plan", "meetings", "head", "on_time")] == [0, 5, 10, 20]
    assert lines["awareness"].score == 15
    assert lines["index"].score == 35
    assert (lines["index"].depth, lines["awareness"].depth, lines["plan"].depth) == (0, 1, 2)
    assert lines["on_time"].value == 49
    assert lines["on_time"].steps == (("values", 49.0), ("denominated", 0.49), ("normalised", 20.0))
    assert (lines["on_time"].weight, lines["on_time"].greatest) == (0.4, 40)


def test_points_of_what_is_below_add_up_to_what_is_above_for_every_unit() -> None:
    result = compute(commune_card(), three())
    for unit in ("A", "B"):
        lines = explain(result, unit)
        whole = next(line for line in lines if line.depth == 0)
        indicators = [line.score or 0 for line in lines if line.state is not None]
        assert sum(indicators) == pytest.approx(whole.unrounded, abs=1e-9)


def test_a_missing_value_is_told_as_such() -> None:
    (head,) = [line for line in explain(compute(commune_card(), three()), "C") if line.name == "head"]
    assert (head.value, head.state, head.score) == (None, State.MISSING, None)


def test_what_would_raise_a_unit_most_is_found_by_computing_it() -> None:
    """B has 35 of 100, C 66.73 of the 80 that can be judged: 83.42. No single change passes it, three together do."""
    result = compute(commune_card(), three())
    found = improvements(result, "B")
    assert [(one.indicator, one.best, one.gained_score) for one in found] == [
        ("on_time", 98.0, 20.0), ("plan", True, 20.0), ("meetings", 4, 15.0), ("head", "secretary", 10.0),
    ]  # fmt: skip
    together = what_if(result, "B", {"on_time": 98, "plan": True, "meetings": 4})
    assert (together.score("B"), together.rank("B")) == (90, 2)
    assert improvements(result, "A") == []


def test_changes_of_one_unit_alone_come_out_as_when_everybody_is_computed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = Random(7)
    units = tuple(f"u{place:02}" for place in range(40))
    columns = {
        "plan": [draw.random() < 0.5 for _ in units],
        "meetings": [draw.randint(0, 5) for _ in units],
        "head": [draw.choice(("secretary", "deputy", None)) for _ in units],
        "on_time": [draw.randint(40, 100) for _ in units],
        "cases": [100 for _ in units],
    }
    result = compute(commune_card(), Values(units, columns))
    assert is_separate(result.plan)
    at_once = {unit: improvements(result, unit) for unit in units}
    own = compute(commune_card(), Values(units[:1], {name: column[:1] for name, column in columns.items()}))
    others = [score for score in result.column("index")[1:] if score is not None]
    assert improvements_among(own, units[0], Among(result.rank(units[0]), others, 40)) == at_once[units[0]]
    monkeypatch.setattr("nenso.index.engine.what_if.is_separate", lambda _: False)
    assert {unit: improvements(result, unit) for unit in units} == at_once


def test_with_relative_scales_a_change_moves_the_others_too() -> None:
    root = Node("index", parts=(Node("i", scale=Method("minmax")), Node("j", scale=Method("minmax"))))
    result = compute(Scorecard(root), Values(("A", "B", "C"), {"i": [1, 2, 3], "j": [3, 1, 2]}))
    changed = what_if(result, "A", {"i": 5})
    assert not is_separate(result.plan)
    assert (result.score("C", "i"), changed.score("C", "i")) == (100, pytest.approx(100 / 3))
    assert [one.indicator for one in improvements(result, "A")] == ["i"]


def test_a_change_that_makes_everybody_equal_is_no_improvement() -> None:
    root = Node("index", parts=(Node("i", scale=Method("minmax")),))
    assert improvements(compute(Scorecard(root), Values(("A", "B"), {"i": [1, 2]})), "A") == []


@needs_it
def test_growth_over_the_years_is_the_published_one() -> None:
    panel = {(row["uCode"], row["Time"]): row for row in rows("ASEM_iData_panel")}
    for row in rows("expected_trends_SGP"):
        first, last = (
            float(panel[row["uCode"], row[end]][row["iCode"]]) for end in ("t_first", "t_latest")
        )  # fmt: skip
        years = int(row["t_latest"]) - int(row["t_first"])
        assert yearly_growth(first, last, years) == pytest.approx(float(row["CAGR"]), abs=1e-9)
