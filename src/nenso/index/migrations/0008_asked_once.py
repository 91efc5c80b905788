"""Who asks is worked out once for a statement, not for each of some 100,000 sums; rows that change often find room beside.

An update of a row whose key stays writes no index when its page has room for the new version (HOT): half of each page of
measurements, which change by the thousand, a fifth of each page of sums.
"""

from django.db import migrations

JOB = "(SELECT nenso_system()) = 'index'"
SEES = "(SELECT nenso_system()) IS NOT NULL OR (SELECT nenso_in_post())"
EACH = "nenso_system() = 'index'"
EACH_SEES = "nenso_system() IS NOT NULL OR nenso_in_post()"
READS = {"index_partial": (JOB, EACH), "index_source": (JOB, EACH), "index_measurement": (SEES, EACH_SEES)}


def policies(*, once: bool) -> str:
    """Return the statements that let the policies of these tables ask once, or for each row as before."""
    job, at = (JOB, 0) if once else (EACH, 1)
    return ";\n".join(
        f"ALTER POLICY {table}_read ON {table} USING ({read[at]});\n"
        f"ALTER POLICY {table}_insert ON {table} WITH CHECK ({job});\n"
        f"ALTER POLICY {table}_update ON {table} USING ({read[at]}) WITH CHECK ({job});\n"
        f"ALTER POLICY {table}_delete ON {table} USING ({job})"
        for table, read in READS.items()
    )


ROOM = "ALTER TABLE index_measurement SET (fillfactor = 45); ALTER TABLE index_partial SET (fillfactor = 80)"
FULL = "ALTER TABLE index_measurement RESET (fillfactor); ALTER TABLE index_partial RESET (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [
        ("index", "0007_reports_and_undertakings"),
    ]
    operations = [
        migrations.RunSQL(policies(once=True), policies(once=False)),
        migrations.RunSQL(ROOM, FULL),
    ]
