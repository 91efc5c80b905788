"""What other rooms keep of a case follows the case: its constraint, and who may see it. The journal of a case too."""

from django.db import migrations

from nenso.runtime.policies import part_of_case

PARTS = ("files_casefile", "payments_payment", "payments_paymentline", "payments_refund", "results_signedresult")

JOURNAL = """
CREATE POLICY journal_entry_of_case ON journal_entry FOR SELECT
  USING (EXISTS (SELECT 1 FROM cases_case c WHERE c.id = stream));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_guards"),
        ("files", "0001_initial"),
        ("payments", "0001_initial"),
        ("results", "0002_guards"),
        ("journal", "0001_initial"),
    ]
    operations = [
        *(operation for part in PARTS for operation in part_of_case(part)),
        migrations.RunSQL(JOURNAL, "DROP POLICY journal_entry_of_case ON journal_entry"),
    ]
