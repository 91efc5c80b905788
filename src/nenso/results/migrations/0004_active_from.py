"""A key may be put to use later than its certificate begins: when the decision that brings it says so."""

from django.db import migrations, models

KEY_OF = """
CREATE OR REPLACE FUNCTION results_key_of(of_agency uuid, of_account uuid, at timestamptz)
RETURNS SETOF results_signingkey
STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql ROWS 1 AS $$
  SELECT * FROM results_signingkey k
  WHERE k.agency_id = of_agency AND k.account_id IS NOT DISTINCT FROM of_account
    AND {begins} <= at AND k.valid_until > at AND (k.revoked_at IS NULL OR k.revoked_at > at)
  ORDER BY k.created_at DESC LIMIT 1 $$;
"""


class Migration(migrations.Migration):
    dependencies = [("results", "0003_signing_in_few_queries")]

    operations = [
        migrations.AddField("signingkey", "active_from", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(
            KEY_OF.format(begins="greatest(k.valid_from, k.active_from)"), KEY_OF.format(begins="k.valid_from")
        ),
    ]
