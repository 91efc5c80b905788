"""Who reads and writes what is measured: the measuring job alone sums up and writes, people in posts read values.

Measured values have no other way in: every policy that lets write asks for the job. What is published stays as it is,
byte for byte: only a draft is ever changed, and of it only whether and when it is shown.
"""

from django.db import migrations

from nenso.runtime.policies import guard

JOB = "nenso_system() = 'index'"
SHOWN = "state = 'published' AND coalesce(embargo_until, '-infinity') <= now()"

FROZEN = """
ALTER TABLE index_publication ADD CONSTRAINT index_publication_is_its_digest
  CHECK (digest = encode(sha256(content), 'hex'));
REVOKE UPDATE, DELETE, TRUNCATE ON index_publication FROM nenso_app;
GRANT UPDATE (state, published_at, published_by, embargo_until) ON index_publication TO nenso_app;
"""
THAWED = """
ALTER TABLE index_publication DROP CONSTRAINT index_publication_is_its_digest;
GRANT UPDATE, DELETE ON index_publication TO nenso_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("index", "0001_tables"),
        ("runtime", "0001_scope"),
        ("people", "0003_guards"),
        ("cases", "0013_leading"),
    ]
    operations = [
        guard("index_source", read=JOB, write=JOB),
        guard("index_partial", read=JOB, write=JOB),
        guard("index_procedurelevel", read=JOB, write=JOB),
        guard("index_workingday", read=JOB, write=JOB),
        guard("index_value", read="nenso_system() IS NOT NULL OR nenso_in_post()", write=JOB),
        migrations.RunSQL(
            f"""
            ALTER TABLE index_publication ENABLE ROW LEVEL SECURITY;
            CREATE POLICY index_publication_read ON index_publication FOR SELECT
              USING ({SHOWN} OR nenso_sits_above(agency_path));
            CREATE POLICY index_publication_insert ON index_publication FOR INSERT WITH CHECK ({JOB} AND state = 'draft');
            CREATE POLICY index_publication_update ON index_publication FOR UPDATE
              USING ({JOB} AND state = 'draft') WITH CHECK ({JOB});
            """,
            """
            DROP POLICY index_publication_read ON index_publication;
            DROP POLICY index_publication_insert ON index_publication;
            DROP POLICY index_publication_update ON index_publication;
            ALTER TABLE index_publication DISABLE ROW LEVEL SECURITY;
            """,
        ),
        migrations.RunSQL(FROZEN, THAWED),
    ]
