"""The scorecards that ship: structure and points as published, published scores recomputed, every source said."""

import csv
from pathlib import Path

import pytest

from formulas_content.filling import formula
from nenso.formulas.folders import shipped_folders
from nenso.index.declared import Declared, read_scorecard
from nenso.index.engine import Plan, State, Values, compute, prepare
from nenso.language.declarations.indicators import Indicator

TABLES = Path(__file__).parents[3] / "shared" / "facts" / "tables"
SCORECARDS = ("dti_province_2020", "dti_province_2022", "dti_commune", "service_quality_766")


def rows(name: str) -> list[dict[str, str]]:
    path = TABLES / f"{name}.csv"
    if not path.is_file():
        pytest.skip(f"{name}.csv is not beside this checkout")
    with path.open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def declared(name: str) -> Declared:
    return read_scorecard(shipped_folders()[name] / "indicators" / f"{name}.yaml")


def plan(name: str) -> Plan:
    return prepare(declared(name).scorecard())


def points(name: str) -> dict[str, int]:
    """Points by title of indicator."""
    return {leaf.node.title: int(leaf.node.max or 0) for leaf in plan(name).leaves}


@pytest.mark.parametrize("name", SCORECARDS)
def test_every_indicator_says_from_what_it_comes_in_both_languages(name: str) -> None:
    known = declared(name).known
    assert set(known) == set(plan(name).names)
    for indicator in known.values():
        if indicator.name.startswith("petition_"):
            continue  # of another formula, measured from its cases
        assert indicator.source is not None, indicator.name
        assert indicator.source.in_language("en") != indicator.source.in_language("vi")


def measured(indicator: Indicator) -> bool:
    return bool(indicator.measures)


def test_the_commune_index_is_measured_where_that_is_possible() -> None:
    known = declared("dti_commune").known.values()
    assert sum(measured(one) for one in known) == 24
    assert sum(one.reported is not None for one in known) == 62 - 24


def test_a_commune_that_lacks_a_value_has_no_rank_and_no_silent_zero() -> None:
    card = plan("dti_commune")
    columns: dict[str, list[float | None]] = {name: [1.0, 0.5, 1.0] for name in card.names}
    columns["drills"] = [1.0, 0.5, None]
    found = compute(card, Values(("whole", "half", "lacking"), columns))
    assert [(found.score(unit), found.rank(unit)) for unit in ("whole", "half", "lacking")] == [
        (960, 1),
        (480, 2),
        (None, None),
    ]
    assert State(found.states[card.names.index("drills"), 2]) is State.MISSING


def test_the_commune_index_has_the_items_and_points_that_were_read() -> None:
    table = rows("dti_commune_items_tayninh_2025")
    ours = points("dti_commune")
    other = {"Tỷ lệ phản ánh, kiến nghị đã giải quyết đúng hạn trên hệ thống 1022",
             "Tỷ lệ mức độ hài lòng về phản ánh kiến nghị trên hệ thống 1022"}  # fmt: skip
    for row in table:
        if row["indicator"] not in other:
            assert ours[row["indicator"]] == int(row["max_points"]), row["code"]
    assert len(ours) == len(table) == 62
    assert sum(ours.values()) == sum(int(row["max_points"]) for row in table) == 960


def test_the_quality_index_has_the_components_points_and_targets_that_were_read() -> None:
    scored = [row for row in rows("index766_components") if row["scored"] == "yes"]
    ours = points("service_quality_766")
    leaves = {leaf.node.title: leaf.node for leaf in plan("service_quality_766").leaves}
    for row in scored:
        if row["component"] not in leaves and row["code"] in {"5.2", "5.3"}:
            continue  # indicators of the formula of petitions, under their own titles
        assert ours[row["component"]] == int(row["max_points"])
        scale = leaves[row["component"]].scale
        target = int(row["target_pct"] or 100)
        assert scale is not None
        assert scale.settings.get("full_at", 1) * 100 == target
    assert len(ours) == len(scored)
    assert sum(ours.values()) == 100
    for branch in plan("service_quality_766").branches[:-1]:
        row = next(row for row in scored if row["group"] == branch.node.title)
        assert branch.node.max == int(row["group_max_portal"]) == sum(ours[leaf.title] for leaf in branch.node.parts)


def test_the_provincial_index_of_2022_has_the_structure_that_was_read() -> None:
    ours = points("dti_province_2022")
    for row in rows("dti_structure"):
        if row["version"] == "922/2022" and row["level"] == "tỉnh" and row["max_points"] != "0":
            assert ours[row["indicator"]] == int(row["max_points"])
    assert sum(ours.values()) == 1000
    recorded = formula("dti_province_2022").indicators["smart_city"]
    assert recorded.title.in_language("vi") == "Đô thị thông minh"


def test_published_scores_of_2022_come_out() -> None:
    columns = {
        "awareness": "nhan_thuc_so",
        "institutions": "the_che_so",
        "infrastructure": "ha_tang_so",
        "workforce": "nhan_luc_so",
        "security": "an_toan_tt_mang",
        "government_activity": "hd_chinh_quyen_so",
        "economy_activity": "hd_kinh_te_so",
        "society_activity": "hd_xa_hoi_so",
    }
    _compare("dti_province_2022", rows("dti_2022_components_top5"), columns, "pdti_published", "rank")


def test_published_scores_of_2020_come_out() -> None:
    columns = {"digital_government": "cqs", "digital_economy": "kts", "digital_society": "xhs"}
    _compare("dti_province_2020", rows("dti_2020_pillars_top9"), columns, "dti", "dti_rank")


def _compare(name: str, table: list[dict[str, str]], columns: dict[str, str], score: str, rank: str) -> None:
    units = tuple(row["province"] for row in table)
    values = Values(units, {ours: [float(row[theirs]) for row in table] for ours, theirs in columns.items()})
    result = compute(plan(name), values)
    for row in table:
        assert result.score(row["province"]) == pytest.approx(float(row[score]), abs=1e-4)
        assert result.rank(row["province"]) == int(row[rank])
