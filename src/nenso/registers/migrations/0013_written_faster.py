"""Indexes of records that many rows are quickly written to: ids grow, so each row goes where the one before went.

Read backwards they give the newest first, as those before did. What was written downwards split its pages in halves.
Persons that a party is not known to be need no entry. Built beside the tables' use: nobody waits for them.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registers", "0012_unmasked_exports")]
    operations = [
        AddIndexConcurrently("record", models.Index(fields=["agency", "register", "id"], name="record_by_agency")),
        RemoveIndexConcurrently("record", "record_of_agency"),
        RemoveIndexConcurrently("record", "record_agency"),
        AddIndexConcurrently("record", models.Index(fields=["register", "id"], name="record_by_register")),
        RemoveIndexConcurrently("record", "record_of_register"),
        AddIndexConcurrently(
            "recordparty",
            models.Index(
                fields=["party_id", "record"], condition=models.Q(party_id__isnull=False), name="record_party_known"
            ),
        ),
        RemoveIndexConcurrently("recordparty", "record_party_records"),
    ]
