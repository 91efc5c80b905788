"""How well the account that filed a case online was identified, kept as it was then."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_written_by_the_engine")]

    operations = [migrations.AddField("case", "assurance", models.PositiveSmallIntegerField(null=True))]
