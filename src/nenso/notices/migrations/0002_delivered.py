"""Sent is not delivered: what the other side confirmed is kept apart, and the unread are found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
        migrations.AddField("notice", "delivered_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "notice",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "Chờ gửi"),
                    ("sent", "Đã gửi"),
                    ("delivered", "Đã nhận"),
                    ("failed", "Không gửi được"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            "notice",
            models.Index(
                fields=["recipient", "-id"], condition=models.Q(channel="inbox", read_at=None), name="notices_unread"
            ),
        ),
    ]
