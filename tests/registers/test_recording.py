"""A record is created, revised and ended, never overwritten; its rules, key, parties, number and place hold."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from factories.agencies import agency
from factories.people import identifier, person
from nenso.journal.reading import entries_of
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.errors import KeyTaken, RecordEnded, RecordInvalid, RecordUnknown
from nenso.registers.finding import as_of, current, record_by_id
from nenso.registers.models import Record, RecordParty, RecordRevision
from nenso.registers.recording import create, end, update
from nenso.runtime import clock
from nenso.runtime.acting import acting
from registers.conftest import WRITER, at, source

pytestmark = pytest.mark.django_db

MakeLookup = Callable[[], Lookup]
CASE = uuid4()


@pytest.fixture
def write(products: Declared, lookup: MakeLookup) -> Callable[..., Record]:
    """Give a function that creates a record at a moment, in xã Phủ Thông unless told otherwise."""

    def make(moment: str = "2026-11-02T09:00", where: str = "vn.p19.c01969", **values: Any) -> Record:
        with clock.at(at(moment)), acting(WRITER):
            return create(products, values, agency(where), source(moment, CASE), lookup())

    return make


@pytest.fixture
def revise(products: Declared, lookup: MakeLookup) -> Callable[..., Record]:
    """Give a function that revises a record at a moment."""

    def make(record: Record, moment: str, **changes: Any) -> Record:
        with clock.at(at(moment)), acting(WRITER):
            return update(products, record.id, changes, source(moment), lookup())

    return make


def test_a_record_keeps_what_was_written_who_wrote_it_why_when_and_from_which_case(write: Any) -> None:
    made = write(name="Miến dong", price=70_000, stock=12)
    with acting(WRITER):
        record = record_by_id(made.id)
        revision = RecordRevision.objects.get(record_id=made.id)
    assert (record.register, record.label, record.folded) == ("market.products", "Miến dong", "mien dong")
    assert (record.data["price"], record.data["stock"], record.source_case) == (70_000, 12, CASE)
    assert (revision.seq, revision.why, revision.case_id) == (1, "market.sell", CASE)
    assert (revision.valid_from, revision.valid_until) == (at("2026-11-02T09:00"), None)
    assert [entry.kind for entry in entries_of(made.id)] == ["record.created"]


def test_a_revision_leaves_the_one_before_it_as_it_was(write: Any, revise: Any) -> None:
    made = write(name="Miến dong", price=70_000, stock=12)
    revise(made, "2026-11-05T10:00", price=80_000)
    with acting(WRITER):
        assert record_by_id(made.id).data == {**made.data, "price": 80_000}
        revisions = list(RecordRevision.objects.filter(record_id=made.id).order_by("seq"))
    assert [(one.seq, one.data["price"], one.data["stock"]) for one in revisions] == [(1, 70_000, 12), (2, 80_000, 12)]
    assert [one.valid_until for one in revisions] == [at("2026-11-05T10:00"), None]
    assert [entry.kind for entry in entries_of(made.id)] == ["record.created", "record.revised"]


def test_a_record_is_read_as_it_stood_at_a_moment(write: Any, revise: Any) -> None:
    made = write(name="Miến dong", price=70_000)
    revise(made, "2026-11-05T10:00", price=80_000)
    with acting(WRITER):
        end(made.id, source("2026-11-09T08:00"))
        moments = ("2026-11-02T08:59", "2026-11-02T09:00", "2026-11-05T09:59", "2026-11-05T10:00", "2026-11-09T08:00")
        found = [as_of(made.id, at(moment)) for moment in moments]
    prices = [one.data["price"] if one is not None else None for one in found]
    assert prices == [None, 70_000, 70_000, 80_000, None]


def test_a_record_that_ended_stays_with_its_history_and_takes_no_more_changes(write: Any, revise: Any) -> None:
    made = write(name="Miến dong")
    with acting(WRITER):
        end(made.id, source("2026-11-03T08:00"))
        assert current("market.products", ["Miến dong"]) is None
        assert record_by_id(made.id).ended_at == at("2026-11-03T08:00")
    for again in (lambda: revise(made, "2026-11-04T08:00", price=1), lambda: _end(made)):
        with pytest.raises(RecordEnded):
            again()


def _end(record: Record) -> None:
    with acting(WRITER):
        end(record.id, source("2026-11-04T08:00"))


def test_a_key_stands_once_among_current_records_and_again_after_the_end(write: Any) -> None:
    first = write(name="Miến dong")
    with pytest.raises(KeyTaken):
        write(name="Miến dong", where="vn.p01.c00004")
    _end(first)
    second = write(name="Miến dong", moment="2026-11-05T09:00")
    with acting(WRITER):
        found = current("market.products", ["Miến dong"])
    assert found is not None
    assert found.id == second.id != first.id


def test_a_revision_cannot_take_the_key_of_another_record(write: Any, revise: Any) -> None:
    write(name="Miến dong")
    other = write(name="Mật ong")
    with pytest.raises(KeyTaken):
        revise(other, "2026-11-03T09:00", name="Miến dong")
    with acting(WRITER):
        assert record_by_id(other.id).data["name"] == "Mật ong"
        assert RecordRevision.objects.filter(record_id=other.id).count() == 1


@pytest.mark.parametrize(
    ("values", "path"),
    [({"name": "Miến dong", "stock": -1}, "stock"), ({"price": 70_000}, "name"), ({"name": "M", "prize": 1}, "prize")],
    ids=["stock below nothing", "no name", "a field that is not there"],
)
def test_a_hard_rule_that_fails_refuses_the_record_and_names_the_field(
    write: Any, values: dict[str, Any], path: str
) -> None:
    with pytest.raises(RecordInvalid) as told:
        write(**values)
    assert [problem["path"] for problem in told.value.facts["problems"]] == [path]
    with acting(WRITER):
        assert not Record.objects.filter(register="market.products").exists()


def test_selling_more_than_there_is_refuses_the_revision_and_leaves_the_record(write: Any, revise: Any) -> None:
    made = write(name="Miến dong", stock=2)
    with pytest.raises(RecordInvalid):
        revise(made, "2026-11-03T09:00", stock=2 - 3)
    with acting(WRITER):
        record = record_by_id(made.id)
        assert (record.data["stock"], record.revision) == (2, 1)


def test_people_of_a_record_are_its_parties_by_the_name_the_register_gives(write: Any, revise: Any) -> None:
    owner, heir = person("Ma Thị Nụ"), person("Ma Văn Sơn")
    made = write(name="Miến dong", owner_id=owner.identifier)
    assert made.persons == [owner.id]
    revise(made, "2026-11-03T09:00", owner_id=heir.identifier)
    with acting(WRITER):
        parties = RecordParty.objects.filter(record_id=made.id).values_list("name", "kind", "party_id", "identifier")
        assert list(parties) == [("owner", "person", heir.id, heir.identifier)]
        assert record_by_id(made.id).persons == [heir.id]


def test_someone_not_known_yet_is_a_party_by_number_alone(write: Any) -> None:
    nobody_yet = identifier()
    made = write(name="Miến dong", owner_id=nobody_yet)
    with acting(WRITER):
        party = RecordParty.objects.get(record_id=made.id)
    assert (party.party_id, party.identifier, made.persons) == (None, nobody_yet, [])


def test_records_are_numbered_without_gaps_for_each_agency_and_year(write: Any) -> None:
    here, there = "vn.p19.c01969", "vn.p01.c00004"
    numbers = [write(name=f"Hàng {number}", where=where).number for number, where in enumerate([here, here, there])]
    with pytest.raises(KeyTaken):
        write(name="Hàng 0")
    numbers.append(write(name="Hàng 4").number)
    numbers.append(write(name="Hàng 5", moment="2027-01-04T08:00").number)
    assert numbers == ["001/2026", "002/2026", "001/2026", "003/2026", "001/2027"]


def test_a_record_stands_at_the_place_its_register_says(write: Any) -> None:
    assert write(name="Miến dong", sold_at="01969").place.path == "vn.p19.c01969"
    assert write(name="Mật ong").place is None


def test_no_such_record_is_told_as_such() -> None:
    with acting(WRITER), pytest.raises(RecordUnknown):
        record_by_id(uuid4())
