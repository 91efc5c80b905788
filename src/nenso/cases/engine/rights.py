"""With what rights cases are written: the engine's own. Who acts on a case has none to change it in another way."""

from psycopg import sql

from nenso.runtime.acting import through

ENGINE = "cases"


def by_engine(*statements: sql.Composable) -> list[sql.Composable]:
    """Return what writes cases and their parts, inside ``acting()``, as the engine; who acts goes on after it."""
    return through(ENGINE, *statements)
