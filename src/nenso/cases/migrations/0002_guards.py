"""Who may read and write cases: the row says who; what lives with a case follows it. Drafts may go, cases never."""

from django.db import migrations

from nenso.runtime.policies import VISIBLE, guard, part_of_case

PARTS = ("party", "task", "entry", "revision", "moment", "consent", "slip")
OWN_KEYS = "owner = coalesce(nenso_account()::text, nenso_system(), 'public')"


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables"), ("runtime", "0001_scope")]
    operations = [
        guard("cases_case", read=VISIBLE, delete=f"status = 0 AND ({VISIBLE})"),
        *(operation for part in PARTS for operation in part_of_case(f"cases_{part}")),
        guard("cases_casecode", read="true", delete="false"),
        guard("cases_clientkey", read=OWN_KEYS, delete="false"),
        guard("cases_counter", read="true", delete="false"),
    ]
