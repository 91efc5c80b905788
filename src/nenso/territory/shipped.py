"""What ships about places and calendars: the files of ``data/``, read into values. See ``data/README.md``."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

TWO_LEVELS = date(2025, 7, 1)
"""The day provinces were merged and districts ended (Resolutions 202/2025/QH15 and 203/2025/QH15)."""

COUNTRY = "vn"


@dataclass(frozen=True)
class Unit:
    """An administrative unit as it was founded (or as this record begins); ``path`` finds it for ever."""

    path: str
    parent: str | None
    code: str
    level: str
    kind: str
    name: str
    valid_from: date | None
    valid_until: date | None
    latitude: float | None
    longitude: float | None
    area_km2: float | None


@dataclass(frozen=True)
class NewName:
    """A unit that stayed but changed its name or kind on a day, by a decree."""

    path: str
    since: date
    kind: str
    name: str
    decree: str


@dataclass(frozen=True)
class Change:
    """How the unit at path ``old`` became, whole or in part, the one at ``new``."""

    old: str
    new: str
    kind: str
    effective: date
    decree: str
    is_default: bool


@dataclass(frozen=True)
class Abbreviation:
    """A short form and what it means; ``use`` is ``kind`` (p → phường) or ``name`` (hcm → Hồ Chí Minh)."""

    written: str
    meaning: str
    use: str


@dataclass(frozen=True)
class Day:
    """A day of the national calendar."""

    date: date
    kind: str
    name: str
    status: str
    source: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (files(__package__) / "data" / name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _number(text: str | None) -> float | None:
    return float(text) if text else None


@cache
def units() -> dict[str, Unit]:
    """Return every unit by path, each after the one it lies in."""
    found = {COUNTRY: Unit(COUNTRY, None, "VN", "country", "country", "Việt Nam", None, None, None, None, None)}
    merged = {row["code"] for row in _rows("before_2025.csv") if len(row["code"]) == 2}
    survivors = {row["old"] for row in _rows("changes_2025.csv")}
    for row in _rows("since_2025.csv"):
        code, province = row["code"], not row["parent"]
        parent = COUNTRY if province else f"{COUNTRY}.p{row['parent']}"
        begins = None if province and code not in survivors and code not in merged else TWO_LEVELS
        path = f"{parent}.{'p' if province else 'c'}{code}"
        found[path] = _unit(path, parent, "province" if province else "commune", row, (begins, None))
    paths: dict[str, str] = {}
    for row in _rows("before_2025.csv"):
        code = row["code"]
        level = {2: "province", 3: "district", 5: "commune"}[len(code)]
        parent = {
            "province": COUNTRY,
            "district": f"{COUNTRY}.{'o' if row['parent'] in merged else 'p'}{row['parent']}",
            "commune": paths.get(row["parent"], ""),
        }[level]
        paths[code] = path = f"{parent}.{ {'province': 'o', 'district': 'd', 'commune': 'w'}[level] }{code}"
        found[path] = _unit(path, parent, level, row, (None, TWO_LEVELS))
    return found


def _unit(path: str, parent: str, level: str, row: dict[str, str], valid: tuple[date | None, date | None]) -> Unit:
    where = (_number(row["latitude"]), _number(row["longitude"]), _number(row.get("area_km2")))
    return Unit(path, parent, row["code"], level, row["kind"], row["name"], *valid, *where)


@cache
def _current_paths() -> dict[str, str]:
    """Return the path of each unit of today's map by its code."""
    return {unit.code: path for path, unit in units().items() if unit.valid_until is None}


@cache
def new_names() -> tuple[NewName, ...]:
    """Return the dated changes of name or kind since 1 July 2025."""
    return tuple(
        NewName(
            _current_paths()[row["code"]], date.fromisoformat(row["since"]), row["kind"], row["name"], row["decree"]
        )
        for row in _rows("names.csv")
    )


@cache
def decrees() -> dict[str, str]:
    """Return what was decided (``provinces``, ``districts``, ``communes of 19``) → the decree as it is cited."""
    rows = list(_rows("decrees.csv"))
    by_number = {row["number"]: f"{row['kind']} {row['number']}" for row in rows}
    return by_number | {row["decides"]: by_number[row["number"]] for row in rows}


@cache
def changes() -> tuple[Change, ...]:
    """Return how every unit that ended on 1 July 2025 became others, then the changes of name since."""
    former = {unit.code: path for path, unit in units().items() if unit.valid_until == TWO_LEVELS}
    found = []
    for row in _rows("changes_2025.csv"):
        old, new = former[row["old"]], _current_paths()[row["new"]]
        level = units()[old].level
        decided = f"communes of {new.split('.')[1][1:]}" if level == "commune" else f"{level}s"
        kind = row["kind"]
        found.append(Change(old, new, kind, TWO_LEVELS, decrees().get(decided, ""), row["is_default"] == "1"))
    last = {path: (unit.kind, unit.name) for path, unit in units().items()}
    for name in sorted(new_names(), key=lambda name: name.since):
        kind = "retyped" if last[name.path][1] == name.name else "renamed"
        decree = decrees().get(name.decree, name.decree)
        found.append(Change(name.path, name.path, kind, name.since, decree, is_default=True))
        last[name.path] = (name.kind, name.name)
    return tuple(found)


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """Return the short forms people write."""
    return tuple(Abbreviation(**row) for row in _rows("abbreviations.csv"))


@cache
def calendar_days() -> tuple[Day, ...]:
    """Return the days of the national calendar; what is decided replaces what is only computed."""
    days: dict[str, Day] = {}
    for name in ("calendar_computed.csv", "calendar_decided.csv"):
        for row in _rows(name):
            days[row["date"]] = Day(
                date.fromisoformat(row["date"]), row["kind"], row["name"], row["status"], row["source"]
            )
    return tuple(day for _, day in sorted(days.items()))
