"""Sessions as functions that answer whoever has the key, and nobody else: the table itself is closed to the application.

Reading also moves the end of a session that is in use, at most every five minutes. Writing never brings one back.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION nenso_session(of_digest text, at timestamptz, idle_until timestamptz) RETURNS text
  SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
DECLARE
  found_data text;
  ends timestamptz;
BEGIN
  SELECT s.session_data, s.expire_date INTO found_data, ends FROM django_session s
  WHERE s.session_key = of_digest AND s.expire_date > at;
  IF ends < idle_until - interval '5 minutes' THEN
    UPDATE django_session s SET expire_date = idle_until WHERE s.session_key = of_digest AND s.expire_date > at;
  END IF;
  RETURN found_data;
END $$;
COMMENT ON FUNCTION nenso_session(text, timestamptz, timestamptz) IS 'What the open session with this hash holds';

CREATE FUNCTION nenso_keep_session(of_digest text, data text, until timestamptz, is_new boolean) RETURNS boolean
  SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF is_new THEN
    INSERT INTO django_session (session_key, session_data, expire_date) VALUES (of_digest, data, until)
    ON CONFLICT (session_key) DO NOTHING;
  ELSE
    UPDATE django_session s SET session_data = data, expire_date = until WHERE s.session_key = of_digest;
  END IF;
  RETURN FOUND;
END $$;
COMMENT ON FUNCTION nenso_keep_session(text, text, timestamptz, boolean) IS 'Whether it was written: one that ended is not';

CREATE FUNCTION nenso_end_session(of_digest text) RETURNS void
  SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
    DELETE FROM django_session s WHERE s.session_key = of_digest $$;
COMMENT ON FUNCTION nenso_end_session(text) IS 'Signing out';

CREATE FUNCTION nenso_clear_sessions(at timestamptz) RETURNS void
  SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF nenso_system() IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'only a job or a command clears sessions';
  END IF;
  DELETE FROM django_session s WHERE s.expire_date <= at;
END $$;
COMMENT ON FUNCTION nenso_clear_sessions(timestamptz) IS 'Removes what has ended';
"""

DEFINERS = (
    "nenso_session(text, timestamptz, timestamptz)",
    "nenso_keep_session(text, text, timestamptz, boolean)",
    "nenso_end_session(text)",
    "nenso_clear_sessions(timestamptz)",
)
GRANTS = ";\n".join(
    f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name} TO nenso_app" for name in DEFINERS
)
UNDO = ";\n".join(f"DROP FUNCTION {name}" for name in DEFINERS)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_guards"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS + GRANTS, UNDO)]
