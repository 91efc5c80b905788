# ruff: noqa: S608 - the statements are made of words of this file alone
"""Queues that hold what they are narrowed by, and what is late to be received.

``receive_by``: when the step that takes a filed case in is due; the case itself is not due before it is accepted. The
index of the queue carries the words that are typed, so that looking for a rare name reads the index alone; the counts
walk the same index, and the one that was theirs is gone. What waits for a role is looked for the same way: few cases
with the words are found first and their tasks then, many are met soon enough along the walk of the tasks.
"""

from django.db import migrations, models

DUE = "coalesce(c.due_at, c.receive_by, 'infinity')"
KEY = "coalesce(due_at, receive_by, 'infinity'::timestamptz)"
HELD = "due_at, receive_by, waiting_since, procedure, code, folded"
HERE = "c.agency_id = at_agency"
ELSEWHERE = "c.receiving_id = at_agency AND c.receiving_id <> c.agency_id"
OPEN = "c.status IN (1, 2, 4, 6) AND c.waiting_since IS NULL"
WORDS = "(words = '' OR strpos(c.folded, words) > 0 OR c.procedure = ANY (titles) OR strpos(lower(c.code), words) > 0)"

INDEXES = f"""
CREATE INDEX case_queue_held ON cases_case (agency_id, status, {KEY}, id) INCLUDE ({HELD}) WHERE status BETWEEN 1 AND 9;
DROP INDEX case_queue, case_queue_elsewhere, case_counts;
ALTER INDEX case_queue_held RENAME TO case_queue;
CREATE INDEX case_queue_elsewhere ON cases_case (receiving_id, status, {KEY}, id)
  WHERE status BETWEEN 1 AND 9 AND receiving_id <> agency_id;
"""
INDEXES_BEFORE = """
CREATE INDEX case_counts ON cases_case (agency_id, status, due_at, waiting_since) WHERE status BETWEEN 1 AND 9;
DROP INDEX case_queue, case_queue_elsewhere;
CREATE INDEX case_queue ON cases_case (agency_id, status, coalesce(due_at, 'infinity'::timestamptz), id)
  WHERE status BETWEEN 1 AND 9;
CREATE INDEX case_queue_elsewhere ON cases_case (receiving_id, status, coalesce(due_at, 'infinity'::timestamptz), id)
  WHERE status BETWEEN 1 AND 9 AND receiving_id <> agency_id;
"""


def _walk(where: str, due: str) -> str:
    return f"""(SELECT c.id, {due} AS due FROM cases_case c
      WHERE {where} AND c.status = wanted.status AND c.status BETWEEN 1 AND 9
        AND {due} >= begins AND {due} <= ends AND ({due}, c.id) > (last_due, last_id)
        AND (NOT running OR c.waiting_since IS NULL) AND {WORDS}
      ORDER BY {due}, c.id LIMIT most)"""


def _queue(due: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION nenso_queue(
    at_agency uuid, states smallint[], running boolean, begins timestamptz, ends timestamptz,
    words text, titles text[], last_due timestamptz, last_id uuid, most int
  ) RETURNS TABLE (id uuid, due timestamptz)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
  SELECT found.id, found.due FROM unnest(states) wanted(status) CROSS JOIN LATERAL (
    {_walk(HERE, due)}
    UNION ALL
    {_walk(ELSEWHERE, due)}
  ) found ORDER BY found.due, found.id LIMIT most;
END $$;
"""


FEW = 2_000
VISITING = """
CREATE INDEX case_visiting ON cases_case USING gin (agency_paths)
  WHERE cardinality(agency_paths) > 1 AND status BETWEEN 1 AND 9;
"""


def _few(due: str) -> str:
    narrowed = f"""c.status = ANY (states) AND c.status BETWEEN 1 AND 9 AND (NOT running OR c.waiting_since IS NULL)
      AND {due} >= begins AND {due} <= ends AND {WORDS} LIMIT {FEW + 1}"""
    return f"""
  IF words <> '' THEN
    SELECT a.path INTO at_path FROM agencies_agency a WHERE a.id = at_agency;
    SELECT array_agg(m.id) INTO few FROM (
      (SELECT c.id FROM cases_case c WHERE c.agency_id = at_agency AND {narrowed})
      UNION ALL
      (SELECT c.id FROM cases_case c WHERE c.agency_paths @> ARRAY[at_path] AND cardinality(c.agency_paths) > 1
        AND c.agency_id <> at_agency AND {narrowed})
    ) m;
    IF coalesce(cardinality(few), 0) <= {FEW} THEN
      RETURN QUERY SELECT DISTINCT t.case_id, coalesce(t.due_at, 'infinity') AS due
        FROM unnest(few) m(id) JOIN cases_task t ON t.case_id = m.id
        WHERE t.agency_id = at_agency AND t.role = ANY (roles) AND t.closed_at IS NULL
          AND (of_account IS NULL OR t.account IS NULL OR t.account = of_account)
          AND (coalesce(t.due_at, 'infinity'), t.case_id) > (last_due, last_id)
        ORDER BY 2, 1 LIMIT most;
      RETURN;
    END IF;
  END IF;"""


def _turns(due: str, few: str = "") -> str:
    return f"""
CREATE OR REPLACE FUNCTION nenso_turns(
    at_agency uuid, roles text[], of_account uuid, states smallint[], running boolean, begins timestamptz,
    ends timestamptz, words text, titles text[], last_due timestamptz, last_id uuid, most int
  ) RETURNS TABLE (id uuid, due timestamptz)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
DECLARE
  at_path ltree;
  few uuid[];
BEGIN{few}
  RETURN QUERY
  SELECT DISTINCT found.id, found.due FROM unnest(roles) wanted(role) CROSS JOIN LATERAL (
    SELECT t.case_id AS id, coalesce(t.due_at, 'infinity') AS due FROM cases_task t
      JOIN cases_case c ON c.id = t.case_id
      WHERE t.agency_id = at_agency AND t.role = wanted.role AND t.closed_at IS NULL
        AND (of_account IS NULL OR t.account IS NULL OR t.account = of_account)
        AND (coalesce(t.due_at, 'infinity'), t.case_id) > (last_due, last_id)
        AND c.status = ANY (states) AND (NOT running OR c.waiting_since IS NULL)
        AND {due} >= begins AND {due} <= ends AND {WORDS}
      ORDER BY coalesce(t.due_at, 'infinity'), t.case_id LIMIT most
  ) found ORDER BY found.due, found.id LIMIT most;
END $$;
"""


def _counts(due: str) -> str:
    numbers = {
        "receive": "c.status = 1",
        "working": "c.status IN (2, 4, 6)",
        "soon": f"{OPEN} AND {due} >= moment AND {due} <= soon",
        "late": f"{OPEN} AND {due} < moment",
        "asked": "c.status = 5",
        "return": "c.status = 9",
    }
    counted = {
        name: " + ".join(
            f"(SELECT count(*) FROM cases_case c WHERE {where} AND c.status BETWEEN 1 AND 9 AND {what})"
            for where in (HERE, ELSEWHERE)
        )
        for name, what in numbers.items()
    }
    counted["sign"] = """(SELECT count(DISTINCT t.case_id) FROM cases_task t
      WHERE t.agency_id = at_agency AND t.role = 'leader' AND t.kind = 'by' AND t.closed_at IS NULL)"""
    order = ("receive", "working", "soon", "late", "asked", "sign", "return")
    body = ",\n  ".join(counted[name] for name in order)
    return f"""
CREATE OR REPLACE FUNCTION nenso_queue_counts(at_agency uuid, moment timestamptz, soon timestamptz)
  RETURNS TABLE (receive bigint, working bigint, soon_due bigint, late bigint, asked bigint, sign bigint, to_return bigint)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
  LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT {body};
END $$;
"""


BEFORE = "coalesce(c.due_at, 'infinity')"
NOW_DUE = """
UPDATE cases_case c SET receive_by = (SELECT min(t.due_at) FROM cases_task t
  WHERE t.case_id = c.id AND t.kind = 'by' AND t.closed_at IS NULL)
WHERE c.status = 1 AND c.due_at IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_queue_counts_by_ranges")]
    operations = [
        migrations.AddField("case", "receive_by", models.DateTimeField(null=True)),
        migrations.RunSQL(NOW_DUE, migrations.RunSQL.noop),
        migrations.RunSQL(INDEXES, INDEXES_BEFORE),
        migrations.RunSQL(
            _queue(DUE) + _turns(DUE, _few(DUE)) + _counts(DUE),
            _queue(BEFORE) + _turns(BEFORE) + _counts(BEFORE),
        ),
        migrations.RunSQL(VISITING, "DROP INDEX case_visiting"),
    ]
