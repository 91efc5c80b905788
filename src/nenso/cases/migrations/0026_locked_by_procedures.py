"""Who works on a case neither locks one nor speaks for another: so no decided value comes from outside a procedure.

A lock is written by the procedure, of a case that is done, for the agency whose case it is; that agency stays. An entry
is by whoever acts, and at its place: a higher number would make of it the last, which is the one that is measured.
"""

from django.db import migrations

SYSTEM = "nenso_system() IS NOT NULL"
BY_THE_PROCEDURE = """
SET LOCAL lock_timeout = '5s';
CREATE POLICY cases_locked_truly ON cases_locked AS RESTRICTIVE FOR INSERT WITH CHECK (
  nenso_system() IS NOT NULL
  AND EXISTS (
    SELECT 1 FROM cases_case c WHERE c.id = cases_locked.case_id AND c.procedure = cases_locked.procedure
      AND c.period = cases_locked.period AND c.period <> '' AND c.status = 9)
  AND (unit IS NULL OR EXISTS (
    SELECT 1 FROM cases_party p WHERE p.case_id = cases_locked.case_id AND p.party_id = cases_locked.unit
      AND p.name = 'applicant' AND p.kind = 'agency')))
"""
OWN = """
SET LOCAL lock_timeout = '5s';
CREATE POLICY cases_entry_own ON cases_entry AS RESTRICTIVE FOR INSERT
  WITH CHECK (nenso_system() IS NOT NULL OR account IS NOT DISTINCT FROM nenso_account());
CREATE POLICY cases_entry_in_turn ON cases_entry AS RESTRICTIVE FOR INSERT
  WITH CHECK (seq <= (SELECT c.entry_count FROM cases_case c WHERE c.id = cases_entry.case_id))
"""
STAYS = f"""
SET LOCAL lock_timeout = '5s';
CREATE POLICY cases_party_applicant ON cases_party AS RESTRICTIVE FOR UPDATE
  USING (name <> 'applicant' OR kind <> 'agency' OR {SYSTEM})
  WITH CHECK (name <> 'applicant' OR kind <> 'agency' OR {SYSTEM})
"""
ANY_LOCK = "DROP POLICY cases_locked_truly ON cases_locked"
ANY_ENTRY = "DROP POLICY cases_entry_own ON cases_entry; DROP POLICY cases_entry_in_turn ON cases_entry"
ANY_PARTY = "DROP POLICY cases_party_applicant ON cases_party"


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_unsealed_by_procedures")]
    operations = [
        migrations.RunSQL(BY_THE_PROCEDURE, ANY_LOCK),
        migrations.RunSQL(OWN, ANY_ENTRY),
        migrations.RunSQL(STAYS, ANY_PARTY),
    ]
