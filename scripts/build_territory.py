"""Build the places that ship in ``src/nenso/territory/data`` from the ``vietnamadminunits`` package (MIT).

Run ``.venv/bin/python scripts/build_territory.py`` after the package or ``corrections.csv`` changed; the tests compare
what is shipped with what this makes. Dated changes after 1 July 2025 (``names.csv``), decrees, abbreviations and the
calendar are kept by hand and are not touched.
"""

import csv
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import vietnamadminunits

DATA = Path(__file__).parents[1] / "src/nenso/territory/data"
SOURCE = Path(vietnamadminunits.__file__).parent / "data"

UNCHANGED_PROVINCES = frozenset({"01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46"})
"""The eleven provinces and cities that Resolution 202/2025/QH15 left as they were."""

KINDS = {
    "province": {"Tỉnh": "province", "Thành phố": "city"},
    "district": {"Quận": "urban_district", "Huyện": "rural_district", "Thị xã": "town", "Thành phố": "provincial_city"},
    "commune": {"Phường": "ward", "Xã": "commune", "Thị trấn": "township", "Đặc khu": "special_zone"},
}

Row = tuple[Any, ...]


def split_name(full_name: str, level: str) -> tuple[str, str]:
    """Return kind and bare name of ``Thị trấn Phủ Thông``; the package's own type column is wrong for four wards."""
    words = " ".join(full_name.split())
    for title, kind in KINDS[level].items():
        if words.casefold().startswith(title.casefold() + " "):
            return kind, words[len(title) + 1 :]
    raise ValueError(f"no kind in {full_name!r}")


def read(table: str) -> list[dict[str, Any]]:
    """Return the rows of one table of the package's database."""
    with sqlite3.connect(f"file:{SOURCE / 'dataset.db'}?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]


def before_2025() -> list[Row]:
    """Return the units that ended on 1 July 2025: code, kind, name, parent's code, latitude, longitude."""
    provinces: dict[str, Row] = {}
    districts: dict[str, Row] = {}
    communes: dict[str, Row] = {}
    for row in read("admin_units_legacy"):
        province, district = row["provinceCode"], row["districtCode"]
        if province not in UNCHANGED_PROVINCES:
            where = (row["provinceLat"], row["provinceLon"])
            provinces[province] = (province, *split_name(row["province"], "province"), "", *where)
        districts[district] = (
            district,
            *split_name(row["district"], "district"),
            province,
            row["districtLat"],
            row["districtLon"],
        )
        if row["wardCode"]:
            where = (row["wardLat"], row["wardLon"])
            communes[row["wardCode"]] = (row["wardCode"], *split_name(row["ward"], "commune"), district, *where)
    return [*sorted(provinces.values()), *sorted(districts.values()), *sorted(communes.values())]


def since_2025(corrections: dict[str, tuple[str, str]]) -> list[Row]:
    """Return the units of 1 July 2025: code, kind, name, parent's code, latitude, longitude, area in km2."""
    provinces: dict[str, Row] = {}
    communes: dict[str, Row] = {}
    for row in read("admin_units"):
        kind, name = split_name(row["province"], "province")
        province = row["provinceCode"]
        name = corrections.get(province, (province, name))[1] or name
        provinces[province] = (province, kind, name, "", row["provinceLat"], row["provinceLon"], "")
        kind, name = split_name(row["ward"], "commune")
        code, corrected = corrections.get(row["wardCode"], (row["wardCode"], name))
        where = (row["wardLat"], row["wardLon"], row["wardAreaKm2"] or "")
        communes[code] = (code, kind, corrected or name, province, *where)
    return [*sorted(provinces.values()), *sorted(communes.values())]


def changes_2025(corrections: dict[str, tuple[str, str]]) -> list[Row]:
    """Return how each old unit became new ones: old code, new code, whole or split, the package's default (0 or 1).

    A district's successors are those of its communes; the five island districts without communes have their own line.
    """
    converter = json.loads((SOURCE / "converter_2025.json").read_text("utf-8"))
    old = {f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}": r for r in read("admin_units_legacy")}
    new_codes = {
        (r["provinceKey"], r["wardKey"]): corrections.get(r["wardCode"], (r["wardCode"], ""))[0]
        for r in read("admin_units")
    }
    rows: list[Row] = []
    districts: dict[str, set[str]] = defaultdict(set)

    def add(old_key: str, new_code: str, kind: str, default: int) -> None:
        unit = old[old_key]
        districts[unit["districtCode"]].add(new_code)
        if unit["wardCode"]:
            rows.append((unit["wardCode"], new_code, kind, default))

    for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for key, parts in communes.items():
            for part in parts:
                add(part, new_codes[province, key], "whole", 1)
    for province, parts in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, targets in parts.items():
            for target in targets:
                add(key, new_codes[province, target["newWardKey"]], "split", int(target["isDefaultNewWard"]))
    for district, targets in districts.items():
        whole = len(targets) == 1
        rows.extend((district, target, "whole" if whole else "split", int(whole)) for target in targets)
    province_keys = {r["provinceKey"]: r["provinceCode"] for r in old.values()}
    current_keys = {r["provinceKey"]: r["provinceCode"] for r in read("admin_units")}
    rows.extend(
        (province_keys[part], current_keys[key], "whole", 1)
        for key, parts in converter["DICT_PROVINCE"].items()
        for part in parts
        if province_keys[part] not in UNCHANGED_PROVINCES
    )
    return sorted(rows, key=lambda row: (len(row[0]), row))


def write(folder: Path, name: str, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write one CSV file: UTF-8, LF."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def build(folder: Path = DATA) -> None:
    """Write the three built files into ``folder``."""
    with (DATA / "corrections.csv").open(encoding="utf-8", newline="") as file:
        corrections = {row["package_code"]: (row["code"], row["name"]) for row in csv.DictReader(file)}
    where = ("latitude", "longitude")
    write(folder, "before_2025.csv", ("code", "kind", "name", "parent", *where), before_2025())
    write(folder, "since_2025.csv", ("code", "kind", "name", "parent", *where, "area_km2"), since_2025(corrections))
    write(folder, "changes_2025.csv", ("old", "new", "kind", "is_default"), changes_2025(corrections))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
