import django.contrib.postgres.fields
from django.db import migrations, models

import nenso.runtime.fields
from nenso.runtime.policies import guard

SOMEBODY_ACTS = "(nenso_account() IS NOT NULL OR nenso_system() IS NOT NULL OR nenso_readers() IS NOT NULL)"
"""True inside ``acting()``, for an anonymous filer too (whose readers are ``public``); false on a bare connection."""

SAYS_WHO = (
    "account IS NOT DISTINCT FROM nenso_account() AND person IS NOT DISTINCT FROM nenso_person()"
    " AND system IS NOT DISTINCT FROM nenso_system() AND transaction = pg_current_xact_id()"
)
"""An entry is signed by whoever acts, in the transaction that it is written by: nobody writes in another's name."""

HEAD = """
CREATE FUNCTION journal_head(of_stream uuid) RETURNS TABLE (seq bigint, hash bytea)
VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('journal/' || of_stream::text, 0));
  RETURN QUERY SELECT e.seq, e.hash FROM public.journal_entry e WHERE e.stream = of_stream ORDER BY e.seq DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 0::bigint, decode(repeat('00', 32), 'hex');
  END IF;
END $$;
REVOKE ALL ON FUNCTION journal_head(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_head(uuid) TO nenso_app;
COMMENT ON FUNCTION journal_head(uuid) IS
  'Lock a stream until the transaction ends and tell its last entry, also to who may not read it';
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("runtime", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "stream", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stream", models.UUIDField(editable=False)),
                ("seq", models.BigIntegerField(editable=False)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=100)),
                ("body", models.JSONField()),
                ("account", models.UUIDField(null=True)),
                ("person", models.UUIDField(null=True)),
                ("system", models.CharField(max_length=100, null=True)),
                ("agency_path", nenso.runtime.fields.PathField(null=True)),
                (
                    "persons",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("request", models.CharField(max_length=100, null=True)),
                ("previous", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                ("transaction", nenso.runtime.fields.TransactionIdField(editable=False)),
            ],
            options={
                "db_table": "journal_entry",
                "indexes": [models.Index(fields=["transaction"], name="journal_entry_transaction")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="journal_entry_counts_from_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalAnchor",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("first", models.BigIntegerField()),
                ("until", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                ("streams", models.BigIntegerField()),
                ("root", models.BinaryField(max_length=32)),
                ("previous", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                ("token", models.BinaryField(null=True)),
            ],
            options={"db_table": "journal_anchor"},
        ),
        migrations.CreateModel(
            name="JournalHead",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "stream", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("stream", models.UUIDField(editable=False)),
                ("seq", models.BigIntegerField(editable=False)),
                ("hash", models.BinaryField(max_length=32)),
                ("anchor", models.BigIntegerField()),
            ],
            options={"db_table": "journal_head"},
        ),
        guard(
            "journal_entry",
            read=("nenso_system() = 'journal' OR agency_path <@ ANY (nenso_scope()) OR nenso_person() = ANY (persons)"),
            write=f"{SOMEBODY_ACTS} AND {SAYS_WHO}",
            append_only=True,
        ),
        guard("journal_anchor", read="true", write="nenso_system() = 'journal'", append_only=True),
        guard("journal_head", read="nenso_system() = 'journal'", append_only=True),
        migrations.RunSQL(HEAD, "DROP FUNCTION journal_head(uuid)"),
    ]
