-- What a filing cannot do without, as raw as PostgreSQL can: one transaction as nenso_app, row-level security on.
-- The words between @ are the ids of this install (benchmarks/baseline.py); everything else is pinned.
\set place random(1, @places@)
BEGIN;
SET LOCAL nenso.person = '@person@';
SET LOCAL nenso.readers = 'public,signed_in';
INSERT INTO cases_clientkey (owner, key, body_hash, made, at)
  VALUES ('public', gen_random_uuid()::text, sha256('body'), uuidv7(), now()) ON CONFLICT (owner, key) DO NOTHING;
INSERT INTO cases_counter (scope, value) VALUES ('bench:' || :place, 1)
  ON CONFLICT (scope) DO UPDATE SET value = cases_counter.value + 1 RETURNING value AS number \gset
INSERT INTO cases_case (@columns@) VALUES (@values@) RETURNING id \gset
INSERT INTO journal_entry (stream, seq, at, kind, body, person, persons, previous, hash)
  VALUES (:id, 1, now(), 'case.filed', '@body@', '@person@', ARRAY['@person@'::uuid],
    decode(repeat('00', 32), 'hex'), sha256('entry'));
COMMIT;
