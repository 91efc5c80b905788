"""Least rights on the tables that Django brings and no room owns (docs/decisions/003-tables-of-libraries.md)."""

from django.db import migrations

READ_ONLY = ("auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_migrations")
UNUSED = ("django_session",)

TAKE = ";\n".join(
    [
        *(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM nenso_app" for table in READ_ONLY),
        *(f"REVOKE ALL ON {table} FROM nenso_app" for table in UNUSED),
    ]
)
GIVE_BACK = ";\n".join(
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO nenso_app" for table in (*READ_ONLY, *UNUSED)
)


class Migration(migrations.Migration):
    dependencies = [
        ("runtime", "0001_scope"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]
    operations = [migrations.RunSQL(TAKE, GIVE_BACK)]
