"""What came back is told apart from what never left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_delivered")]
    operations = [
        migrations.AlterField(
            "notice",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "Chờ gửi"),
                    ("sent", "Đã gửi"),
                    ("delivered", "Đã nhận"),
                    ("failed", "Không gửi được"),
                    ("returned", "Bị trả lại"),
                ],
                max_length=10,
            ),
        ),
    ]
