"""Registers at a million records: lookup by key, filtered page, name search, as an officer and as the country, RLS on.

Runs inside a benchmark's install, beside ``prepare.py``; reads ``{"records": how many, "times": how often each}`` on
stdin and prints milliseconds as JSON. Loads what is missing through ``nenso.registers.loading`` until ``seed`` records
are there, and copies these, as the owner, up to ``records``: their terms, parties and revisions with them.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

django.setup()

from psycopg import Connection  # noqa: E402 - needs django.setup()

from nenso.agencies.models import Agency  # noqa: E402
from nenso.agencies.queries import agency_by_path  # noqa: E402
from nenso.cli.demo.people import DEMO, PHU_THONG, officials  # noqa: E402
from nenso.formulas.adopting import adopt  # noqa: E402
from nenso.formulas.shipping import publish_shipped  # noqa: E402
from nenso.registers.finding import current  # noqa: E402
from nenso.registers.known import Known, register_named  # noqa: E402
from nenso.registers.loading import load_records  # noqa: E402
from nenso.registers.lookup import RegisterLookup  # noqa: E402
from nenso.registers.recording import Source  # noqa: E402
from nenso.registers.searching import Wanted, page, search  # noqa: E402
from nenso.runtime import clock  # noqa: E402
from nenso.runtime.acting import Actor, acting  # noqa: E402
from nenso.runtime.bulk import owner_connection  # noqa: E402
from nenso.runtime.ids import uuid7  # noqa: E402

REGISTER = "civil_registration.births"
SEED = 30_000
COMMUNES = 60
WRITER = Actor(system="load:bench", scope=("vn",))
FAMILY = (
    ("Nguyễn",) * 38 + ("Trần",) * 11 + ("Lê",) * 9 + ("Phạm",) * 7 + ("Hoàng", "Triệu", "Lý", "Hà", "Bùi", "Đỗ", "Vũ")
)
MIDDLE = ("Văn", "Thị", "Minh", "Ngọc", "Đức", "Thu", "Quang", "Hồng", "Bảo", "Gia", "Thanh", "Xuân")
GIVEN = ("An", "Anh", "Bình", "Châu", "Dũng", "Giang", "Hải", "Hạnh", "Huy", "Lan", "Linh", "Mai", "Nam", "Nga", "Phúc")
TARGETS = {"record_lookup_1m": 5, "record_page_1m": 50, "name_search_1m": 100}

_COPY = """
CREATE TEMP TABLE fresh ON COMMIT DROP AS
SELECT r.id AS was, n, overlay(gen_random_uuid()::text PLACING %(prefix)s FROM 1)::uuid AS id
FROM registers_record r CROSS JOIN generate_series(%(first)s::int, %(last)s::int) n
WHERE r.register = %(register)s AND r.key NOT LIKE 'copy-%%'
"""
_RECORD = (
    "id register key edition_id agency_id place_id number label folded data terms revision source_case created_at"
    " updated_at valid_from ended_at merged_into archived_at agency_paths persons readers"
)
_PARTS = {
    "registers_recordrevision": "record_id id seq edition_id at valid_from valid_until account person kind why reason"
    " case_id data",
    "registers_recordparty": "record_id id name kind party_id identifier",
}


def main(wanted: dict[str, Any]) -> None:
    """Load, copy, measure, print."""
    for published in publish_shipped(DEMO):
        adopt(DEMO, agency_by_path("vn"), published.edition)
    known = register_named(REGISTER)
    load_rate = _seed(known)
    _multiply(wanted["records"])
    print(json.dumps({"rows_per_second": load_rate, **_measured(known, wanted.get("times", 30))}))


def _seed(known: Known) -> float:
    """Load what is missing of the seed with every rule on; return rows in a second, 0 when all are there."""
    with owner_connection() as connection:
        there = _count(connection)
    if there >= SEED:
        return 0.0
    with acting(WRITER):
        found = Agency.objects.filter(kind="commune", place__isnull=False).select_related("place").order_by("path")
        agencies = {one.place.code: one for one in found if one.place} if found else {}
        near = [code for code, one in agencies.items() if one.path.startswith("vn.p19.")][:COMMUNES]
        source = Source(known.edition, "load:bench", clock.now())
        begun = time.perf_counter()
        load_records(
            WRITER,
            known.declared,
            _rows(near),
            lambda row: agencies[row["registered_at"]],
            source,
            RegisterLookup("civil_registration"),
            load=uuid7(),
        )
        return round(SEED / (time.perf_counter() - begun), 1)


def _rows(codes: list[str]) -> Iterator[dict[str, Any]]:
    draw = random.Random(1)
    for number in range(SEED):
        year, month, male = draw.randint(2000, 2025), draw.randint(1, 12), draw.random() < 0.5
        code = codes[number % len(codes)]
        yield {
            "number": f"{number}/{year}",
            "registered_on": f"{year}-{month:02d}-28",
            "registered_at": code,
            "child_id": f"001{2 if male else 3}{year % 100:02}{number:06}",
            "child_name": f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}",
            "born_on": f"{year}-{month:02d}-{draw.randint(1, 28):02d}",
            "sex": "male" if male else "female",
            "mother_name": f"{draw.choice(FAMILY)} Thị {draw.choice(GIVEN)}",
            "father_name": f"{draw.choice(FAMILY)} Văn {draw.choice(GIVEN)}",
            "late": False,
        }


def _multiply(records: int) -> None:
    """Copy the seed until there are ``records``."""
    with owner_connection() as connection:
        there = _count(connection)
    for _ in range(max(0, -(-(records - there) // SEED))):
        with owner_connection() as connection:
            connection.execute("SET LOCAL synchronous_commit = off; SET LOCAL gin_pending_list_limit = '64MB'")
            prefix = str(uuid7())[:13]
            copied = {"prefix": prefix, "first": 1, "last": 1, "register": REGISTER}
            connection.execute(_COPY, copied)
            _copied(connection, "registers_record", _RECORD.split(), "id", {"id": "f.id", "key": "'copy-' || f.id"})
            for table, columns in _PARTS.items():
                changed = {"record_id": "f.id", "id": "gen_random_uuid()"}
                _copied(connection, table, columns.split(), "record_id", changed)
    with owner_connection() as connection:
        connection.autocommit = True
        for table in ("registers_record", *_PARTS):
            connection.execute(f"VACUUM ANALYZE {table}")


def _copied(connection: Connection[Any], table: str, columns: list[str], key: str, changed: dict[str, str]) -> None:
    given = ", ".join(changed.get(name, f"s.{name}") for name in columns)
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    connection.execute(f"{into} SELECT {given} FROM fresh f JOIN {table} s ON s.{key} = f.was")


def _count(connection: Connection[Any]) -> int:
    row = connection.execute("SELECT count(*) FROM registers_record WHERE register = %s", [REGISTER]).fetchone()
    return int(row[0]) if row else 0


def _measured(known: Known, times: int) -> dict[str, Any]:
    """Measure each as an officer of one commune, again and again; the slowest kind of each counts."""
    officer, declared = officials()["registrar"], known.declared
    agency = agency_by_path(PHU_THONG)
    with acting(WRITER):
        keys = [one.key for one in page(WRITER, declared, Wanted(agency=agency.id), limit=200).records if one.key]
    draw = random.Random(2)

    def lookup() -> Any:
        with acting(officer):
            return current(REGISTER, [draw.choice(keys)])

    days = "2004-02-01..2004-02-20"
    pages: dict[str, Callable[[], Any]] = {
        "own, common": lambda: page(officer, declared, Wanted(agency=agency.id, where={"sex": "female"})),
        "own, days": lambda: page(officer, declared, Wanted(agency=agency.id, where={"born_on": days})),
        "country, rare": lambda: page(WRITER, declared, Wanted(where={"born_on": "2004-02-03"})),
        "country, none": lambda: page(WRITER, declared, Wanted(where={"born_on": "1950-02-03"})),
    }
    names: dict[str, Callable[[], Any]] = {
        "own, two words": lambda: search(officer, declared, Wanted("nguyen linh", agency=agency.id)),
        "own, three words": lambda: search(officer, declared, Wanted("Nguyễn Thị Mai", agency=agency.id)),
        "own, a word begun": lambda: search(officer, declared, Wanted("nguyễn thị gian", agency=agency.id)),
        "country, rare": lambda: search(WRITER, declared, Wanted("triệu bảo châu")),
        "country, none": lambda: search(WRITER, declared, Wanted("khong co ai")),
    }
    with owner_connection() as connection:
        count = _count(connection)
    return {
        "records": count,
        "record_lookup_1m": {"by key": _timed(lookup, times)},
        "record_page_1m": {name: _timed(one, times) for name, one in pages.items()},
        "name_search_1m": {name: _timed(one, times) for name, one in names.items()},
        "targets_ms": TARGETS,
    }


def _timed(one: Callable[[], Any], times: int) -> dict[str, float]:
    one()
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        one()
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return {"p50_ms": round(took[len(took) // 2], 1), "p95_ms": round(took[int(len(took) * 0.95)], 1)}


if __name__ == "__main__":
    main(json.loads(sys.stdin.read() or "{}"))
