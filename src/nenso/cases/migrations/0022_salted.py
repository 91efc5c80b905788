"""What the journal keeps of a sealed entry cannot be guessed: points from 0 to 10 have eleven hashes, with salt none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_visiting")]

    operations = [migrations.AddField("entry", "salt", models.CharField(db_default="", default="", max_length=64))]
