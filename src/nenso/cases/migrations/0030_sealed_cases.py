# ruff: noqa: S608 - the statements are made of words of this file and of earlier migrations alone
"""Cases that nobody but their applicant reads until a moment: what was filed, whoever asks and by whatever statement.

Until then the answers stand in the revision, not in the case; these policies keep it, files, consents, slips and what
is said on the case from all but applicant and filer. Who they are is written by the engine alone, and no promise is ever
shortened: seals are added, never changed. When the moment has come the policies open by themselves.
"""

from importlib import import_module

from django.db import migrations, models

import nenso.runtime.ids
from nenso.runtime.policies import part_of_case

OF_AN_AGENCY = ["clerk", "officer", "head", "leader", "registrar"]
OWNERS = "p.name IN ('applicant', 'filer')"
FUNCTION = f"""
CREATE FUNCTION nenso_is_sealed(wanted uuid) RETURNS boolean
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM cases_seal s WHERE s.case_id = wanted AND (s.until IS NULL OR s.until > now()))
    AND NOT EXISTS (SELECT 1 FROM cases_seal s WHERE s.case_id = wanted AND s.opened);
END $$;
CREATE FUNCTION nenso_sealed_from_me(wanted uuid) RETURNS boolean
  STABLE SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM cases_seal s WHERE s.case_id = wanted) OR NOT nenso_is_sealed(wanted) THEN
    RETURN false;
  END IF;
  RETURN NOT coalesce('seal@' || wanted = ANY (nenso_readers()), false) AND NOT EXISTS (
    SELECT 1 FROM cases_party p WHERE p.case_id = wanted AND {OWNERS} AND (
      p.party_id = nenso_person()
      OR p.kind = 'enterprise' AND 'representative@' || p.party_id = ANY (nenso_readers())
      OR p.kind = 'agency' AND EXISTS (
        SELECT 1 FROM unnest(ARRAY{OF_AN_AGENCY}) role WHERE role || '@' || p.party_id = ANY (nenso_readers()))));
END $$;
COMMENT ON FUNCTION nenso_sealed_from_me(uuid) IS 'Whether a case is sealed and who acts is not its applicant or filer';
REVOKE ALL ON FUNCTION nenso_is_sealed(uuid), nenso_sealed_from_me(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nenso_is_sealed(uuid), nenso_sealed_from_me(uuid) TO nenso_app;
"""
NO_FUNCTION = "DROP FUNCTION nenso_sealed_from_me(uuid); DROP FUNCTION nenso_is_sealed(uuid)"

OPEN_TO_ME = "NOT nenso_sealed_from_me(case_id)"
ENGINE = import_module("nenso.cases.migrations.0028_written_by_the_engine").ENGINE
POLICIES = {
    ("cases_seal", "made"): f"FOR INSERT WITH CHECK ({ENGINE})",
    ("cases_seal", "changed"): f"FOR UPDATE WITH CHECK ({ENGINE})",
    ("cases_seal", "kept"): f"FOR SELECT USING ({OPEN_TO_ME})",
    ("cases_revision", "kept"): f"FOR ALL USING ({OPEN_TO_ME})",
    ("cases_consent", "kept"): f"FOR ALL USING ({OPEN_TO_ME})",
    ("cases_slip", "kept"): f"FOR SELECT USING ({OPEN_TO_ME})",
    ("cases_entry", "kept"): f"FOR SELECT USING ({OPEN_TO_ME} OR account = nenso_account())",
    ("files_casefile", "kept"): f"FOR ALL USING (nenso_system() = 'files' OR {OPEN_TO_ME})",
    ("journal_entry", "kept"): (
        "FOR SELECT USING (kind NOT LIKE 'file.%' OR nenso_system() = 'journal' OR NOT nenso_sealed_from_me(stream))"
    ),
}
KEPT = "".join(
    f"CREATE POLICY {table}_seal_{name} ON {table} AS RESTRICTIVE {rule};\n" for (table, name), rule in POLICIES.items()
)
SHOWN = "".join(f"DROP POLICY {table}_seal_{name} ON {table};\n" for table, name in POLICIES)

EARLIER = import_module("nenso.cases.migrations.0020_sealed_and_locked")
WHOLE = EARLIER.AGAIN.replace(EARLIER.BEFORE, EARLIER.AFTER)
SEEN = "NOT nenso_sealed_from_me(c.id)"


def _filed(part: str) -> str:
    """Return where ``form`` or ``documents`` of a case are read: in its last revision as long as it waits sealed."""
    return (
        f"CASE WHEN c.sealed_until IS NULL OR c.unsealed_at IS NOT NULL THEN c.{part}"
        f" WHEN {SEEN} THEN (SELECT v.{part} FROM cases_revision v WHERE v.case_id = c.id ORDER BY v.seq DESC LIMIT 1)"
        " ELSE '{}'::jsonb END"
    )


CHANGES = {
    "'form', c.form, 'documents', c.documents,": (
        f"'form', {_filed('form')}, 'documents', {_filed('documents')},\n"
        "      'sealed_until', c.sealed_until, 'unsealed_at', c.unsealed_at,"
        " 'sealed', nenso_sealed_from_me(c.id),"
    ),
    "FROM cases_entry e WHERE e.case_id = c.id AND": (
        f"FROM cases_entry e WHERE e.case_id = c.id AND ({SEEN} OR e.account = nenso_account()) AND"
    ),
    "FROM cases_slip k WHERE k.case_id = c.id)": f"FROM cases_slip k WHERE k.case_id = c.id AND {SEEN})",
    "FROM files_casefile f WHERE f.case_id = c.id)": f"FROM files_casefile f WHERE f.case_id = c.id AND {SEEN})",
}


FACTS = import_module("nenso.cases.migrations.0013_leading").FACTS.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
NOTED = {
    "'confidential', c.confidential,": "'confidential', c.confidential, 'sealed_until', c.sealed_until, 'unsealed_at', c.unsealed_at,"
}


def _changed(text: str, changes: dict[str, str]) -> str:
    for before, after in changes.items():
        if text.count(before) != 1:
            raise ValueError(before)
        text = text.replace(before, after)
    return text


class Migration(migrations.Migration):
    dependencies = [("cases", "0029_assurance"), ("files", "0002_uploads")]
    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        migrations.AddField("case", "unsealed_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "case_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(editable=False)),
                ("id", models.UUIDField(default=nenso.runtime.ids.uuid7, editable=False)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("opened", models.BooleanField(default=False)),
                ("salt", models.CharField(default="", max_length=64)),
                ("contested", models.JSONField(default=dict)),
            ],
            options={"abstract": False},
        ),
        *part_of_case("cases_seal"),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON cases_seal FROM nenso_app",
            "GRANT UPDATE, DELETE ON cases_seal TO nenso_app",
        ),
        migrations.RunSQL(FUNCTION, NO_FUNCTION),
        migrations.RunSQL(KEPT, SHOWN),
        migrations.RunSQL(_changed(WHOLE, CHANGES), WHOLE),
        migrations.RunSQL(_changed(FACTS, NOTED), FACTS),
    ]
