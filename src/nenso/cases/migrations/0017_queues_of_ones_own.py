# ruff: noqa: S608 - the statements are made of words of this file alone
"""Queues answer who sits there: they look past the policies, and a name typed into one told whose case is where."""

from django.db import migrations

_GUARD = "IF NOT nenso_sits_above((SELECT a.path FROM agencies_agency a WHERE a.id = at_agency)) THEN RETURN; END IF;"


def _change(found: str, by: str) -> str:
    """Return the statement that writes ``by`` for ``found`` in both functions, which stand as migration 0012 has them."""
    return f"""
DO $do$
DECLARE
  one regprocedure;
BEGIN
  FOR one IN SELECT p.oid FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname IN ('nenso_queue', 'nenso_turns')
  LOOP
    EXECUTE replace(pg_get_functiondef(one), {found}, {by});
  END LOOP;
END $do$
"""


_OPEN = "E'\\nBEGIN'"
_GUARDED = f"E'\\nBEGIN\\n  {_GUARD}'"


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_consulting")]
    operations = [migrations.RunSQL(_change(_OPEN, _GUARDED), _change(_GUARDED, _OPEN))]
