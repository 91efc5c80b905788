"""What officers say among themselves is kept from the applicant by the database too.

A policy beside the others: entries of these kinds are seen only by who holds a post that the case is open to, audits
it, or acts as the system.
"""

from django.db import migrations

POLICY = """
CREATE POLICY cases_entry_among_officers ON cases_entry AS RESTRICTIVE FOR SELECT USING (
  kind NOT IN ('comment', 'directive', 'answer')
  OR nenso_system() IS NOT NULL
  OR EXISTS (
    SELECT 1 FROM cases_case c WHERE c.id = case_id AND (
      c.agency_paths <@ ANY (nenso_scope())
      OR EXISTS (
        SELECT 1 FROM unnest(c.readers::text[]) AS reader
        WHERE reader = ANY (nenso_readers()) AND strpos(reader, '@') > 0 AND reader NOT LIKE 'representative@%'
      )))
);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_drafts")]
    operations = [migrations.RunSQL(POLICY, "DROP POLICY cases_entry_among_officers ON cases_entry")]
