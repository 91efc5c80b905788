"""Indices that others published, recomputed: GovTech Maturity Index (593 rows), the Vietnamese DTI of 2020 and 2022."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from nenso.index.engine import Group, Method, Missing, Node, Rounding, Scorecard, Values, compute
from nenso.index.engine.scorecard import exact

SHARED = Path(__file__).parents[3] / "shared"
GTMI = SHARED / "checks" / "index" / "gtmi" / "gtmi2025.csv"
TABLES = SHARED / "facts" / "tables"
FOOTER_ROWS = 5


def rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside this checkout")
    with path.open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def test_the_govtech_maturity_index_comes_out_row_by_row() -> None:
    """The mean of four sub-indices, groups from .75, .5 and .25; no score, rank or group of 593 rows differs."""
    table = [row for row in rows(GTMI) if row["cgsi"] != "NA"]
    assert len(table) == len(rows(GTMI)) - FOOTER_ROWS
    names = ("cgsi", "psdi", "dcei", "gtei")
    groups = tuple(
        Group(name, least=None if least is None else exact(least))
        for name, least in (("A", 0.75), ("B", 0.5), ("C", 0.25), ("D", None))
    )
    root = Node("gtmi", parts=tuple(Node(name, scale=Method("ratio")) for name in names), combine=Method("arithmetic"))
    compared = 0
    for year in ("2020", "2022", "2025"):
        mine = [row for row in table if row["year"] == year]
        values = Values(
            tuple(row["country_code"] for row in mine), {name: [float(row[name]) for row in mine] for name in names}
        )
        result = compute(Scorecard(root, groups=groups), values)
        published = [float(row["gtmi"]) for row in mine]
        for row, score in zip(mine, published, strict=True):
            unit = row["country_code"]
            assert result.score(unit) == pytest.approx(score, abs=1e-14)
            assert result.rank(unit) == 1 + sum(other > score for other in published)
            assert result.groups[result.places[unit]] == row["grp"]
            compared += 1
    assert compared == 593


DTI_2022 = {
    "nhan_thuc_so": 100, "the_che_so": 100, "ha_tang_so": 100, "nhan_luc_so": 100, "an_toan_tt_mang": 100,
    "hd_chinh_quyen_so": 200, "hd_kinh_te_so": 150, "hd_xa_hoi_so": 150,
}  # fmt: skip
COMMON = tuple(DTI_2022)[:5]


def test_the_dti_of_2022_comes_out_with_pillars_that_overlap() -> None:
    """Three pillars share five indicators: 700, 650 and 650 points of 1,000, not of 2,000."""
    table = rows(TABLES / "dti_2022_components_top5.csv")

    def indicator(name: str) -> Node:
        return Node(name, scale=Method("ratio"), max=Fraction(DTI_2022[name]))

    pillars = tuple(
        Node(pillar, parts=tuple(indicator(name) for name in (*COMMON, own)), out_of=Fraction(1))
        for pillar, own in (("cqs", "hd_chinh_quyen_so"), ("kts", "hd_kinh_te_so"), ("xhs", "hd_xa_hoi_so"))
    )
    root = Node("dti", parts=pillars, combine=Method("sum"), out_of=Fraction(1), round=Rounding(4))
    values = Values(
        tuple(row["province"] for row in table),
        {name: [float(row[name]) for row in table] for name in DTI_2022},
    )
    result = compute(Scorecard(root), values)
    assert result.plan.reach(result.plan.root, dict(result.greatest), 5) == 1000
    for row in table:
        score = result.score(row["province"])
        assert score == pytest.approx(float(row["pdti_published"]), abs=1e-4)
        assert result.rank(row["province"]) == int(row["rank"])
        cqs = sum(float(row[name]) * DTI_2022[name] for name in (*COMMON, "hd_chinh_quyen_so")) / 700
        assert result.score(row["province"], "cqs") == pytest.approx(cqs, abs=1e-12)


def test_the_dti_of_2020_comes_out() -> None:
    table = rows(TABLES / "dti_2020_pillars_top9.csv")
    weights = {"cqs": 400, "kts": 300, "xhs": 300}
    parts = tuple(Node(name, scale=Method("ratio"), max=Fraction(points)) for name, points in weights.items())
    root = Node("dti", parts=parts, combine=Method("sum"), out_of=Fraction(1), round=Rounding(4))
    values = Values(
        tuple(row["province"] for row in table), {name: [float(row[name]) for row in table] for name in weights}
    )
    result = compute(Scorecard(root), values)
    for row in table:
        assert result.score(row["province"]) == pytest.approx(float(row["dti"]), abs=1e-4)
        assert result.rank(row["province"]) == int(row["dti_rank"])


def test_the_quality_of_services_of_quang_nam_adds_up() -> None:
    *groups, total = rows(TABLES / "index766_quangnam_2024-08-19.csv")
    parts = tuple(
        Node(f"group_{at}", scale=Method("ratio", {"full_at": float(row["max"])}), max=exact(row["max"]))
        for at, row in enumerate(groups)
    )
    root = Node("quality", parts=parts, combine=Method("sum"), round=Rounding(1), missing=Missing("refuse"))
    values = Values(("Quảng Nam",), {f"group_{at}": [float(row["score"])] for at, row in enumerate(groups)})
    assert compute(Scorecard(root), values).score("Quảng Nam") == float(total["score"])
