"""Viet Nam's agencies, made from its places: loaded by COPY as the owner, as often as wanted, keys kept.

One Government; ministries and ministry-level agencies; for each province and commune its People's Committee with a
one-stop centre (Trung tâm Phục vụ hành chính công, Decree 118/2025/NĐ-CP); the police of provinces and communes below
the Ministry of Public Security; social insurance of provinces below Bảo hiểm xã hội Việt Nam of the Ministry of
Finance.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any
from uuid import UUID

import psycopg

from nenso.agencies import kinds
from nenso.runtime.bulk import owner_connection
from nenso.runtime.ids import uuid7
from nenso.runtime.text import fold, sort_key
from nenso.territory.kinds import inside

COMMITTEE = "Ủy ban nhân dân"
CENTRE = "Trung tâm Phục vụ hành chính công"
POLICE = "Công an"
INSURANCE = "Bảo hiểm xã hội"

_PLACES = r"""
SELECT p.id, p.path::text, p.valid_from, p.valid_until, n.kind, n.name, n.valid_from, n.valid_until
FROM territory_place p JOIN territory_placename n ON n.place_id = p.id
WHERE p.path::text ~ '^vn(\.p[0-9]+(\.c[0-9]+)?)?$'
ORDER BY p.path, n.valid_from NULLS FIRST
"""

_TABLE = """
CREATE TEMPORARY TABLE loading (
  id uuid, parent text, path ltree, kind text, is_unit boolean, name text, folded text, sort_key bytea,
  place_id uuid, valid_from date, valid_until date
) ON COMMIT DROP;
CREATE TEMPORARY TABLE loading_name (path ltree, id uuid, name text, valid_from date, valid_until date) ON COMMIT DROP;
"""

_AGENCIES = """
INSERT INTO agencies_agency AS a
  (id, path, kind, is_unit, name, folded, sort_key, place_id, valid_from, valid_until)
SELECT id, path, kind, is_unit, name, folded, sort_key, place_id, valid_from, valid_until FROM loading
ON CONFLICT (path) DO UPDATE SET
  name = excluded.name, folded = excluded.folded, sort_key = excluded.sort_key, kind = excluded.kind,
  place_id = excluded.place_id, valid_from = excluded.valid_from, valid_until = excluded.valid_until
WHERE (a.name, a.kind, a.place_id, a.valid_from, a.valid_until) IS DISTINCT FROM
  (excluded.name, excluded.kind, excluded.place_id, excluded.valid_from, excluded.valid_until);
"""

_PARENTS = """
UPDATE agencies_agency a SET parent_id = p.id
FROM loading l JOIN agencies_agency p ON p.path = l.parent::ltree
WHERE a.path = l.path AND a.parent_id IS DISTINCT FROM p.id
"""

_NAMES = """
INSERT INTO agencies_agencyname AS n (id, agency_id, name, valid_from, valid_until)
SELECT l.id, a.id, l.name, l.valid_from, l.valid_until FROM loading_name l JOIN agencies_agency a ON a.path = l.path
ON CONFLICT (agency_id, valid_from) DO UPDATE SET name = excluded.name, valid_until = excluded.valid_until
WHERE (n.name, n.valid_until) IS DISTINCT FROM (excluded.name, excluded.valid_until)
"""

_IDENTIFIER = """
INSERT INTO agencies_agencyidentifier (id, agency_id, scheme, value, grade, evidence)
SELECT %(id)s, a.id, 'decision-20-2020', %(value)s, %(grade)s, %(evidence)s FROM agencies_agency a
WHERE a.path = %(path)s::ltree
ON CONFLICT (scheme, value) WHERE valid_until IS NULL DO NOTHING
"""


@dataclass(frozen=True)
class _Name:
    """What a place or agency is called, from–until."""

    text: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass
class _Place:
    id: UUID
    path: str
    valid_from: date | None
    valid_until: date | None
    names: list[_Name] = field(default_factory=list)


@dataclass(frozen=True)
class _Agency:
    path: str
    kind: str
    names: list[_Name]
    place: _Place | None = None

    @property
    def parent(self) -> str | None:
        return self.path.rpartition(".")[0] or None


def load_reference() -> int:
    """Bring the tree of agencies up to today's places; return how many agencies there are. Idempotent."""
    with owner_connection() as owner:
        owner.execute("LOCK TABLE agencies_agency IN SHARE ROW EXCLUSIVE MODE")
        places = _places(owner)
        agencies = list(_agencies(places)) if places else []
        _write(owner, agencies)
        for row in _data("identifiers.csv"):
            owner.execute(_IDENTIFIER, {"id": uuid7(), **row})
        owner.execute("ANALYZE agencies_agency, agencies_agencyname, agencies_agencyidentifier")
    return len(agencies)


def _places(owner: psycopg.Connection[Any]) -> list[_Place]:
    found: dict[UUID, _Place] = {}
    for key, path, begun, ended, kind, name, since, until in owner.execute(_PLACES):
        place = found.setdefault(key, _Place(key, path, begun, ended))
        place.names.append(_Name(inside(kind, name), since, until))
    return list(found.values())


def _agencies(places: list[_Place]) -> Iterator[_Agency]:
    country = next(place for place in places if place.path == "vn")
    yield _Agency("vn", kinds.GOVERNMENT, [_Name("Chính phủ")], country)
    for row in _data("ministries.csv"):
        yield _Agency(f"vn.{row['label']}", kinds.MINISTRY, [_Name(row["name"])])
    yield _Agency("vn.btc.bhxh", kinds.NATIONAL_SOCIAL_INSURANCE, [_Name("Bảo hiểm xã hội Việt Nam")])
    for place in places:
        inner = place.path.partition(".")[2]
        if not inner:
            continue
        commune = "." in inner
        yield _of(place, place.path, kinds.COMMUNE if commune else kinds.PROVINCE, COMMITTEE)
        yield _of(place, f"{place.path}.onestop", kinds.ONE_STOP, CENTRE)
        yield _of(place, f"vn.bca.{inner}", kinds.COMMUNE_POLICE if commune else kinds.PROVINCE_POLICE, POLICE)
        if not commune:
            yield _of(place, f"vn.btc.bhxh.{inner}", kinds.SOCIAL_INSURANCE, INSURANCE)


def _of(place: _Place, path: str, kind: str, title: str) -> _Agency:
    names = [_Name(f"{title} {name.text}", name.valid_from, name.valid_until) for name in place.names]
    return _Agency(path, kind, names, place)


def _write(owner: psycopg.Connection[Any], agencies: Iterable[_Agency]) -> None:
    owner.execute(_TABLE)
    with owner.cursor() as cursor:
        with cursor.copy("COPY loading FROM STDIN") as copy:
            for agency in agencies:
                copy.write_row(_row(agency))
        with cursor.copy("COPY loading_name FROM STDIN") as copy:
            for agency in agencies:
                for name in agency.names if len(agency.names) > 1 else ():
                    copy.write_row((agency.path, uuid7(), name.text, name.valid_from, name.valid_until))
        for statement in (_AGENCIES, _PARENTS, _NAMES):
            cursor.execute(statement)


def _row(agency: _Agency) -> tuple[Any, ...]:
    name = agency.names[-1].text
    place = agency.place
    return (
        uuid7(),
        agency.parent,
        agency.path,
        agency.kind,
        agency.kind in kinds.UNITS,
        name,
        fold(name),
        sort_key(name),
        place.id if place else None,
        place.valid_from if place else None,
        place.valid_until if place else None,
    )


def _data(name: str) -> list[dict[str, str]]:
    with files("nenso.agencies").joinpath("data", name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
