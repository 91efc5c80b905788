"""Who may read and write what about people, as the database alone enforces it.

A person sees the own row, the own household, the enterprises acted for and the own account and keys. Procedures, jobs and
commands (``nenso_system()``) see and write; nobody else writes. Whoever holds a post reaches others only through the
functions here, which the application journals.
"""

from django.db import migrations

from nenso.runtime.policies import guard

SYSTEM = "nenso_system() IS NOT NULL"

FUNCTIONS = """
CREATE FUNCTION nenso_in_post() RETURNS boolean STABLE PARALLEL SAFE LANGUAGE sql
  AS $$ SELECT EXISTS (SELECT 1 FROM unnest(nenso_readers()) reader
    WHERE position('@' IN reader) > 0 AND reader NOT LIKE 'representative@%') $$;
COMMENT ON FUNCTION nenso_in_post() IS
  'Whether who acts holds a post anywhere today; representing an enterprise is none';

CREATE FUNCTION nenso_day() RETURNS date STABLE PARALLEL SAFE LANGUAGE sql
  AS $$ SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date $$;
COMMENT ON FUNCTION nenso_day() IS 'The date it is in Viet Nam';

CREATE FUNCTION nenso_own_households() RETURNS uuid[] STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  LANGUAGE sql AS $$
    SELECT coalesce(array_agg(m.household_id), '{}') FROM people_householdmember m
    WHERE m.person_id = nenso_person() AND m.until IS NULL $$;

CREATE FUNCTION nenso_own_enterprises() RETURNS uuid[] STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  LANGUAGE sql AS $$
    SELECT coalesce(array_agg(r.enterprise_id), '{}') FROM people_enterpriserepresentative r
    WHERE r.person_id = nenso_person() AND r.valid_from <= nenso_day()
      AND (r.valid_until IS NULL OR r.valid_until > nenso_day()) $$;

CREATE FUNCTION nenso_household_members() RETURNS TABLE
  (household uuid, person uuid, full_name text, born_on date, relation text, since date)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
    SELECT m.household_id, p.id, p.full_name, p.born_on, m.relation, m.since
    FROM people_householdmember m JOIN people_person p ON p.id = m.person_id
    WHERE m.household_id = ANY (nenso_own_households()) AND m.until IS NULL
    ORDER BY m.household_id, m.relation <> 'head', m.since, m.id $$;

CREATE FUNCTION nenso_may_look() RETURNS void STABLE LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  IF nenso_system() IS NULL AND (nenso_account() IS NULL OR NOT nenso_in_post()) THEN
    RAISE insufficient_privilege USING MESSAGE = 'only who holds a post, or a procedure, may look people up';
  END IF;
END $$;

CREATE FUNCTION nenso_find_person(of_identifier text) RETURNS SETOF people_person
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  PERFORM nenso_may_look();
  RETURN QUERY SELECT p.* FROM people_person p WHERE p.identifier = of_identifier;
END $$;

CREATE FUNCTION nenso_find_persons(ids uuid[]) RETURNS SETOF people_person
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  PERFORM nenso_may_look();
  RETURN QUERY SELECT p.* FROM people_person p WHERE p.id = ANY (ids);
END $$;

CREATE FUNCTION nenso_find_account(of_email text) RETURNS TABLE (id uuid, email text, person_id uuid, is_active boolean)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF nenso_system() IS NULL AND NOT EXISTS (
    SELECT 1 FROM unnest(nenso_readers()) reader WHERE reader LIKE 'admin@%'
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'only administrators look accounts up';
  END IF;
  RETURN QUERY SELECT a.id, a.email::text, a.person_id, a.is_active FROM people_account a WHERE a.email = of_email;
END $$;
"""

DEFINERS = (
    "nenso_own_households()",
    "nenso_own_enterprises()",
    "nenso_household_members()",
    "nenso_find_person(text)",
    "nenso_find_persons(uuid[])",
    "nenso_find_account(text)",
)
GRANTS = ";\n".join(
    f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name} TO nenso_app" for name in DEFINERS
)

UNDO = ";\n".join(f"DROP FUNCTION {name}" for name in (*DEFINERS, "nenso_may_look()", "nenso_day()", "nenso_in_post()"))

ATTEMPTS = """
CREATE UNLOGGED TABLE people_attempt (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX people_attempt_expires ON people_attempt (expires);
COMMENT ON TABLE people_attempt IS
  'Attempts to sign in, counted for all processes (Django''s cache table): hashes of addresses and times, nothing else';
"""

KEPT = "people_person", "people_household", "people_enterprise", "people_account", "people_apitoken"
"""Never deleted by the application: they end, close or are revoked."""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_households_enterprises_tokens"),
        ("runtime", "0001_scope"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS + GRANTS, UNDO),
        guard("people_person", read=f"id = nenso_person() OR {SYSTEM}", write=SYSTEM),
        guard("people_household", read=f"id = ANY (nenso_own_households()) OR {SYSTEM}", write=SYSTEM),
        guard(
            "people_householdmember",
            read=f"person_id = nenso_person() OR household_id = ANY (nenso_own_households()) OR {SYSTEM}",
            write=SYSTEM,
        ),
        guard(
            "people_enterprise",
            read=f"id = ANY (nenso_own_enterprises()) OR nenso_in_post() OR {SYSTEM}",
            write=SYSTEM,
        ),
        guard(
            "people_enterpriserepresentative",
            read=f"person_id = nenso_person() OR enterprise_id = ANY (nenso_own_enterprises()) OR {SYSTEM}",
            write=SYSTEM,
        ),
        guard("people_account", read=f"id = nenso_account() OR {SYSTEM}", write=SYSTEM),
        guard("people_apitoken", read=f"account_id = nenso_account() OR {SYSTEM}", write=SYSTEM),
        guard("account_emailaddress", read=f"user_id = nenso_account() OR {SYSTEM}", write=SYSTEM),
        guard("account_emailconfirmation", read=SYSTEM, write=SYSTEM),
        migrations.RunSQL(ATTEMPTS, "DROP TABLE people_attempt"),
        guard("people_attempt", read="true"),
        *(
            migrations.RunSQL(
                f"REVOKE DELETE, TRUNCATE ON {table} FROM nenso_app", f"GRANT DELETE ON {table} TO nenso_app"
            )
            for table in KEPT
        ),
    ]
