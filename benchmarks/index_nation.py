# ruff: noqa: E501 - statements in long lines, made of this file alone
"""``python benchmarks/index_nation.py [--cases 1000000] [--home DIR]``: a nation measured, in an install of its own.

34 provinces, 3,321 communes, 40 indicators, a year of cases with ten entries each. Prints seconds for ``index_nation``
(everything summed up and the values of the year, the quarter and the month written) and ``index_increment`` (the same
after one more day: a 365th of the cases filed, as many finished). The rows are made by SQL; the hashes of their journal
are not real. ``cpu``: seconds of processor of both, for a machine that others use, too. The baseline is one plain
statement over the same tables: entries by agency, month and step. ``--json`` adds all to ``build/bench.json``.
"""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import psycopg

from install import installed, keep

ENTRIES = 10
_COUNTS = {
    "filed": "",
    "online": "channel = 'online'",
    "counter": "channel = 'counter'",
    "asked": "asks > 0",
    "extended": "extensions > 0",
    "refused": "refused",
    "whole": "level = 'whole'",
    "open": "NOT ended",
    "overdue": "on_time = false",
    "births": "procedure = 'nation.p1'",
    "others": "formula <> 'civil_registration'",
    "done": "done",
}
_STEPS = ("receive", "check", "ask", "propose", "sign")


def formula() -> dict[str, bytes]:
    """Return the formula with 40 indicators: of cases by filing and by end, of entries, derived ones."""
    said: dict[str, str] = {}
    for name, where in _COUNTS.items():
        kept = f'\nwhere: "{where}"' if where else ""
        said[f"{name}_filed"] = f"from: cases\nmeasure: count(*){kept}"
        share = f', where: "{where or "asks = 0"}"'
        said[f"{name}_share"] = (
            f"of: {{from: cases, measure: count(*){share}}}\nper: {{from: cases, measure: count(*)}}\ndate: finished_at"
        )
    said["working_days"] = "from: cases\nmeasure: avg(working_days)\ndate: finished_at"
    said["longest"] = "from: cases\nmeasure: max(working_days)\ndate: finished_at"
    for step in _STEPS:
        said[f"acts_{step}"] = f"from: entries.letter\nmeasure: count(*)\nwhere: step = '{step}'"
        said[f"share_{step}"] = (
            f"of: {{from: entries.letter, measure: count(*), where: step = '{step}'}}\n"
            "per: {from: entries.letter, measure: count(*)}"
        )
    said["acts"] = "from: entries.letter\nmeasure: count(*)"
    said["acts_per_case"] = "formula: acts / filed_filed"
    said["again"] = "from: entries.letter\nmeasure: sum(round)"
    said["online_whole"] = "formula: online_filed / whole_filed"
    files = {
        "formula.yaml": 'formula: nation\nversion: "1.0.0"\ntitle: Nation\noffered_by: [commune]\n',
        "procedures/letter.yaml": (
            "procedure: letter\ntitle: Letter\nform: [{name: subject, type: text, label: Subject}]\n"
            "steps: {read: {by: clerk, actions: {answer: done}}}\n"
        ),
        **{f"indicators/{name}.yaml": f"indicator: {name}\ntitle: {name}\n{text}\n" for name, text in said.items()},
    }
    assert len(said) == 40, len(said)
    return {path: text.encode() for path, text in files.items()}


CASES = """
INSERT INTO cases_case (id, code, procedure, edition_id, settings, agency_id, receiving_id, place_id, channel, status, label,
  folded, form, documents, applicant_name, mandate, created_at, filed_at, accepted_at, due_at, finished_at, asks, extensions,
  version, entry_count, revision, created_records, about_kind, origin, client_key, anonymous, confidential, agency_paths,
  persons, readers)
SELECT {key}, 'N-' || n, 'nation.letter', %(edition)s, '{{}}', a.id, a.id, a.place_id,
  (ARRAY['online','counter','post'])[1 + n %% 3], CASE WHEN done IS NULL THEN 4 ELSE 9 END, 'Thư', 'thu', '{{"subject": "Thư"}}',
  '{{}}', 'Người nộp', '', at, at, at + interval '2 hours', at + interval '5 days',
  done, (n %% 5 = 0)::int, 0, 10, 10, 0, '[]',
  '', '', '', false, false, ARRAY[a.path], '{{}}', ARRAY['officer@' || a.id]
FROM generate_series(%(first)s::int, %(last)s::int) n
CROSS JOIN LATERAL (SELECT {moment} AS at) m
CROSS JOIN LATERAL (SELECT CASE WHEN n %% 10 > 0 AND due < now() THEN due END AS done
  FROM (SELECT at + (n %% 7) * interval '1 day' + interval '3 hours' AS due) d) e
JOIN (SELECT id, path, place_id, row_number() OVER (ORDER BY id) - 1 AS rank
  FROM agencies_agency WHERE kind = 'commune') a
  ON a.rank = (n * 7919::bigint) %% (SELECT count(*) FROM agencies_agency WHERE kind = 'commune')
"""
KEY = "(lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5('n' || n), 1, 19))::uuid"
ACTS = """
INSERT INTO cases_entry (case_id, id, seq, step, round, kind, action, at, actor_name, agency_id, role, data, marks, reason)
SELECT c.id, gen_random_uuid(), s, (ARRAY['receive','check','ask','propose','sign'])[1 + s %% 5], 1 + s / 6, 'act', 'go',
  least(c.filed_at + s * interval '3 hours', now()), 'Cán bộ', c.agency_id, 'officer', '{}', '[]', ''
FROM cases_case c CROSS JOIN generate_series(1, %(entries)s) s
WHERE c.code LIKE 'N-%%' AND c.filed_at >= %(since)s
  AND NOT EXISTS (SELECT 1 FROM cases_entry e WHERE e.case_id = c.id) ORDER BY c.filed_at
"""
BASELINE = """
SELECT count(*) FROM (SELECT c.agency_id, date_trunc('month', e.at), e.step, count(*) FROM cases_entry e
  JOIN cases_case c ON c.id = e.case_id GROUP BY 1, 2, 3) counted
"""
JOURNAL = """
INSERT INTO journal_entry (stream, seq, at, kind, body, agency_path, persons, previous, hash)
SELECT c.id, 1 + (SELECT count(*) FROM journal_entry j WHERE j.stream = c.id), now(), 'case.acted', '{}', c.agency_paths[1], '{}', '', sha256(c.id::text::bytea) FROM cases_case c
WHERE c.id = ANY (%(cases)s)
"""


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="how many cases there are")
    parser.add_argument("--json", action="store_true", help="add the figures to build/bench.json")
    parser.add_argument("--home", help="keep the install there and use it again")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        print(json.dumps(inside(asked.cases)))
        return
    with installed(asked.home) as install:
        install.nenso("migrate", "--quiet")
        told = install.run(__file__, "--inside", "--cases", str(asked.cases)).splitlines()[-1]
    print(told)
    if asked.json:
        report(json.loads(told))


def report(figures: dict[str, Any]) -> None:
    """Add the figures to ``build/bench.json``."""
    baseline, lines = figures["baseline"], dict[str, Any]()
    for name, spent in zip(("index_nation", "index_increment"), figures["cpu"], strict=True):
        ratio = round(figures[name] / baseline, 2)
        line = {"value": figures[name], "unit": "s", "baseline": baseline, "ratio": ratio, "rows": figures["cases"]}
        lines[name] = line | {"load": figures["load"], "cpu": spent}
    keep(lines)


def inside(cases: int) -> dict[str, Any]:
    """Fill the install unless it is filled, measure everything, let a day pass, measure that."""
    import django

    django.setup()
    from nenso.formulas.publishing import publish
    from nenso.index.asking import ask
    from nenso.index.measuring.running import INDEX, run
    from nenso.runtime.acting import Actor, acting
    from nenso.runtime.database import ensure_database

    ensure_database()
    edition = publish(Actor(system="bench", scope=("vn",)), formula()).edition
    with _superuser() as server:
        filled = time.perf_counter()
        _fill(server, cases, edition.id)
        filled = time.perf_counter() - filled
        begun = time.perf_counter()
        server.execute(BASELINE)
        baseline = round(time.perf_counter() - begun, 2)
    with acting(INDEX):
        backend = ask("SELECT pg_backend_pid()")[0][0]
    spent = [_cpu(backend)]
    whole = run(anew=True)
    spent.append(_cpu(backend))
    with _superuser() as server:
        _a_day(server, cases, edition.id)
    spent.append(_cpu(backend))
    day = run()
    spent.append(_cpu(backend))
    assert whole.indicators == 40, whole.refused
    return {
        "index_nation": round(whole.seconds, 2),
        "index_increment": round(day.seconds, 2),
        "periods": [whole.periods, day.periods],
        "filled_in": round(filled, 1),
        "cpu": [round(spent[1] - spent[0], 2), round(spent[3] - spent[2], 2)],
        "load": round(os.getloadavg()[0], 1),
        "cases": cases,
        "baseline": baseline,
    }


def _cpu(backend: int) -> float:
    """Return the seconds of processor that PostgreSQL spent for this process, and the process itself."""
    user, system = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") + time.process_time()


def _superuser() -> psycopg.Connection[tuple[Any, ...]]:
    """Connect as the superuser of the embedded server: rows are made without the checks of each."""
    from nenso.runtime.config import config
    from nenso.runtime.embedded.layout import PORT, Layout

    server = psycopg.connect(
        host=str(Layout(config().home_path).sockets), port=PORT, dbname="nenso", user="postgres", autocommit=True
    )
    server.execute("SET session_replication_role = replica")
    server.execute("SET synchronous_commit = off")
    server.execute("SET maintenance_work_mem = '512MB'")
    server.execute("SET work_mem = '256MB'")
    return server


def _fill(server: psycopg.Connection[tuple[Any, ...]], cases: int, edition: Any) -> None:
    first = server.execute("SELECT count(*) FROM cases_case WHERE code LIKE 'N-%'").fetchone()
    if first is not None and first[0] >= cases:
        return
    with _without_indexes(server, "cases_case"):
        moment = f"date_trunc('day', now()) - interval '1 year' + n * (interval '364 days' / {cases})"
        server.execute(CASES.format(key=KEY, moment=moment), {"edition": edition, "first": 1, "last": cases})
    with _without_indexes(server, "cases_entry"):
        server.execute(ACTS, {"entries": ENTRIES, "since": "2000-01-01"})
    server.execute("VACUUM ANALYZE cases_case")
    server.execute("VACUUM ANALYZE cases_entry")
    server.execute("CHECKPOINT")


def _a_day(server: psycopg.Connection[tuple[Any, ...]], cases: int, edition: Any) -> None:
    """File a 365th more today, act on each, and finish as many of those that are open."""
    today = cases // 365
    more = server.execute("SELECT count(*) FROM cases_case WHERE code LIKE 'N-%'").fetchone()
    first = (more[0] if more else 0) + 1
    began = server.execute("SELECT date_trunc('day', now())").fetchone()
    assert began is not None
    server.execute(
        CASES.format(key=KEY, moment="date_trunc('day', now()) + n % 3600 * interval '1 second'").replace(
            "n % 3600", "n %% 3600"
        ),
        {"edition": edition, "first": first, "last": first + today - 1},
    )
    filed = [row[0] for row in server.execute("SELECT id FROM cases_case WHERE filed_at >= %s", [began[0]])]
    server.execute(ACTS, {"entries": 1, "since": began[0]})
    ended = server.execute(
        "UPDATE cases_case SET status = 9, finished_at = now() WHERE id IN (SELECT id FROM cases_case"
        " WHERE finished_at IS NULL AND filed_at < %s AND code LIKE 'N-%%' ORDER BY filed_at DESC LIMIT %s) RETURNING id",
        [began[0], today],
    ).fetchall()
    server.execute(JOURNAL, {"cases": [*filed, *(row[0] for row in ended)]})
    server.execute("CHECKPOINT")


class _without_indexes:  # noqa: N801 - reads as a word
    """Drop the indexes and keys of a table meanwhile: a million rows are loaded, then sorted once."""

    def __init__(self, server: psycopg.Connection[tuple[Any, ...]], table: str) -> None:
        self.server, self.table = server, table

    def __enter__(self) -> None:
        keys = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'u')"
        self.keys = self.server.execute(keys, [self.table]).fetchall()
        for name, _ in self.keys:
            self.server.execute(f'ALTER TABLE {self.table} DROP CONSTRAINT "{name}" CASCADE')
        indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        self.indexes = self.server.execute(indexes, [self.table]).fetchall()
        for name, _ in self.indexes:
            self.server.execute(f'DROP INDEX "{name}"')

    def __exit__(self, *_: object) -> None:
        for name, said in self.keys:
            self.server.execute(f'ALTER TABLE {self.table} ADD CONSTRAINT "{name}" {said}')
        for _, said in self.indexes:
            self.server.execute(said)


if __name__ == "__main__":
    main()
