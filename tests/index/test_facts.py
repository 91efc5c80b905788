"""The facts that can be measured: documented, there in the database, and answering nobody but the measuring job."""

from pathlib import Path

import pytest
from psycopg.errors import InsufficientPrivilege, ObjectNotInPrerequisiteState

from factories.connections import raw_connection, seen
from nenso.index.measuring.facts import FACTS, reference
from nenso.index.measuring.running import INDEX
from nenso.language.checking.facts import _CASES, _ENTRIES, _FACTS, _RECORDS, ANY_COLUMN
from nenso.runtime.acting import Actor
from support.births import in_force
from support.callers import five, world
from support.catalogue import rows
from support.stories import EVERYTHING

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "facts.md"
KNOWN = {"cases": _CASES, "entries": _ENTRIES, "records": _RECORDS, **_FACTS}
TYPES = {"moment": "timestamptz", "day": "date", "text": "text", "yes_no": "bool", "uuid": "uuid", "number": "float8"}


def test_the_list_of_columns_is_documented() -> None:
    assert PAGE.read_text() == reference(), "nenso index facts > docs/reference/facts.md"


def test_every_column_is_in_its_view_with_the_type_that_is_documented() -> None:
    found = dict(
        rows(
            """SELECT c.relname || '.' || a.attname, t.typname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
               JOIN pg_type t ON t.oid = a.atttypid WHERE c.relkind = 'v' AND a.attnum > 0"""
        )
    )
    wrong = [
        (fact.view, name, column.kind, found.get(f"{fact.view}.{name}"))
        for fact in FACTS.values()
        for name, column in fact.columns.items()
        if found.get(f"{fact.view}.{name}")
        not in ({"int4", "int8"} if column.kind == "integer" else {TYPES.get(column.kind, "uuid")})
    ]
    assert wrong == []


def test_the_language_knows_the_same_columns() -> None:
    """What a formula may be published with is what is measured, or is named as still to come."""
    for name, fact in FACTS.items():
        assert {*fact.columns, *fact.later} ^ ({*KNOWN[name]} - {ANY_COLUMN}) == set(), name


def test_views_answer_the_measuring_job_alone() -> None:
    assert seen(INDEX, "SELECT count(*) FROM index_agencies")[0][0] > 3000
    for who in (None, Actor(), EVERYTHING, Actor(system="cli", scope=("vn",))):
        for fact in FACTS.values():
            assert seen(who, f"SELECT count(*) FROM {fact.view}") == [(0,)]


@pytest.mark.usefixtures("demo")
def test_no_caller_can_type_a_measured_value() -> None:
    insert = """INSERT INTO index_measurement (period, formula, kind, unit, edition, naming, numerators, denominators,
        numbers, computed_at, version)
        VALUES ('2026', 'x', 'agency', gen_random_uuid(), '', 0, '{1}', '{NULL}', '{1}', now(), 1)"""
    in_force()
    callers = [caller.actor if caller else None for caller in five(world()).values()]
    for who in (*callers, EVERYTHING, Actor(system="cli", scope=("vn",))):
        with raw_connection(who) as connection, pytest.raises(InsufficientPrivilege, match="row-level security"):
            connection.execute(insert)
        with raw_connection(who) as connection:
            assert connection.execute("UPDATE index_measurement SET numbers = '{1}'").rowcount == 0
            assert connection.execute("DELETE FROM index_measurement").rowcount == 0
    with raw_connection(INDEX) as connection:
        with pytest.raises(ObjectNotInPrerequisiteState), connection.transaction():
            connection.execute("UPDATE index_value SET value = 1")  # a view that only shows them
        assert connection.execute(insert).rowcount == 1
