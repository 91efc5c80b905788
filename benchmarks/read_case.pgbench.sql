-- Reading a case by its code, as raw as PostgreSQL can: one transaction as nenso_app, row-level security on.
\set number random(1, @codes@)
BEGIN;
SET LOCAL nenso.person = '@person@';
SET LOCAL nenso.readers = 'public,signed_in';
SELECT c.* FROM cases_casecode k JOIN cases_case c ON c.id = k.case_id
  WHERE k.code = 'BENCH-' || :number;
COMMIT;
