"""Who sees lookups: both agencies, auditors above, and the person asked about; only the exchange writes."""

from django.db import migrations

from nenso.runtime.policies import guard

SYSTEM = "nenso_system() IS NOT NULL"


def sits_at(column: str) -> str:
    """Return the condition that whoever acts sits at the agency in ``column``."""
    readers = "unnest(nenso_readers()) AS reader"
    return f"EXISTS (SELECT 1 FROM {readers} WHERE split_part(reader, '@', 2) = {column}::text)"  # noqa: S608 - columns


OWNER_OF_SERVICE = (
    "EXISTS (SELECT 1 FROM exchange_service s JOIN unnest(nenso_readers()) AS reader ON true"
    " WHERE s.id = service_id AND split_part(reader, '@', 2) = s.owner_id::text)"
)
BELOW = "agency_paths <@ ANY (nenso_scope())"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_tables"), ("runtime", "0001_scope"), ("agencies", "0002_guards")]
    operations = [
        guard("exchange_service", read="true", write=SYSTEM, delete="false"),
        guard(
            "exchange_grant",
            read=f"{SYSTEM} OR {BELOW} OR {sits_at('consumer_id')} OR {OWNER_OF_SERVICE}",
            write=SYSTEM,
            delete="false",
        ),
        guard("exchange_usage", read=SYSTEM, write=SYSTEM),
        guard(
            "exchange_message",
            read=(
                f"nenso_person() = ANY (persons) OR {BELOW} OR {sits_at('owner_id')} OR {sits_at('consumer_id')}"
                " OR nenso_system() IN ('exchange', 'exchange.lookup')"
            ),
            write=SYSTEM,
            append_only=True,
        ),
        guard(
            "exchange_objection",
            read=f"{SYSTEM} OR nenso_person() = person OR {OWNER_OF_SERVICE}",
            write=SYSTEM,
            delete="false",
        ),
        guard("exchange_clientcertificate", read="true", write=SYSTEM, delete="false"),
        guard("exchange_batch", read="true", write=SYSTEM, append_only=True),
    ]
