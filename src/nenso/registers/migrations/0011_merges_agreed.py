"""What one agency proposes of two records, of which another keeps one: read by the reviewers of both, then answered."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Greatest, Least

import nenso.runtime.fields
import nenso.runtime.ids
from nenso.runtime.policies import VISIBLE, guard

KINDS = ("merge", "different", "part")
STATES = ("open", "agreed", "declined", "withdrawn")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_administered"),
        ("registers", "0010_whole_words_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="MergeProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("register", models.CharField(max_length=120)),
                ("kind", models.CharField(choices=[(one, one) for one in KINDS], max_length=10)),
                ("stays", models.UUIDField()),
                ("goes", models.UUIDField()),
                (
                    "take",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, size=None
                    ),
                ),
                ("reason", models.CharField(max_length=1000)),
                (
                    "state",
                    models.CharField(choices=[(one, one) for one in STATES], default="open", max_length=10),
                ),
                ("proposed_at", models.DateTimeField()),
                ("account", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("answer", models.CharField(default="", max_length=1000)),
                ("agency_paths", nenso.runtime.fields.PathsField(default=list, size=None)),
                (
                    "persons",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                (
                    "readers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "other_agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["register", "state", "-id"], name="merge_proposal_of_register"),
                    models.Index(fields=["agency", "state", "-id"], name="merge_proposal_of_agency"),
                    models.Index(fields=["other_agency", "state", "-id"], name="merge_proposal_of_other"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        Least("stays", "goes"),
                        Greatest("stays", "goes"),
                        condition=models.Q(("state", "open")),
                        name="merge_proposal_open_once",
                    )
                ],
            },
        ),
        guard("registers_mergeproposal", read=VISIBLE, write=f"nenso_system() IS NOT NULL AND ({VISIBLE})"),
    ]
