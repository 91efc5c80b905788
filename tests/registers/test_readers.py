"""Who sees a record: whom its register opens it to, as the record stands; the database alone refuses the rest."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from factories.agencies import agency, official
from factories.connections import raw_connection, seen
from factories.people import SYSTEM, account, actor_of, person
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.models import Record
from nenso.registers.recording import create, update
from nenso.registers.sight import sight_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from registers.conftest import WRITER, at, source

MakeLookup = Callable[[], Lookup]
MOMENT = "2026-11-02T09:00"
BY_ID = "SELECT data->>'name' FROM registers_record WHERE id = %s"


@pytest.fixture
def make(products_for_good: Declared, lookup: MakeLookup) -> Callable[..., Record]:
    """Give a function that commits a record of xã Phủ Thông."""

    def made(**values: Any) -> Record:
        with clock.at(at(MOMENT)), acting(WRITER):
            return create(products_for_good, values, agency(), source(MOMENT), lookup())

    return made


def see(actor: Actor | None, record: Record) -> bool:
    """Return whether the database shows ``actor`` the record, asked behind the application's back."""
    return bool(seen(actor, BY_ID, record.id))


@pytest.mark.django_db(transaction=True)
def test_the_database_alone_shows_a_record_to_whom_the_register_opens_it(make: Callable[..., Record]) -> None:
    owner = person("Ma Thị Nụ")
    record = make(name="Miến dong", owner_id=owner.identifier, shown=False)
    with clock.at(at(MOMENT)):
        people = {
            "nobody": None,
            "someone not signed in": Actor(),
            "another citizen": actor_of(account(of=person("Lý Văn Páo"))),
            "its owner": actor_of(account(of=owner), owner.id),
            "an officer of the agency": official("officer"),
            "a clerk of the agency": official("clerk"),
            "an officer of another agency": official("officer", "vn.p01.c00004"),
            "a leader of the agency above": official("leader", "vn.p19"),
            "a leader of the agency": official("leader"),
            "an auditor of the province": official("auditor", "vn.p19"),
        }
    shown = {name for name, actor in people.items() if see(actor, record)}
    assert shown == {
        "its owner",
        "an officer of the agency",
        "a leader of the agency",
        "a leader of the agency above",
        "an auditor of the province",
    }


def called(actor: Actor, declared: Declared, record: Record) -> str:
    with acting(actor):
        return sight_of(actor, declared, record).called(declared, record)


@pytest.mark.django_db(transaction=True)
def test_what_a_record_is_called_tells_nobody_a_field_that_is_not_theirs_to_see(
    make: Callable[..., Record], products_for_good: Declared
) -> None:
    record, stranger = make(name="Miến dong", owner_id=person("Ma Thị Nụ").identifier, shown=True), Actor()
    assert called(stranger, products_for_good, record) == "Miến dong"
    names = replace(products_for_good.declaration.label, languages={"vi": "{name}, {this.owner_id}"})  # type: ignore[type-var]
    told = replace(products_for_good, declaration=products_for_good.declaration.model_copy(update={"label": names}))
    assert (record.number, called(stranger, told, record)) == ("001/2026", "001/2026")
    with clock.at(at(MOMENT)):
        assert called(official("officer"), told, record) == "Miến dong"


@pytest.mark.django_db(transaction=True)
def test_a_public_rule_opens_a_record_while_its_condition_holds(
    make: Callable[..., Record], products_for_good: Declared, lookup: MakeLookup
) -> None:
    record = make(name="Miến dong", shown=True)
    assert see(Actor(), record)
    with clock.at(at(MOMENT)), acting(WRITER):
        update(products_for_good, record.id, {"shown": False}, source(MOMENT), lookup())
    assert not see(Actor(), record)


@pytest.mark.django_db(transaction=True)
def test_what_belongs_to_a_record_is_seen_by_whom_sees_it(make: Callable[..., Record]) -> None:
    record = make(name="Miến dong", owner_id=person().identifier)
    with clock.at(at(MOMENT)):
        officer, stranger = official("officer"), official("officer", "vn.p01.c00004")
    for table in ("registers_recordrevision", "registers_recordparty"):
        query = f"SELECT 1 FROM {table} WHERE record_id = %s"
        assert seen(officer, query, record.id) == [(1,)]
        assert seen(stranger, query, record.id) == []


@pytest.mark.django_db(transaction=True)
def test_nobody_writes_a_record_but_a_procedure_and_nobody_takes_one_away(make: Callable[..., Record]) -> None:
    record = make(name="Miến dong", price=1)
    with clock.at(at(MOMENT)):
        officer = official("officer")
    with raw_connection(officer) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("UPDATE registers_record SET data = '{}' WHERE id = %s", [record.id])
    for actor in (officer, replace(WRITER), SYSTEM):
        with raw_connection(actor) as connection:
            gone = connection.execute("DELETE FROM registers_record WHERE id = %s", [record.id])
            assert gone.rowcount == 0
    with raw_connection(WRITER) as connection:
        revisions = connection.execute("DELETE FROM registers_recordrevision WHERE record_id = %s", [record.id])
        assert revisions.rowcount == 0
