"""Administrators find the account to appoint also by telephone and by the number of the person it belongs to."""

from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION nenso_accounts_by(of_phone text, of_identifier text)
  RETURNS TABLE (id uuid, email text, person_id uuid, is_active boolean)
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF nenso_system() IS NULL AND NOT EXISTS (
    SELECT 1 FROM unnest(nenso_readers()) reader WHERE reader LIKE 'admin@%'
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'only administrators look accounts up';
  END IF;
  RETURN QUERY
    SELECT a.id, a.email::text, a.person_id, a.is_active FROM people_account a
    WHERE a.is_active AND a.phone = of_phone AND of_phone <> ''
    UNION
    SELECT a.id, a.email::text, a.person_id, a.is_active FROM people_person p
    JOIN people_account a ON a.person_id = p.id
    WHERE a.is_active AND p.identifier = of_identifier AND of_identifier <> ''
    LIMIT 2;
END $$;
COMMENT ON FUNCTION nenso_accounts_by(text, text) IS
  'The accounts with a telephone number, or of the person with an identification number: two at most';
REVOKE ALL ON FUNCTION nenso_accounts_by(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_accounts_by(text, text) TO nenso_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_sign_in")]

    operations = [
        migrations.AddIndex(
            "account",
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="people_account_phone"),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION nenso_accounts_by(text, text)"),
    ]
