"""A file given while more is asked for can be taken back until that is sent, by the account that gave it."""

from django.db import migrations

OF_DRAFT = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = files_casefile.case_id AND c.status = 0)"
NOT_YET_SENT = """files_casefile.uploaded_by = nenso_account() AND EXISTS (
    SELECT 1 FROM cases_task t WHERE t.case_id = files_casefile.case_id AND t.kind = 'asked' AND t.closed_at IS NULL
      AND files_casefile.at >= t.opened_at)"""
DROP = "SET LOCAL lock_timeout = '5s'; DROP POLICY files_casefile_delete ON files_casefile"


def _deletes(which: str) -> str:
    return f"{DROP}; CREATE POLICY files_casefile_delete ON files_casefile FOR DELETE USING ({which})"


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_salted")]
    operations = [migrations.RunSQL(_deletes(f"{OF_DRAFT} OR {NOT_YET_SENT}"), _deletes(OF_DRAFT))]
