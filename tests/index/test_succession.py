"""What merging and dividing places does to the past of indicators, and how a change is split, to the last digit."""

import csv
import itertools
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nenso.index.engine import (
    NOT_APPLICABLE,
    Method,
    Missing,
    Node,
    NotComputable,
    Rounding,
    Scorecard,
    Values,
    compute,
    prepare,
)
from nenso.index.engine.comparing import changes, on_todays_map, stage_of
from nenso.index.engine.scorecard import exact
from nenso.index.engine.succession import Known, Rule, Successor, carried

PROVINCES = Values(
    ("Hà Giang", "Tuyên Quang", "Cao Bằng"),
    {
        "people": [900, 600, 500],
        "on_time": [0.5, 0.9, 0.7],
        "internet": [0.5, 0.8, 0.6],
        "plan": [True, False, True],
        "late": [None, 4, None],
        "ports": [NOT_APPLICABLE, 3, NOT_APPLICABLE],
    },
    period="2024",
)
MERGED = [
    Successor("Hà Giang", "Tuyên Quang mới"), Successor("Tuyên Quang", "Tuyên Quang mới"),
    Successor("Cao Bằng", "Cao Bằng"),
]  # fmt: skip
RULES = {
    "people": Rule("sum"),
    "on_time": Rule("sum"),
    "internet": Rule("weighted", "people"),
    "plan": Rule("not_comparable"),
    "late": Rule("sum"),
    "ports": Rule("sum"),
}
FINISHED = Known(counted={"on_time": {"Hà Giang": (50, 100), "Tuyên Quang": (270, 300), "Cao Bằng": (7, 10)}})


def test_each_indicator_says_how_its_past_is_carried() -> None:
    now = carried(PROVINCES, MERGED, RULES, FINISHED)
    assert now.values.units == ("Tuyên Quang mới", "Cao Bằng")
    told = {name: column[0] for name, column in now.values.columns.items()}
    assert (told["people"], told["ports"]) == (1500, 3)
    assert told["on_time"] == 320 / 400  # numerators and denominators are added, not shares
    assert told["internet"] == float((Fraction("0.5") * 900 + Fraction("0.8") * 600) / 1500)
    assert (told["plan"], now.reasons["plan"]) == (None, {"Tuyên Quang mới": "not_comparable"})
    assert (told["late"], now.reasons["late"]) == (None, {"Tuyên Quang mới": "incomplete"})
    # who did not merge keeps everything, whatever the rules say
    assert [column[1] for column in now.values.columns.values()] == [500, 0.7, 0.6, True, None, NOT_APPLICABLE]


def test_what_is_counted_anew_from_facts_comes_from_there_or_is_missing() -> None:
    rules = {**RULES, "on_time": Rule("recompute")}
    counted = Known(recomputed={"on_time": {"Tuyên Quang mới": 0.79}})
    assert carried(PROVINCES, MERGED, rules, counted).values.columns["on_time"] == [0.79, 0.7]
    without = carried(PROVINCES, MERGED, rules, FINISHED)
    assert (without.values.columns["on_time"][0], without.reasons["on_time"]) == (None, {"Tuyên Quang mới": "no_facts"})


def test_a_unit_that_was_divided_gives_each_its_share_or_nothing_where_nobody_knows_it() -> None:
    parts = [Successor("Hà Giang", "X", 0.25), Successor("Hà Giang", "Y", 0.75), Successor("Tuyên Quang", "Y")]
    parts.append(MERGED[2])
    people = carried(PROVINCES, parts, RULES).values
    assert dict(zip(people.units, people.columns["people"], strict=True)) == {"X": 225, "Y": 1275, "Cao Bằng": 500}
    unknown = [replace(one, share=None) if one.before == "Hà Giang" else one for one in parts]
    now = carried(PROVINCES, unknown, RULES)
    assert now.values.columns["people"] == [None, None, 500]
    assert now.reasons["people"] == {"X": "divided", "Y": "divided"}


def test_a_mean_without_anything_to_weigh_by_and_words_are_missing_with_their_reason() -> None:
    rules = {"internet": Rule("weighted", "elsewhere"), "plan": Rule("sum")}
    now = carried(PROVINCES, MERGED, rules)
    assert now.reasons["internet"]["Tuyên Quang mới"] == "no_weight"
    assert now.reasons["plan"]["Tuyên Quang mới"] == "not_a_number"
    assert now.reasons["people"]["Tuyên Quang mới"] == "no_rule"
    known = Known(weights={"elsewhere": {"Hà Giang": 1, "Tuyên Quang": 1}})
    assert carried(PROVINCES, MERGED, rules, known).values.columns["internet"][0] == 0.65


SHARES = "successor.shares"


@pytest.mark.parametrize(
    ("ways", "code", "unit"),
    [
        (MERGED[1:], "unit.no_successor", "Hà Giang"),
        ([*MERGED, MERGED[0]], "successor.double", "Hà Giang"),
        ([Successor("Hà Giang", "X", 0.4), Successor("Hà Giang", "Y", 0.4), *MERGED[1:]], SHARES, "Hà Giang"),
        ([Successor("Hà Giang", "X", 1.2), Successor("Hà Giang", "Y"), *MERGED[1:]], SHARES, "Hà Giang"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_about_successors_is_refused_by_name(ways: list[Successor], code: str, unit: str) -> None:
    with pytest.raises(NotComputable) as refused:
        carried(PROVINCES, ways, RULES)
    assert {(one.code, one.unit, one.period) for one in refused.value.findings} >= {(code, unit, "2024")}


def test_a_former_unit_that_is_not_in_the_table_makes_what_it_is_part_of_incomplete() -> None:
    now = carried(PROVINCES, [*MERGED, Successor("Bắc Kạn", "Cao Bằng")], RULES)
    assert now.reasons["people"] == {"Cao Bằng": "incomplete"}


INTO = [parts for count in (1, 2, 4) for parts in itertools.combinations(range(5), count)]
"""Into which of five units of today a former one went, whole, in halves or in quarters."""
ROWS = st.lists(
    st.tuples(
        st.integers(1, 10**9),
        st.integers(0, 10**9),
        st.integers(0, 1000).map(lambda n: n / 1000),
        st.sampled_from(INTO),
    ),
    min_size=1,
    max_size=8,
)
QUIETLY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def world(rows: list[tuple[int, int, float, tuple[int, ...]]]) -> tuple[Values, list[Successor]]:
    """Return units of then with people, cases and a share, and how they went into the units of today."""
    units = tuple(f"u{place}" for place in range(len(rows)))
    columns = dict(zip(("people", "cases", "share"), ([row[at] for row in rows] for at in range(3)), strict=True))
    ways = [
        Successor(unit, f"n{place}", 1 / len(row[3])) for unit, row in zip(units, rows, strict=True) for place in row[3]
    ]
    return Values(units, columns), ways


CARD = {"people": Rule("sum"), "cases": Rule("sum"), "share": Rule("weighted", "people")}


@QUIETLY
@given(ROWS)
def test_totals_and_the_mean_of_the_whole_stay_as_they_were(rows: list[Any]) -> None:
    values, ways = world(rows)
    now = carried(values, ways, CARD).values.columns
    for name in ("people", "cases"):  # quarters of whole numbers are finite: equal to the last digit
        assert sum(map(exact, now[name])) == sum(values.columns[name])
    mean = _mean(values.columns)
    assert abs(_mean(now) - mean) <= Fraction(1, 10**12)


def _mean(columns: Any) -> Fraction:
    people = [exact(one) for one in columns["people"]]
    return sum((exact(one) * weight for one, weight in zip(columns["share"], people, strict=True)), Fraction(0)) / sum(
        people
    )


@QUIETLY
@given(ROWS, st.randoms())
def test_no_order_of_units_or_successors_changes_a_value(rows: list[Any], random: Any) -> None:
    values, ways = world(rows)
    now = carried(values, ways, CARD).values
    places = list(range(len(values.units)))
    random.shuffle(places)
    random.shuffle(ways)
    again = carried(values.of_units(places), ways, CARD).values
    cells = {unit: [now.columns[name][at] for name in CARD] for at, unit in enumerate(now.units)}
    assert cells == {unit: [again.columns[name][at] for name in CARD] for at, unit in enumerate(again.units)}


@QUIETLY
@given(ROWS)
def test_nothing_changes_where_no_place_did(rows: list[Any]) -> None:
    values, _ = world(rows)
    same = carried(values, [Successor(unit, unit) for unit in values.units], {})
    assert (same.values.units, dict(same.values.columns)) == (values.units, dict(values.columns))


THEN = Scorecard(
    Node(
        "index",
        parts=(Node("internet", max=Fraction(60)), Node("plan", max=Fraction(40), scale=Method("yes_no"))),
        combine=Method("sum"),
        missing=Missing("renormalise"),
        round=Rounding(2),
    )
)
NOW = replace(
    THEN,
    root=replace(
        THEN.root, parts=(Node("internet", max=Fraction(80)), Node("fibre", max=Fraction(20)))
    ),
)  # fmt: skip


def test_a_change_is_split_into_merger_method_and_data_that_add_up() -> None:
    """Tuyên Quang mới: 70 and 48 were published, (70 × 900 + 48 × 600) / 1500 = 61.2 is where it starts. On today's map
    internet alone can be carried: 62 of 100. Fibre was not asked then: by the new edition it is 62 too. Today: 92.
    """
    before = compute(THEN, PROVINCES)
    assert (before.score("Hà Giang"), before.score("Tuyên Quang")) == (70, 48)
    past = carried(PROVINCES, MERGED, RULES)
    today = compute(NOW, Values(("Tuyên Quang mới", "Cao Bằng"), {"internet": [0.9, 0.8], "fibre": [1, 0]}))
    people = {
        "Tuyên Quang mới": {"Hà Giang": Fraction(900), "Tuyên Quang": Fraction(600)},
        "Cao Bằng": {"Cao Bằng": Fraction(1)},
    }
    found = changes(
        stage_of(before),
        stage_of(on_todays_map(prepare(THEN), past)),
        stage_of(on_todays_map(prepare(NOW), past)),
        stage_of(today),
        people,
    )  # fmt: skip
    merged, alone = found
    score = merged.score
    assert (score.before, score.on_todays_map, score.by_todays_method, score.now) == (Fraction("61.2"), 62, 62, 92)
    assert (score.merger, score.method, score.data) == (Fraction("0.8"), 0, 30)
    assert (alone.score.before, alone.score.on_todays_map, alone.score.by_todays_method, alone.score.now) == (
        76,
        76,
        60,
        64,
    )
    assert alone.rank is not None
    assert merged.rank is not None
    # of 76, 70 and 48 points it was first; the other two were second and third, 2.4 on average
    assert (merged.rank.before, merged.rank.now, alone.rank.before, alone.rank.now) == (Fraction("2.4"), 1, 1, 2)


def test_a_unit_without_a_score_in_some_state_has_no_split() -> None:
    refusing = replace(THEN, root=replace(THEN.root, missing=None))
    past = carried(PROVINCES.replaced("Cao Bằng", "internet", None), MERGED, RULES)
    result = on_todays_map(prepare(refusing), past)
    assert (result.score("Tuyên Quang mới"), result.score("Cao Bằng")) == (62, None)
    same = {unit: {unit: Fraction(1)} for unit in result.units}
    assert [one.unit for one in changes(*[stage_of(result)] * 4, same)] == ["Tuyên Quang mới"]


SCORES = st.one_of(st.none(), st.integers(0, 10_000).map(lambda number: number / 100))


@QUIETLY
@given(
    st.lists(st.tuples(SCORES, SCORES, SCORES, SCORES), min_size=1, max_size=8),
    st.integers(1, 9),
    st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(1000, 7)]),
    st.integers(0, 4),
)
def test_the_three_parts_are_the_whole_change_to_the_last_digit(
    rows: list[tuple[Any, ...]], weight: int, scale: Fraction, to: int
) -> None:
    stages = [{f"u{at}": (row[which], row[which]) for at, row in enumerate(rows)} for which in range(4)]
    came = {f"u{at}": {f"u{at}": Fraction(weight), "u0": Fraction(1)} for at in range(len(rows))}
    for one in changes(stages[0], stages[1], stages[2], stages[3], came, scale=scale):
        for steps in filter(None, (one.score, one.rank, one.score.rounded(to))):
            assert steps.merger + steps.method + steps.data == steps.whole == steps.now - steps.before
        told = one.score.rounded(to)
        shown = [f"{float(part):.{to}f}" for part in (told.merger, told.method, told.data, told.whole)]
        assert sum(map(Fraction, shown[:3])) == Fraction(shown[3])  # as a reader adds them up


TABLES = Path(__file__).parents[3] / "shared" / "facts" / "tables"


def _table(name: str) -> list[dict[str, str]]:
    path = TABLES / f"{name}.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside this checkout")
    with path.open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def _bare(name: str) -> str:
    for title in ("Tỉnh ", "Thành phố ", "TP. "):
        name = name.removeprefix(title)
    return {"Thừa Thiên - Huế": "Huế"}.get(name, name)


def test_on_the_real_map_of_63_and_34_provinces_totals_stay_and_the_mean_of_the_nation_too() -> None:
    """Communes of each of the 63 are added up; the rank in the DTI of 2022, published for all 63, is the mean weighted
    by communes. The eleven provinces that did not merge keep theirs to the digit.
    """
    ranks = {_bare(row["province"]): int(row["rank"]) for row in _table("dti_2022_rank63")}
    communes = Counter(_bare(row["old_province"]) for row in {row["old_code"]: row for row in _table(MAPPING)}.values())
    became = {
        _bare(old): row["code"]
        for row in _table("provinces_34_2026")
        for old in row["merged_from_names"].split("; ")
    }  # fmt: skip
    assert (len(became), len(set(became.values()))) == (63, 34)
    assert set(became) == set(ranks) == set(communes)
    values = Values(
        tuple(ranks), {"communes": [communes[one] for one in ranks], "rank": list(ranks.values())}, period="2022"
    )
    ways = [Successor(old, new) for old, new in became.items()]
    now = carried(values, ways, {"communes": Rule("sum"), "rank": Rule("weighted", "communes")})
    assert now.reasons == {}
    columns = now.values.columns
    assert sum(columns["communes"]) == sum(communes.values()) == 10_035
    mean = Fraction(sum(ranks[one] * communes[one] for one in ranks), 10_035)
    weighed = zip(map(exact, columns["rank"]), map(exact, columns["communes"]), strict=True)
    assert abs(sum((rank * count for rank, count in weighed), Fraction(0)) / 10_035 - mean) < Fraction(1, 10**12)
    alone = [unit for unit in now.values.units if now.is_as_it_was(unit)]
    assert len(alone) == 11
    place = now.values.units.index(became["Đà Nẵng"])
    assert columns["rank"][place] > ranks["Đà Nẵng"] == 1  # with Quảng Nam it is no longer the first


MAPPING = "commune_mapping_old_to_new_2025"
