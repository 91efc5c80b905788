"""Quality of registers, measured: rules, states and failures of records, counts by agency and day, what is expected."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.ids
from nenso.runtime.policies import guard

SITS = """
CREATE FUNCTION nenso_sits() RETURNS text[] STABLE PARALLEL SAFE LANGUAGE sql
  AS $$ SELECT coalesce(array_agg(DISTINCT regexp_replace(one, '^.*@', '')), '{}') FROM unnest(nenso_readers()) one $$;
COMMENT ON FUNCTION nenso_sits() IS 'Keys of the agencies where whoever asks holds a post, and the words of its readers';
"""
SYSTEM = "nenso_system() IS NOT NULL"
SEES = "EXISTS (SELECT 1 FROM registers_record r WHERE r.id = record_id)"
COUNTED = (
    "readers::text[] && (SELECT nenso_sits())"
    " OR EXISTS (SELECT 1 FROM agencies_agency a WHERE a.id = agency_id AND a.path <@ ANY (nenso_scope()))"
)
KNOWN = f"nenso_account() IS NOT NULL OR nenso_scope() IS NOT NULL OR {SYSTEM}"


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_administered"),
        ("registers", "0006_found_faster"),
    ]

    operations = [
        migrations.CreateModel(
            name="QualityState",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "word", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField()),
                ("word", models.PositiveSmallIntegerField(default=0)),
                ("revision", models.PositiveIntegerField()),
                ("agency_id", models.UUIDField()),
                ("assessed", models.BigIntegerField()),
                ("failed", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="QualityFailure",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record_id", "rule_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_id", models.UUIDField()),
                ("rule_id", models.PositiveIntegerField()),
                ("agency_id", models.UUIDField()),
                ("found_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["rule_id", "agency_id", "due_at", "record_id"], name="quality_failure_of_agency"
                    ),
                    models.Index(fields=["rule_id", "due_at", "record_id"], name="quality_failure_of_rule"),
                ],
            },
        ),
        migrations.CreateModel(
            name="QualityRule",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=120)),
                ("name", models.CharField(max_length=120)),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("correct", "correct"),
                            ("complete", "complete"),
                            ("clean", "clean"),
                            ("live", "live"),
                        ],
                        max_length=10,
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(null=True)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("says", models.JSONField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("register", "name"), name="quality_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="QualityRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("register", models.CharField(max_length=120)),
                ("digest", models.CharField(max_length=64)),
                ("whole", models.BooleanField()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("records", models.PositiveBigIntegerField()),
                ("measured", models.PositiveBigIntegerField()),
                ("failures", models.PositiveBigIntegerField()),
                ("seconds", models.FloatField()),
            ],
            options={
                "indexes": [models.Index(fields=["register", "-id"], name="quality_run_of_register")],
            },
        ),
        migrations.CreateModel(
            name="QualityExpectation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=120)),
                ("name", models.CharField(max_length=120)),
                ("period", models.CharField(max_length=10)),
                ("expected", models.PositiveBigIntegerField()),
                ("found", models.PositiveBigIntegerField(null=True)),
                ("source", models.CharField(default="", max_length=200)),
                (
                    "readers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("register", "name", "agency", "period"), name="quality_expectation_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QualityDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("assessed", models.BigIntegerField()),
                ("failed", models.BigIntegerField()),
                (
                    "readers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("day", models.DateField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.qualityrule",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("rule", "agency", "day"), name="quality_day_once")],
            },
        ),
        migrations.CreateModel(
            name="QualityCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("assessed", models.BigIntegerField()),
                ("failed", models.BigIntegerField()),
                (
                    "readers",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.qualityrule",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("rule", "agency"), name="quality_count_once")],
            },
        ),
        migrations.RunSQL(SITS, "DROP FUNCTION nenso_sits()"),
        guard("registers_qualityrule", read="true", write=SYSTEM),
        guard("registers_qualityrun", read=KNOWN, write=SYSTEM),
        guard("registers_qualitystate", read=SEES, write=f"{SYSTEM} AND {SEES}"),
        guard("registers_qualityfailure", read=SEES, write=f"{SYSTEM} AND {SEES}"),
        guard("registers_qualitycount", read=COUNTED, write=f"{SYSTEM} AND ({COUNTED})"),
        guard("registers_qualityday", read=COUNTED, write=f"{SYSTEM} AND ({COUNTED})"),
        guard("registers_qualityexpectation", read=COUNTED, write=f"{SYSTEM} AND ({COUNTED})"),
    ]
