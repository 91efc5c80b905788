"""Whoever sits at the successor of an agency reads the lookups that the agency asked and answered."""

from django.db import migrations

SYSTEM = "nenso_system() IN ('exchange', 'exchange.lookup')"


def sits_at(column: str) -> str:
    """Return the condition that whoever acts sits at the agency in ``column``."""
    readers = "unnest(nenso_readers()) AS reader"
    return f"EXISTS (SELECT 1 FROM {readers} WHERE split_part(reader, '@', 2) = {column}::text)"  # noqa: S608 - columns


BEFORE = (
    f"nenso_person() = ANY (persons) OR agency_paths <@ ANY (nenso_scope())"
    f" OR {sits_at('owner_id')} OR {sits_at('consumer_id')} OR {SYSTEM}"
)
AFTER = f"{BEFORE} OR nenso_goes_on_for(owner_id) OR nenso_goes_on_for(consumer_id)"
POLICY = "ALTER POLICY exchange_message_read ON exchange_message USING ({rule})"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_successions"), ("exchange", "0002_guards")]
    operations = [migrations.RunSQL(POLICY.format(rule=AFTER), POLICY.format(rule=BEFORE))]
