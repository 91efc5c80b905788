"""What came back is told apart from what never left, and what waits to be sent is found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_delivered")]
    operations = [
        migrations.AlterField(
            "notice",
            "channel",
            models.CharField(
                choices=[
                    ("inbox", "Hộp thư trong hệ thống"),
                    ("email", "Thư điện tử"),
                    ("sms", "Tin nhắn điện thoại"),
                ],
                max_length=10,
            ),
        ),
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
        migrations.AddIndex(
            "notice",
            models.Index(fields=["id"], condition=models.Q(state="waiting", attempts=0), name="notices_not_tried_yet"),
        ),
    ]
