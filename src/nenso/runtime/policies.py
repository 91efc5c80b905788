"""Row-level security in migrations, said once."""

from django.db import migrations

VISIBLE = "nenso_person() = ANY (persons) OR readers::text[] && nenso_readers() OR agency_paths <@ ANY (nenso_scope())"
"""A row that says itself who may read it: columns ``persons uuid[]``, ``readers text[]``, ``agency_paths ltree[]``."""


def guard(
    table: str, *, read: str, write: str | None = None, delete: str | None = None, append_only: bool = False
) -> migrations.RunSQL:
    """Enable row-level security on ``table``: ``read`` says which rows are seen, ``write`` (default: the same) kept.

    ``delete`` says which rows may go (default: those that may be written); ``append_only`` also takes UPDATE and
    DELETE away from the application role.
    """
    write = write or read
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_read ON {table} FOR SELECT USING ({read})",
        f"CREATE POLICY {table}_insert ON {table} FOR INSERT WITH CHECK ({write})",
        f"CREATE POLICY {table}_update ON {table} FOR UPDATE USING ({read}) WITH CHECK ({write})",
        f"CREATE POLICY {table}_delete ON {table} FOR DELETE USING ({delete or write})",
    ]
    if append_only:
        statements.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM nenso_app")
    undo = [
        *(f"DROP POLICY IF EXISTS {table}_{verb} ON {table}" for verb in ("read", "insert", "update", "delete")),
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    if append_only:
        undo.append(f"GRANT UPDATE, DELETE ON {table} TO nenso_app")
    return migrations.RunSQL(";\n".join(statements), ";\n".join(undo))


def part_of_case(table: str) -> list[migrations.RunSQL]:
    """Tie a table that carries ``case_id`` to its case: the constraint, and the policy that follows the case's own.

    Only what belongs to a draft can be deleted.
    """
    sees = f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id)"
    of_draft = f"EXISTS (SELECT 1 FROM cases_case c WHERE c.id = {table}.case_id AND c.status = 0)"
    return [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_case_fk FOREIGN KEY (case_id) REFERENCES cases_case (id)",
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_case_fk",
        ),
        guard(table, read=sees, delete=of_draft),
    ]
