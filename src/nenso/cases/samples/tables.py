"""Tables of a sample's own: for the length of its transaction, empty temporary tables stand before the real ones.

PostgreSQL looks among temporary tables first, so whatever the formula under test finds, writes or counts is the
sample's own: no person, record, case, post or setting of the install is there to be read, and no row of it is locked.
What everybody may read stays: places, agencies, the calendar, published editions. Entries of the journal, which no
formula can read, are undone with the rest. A table that is not named here is hidden.
"""

from django.apps import apps
from django.db import connection, models

from nenso.agencies.models import Agency, AgencyIdentifier, AgencyName
from nenso.cases.errors.samples import SamplesNotPossible
from nenso.formulas.models import Edition, Transcript
from nenso.journal.models import JournalEntry

SEEN = (Agency, AgencyIdentifier, AgencyName, Edition, Transcript, JournalEntry)
SEEN_ROOMS = frozenset({"territory"})
_POSSIBLE = """
SELECT has_database_privilege(current_database(), 'TEMPORARY')
  AND NOT has_language_privilege('sql', 'USAGE') AND NOT has_language_privilege('plpgsql', 'USAGE')
"""
LONGEST = "20s"
"""How long one statement of a sample may take."""


def hidden() -> list[type[models.Model]]:
    """Return the tables that a sample has of its own."""
    tables = [model for model in apps.get_models() if hasattr(model, "storage")]
    return [
        model
        for model in tables
        if model not in SEEN and model._meta.app_label not in SEEN_ROOMS  # noqa: SLF001 - the documented Model._meta API
    ]


def hide() -> None:
    """Put an empty table before each hidden one, until the open transaction is rolled back.

    Functions that read as the owner meet them too, so nobody but the owner may make functions: raises
    :class:`SamplesNotPossible` otherwise. Plans that this connection made for the real tables are let go.
    """
    statements = [f"SET LOCAL statement_timeout = '{LONGEST}'"]
    for model in hidden():
        table = model._meta.db_table  # noqa: SLF001 - the documented Model._meta API
        statements.append(f'CREATE TEMPORARY TABLE "{table}" (LIKE public."{table}" INCLUDING ALL) ON COMMIT DROP')
        statements.append(f'GRANT ALL ON pg_temp."{table}" TO PUBLIC')
    with connection.cursor() as cursor:
        cursor.execute(_POSSIBLE)
        if cursor.fetchone() != (True,):
            raise SamplesNotPossible
        cursor.execute(";".join([*statements, "DISCARD PLANS"]))
