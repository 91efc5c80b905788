"""Who may read and write passkeys and identities of identification services; see docs/decisions/003-tables-of-libraries.md."""

from django.db import migrations

from nenso.runtime.policies import guard

SYSTEM = "nenso_system() IS NOT NULL"
OWN = f"user_id = nenso_account() OR {SYSTEM}"
UNUSED = ("socialaccount_socialapp", "socialaccount_socialtoken")
"""Providers are settings, and what they would let us do later is not kept."""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_sessions"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        guard("mfa_authenticator", read=OWN, write=SYSTEM),
        guard("socialaccount_socialaccount", read=OWN, write=SYSTEM),
        *(guard(table, read=SYSTEM) for table in UNUSED),
        *(
            migrations.RunSQL(
                f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM nenso_app",
                f"GRANT INSERT, UPDATE, DELETE ON {table} TO nenso_app",
            )
            for table in UNUSED
        ),
    ]
