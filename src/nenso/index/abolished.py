"""Units of a table that had ended when its period began: by name or code, from the map that ships; no database."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from nenso.index.engine import Finding, Values
from nenso.language.periods import bounds, is_period
from nenso.runtime.text import name_key
from nenso.territory.kinds import full_name
from nenso.territory.shipped import TWO_LEVELS, Unit, changes, new_names, units

_YEAR = re.compile(r"\b(19|20)\d{2}\b")
_LEVELS = ("province", "district", "commune")


@dataclass(frozen=True, slots=True)
class _Map:
    """The units of one level by how people write them: those that stand, those that ended with what they became.

    ``whole_names``: which of these have the kind with the name.
    """

    standing: frozenset[str]
    ended: Mapping[str, tuple[str, ...]]
    whole_names: frozenset[str]


def abolished(values: Values) -> Iterator[Finding]:
    """Yield the units that had ended before the period of the table; where it names no period, that they ended at all.

    The level is the one that most units of the table are of: a commune called like a province that is no more is none.
    """
    keys = [name_key(unit) for unit in values.units]
    known = {level: sum(key in _map(level).standing or key in _map(level).ended for key in keys) for level in _LEVELS}
    level = max(known, key=lambda one: known[one])
    if known[level] * 2 < len(keys):
        return
    begins = _beginning(values.period)
    if begins is not None and begins < TWO_LEVELS:
        return
    standing, ended = _map(level).standing, {**_of_other_levels(level), **_map(level).ended}
    for place, key in enumerate(keys):
        if key in ended and key not in standing:
            yield _finding(values, place, ended[key], known_period=begins is not None)


def _beginning(period: str) -> date | None:
    """Return when a period begins, of one in other words (``Quý 1/2026``) the year; None where it says no year."""
    if is_period(period):
        return bounds(period)[0]
    year = _YEAR.search(period)
    return date(int(year[0]), 1, 1) if year else None


def _finding(values: Values, place: int, became: tuple[str, ...], *, known_period: bool) -> Finding:
    last, now = f"{TWO_LEVELS:%d/%m/%Y}", "; ".join(became)
    vi = f"Đơn vị này không còn từ {last}" + (f", nay thuộc {now}." if now else ".")
    en = f"This unit ended on {last}" + (f" and is now in {now}." if now else ".")
    if known_period:
        vi, en = f"{vi} Nếu đúng, hãy chấp nhận: --accept unit.abolished.", f"{en} Accept: --accept unit.abolished."
    where = {"unit": values.units[place], "row": values.row(place), "period": values.period}
    return Finding("doubt" if known_period else "note", "unit.abolished", vi, en, **where)  # type: ignore[arg-type]


@cache
def _map(level: str) -> _Map:
    every = [unit for unit in units().values() if unit.level == level]
    renamed = {one.path: (one.kind, one.name) for one in new_names()}
    standing: set[str] = set()
    for unit in every:
        if unit.valid_until is None:
            standing |= _keys(unit.code, unit.kind, unit.name) | _keys(unit.code, *renamed.get(unit.path, ("", "")))
    became: dict[str, list[str]] = {}
    for change in changes():
        if change.old != change.new:
            new = units()[change.new]
            became.setdefault(change.old, []).append(full_name(new.kind, new.name))
    ended: dict[str, tuple[str, ...]] = {}
    for unit in every:
        if _over(unit, TWO_LEVELS):
            for key in _keys(unit.code, unit.kind, unit.name):
                ended.setdefault(key, tuple(became.get(unit.path, ())))
    whole_names = frozenset(name_key(full_name(unit.kind, unit.name)) for unit in every)
    return _Map(frozenset(standing), ended, whole_names)


@cache
def _of_other_levels(level: str) -> Mapping[str, tuple[str, ...]]:
    """Return what ended of the other levels by whole name (``Huyện Bạch Thông``): bare names may be others."""
    others = [one for one in _LEVELS if one != level]
    standing = frozenset().union(*(_map(one).standing for one in others))
    return {
        key: became
        for one in others
        for key, became in _map(one).ended.items()
        if key in _map(one).whole_names and key not in standing
    }


def _keys(code: str, kind: str, name: str) -> set[str]:
    if not name:
        return set()
    bare = {name_key(name)} if kind in {"province", "city"} else set[str]()
    return {code, name_key(full_name(kind, name)), *bare}


def _over(unit: Unit, day: date) -> bool:
    return unit.valid_until is not None and unit.valid_until <= day
