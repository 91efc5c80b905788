"""Bringing the database to the places and the national calendar that ship, by the owner, as often as one likes.

What is there keeps its key; only rows that differ are written. Nothing is deleted but names, changes and national days
that no longer ship: places are never removed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

import psycopg
from psycopg import sql

from nenso.runtime.bulk import owner_connection
from nenso.runtime.ids import uuid7
from nenso.runtime.text import fold, sort_key
from nenso.territory.kinds import full_name, inside
from nenso.territory.shipped import Unit, calendar_days, changes, new_names, units
from nenso.territory.spelling import own_words

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Loaded:
    """How many rows were written or removed by a load; all zero when everything was there."""

    places: int
    names: int
    changes: int
    days: int

    def __bool__(self) -> bool:
        return any((self.places, self.names, self.changes, self.days))


@dataclass(frozen=True)
class DatedName:
    """What a unit was called and its kind, from ``since`` (None: as far back as known) to before ``until``."""

    path: str
    since: date | None
    until: date | None
    kind: str
    name: str
    path_name: str
    label: str


_MAKERS = ("kinds.py", "loading.py", "shipped.py", "spelling.py")

_PLACES = {
    "id": "uuid", "code": "text", "level": "text", "kind": "text", "name": "text", "full_name": "text",
    "path_name": "text", "path": "ltree", "valid_from": "date", "valid_until": "date", "latitude": "float8",
    "longitude": "float8", "area_km2": "float8", "folded": "text", "sort_key": "bytea", "parent": "ltree",
}  # fmt: skip
_NAMES = {
    "id": "uuid", "path": "ltree", "valid_from": "date", "valid_until": "date", "kind": "text", "name": "text",
    "full_name": "text", "path_name": "text", "folded": "text", "squeezed": "text", "label": "text",
}  # fmt: skip
_CHANGES = {
    "id": "uuid", "old": "ltree", "new": "ltree", "kind": "text", "effective": "date", "decree": "text",
    "is_default": "boolean",
}  # fmt: skip
_DAYS = {"id": "uuid", "date": "date", "kind": "text", "name": "text", "status": "text", "source": "text"}


def load(*, anew: bool = False) -> Loaded:
    """Load what ships in one transaction of its own; return how much had to be written.

    A database that says it holds this state of the files is left alone, unless ``anew``: then every row is compared.
    """
    state = state_of_the_files()
    with owner_connection() as connection:
        held = connection.execute("SELECT obj_description('territory_place'::regclass)").fetchone()
        if held == (state,) and not anew:
            return Loaded(0, 0, 0, 0)
        names = list(dated_names())
        loaded = Loaded(
            places=_load_places(connection, names),
            names=_load_names(connection, names),
            changes=_load_changes(connection),
            days=_load_days(connection),
        )
        connection.execute(sql.SQL("COMMENT ON TABLE territory_place IS {}").format(sql.Literal(state)))
        if loaded:
            connection.execute(
                "ANALYZE territory_place, territory_placename, territory_placechange, territory_calendarday"
            )
        return loaded


load_reference = load


def state_of_the_files() -> str:
    """Return a hash of the data that ships and of the code that turns it into rows."""
    digest = hashlib.sha256()
    here = files("nenso.territory")
    for source in (*sorted((here / "data").iterdir(), key=lambda file: file.name), *(here / name for name in _MAKERS)):
        digest.update(source.read_bytes())
    digest.update((files("nenso.runtime") / "text.py").read_bytes())
    return f"sha256:{digest.hexdigest()}"


def dated_names() -> Iterator[DatedName]:
    """Return every name of every unit, each with the period in which it, or one it lies in, was called so."""
    history: dict[str, list[tuple[date | None, str, str]]] = {
        path: [(unit.valid_from, unit.kind, unit.name)] for path, unit in units().items()
    }
    for new in sorted(new_names(), key=lambda name: name.since):
        history[new.path].append((new.since, new.kind, new.name))
    later = _later_provinces()
    for path, unit in units().items():
        above = _above(unit)
        begins = [since for place in (path, *above) for since, _, _ in history[place]]
        moments: list[date | None] = [None] if unit.valid_from is None else []
        moments += sorted({since for since in begins if since and _within(unit, since)})
        for since, until in zip(moments, [*moments[1:], unit.valid_until], strict=True):
            (kind, name), *parents = [_called(history[place], since) for place in (path, *above)]
            path_name = ", ".join([full_name(kind, name), *(inside(*parent) for parent in parents)])
            parts = [own_words(*part) for part in ((kind, name), *parents)]
            parts += [part for part in later.get(path, ()) if part not in parts]
            yield DatedName(path, since, until, kind, name, path_name, ", ".join(parts))


def _above(unit: Unit) -> list[str]:
    """Return the paths of what a unit lies in, nearest first, without the country."""
    found = []
    parent = unit.parent
    while parent is not None and units()[parent].parent is not None:
        found.append(parent)
        parent = units()[parent].parent
    return found


def _within(unit: Unit, day: date) -> bool:
    return (unit.valid_from is None or day >= unit.valid_from) and (unit.valid_until is None or day < unit.valid_until)


def _called(history: Sequence[tuple[date | None, str, str]], day: date | None) -> tuple[str, str]:
    _, kind, name = [entry for entry in history if entry[0] is None or (day is not None and entry[0] <= day)][-1]
    return kind, name


def _later_provinces() -> dict[str, tuple[str, ...]]:
    """Return the folded names of the provinces that a unit which ended lies in today: people write those too."""
    found: dict[str, tuple[str, ...]] = {}
    for change in changes():
        province = units()[".".join(change.new.split(".")[:2])]
        folded = own_words(province.kind, province.name)
        if change.old != change.new and folded not in found.get(change.old, ()):
            found[change.old] = (*found.get(change.old, ()), folded)
    return found


def _stage(connection: psycopg.Connection, table: str, columns: dict[str, str], rows: Iterable[Row]) -> None:
    defined = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(
        sql.SQL("CREATE TEMP TABLE {} ({}) ON COMMIT DROP").format(sql.Identifier(table), sql.SQL(defined))
    )
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
        for row in rows:
            copy.write_row(row)
    connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _load_places(connection: psycopg.Connection, names: Iterable[DatedName]) -> int:
    latest = {name.path: name for name in names}
    _stage(connection, "staged_place", _PLACES, (_place_row(unit, latest[unit.path]) for unit in units().values()))
    written = connection.execute("""
        WITH coming AS (
          SELECT s.*, coalesce(old.id, s.id) AS kept FROM staged_place s LEFT JOIN territory_place old USING (path)
        )
        INSERT INTO territory_place AS p (id, code, level, kind, name, full_name, path_name, path, valid_from,
          valid_until, latitude, longitude, area_km2, folded, sort_key, parent_id)
        SELECT c.kept, c.code, c.level, c.kind, c.name, c.full_name, c.path_name, c.path, c.valid_from, c.valid_until,
          c.latitude, c.longitude, c.area_km2, c.folded, c.sort_key, above.kept
        FROM coming c LEFT JOIN coming above ON above.path = c.parent
        ON CONFLICT (path) DO UPDATE SET code = excluded.code, level = excluded.level, kind = excluded.kind,
          name = excluded.name, full_name = excluded.full_name, path_name = excluded.path_name,
          valid_from = excluded.valid_from, valid_until = excluded.valid_until, latitude = excluded.latitude,
          longitude = excluded.longitude, area_km2 = excluded.area_km2, folded = excluded.folded,
          sort_key = excluded.sort_key, parent_id = excluded.parent_id
        WHERE (p.*) IS DISTINCT FROM (excluded.*)
    """)
    return written.rowcount


def _place_row(unit: Unit, name: DatedName) -> Row:
    return (
        uuid7(), unit.code, unit.level, name.kind, name.name, full_name(name.kind, name.name), name.path_name,
        unit.path, unit.valid_from, unit.valid_until, unit.latitude, unit.longitude, unit.area_km2, fold(name.name),
        sort_key(name.name), unit.parent,
    )  # fmt: skip


def _load_names(connection: psycopg.Connection, names: Iterable[DatedName]) -> int:
    rows = (
        (uuid7(), n.path, n.since, n.until, n.kind, n.name, full_name(n.kind, n.name), n.path_name,
         own_words(n.kind, n.name), own_words(n.kind, n.name).replace(" ", ""), n.label)
        for n in names
    )  # fmt: skip
    _stage(connection, "staged_name", _NAMES, rows)
    removed = connection.execute("""
        DELETE FROM territory_placename n USING territory_place p WHERE p.id = n.place_id AND NOT EXISTS (
          SELECT FROM staged_name s WHERE s.path = p.path AND s.valid_from IS NOT DISTINCT FROM n.valid_from)
    """)
    written = connection.execute("""
        INSERT INTO territory_placename AS n
          (id, place_id, valid_from, valid_until, kind, name, full_name, path_name, folded, squeezed, label)
        SELECT s.id, p.id, s.valid_from, s.valid_until, s.kind, s.name, s.full_name, s.path_name, s.folded, s.squeezed,
          s.label
        FROM staged_name s JOIN territory_place p USING (path)
        ON CONFLICT (place_id, valid_from) DO UPDATE SET valid_until = excluded.valid_until, kind = excluded.kind,
          name = excluded.name, full_name = excluded.full_name, path_name = excluded.path_name,
          folded = excluded.folded, squeezed = excluded.squeezed, label = excluded.label
        WHERE (n.valid_until, n.kind, n.name, n.path_name, n.folded, n.label) IS DISTINCT FROM
          (excluded.valid_until, excluded.kind, excluded.name, excluded.path_name, excluded.folded, excluded.label)
    """)
    return removed.rowcount + written.rowcount


def _load_changes(connection: psycopg.Connection) -> int:
    rows = ((uuid7(), c.old, c.new, c.kind, c.effective, c.decree, c.is_default) for c in changes())
    _stage(connection, "staged_change", _CHANGES, rows)
    removed = connection.execute("""
        DELETE FROM territory_placechange c USING territory_place old, territory_place new
        WHERE old.id = c.old_id AND new.id = c.new_id AND NOT EXISTS (SELECT FROM staged_change s
          WHERE s.old = old.path AND s.new = new.path AND s.effective = c.effective)
    """)
    written = connection.execute("""
        INSERT INTO territory_placechange AS c (id, old_id, new_id, kind, effective, decree, is_default)
        SELECT s.id, old.id, new.id, s.kind, s.effective, s.decree, s.is_default
        FROM staged_change s JOIN territory_place old ON old.path = s.old JOIN territory_place new ON new.path = s.new
        ON CONFLICT (old_id, new_id, effective) DO UPDATE
          SET kind = excluded.kind, decree = excluded.decree, is_default = excluded.is_default
        WHERE (c.kind, c.decree, c.is_default) IS DISTINCT FROM (excluded.kind, excluded.decree, excluded.is_default)
    """)
    return removed.rowcount + written.rowcount


def _load_days(connection: psycopg.Connection) -> int:
    rows = ((uuid7(), day.date, day.kind, day.name, day.status, day.source) for day in calendar_days())
    _stage(connection, "staged_day", _DAYS, rows)
    removed = connection.execute("""
        DELETE FROM territory_calendarday d WHERE d.agency_path IS NULL
          AND NOT EXISTS (SELECT FROM staged_day s WHERE s.date = d.date)
    """)
    written = connection.execute("""
        INSERT INTO territory_calendarday AS d (id, date, kind, name, status, source, hours)
        SELECT id, date, kind, name, status, source, '' FROM staged_day
        ON CONFLICT (agency_path, date) DO UPDATE
          SET kind = excluded.kind, name = excluded.name, status = excluded.status, source = excluded.source
        WHERE (d.kind, d.name, d.status, d.source) IS DISTINCT FROM
          (excluded.kind, excluded.name, excluded.status, excluded.source)
    """)
    return removed.rowcount + written.rowcount
