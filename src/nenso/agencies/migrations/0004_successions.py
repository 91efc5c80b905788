"""Which agency goes on in another's stead: public, written by commands; and whether who acts sits at a successor."""

import django.db.models.deletion
from django.db import migrations, models

import nenso.runtime.clock
import nenso.runtime.ids
from nenso.runtime.policies import guard

SYSTEM = "nenso_system() IS NOT NULL"
GOES_ON = """
CREATE FUNCTION nenso_goes_on_for(of_agency uuid) RETURNS boolean
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE sql AS $$
    SELECT EXISTS (
      SELECT 1 FROM agencies_agencysuccession s JOIN agencies_agency a ON a.id = s.new_id
      WHERE s.old_id = of_agency AND (a.path OPERATOR(public.<@) ANY (nenso_scope()) OR EXISTS (
        SELECT 1 FROM unnest(nenso_readers()) AS reader WHERE split_part(reader, '@', 2) = a.id::text))) $$;
COMMENT ON FUNCTION nenso_goes_on_for(uuid) IS 'Whether who acts sits at, or audits, an agency that succeeded this one';
REVOKE ALL ON FUNCTION nenso_goes_on_for(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_goes_on_for(uuid) TO nenso_app
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_administered")]

    operations = [
        migrations.CreateModel(
            name="AgencySuccession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=nenso.runtime.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("effective", models.DateField()),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(default=nenso.runtime.clock.now)),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="agencies.agency",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="agencies.agency",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("old", "new"), name="agencies_succession_once")],
            },
        ),
        guard("agencies_agencysuccession", read="true", write=SYSTEM, delete="false"),
        migrations.RunSQL(GOES_ON, "DROP FUNCTION nenso_goes_on_for(uuid)"),
    ]
