"""Cases in bulk: copies of one that the engine filed, spread over all communes, loaded as the owner of the tables.

Reads ``{"template": case id, "cases": how many there shall be}`` on stdin; adds what is missing and prints the count.
With ``"agency": path`` they are all at that agency, in every status and due on any day around now.
Every table that filing writes to gets its rows, so that their indexes are as large as in real life. Only the hashes of
their journal entries are not real.
"""

import json
import sys
from typing import Any

import psycopg

from nenso.runtime.bulk import owner_connection

_PARTS = ("cases_party", "cases_revision", "cases_task")
_CHUNK = 20_000

_NEW_CASES = """
CREATE TEMP TABLE fresh ON COMMIT DROP AS
SELECT number, %(prefix)s || number AS code,
  (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
    || '7' || substr(md5(%(prefix)s || number), 1, 19))::uuid AS id,
  at, a.id AS agency, a.path, a.place_id AS place, t.agency_id AS was
FROM generate_series(%(first)s::int, %(last)s::int) number
CROSS JOIN LATERAL (SELECT now() - interval '400 days' + number * interval '30 seconds' AS at) moments
JOIN (SELECT id, path, place_id, row_number() OVER (ORDER BY id) - 1 AS rank, count(*) OVER () AS communes
  FROM agencies_agency WHERE kind = 'commune' AND (%(agency)s = '' OR path::text = %(agency)s)
) a ON a.rank = number %% a.communes
CROSS JOIN (SELECT agency_id FROM cases_case WHERE id = %(template)s) t
"""

_CHANGED = {
    "cases_case": {
        "id": "f.id",
        "code": "f.code",
        "agency_id": "f.agency",
        "receiving_id": "f.agency",
        "place_id": "f.place",
        "created_at": "f.at",
        "filed_at": "f.at",
        "occurred_at": "f.at",
        "agency_paths": "ARRAY[f.path]",
        "readers": "ARRAY(SELECT replace(r, f.was::text, f.agency::text) FROM unnest(s.readers) r)",
    },
    "cases_party": {"case_id": "f.id", "id": "gen_random_uuid()"},
    "cases_revision": {"case_id": "f.id", "id": "gen_random_uuid()", "at": "f.at"},
    "cases_task": {"case_id": "f.id", "id": "gen_random_uuid()", "agency_id": "f.agency", "opened_at": "f.at"},
    "journal_entry": {
        "stream": "f.id",
        "at": "f.at",
        "agency_path": "f.path",
        "hash": "sha256(f.code::bytea)",
        "transaction": "pg_current_xact_id()",
    },
}
_SPREAD = """
UPDATE cases_case SET status = (ARRAY[1, 2, 4, 5, 9])[1 + n %% 5],
  due_at = CASE WHEN n %% 5 > 0 THEN now() + (n %% 480 - 240) * interval '1 hour' END,
  receive_by = CASE WHEN n %% 5 = 0 THEN now() + (n %% 480 - 240) * interval '1 hour' END,
  accepted_at = CASE WHEN n %% 5 > 0 THEN created_at END,
  waiting_since = CASE WHEN n %% 5 = 3 THEN now() - interval '1 day' END,
  finished_at = CASE WHEN n %% 5 = 4 THEN now() - interval '1 day' END,
  applicant_name = 'Người nộp ' || n, folded = 'nguoi nop ' || n || ' tre so ' || md5(n::text)
FROM generate_series(%(first)s::int, %(last)s::int) n JOIN cases_casecode k ON k.code = 'QUEUE-' || n
WHERE cases_case.id = k.case_id
"""
_TURNS = """
UPDATE cases_task t SET role = CASE c.status WHEN 1 THEN 'clerk' ELSE 'officer' END,
  step = CASE c.status WHEN 1 THEN t.step ELSE 'examine' END,
  closed_at = CASE WHEN c.status IN (5, 9) THEN now() END
FROM generate_series(%(first)s::int, %(last)s::int) n JOIN cases_casecode k ON k.code = 'QUEUE-' || n
  JOIN cases_case c ON c.id = k.case_id
WHERE t.case_id = c.id
"""
_KEY = {"cases_case": "id", "journal_entry": "stream"}


def main(wanted: dict[str, Any]) -> None:
    """Add cases until there are as many as wanted."""
    where = wanted.get("agency", "")
    prefix = "QUEUE-" if where else "BENCH-"
    with owner_connection() as connection:
        connection.execute("SET synchronous_commit = off")
        there = _there(connection, prefix)
    for first in range(there + 1, wanted["cases"] + 1, _CHUNK):
        with owner_connection() as connection:
            last = min(first + _CHUNK - 1, wanted["cases"])
            values = {"template": wanted["template"], "prefix": prefix, "agency": where}
            _add(connection, values | {"first": first, "last": last})
            for spread in (_SPREAD, _TURNS) if where else ():
                connection.execute(spread, {"first": first, "last": last})
    with owner_connection() as connection:
        connection.autocommit = True
        for table in (*_CHANGED, "cases_casecode", "cases_clientkey", "cases_counter"):
            connection.execute(f"VACUUM ANALYZE {table}")
        connection.execute("CHECKPOINT") if _may_checkpoint(connection) else None
        print(json.dumps({"cases": _there(connection, prefix)}))


def _there(connection: psycopg.Connection[Any], prefix: str) -> int:
    row = connection.execute("SELECT count(*) FROM cases_casecode WHERE starts_with(code, %s)", [prefix]).fetchone()
    return int(row[0]) if row else 0


def _add(connection: psycopg.Connection[Any], values: dict[str, Any]) -> None:
    connection.execute("SET LOCAL synchronous_commit = off")
    connection.execute(_NEW_CASES, values)
    for table, changed in _CHANGED.items():
        names = [
            name
            for (name,) in connection.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
                [table],
            )
        ]
        given = ", ".join(changed.get(name, f's."{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        key = _KEY.get(table, "case_id")
        connection.execute(
            f"INSERT INTO {table} ({columns})"
            f" SELECT {given} FROM fresh f, {table} s WHERE s.{key} = %s ORDER BY f.number",
            [values["template"]],
        )
    connection.execute("INSERT INTO cases_casecode (code, case_id) SELECT code, id FROM fresh")


def _may_checkpoint(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'MEMBER')").fetchone()
    return bool(row and row[0])


if __name__ == "__main__":
    main(json.load(sys.stdin))
