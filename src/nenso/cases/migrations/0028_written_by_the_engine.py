"""Cases and what lives with them are written by the engine alone: who sees a case changes it by acts, in no other way.

Every row that is new, and every row as it is changed, asks for it; drafts too, since a draft becomes a case with what
stands in it. Reading, and holding a case until an act is written, is as before. It takes the place of what was asked of
single tables. Who has a draft may still throw it away. So it is with the files, the money and the results of a case:
each room writes its own.
"""

from importlib import import_module

from django.db import migrations

OWN_TABLES = (
    "case",
    "party",
    "task",
    "entry",
    "revision",
    "moment",
    "consent",
    "slip",
    "locked",
    "casecode",
    "counter",
)
BESIDE = (
    "files_casefile",
    "payments_payment",
    "payments_paymentline",
    "payments_refund",
    "results_signedresult",
)
TABLES = (*(f"cases_{name}" for name in OWN_TABLES), *BESIDE)
ENGINE = "nenso_system() IS NOT NULL"
WAITS = "SET LOCAL lock_timeout = '5s'"
BEFORE = import_module("nenso.cases.migrations.0026_locked_by_procedures")
UNSEAL = import_module("nenso.cases.migrations.0025_unsealed_by_procedures").UNSEAL
OWN = BEFORE.OWN.partition(";\nCREATE POLICY cases_entry_in_turn")[0]


def _written(table: str) -> str:
    return f"""
CREATE POLICY {table}_made ON {table} AS RESTRICTIVE FOR INSERT WITH CHECK ({ENGINE});
CREATE POLICY {table}_changed ON {table} AS RESTRICTIVE FOR UPDATE WITH CHECK ({ENGINE})"""


def _undone(table: str) -> str:
    return f"DROP POLICY {table}_made ON {table}; DROP POLICY {table}_changed ON {table}"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_overdue_as_queues_have_it"),
        ("payments", "0001_initial"),
        ("results", "0002_guards"),
        ("files", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(
            ";".join((WAITS, *map(_written, TABLES))),
            ";".join((WAITS, *map(_undone, TABLES))),
        ),
        migrations.RunSQL(f"{WAITS}; DROP POLICY cases_entry_unseal ON cases_entry", UNSEAL),
        migrations.RunSQL(f"{WAITS}; DROP POLICY cases_entry_own ON cases_entry", OWN),
        migrations.RunSQL(f"{WAITS}; {BEFORE.ANY_PARTY}", BEFORE.STAYS),
        migrations.RunSQL(
            f"{WAITS}; REVOKE UPDATE, DELETE ON cases_casecode FROM nenso_app",
            "GRANT UPDATE, DELETE ON cases_casecode TO nenso_app",
        ),
    ]
