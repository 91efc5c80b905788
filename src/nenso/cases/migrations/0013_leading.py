# ruff: noqa: S608 - the statements are made of words of this file alone
"""What heads and leaders look at: counts with the cases behind them, what hangs and why, directives.

These functions read as the owner of the tables and answer facts of a case, never what is in it: code, procedure, agency,
times, who holds it. They answer only whoever sits at the agency or above it, audits it, or acts as the system; the
contents are read beside them, under the policies. The index holds all that a count needs.
"""

from django.db import migrations

SITS_ABOVE = """
CREATE FUNCTION nenso_sits_above(under ltree) RETURNS boolean STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public LANGUAGE sql AS $$
  SELECT nenso_system() IS NOT NULL OR under <@ ANY (coalesce(nenso_scope(), '{}')) OR EXISTS (
    SELECT 1 FROM unnest(nenso_readers()) reader JOIN agencies_agency a
      ON a.id = CASE WHEN split_part(reader, '@', 2) ~ '^[0-9a-f-]{36}$' THEN split_part(reader, '@', 2)::uuid END
    WHERE reader NOT LIKE 'representative@%'
      AND (under <@ a.path OR (a.is_unit AND under = subpath(a.path, 0, nlevel(a.path) - 1))))
$$;
"""

FACTS = """
CREATE FUNCTION nenso_facts(c cases_case) RETURNS text STABLE SET search_path = pg_catalog, public LANGUAGE sql AS $$
  SELECT json_build_object(
    'id', c.id, 'code', c.code, 'procedure', c.procedure, 'edition', c.edition_id, 'adaptation', c.adaptation_id,
    'agency', (SELECT json_build_object('id', a.id, 'name', a.name, 'path', a.path::text) FROM agencies_agency a
      WHERE a.id = c.agency_id),
    'status', c.status, 'channel', c.channel, 'filed_at', c.filed_at, 'created_at', c.created_at, 'due_at', c.due_at,
    'receive_by', c.receive_by, 'waiting_since', c.waiting_since, 'finished_at', c.finished_at, 'version', c.version,
    'confidential', c.confidential,
    'steps', (SELECT json_agg(json_build_object('step', t.step, 'kind', t.kind, 'role', t.role, 'account', t.account,
        'since', t.opened_at, 'due_at', t.due_at, 'agency', t.agency_id,
        'agency_name', (SELECT a.name FROM agencies_agency a WHERE a.id = t.agency_id),
        'officer', (SELECT o.holder_name FROM agencies_post o
          WHERE o.account_id = t.account AND o.ended_at IS NULL LIMIT 1)) ORDER BY t.opened_at, t.id)
      FROM cases_task t WHERE t.case_id = c.id AND t.closed_at IS NULL))::text
$$;
"""

INDEX = """
CREATE INDEX case_counted ON cases_case (agency_id, filed_at)
  INCLUDE (id, status, finished_at, due_at, waiting_since, procedure) WHERE status > 0;
"""

FINISHED = "c.finished_at >= begins AND c.finished_at < ends"
NUMBERS = {
    "received": "c.filed_at >= begins AND c.filed_at < ends",
    "in_hand": "c.finished_at IS NULL",
    "on_time": f"{FINISHED} AND c.status <> 7 AND (c.due_at IS NULL OR c.finished_at <= c.due_at)",
    "late": f"{FINISHED} AND c.status <> 7 AND c.finished_at > c.due_at",
    "overdue": "c.finished_at IS NULL AND c.waiting_since IS NULL AND c.due_at < moment",
    "asked": "c.status = 5",
    "withdrawn": f"{FINISHED} AND c.status = 7",
}
"""What each number counts, of the cases that were filed."""

BELOW = "c.status > 0 AND c.agency_id IN (SELECT a.id FROM agencies_agency a WHERE a.path <@ under)"
LAST = """(SELECT t.{what}::text FROM cases_task t WHERE t.case_id = c.id AND t.{what} IS NOT NULL
        ORDER BY t.opened_at DESC, t.id DESC LIMIT 1)"""
KEY = f"""CASE by_what WHEN 'procedure' THEN c.procedure::text WHEN 'agency' THEN c.agency_id::text
      WHEN 'officer' THEN {LAST.format(what="account")}
      WHEN 'unit' THEN {LAST.format(what="agency_id")}
      ELSE '' END"""
"""By what cases are counted: the officer and the part of the agency are those that had the case last."""

OLD_COUNTS = "nenso_counts(ltree, timestamptz, timestamptz, timestamptz, text)"
COUNTS = f"""
DROP FUNCTION {OLD_COUNTS};
CREATE FUNCTION nenso_counts(
    under ltree, begins timestamptz, ends timestamptz, moment timestamptz, by_what text, of_procedure text
  ) RETURNS TABLE (key text, {", ".join(f"{name} bigint" for name in NUMBERS)})
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF NOT nenso_sits_above(under) THEN RETURN; END IF;
  RETURN QUERY SELECT {KEY},
    {", ".join(f"count(*) FILTER (WHERE {what})" for what in NUMBERS.values())}
  FROM cases_case c
  WHERE {BELOW} AND (of_procedure = '' OR c.procedure = of_procedure)
    AND (c.finished_at IS NULL OR ({NUMBERS["received"]}) OR ({FINISHED}))
  GROUP BY 1 ORDER BY 1;
END $$;
"""
BEHIND = f"""
CREATE FUNCTION nenso_counted(
    under ltree, what text, begins timestamptz, ends timestamptz, moment timestamptz, of_procedure text,
    by_what text, of_key text, last_id uuid, most int
  ) RETURNS TABLE (id uuid, facts text)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF NOT nenso_sits_above(under) THEN RETURN; END IF;
  RETURN QUERY SELECT k.id, nenso_facts(k) FROM (
    SELECT c.id FROM cases_case c
    WHERE {BELOW} AND (of_procedure = '' OR c.procedure = of_procedure)
      AND CASE what {" ".join(f"WHEN '{name}' THEN {what}" for name, what in NUMBERS.items())} END
      AND (by_what = '' OR coalesce({KEY}, '') = of_key)
      AND (last_id IS NULL OR c.id < last_id)
    ORDER BY c.id DESC LIMIT most) page JOIN cases_case k ON k.id = page.id ORDER BY k.id DESC;
END $$;
"""

DUE = "coalesce(c.due_at, c.receive_by, 'infinity')"
HANGING = f"""
CREATE FUNCTION nenso_hanging(
    under ltree, states smallint[], running boolean, begins timestamptz, ends timestamptz, moment timestamptz,
    elsewhere boolean, slow boolean, of_account uuid, of_procedure text, last_due timestamptz, last_id uuid, most int
  ) RETURNS TABLE (id uuid, due timestamptz, facts text)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF NOT nenso_sits_above(under) THEN RETURN; END IF;
  RETURN QUERY SELECT k.id, page.due, nenso_facts(k) FROM (
    SELECT found.id, found.due FROM agencies_agency a CROSS JOIN unnest(states) wanted(status) CROSS JOIN LATERAL (
      SELECT c.id, {DUE} AS due FROM cases_case c
      WHERE c.agency_id = a.id AND c.status = wanted.status AND c.status BETWEEN 1 AND 9
        AND {DUE} >= begins AND {DUE} <= ends AND ({DUE}, c.id) > (last_due, last_id)
        AND (NOT running OR c.waiting_since IS NULL) AND (of_procedure = '' OR c.procedure = of_procedure)
        AND (of_account IS NULL OR c.id IN (
          SELECT t.case_id FROM cases_task t WHERE t.account = of_account AND t.closed_at IS NULL))
        AND (NOT elsewhere OR EXISTS (SELECT 1 FROM cases_task t
          WHERE t.case_id = c.id AND t.closed_at IS NULL AND t.agency_id <> c.agency_id))
        AND (NOT slow OR EXISTS (SELECT 1 FROM cases_task t
          WHERE t.case_id = c.id AND t.closed_at IS NULL AND t.kind = 'by' AND t.due_at < moment))
      ORDER BY {DUE}, c.id LIMIT most) found
    WHERE a.path <@ under ORDER BY found.due, found.id LIMIT most) page
  JOIN cases_case k ON k.id = page.id ORDER BY page.due, page.id;
END $$;
"""
HOLDERS = f"""
CREATE FUNCTION nenso_holders(under ltree, moment timestamptz, soon timestamptz)
  RETURNS TABLE (account uuid, agency uuid, role text, name text, in_hand bigint, late bigint, soon_due bigint)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF NOT nenso_sits_above(under) THEN RETURN; END IF;
  RETURN QUERY SELECT held.account, held.agency_id, held.role,
    (SELECT o.holder_name FROM agencies_post o WHERE o.account_id = held.account AND o.ended_at IS NULL LIMIT 1)::text,
    count(DISTINCT held.case_id), count(DISTINCT held.case_id) FILTER (WHERE held.due < moment),
    count(DISTINCT held.case_id) FILTER (WHERE held.due >= moment AND held.due <= soon)
  FROM (
    SELECT t.account, t.agency_id, CASE WHEN t.account IS NULL THEN t.role::text ELSE '' END AS role, t.case_id,
      least({DUE}, coalesce(t.due_at, 'infinity')) AS due
    FROM agencies_agency a JOIN cases_case c ON c.agency_id = a.id AND c.status IN (1, 2, 4, 6)
      AND c.waiting_since IS NULL AND {DUE} <= soon
      JOIN cases_task t ON t.case_id = c.id AND t.closed_at IS NULL AND t.kind = 'by'
    WHERE a.path <@ under) held
  GROUP BY held.account, held.agency_id, held.role;
END $$;
"""

AMONG_OFFICERS = """
DROP POLICY cases_entry_among_officers ON cases_entry;
CREATE POLICY cases_entry_among_officers ON cases_entry AS RESTRICTIVE FOR SELECT USING (
  kind NOT IN ({kinds})
  OR nenso_system() IS NOT NULL
  OR EXISTS (
    SELECT 1 FROM cases_case c WHERE c.id = case_id AND (
      c.agency_paths <@ ANY (nenso_scope())
      OR EXISTS (
        SELECT 1 FROM unnest(c.readers::text[]) AS reader
        WHERE reader = ANY (nenso_readers()) AND strpos(reader, '@') > 0 AND reader NOT LIKE 'representative@%'
      )))
);
"""
KINDS_BEFORE, KINDS = "'comment', 'directive', 'answer'", "'comment', 'directive', 'answer', 'noted', 'closed'"

DIRECTIVES = """
CREATE INDEX entry_directives ON cases_entry (agency_id, (data->>'due_at')) WHERE kind = 'directive';
CREATE INDEX entry_directives_to ON cases_entry ((data->>'to'), (data->>'due_at')) WHERE kind = 'directive';
CREATE INDEX entry_directives_by ON cases_entry (account, (data->>'due_at')) WHERE kind = 'directive';
CREATE FUNCTION nenso_directives(
    at_agency uuid, to_account uuid, by_account uuid, before text, last_due text, last_id uuid, most int
  ) RETURNS TABLE (case_id uuid, id uuid, due text)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
  SELECT e.case_id, e.id, e.data->>'due_at' FROM cases_entry e
  WHERE e.kind = 'directive' AND (at_agency IS NULL OR e.agency_id = at_agency)
    AND (to_account IS NULL OR e.data->>'to' = to_account::text) AND (by_account IS NULL OR e.account = by_account)
    AND (coalesce(to_account, by_account) = nenso_account()
      OR nenso_sits_above((SELECT a.path FROM agencies_agency a WHERE a.id = at_agency)))
    AND (before = '' OR e.data->>'due_at' < before) AND (e.data->>'due_at', e.id) > (last_due, last_id)
    AND NOT EXISTS (SELECT 1 FROM cases_entry x
      WHERE x.case_id = e.case_id AND x.kind = 'closed' AND x.data->>'directive' = e.id::text)
  ORDER BY e.data->>'due_at', e.id LIMIT most
$$;
"""
_LAST_TYPES = "text, timestamptz, uuid, int"
SIGNATURES = (
    "nenso_sits_above(ltree)",
    "nenso_facts(cases_case)",
    "nenso_counts(ltree, timestamptz, timestamptz, timestamptz, text, text)",
    "nenso_counted(ltree, text, timestamptz, timestamptz, timestamptz, text, text, text, uuid, int)",
    f"nenso_hanging(ltree, smallint[], boolean, {', '.join(['timestamptz'] * 3)}, boolean, boolean, uuid, {_LAST_TYPES})",
    "nenso_holders(ltree, timestamptz, timestamptz)",
    "nenso_directives(uuid, uuid, uuid, text, text, uuid, int)",
)
RIGHTS = ";\n".join(
    f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {one} TO nenso_app" for one in SIGNATURES
)
FUNCTIONS = "".join((SITS_ABOVE, FACTS, COUNTS, BEHIND, HANGING, HOLDERS))
COUNTS_BEFORE = f"""
CREATE FUNCTION nenso_counts(under ltree, begins timestamptz, ends timestamptz, moment timestamptz, by_what text)
  RETURNS TABLE (key text, {", ".join(f"{name} bigint" for name in NUMBERS)})
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
  SELECT {KEY}, {", ".join(f"count(*) FILTER (WHERE {what})" for what in NUMBERS.values())}
  FROM cases_case c WHERE {BELOW} GROUP BY 1 ORDER BY 1
$$;
REVOKE ALL ON FUNCTION {OLD_COUNTS} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {OLD_COUNTS} TO nenso_app;
"""
GONE = ";\n".join(
    ["DROP INDEX entry_directives, entry_directives_to, entry_directives_by"]
    + [f"DROP FUNCTION {one}" for one in reversed(SIGNATURES)]
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_receive_by")]
    operations = [
        migrations.RunSQL(INDEX, "DROP INDEX case_counted"),
        migrations.RunSQL(FUNCTIONS + DIRECTIVES, GONE + ";" + COUNTS_BEFORE),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(AMONG_OFFICERS.format(kinds=KINDS), AMONG_OFFICERS.format(kinds=KINDS_BEFORE)),
    ]
