"""A telephone by which somebody signs in is proven, and one account's at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_finding_accounts")]

    operations = [
        migrations.AddField("account", "phone_proven_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                fields=["phone"],
                condition=models.Q(phone_proven_at__isnull=False),
                name="people_account_one_of_a_telephone",
            ),
        ),
    ]
