"""What ships is what was published, and what the scripts make again."""

import csv
import importlib.util
from collections import Counter
from datetime import date
from pathlib import Path

import holidays
import pytest

from nenso.territory.loading import dated_names
from nenso.territory.shipped import TWO_LEVELS, calendar_days, changes, decrees, new_names, units

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "../shared/facts/tables"
needs_facts = pytest.mark.skipif(not FACTS.exists(), reason="the tables of facts are not beside this repository")


def facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def script(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kinds_on(day: date) -> Counter[tuple[str, str]]:
    valid = [
        name
        for name in dated_names()
        if (name.since is None or name.since <= day) and (name.until is None or name.until > day)
    ]
    return Counter((units()[name.path].level, name.kind) for name in valid)


def test_todays_map_has_34_provinces_and_3321_communes():
    """Decision 19/2025/QĐ-TTg, Resolution 237/NQ-UBTVQH16: 697 phường, 2.611 xã, 13 đặc khu; 7 cities, 27 provinces."""
    assert kinds_on(date(2026, 11, 21)) == {
        ("country", "country"): 1,
        ("province", "city"): 7,
        ("province", "province"): 27,
        ("commune", "ward"): 697,
        ("commune", "commune"): 2611,
        ("commune", "special_zone"): 13,
    }


def test_the_map_of_1_july_2025_had_687_wards_and_6_cities():
    kinds = kinds_on(TWO_LEVELS)
    assert (kinds["commune", "ward"], kinds["commune", "commune"], kinds["commune", "special_zone"]) == (687, 2621, 13)
    assert (kinds["province", "city"], kinds["province", "province"]) == (6, 28)


def test_the_map_before_had_63_provinces_696_districts_and_10035_communes():
    kinds = kinds_on(date(2025, 6, 30))
    by_level = Counter[str]()
    for (level, _), count in kinds.items():
        by_level[level] += count
    assert by_level == {"country": 1, "province": 63, "district": 696, "commune": 10035}
    assert kinds["province", "city"] == 6


def test_every_unit_that_ended_became_something_and_every_new_commune_came_from_something():
    ended = {path for path, unit in units().items() if unit.valid_until is not None}
    assert {change.old for change in changes() if change.old != change.new} == ended
    new = {path for path, unit in units().items() if unit.valid_from is not None}
    assert {change.new for change in changes() if change.old != change.new} >= new


def test_a_whole_change_has_one_successor_and_a_split_several_of_which_a_commune_has_one_default():
    successors: dict[str, list] = {}
    for change in changes():
        if change.old != change.new:
            successors.setdefault(change.old, []).append(change)
    for old, found in successors.items():
        assert {change.kind for change in found} == {"whole" if len(found) == 1 else "split"}
        if units()[old].level == "commune":
            assert sum(change.is_default for change in found) == 1


def test_island_districts_without_communes_became_special_zones():
    for code in ("318", "471", "498", "536", "755"):
        (change,) = [change for change in changes() if change.old.endswith(f".d{code}")]
        assert units()[change.new].kind == "special_zone"
        assert not [path for path in units() if path.startswith(f"{change.old}.")]


def test_ten_communes_and_one_province_changed_their_kind_on_30_april_2026():
    assert {name.since for name in new_names()} == {date(2026, 4, 30)}
    assert Counter(name.kind for name in new_names()) == {"ward": 10, "city": 1}
    assert all(units()[name.path].name == name.name for name in new_names())
    assert all(units()[name.path].kind in {"commune", "province"} for name in new_names())


def test_every_change_cites_a_decree_and_each_province_has_its_own_for_communes():
    """34 resolutions of the Standing Committee of the National Assembly, numbers 1654 to 1687."""
    assert all(change.decree for change in changes())
    numbers = {text for decided, text in decrees().items() if decided.startswith("communes of ")}
    assert numbers == {f"Nghị quyết {number}/NQ-UBTVQH15" for number in range(1654, 1688)}


def test_names_are_tidy():
    for name in dated_names():
        assert name.name == " ".join(name.name.split())
        assert len(name.label) <= 400
        assert name.label == name.label.encode("ascii").decode()


@needs_facts
def test_todays_communes_are_those_of_the_facts():
    today = {units()[name.path].code: name for name in dated_names() if name.until is None}
    published = facts("communes_3321_2026.csv")
    assert len(published) == 3321
    for row in published:
        name = today[row["code"]]
        assert name.path.startswith(f"vn.p{row['province_code']}.")
        # one name is written «xã Bắc Sơn» there
        assert name.path_name.split(", ")[0].casefold() == row["full_name"].casefold()
    for row in facts("provinces_34_2026.csv"):
        assert today[row["code"]].path_name == row["full_name"]


@needs_facts
def test_what_became_of_each_old_commune_is_that_of_the_facts():
    ours = {
        (units()[change.old].code, units()[change.new].code, change.kind, change.is_default)
        for change in changes()
        if units()[change.old].level == "commune" and change.old != change.new
    }
    corrected = {"06970": "06978"}
    assert ours == {
        (row["old_code"], corrected.get(row["new_code"], row["new_code"]), row["kind"], row["is_default"] == "1")
        for row in facts("commune_mapping_old_to_new_2025.csv")
    }


@needs_facts
def test_the_calendar_of_2026_and_2027_is_that_of_the_facts():
    ours = {day.date.isoformat(): day for day in calendar_days()}
    kinds = {
        "nghỉ lễ": "holiday",
        "nghỉ bù": "compensatory",
        "nghỉ hoán đổi": "swapped_off",
        "ngày làm việc (thứ Bảy)": "working_saturday",
    }
    rows = facts("holidays.csv")
    for row in rows:
        assert ours[row["date"]].kind == kinds[row["type"]], row
    assert {day for day in ours if day.startswith("2026")} == {r["date"] for r in rows if r["date"].startswith("2026")}


def test_what_the_scripts_make_is_what_ships(tmp_path: Path):
    data = ROOT / "src/nenso/territory/data"
    for name in ("build_territory", "build_calendar"):
        script(name).build(tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == ["before_2025.csv", "calendar_computed.csv", "changes_2025.csv", "since_2025.csv"]
    for name in made:
        assert (tmp_path / name).read_text("utf-8") == (data / name).read_text("utf-8"), name


def test_the_library_knows_the_decided_calendar_of_2026_but_for_the_swap_of_2_january():
    """Dispatch 12729/VPCP-KGVX swapped 2 January for Saturday 10 January; the library has not taken that in."""
    off = {day.date for day in calendar_days() if day.date.year == 2026 and day.kind != "working_saturday"}
    assert off - set(holidays.country_holidays("VN", years=2026)) == {date(2026, 1, 2)}
    assert set(holidays.country_holidays("VN", years=2026)) <= off


def test_a_holiday_on_a_weekend_is_given_on_the_next_working_day():
    """Labour Code Art. 111(3): Giỗ Tổ on Sunday 26 April 2026 → Monday; 1 May 2027, a Saturday → Monday 3 May."""
    given = {day.date for day in calendar_days() if day.kind == "compensatory"}
    assert {date(2026, 4, 27), date(2027, 5, 3)} <= given
    assert all(day.weekday() < 5 for day in given)
