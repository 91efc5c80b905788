# ruff: noqa: S608 - the statements are made of words of this file alone
"""Entries that only their writer reads until a step ends; entries that nobody changes; cases that nobody acts on again.

A case of a period is locked by a row that nobody takes away, written in the transaction that ends it: after that the
database takes no act at a step of it, whoever asks. What an entry says is never updated: the application may only unseal.
"""

from importlib import import_module

from django.db import migrations, models

import nenso.runtime.ids
from nenso.runtime.policies import part_of_case

MINE = "NOT sealed OR account = nenso_account() OR nenso_system() IS NOT NULL"
WHOLE = import_module("nenso.cases.migrations.0004_overview").FUNCTION
BEFORE = "FROM cases_entry e WHERE e.case_id = c.id)"
AFTER = "FROM cases_entry e WHERE e.case_id = c.id AND (NOT e.sealed OR e.account = nenso_account() OR nenso_system() IS NOT NULL))"
AGAIN = WHOLE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")

SEALED = f"""
CREATE POLICY cases_entry_sealed ON cases_entry AS RESTRICTIVE FOR SELECT USING ({MINE});
REVOKE UPDATE ON cases_entry FROM nenso_app;
GRANT UPDATE (sealed) ON cases_entry TO nenso_app;
"""
UNSEALED = """
DROP POLICY cases_entry_sealed ON cases_entry;
GRANT UPDATE ON cases_entry TO nenso_app;
"""
LOCKED = """
REVOKE UPDATE, DELETE, TRUNCATE ON cases_locked FROM nenso_app;
CREATE FUNCTION nenso_is_locked(wanted uuid) RETURNS boolean
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
  SELECT EXISTS (SELECT 1 FROM cases_locked k WHERE k.case_id = wanted)
$$;
REVOKE ALL ON FUNCTION nenso_is_locked(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_is_locked(uuid) TO nenso_app;
CREATE POLICY cases_entry_locked ON cases_entry AS RESTRICTIVE FOR INSERT
  WITH CHECK (kind <> 'act' OR step = '' OR NOT nenso_is_locked(case_id));
"""
FREE = """
DROP POLICY cases_entry_locked ON cases_entry;
DROP FUNCTION nenso_is_locked(uuid);
GRANT UPDATE, DELETE ON cases_locked TO nenso_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_started")]

    operations = [
        migrations.AddField("entry", "sealed", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(SEALED, UNSEALED),
        migrations.RunSQL(AGAIN.replace(BEFORE, AFTER), AGAIN),
        migrations.CreateModel(
            name="Locked",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(editable=False)),
                ("id", models.UUIDField(default=nenso.runtime.ids.uuid7, editable=False)),
                ("procedure", models.CharField(max_length=120)),
                ("period", models.CharField(max_length=10)),
                ("unit", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["procedure", "period", "unit"], name="locked_of_period")],
            },
        ),
        *part_of_case("cases_locked"),
        migrations.RunSQL(LOCKED, FREE),
    ]
