"""What the database knows about who acts: functions over the settings that ``acting()`` sends."""

from django.db import migrations

FUNCTIONS = """
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE FUNCTION nenso_person() RETURNS uuid STABLE PARALLEL SAFE LANGUAGE sql
  AS $$ SELECT nullif(current_setting('nenso.person', true), '')::uuid $$;
CREATE FUNCTION nenso_account() RETURNS uuid STABLE PARALLEL SAFE LANGUAGE sql
  AS $$ SELECT nullif(current_setting('nenso.account', true), '')::uuid $$;
CREATE FUNCTION nenso_system() RETURNS text STABLE PARALLEL SAFE LANGUAGE sql
  AS $$ SELECT nullif(current_setting('nenso.system', true), '') $$;
CREATE FUNCTION nenso_scope() RETURNS ltree[] STABLE PARALLEL SAFE LANGUAGE sql
  AS $$ SELECT string_to_array(nullif(current_setting('nenso.scope', true), ''), ',')::ltree[] $$;
CREATE FUNCTION nenso_readers() RETURNS text[] STABLE PARALLEL SAFE LANGUAGE sql
  AS $$ SELECT string_to_array(nullif(current_setting('nenso.readers', true), ''), ',') $$;
"""

UNDO = """
DROP FUNCTION nenso_person(); DROP FUNCTION nenso_account(); DROP FUNCTION nenso_system();
DROP FUNCTION nenso_scope(); DROP FUNCTION nenso_readers();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
