"""Places, their names and changes, and the days of the working calendar."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.fields
import nenso.runtime.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("runtime", "0001_scope")]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("date", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("holiday", "holiday"),
                            ("swapped_off", "swapped_off"),
                            ("compensatory", "compensatory"),
                            ("working_saturday", "working_saturday"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("official", "official"),
                            ("by_law", "by_law"),
                            ("computed", "computed"),
                            ("undecided", "undecided"),
                        ],
                        default="official",
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=300)),
                ("hours", models.CharField(blank=True, max_length=100)),
                ("agency_path", nenso.runtime.fields.PathField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(fields=["agency_path"], name="territory_calendarday_tree")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency_path", "date"), name="territory_calendarday_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=5)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("country", "country"),
                            ("province", "province"),
                            ("district", "district"),
                            ("commune", "commune"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("country", "Nước"),
                            ("province", "Tỉnh"),
                            ("city", "Thành phố"),
                            ("urban_district", "Quận"),
                            ("rural_district", "Huyện"),
                            ("town", "Thị xã"),
                            ("provincial_city", "Thành phố"),
                            ("ward", "Phường"),
                            ("commune", "Xã"),
                            ("township", "Thị trấn"),
                            ("special_zone", "Đặc khu"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("full_name", models.CharField(max_length=120)),
                ("path_name", models.CharField(max_length=300)),
                ("path", nenso.runtime.fields.PathField(unique=True)),
                ("valid_from", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("area_km2", models.FloatField(null=True)),
                ("folded", models.CharField(max_length=100)),
                ("sort_key", models.BinaryField()),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="territory.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlaceChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("whole", "whole"),
                            ("split", "split"),
                            ("renamed", "renamed"),
                            ("retyped", "retyped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("effective", models.DateField()),
                ("decree", models.CharField(blank=True, max_length=100)),
                ("is_default", models.BooleanField(default=False)),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="came_from", to="territory.place"
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="became",
                        to="territory.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlaceName",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("country", "Nước"),
                            ("province", "Tỉnh"),
                            ("city", "Thành phố"),
                            ("urban_district", "Quận"),
                            ("rural_district", "Huyện"),
                            ("town", "Thị xã"),
                            ("provincial_city", "Thành phố"),
                            ("ward", "Phường"),
                            ("commune", "Xã"),
                            ("township", "Thị trấn"),
                            ("special_zone", "Đặc khu"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("full_name", models.CharField(max_length=120)),
                ("path_name", models.CharField(max_length=300)),
                ("folded", models.CharField(max_length=100)),
                ("squeezed", models.CharField(max_length=100)),
                ("label", models.CharField(max_length=400)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="territory.place",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["code", "level"], name="territory_place_code_level"),
        ),
        migrations.AddIndex(
            model_name="place",
            index=django.contrib.postgres.indexes.GistIndex(fields=["path"], name="territory_place_path_tree"),
        ),
        migrations.AddConstraint(
            model_name="placechange",
            constraint=models.UniqueConstraint(fields=("old", "new", "effective"), name="territory_placechange_once"),
        ),
        migrations.AddIndex(
            model_name="placename",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["label"], name="territory_placename_label", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="placename",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["squeezed"], name="territory_placename_squeezed", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="placename",
            constraint=models.UniqueConstraint(
                fields=("place", "valid_from"), name="territory_placename_once", nulls_distinct=False
            ),
        ),
    ]
