"""Many records at once: every rule on, known again by their key, all of a batch or nothing, told in the journal."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import ForeignKeyViolation

from factories.agencies import agency
from nenso.formulas.models import Edition
from nenso.journal.reading import entries_of
from nenso.journal.verifying import verify
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.loading import Loaded, Loader, load_records
from nenso.registers.models import Record, RecordParty, RecordRevision
from nenso.registers.recording import create
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7
from registers.conftest import WRITER, at, source

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = "2026-11-02T09:00"
ROWS: list[dict[str, Any]] = [
    {"name": "Chè Shan tuyết", "owner_id": "006195000123", "sold_at": "01969", "price": 90_000, "shown": True},
    {"name": "Miến dong Nà Phặc", "owner_id": "006195000123", "sold_at": "01969", "price": 45_000},
]


@pytest.fixture
def load(products_for_good: Declared, lookup: Callable[[], Lookup]) -> Callable[..., Loaded]:
    """Give a function that loads rows for xã Phủ Thông."""

    def loaded(rows: list[dict[str, Any]], key: UUID | None = None, path: str = "", **options: Any) -> Loaded:
        place = agency(path) if path else agency()
        with clock.at(at(MOMENT)), acting(WRITER):
            return load_records(
                WRITER, products_for_good, rows, place, source(MOMENT), lookup(), load=key or uuid7(), **options
            )

    return loaded


def records() -> list[Record]:
    """Return every record, by name."""
    with acting(WRITER):
        return list(Record.objects.order_by("key"))


def terms(record: Record, renamed: tuple[str, str] = ("", "")) -> set[str]:
    """Return by what a record is found, with one text replaced."""
    return set(re.findall(r"'(?:[^']|'')*'", record.terms.replace(*renamed) if renamed[0] else record.terms))


def test_loaded_records_are_those_that_a_procedure_would_have_written(
    load: Callable[..., Loaded], products_for_good: Declared, lookup: Callable[[], Lookup]
) -> None:
    written: dict[str, Any] = {**ROWS[0], "name": "Chè Shan"}
    with clock.at(at(MOMENT)), acting(WRITER):
        one = create(products_for_good, written, agency(), source(MOMENT), lookup())
    assert load([ROWS[0]]).created == 1
    with acting(WRITER):
        other = Record.objects.exclude(pk=one.pk).get()
        one.refresh_from_db()
        for name in ("register", "edition_id", "agency_id", "place_id", "agency_paths", "persons", "readers"):
            assert getattr(one, name) == getattr(other, name), name
        assert {**one.data, "name": ""} == {**other.data, "name": ""}
        assert other.label == "Chè Shan tuyết"
        assert other.folded == "che shan tuyet"
        assert (one.number, other.number) == ("001/2026", "")
        numbered, named = {"'001'", "'2026'"}, {"'tuyet'"}
        assert terms(other) == terms(one, ("=che shan'", "=che shan tuyet'")) - numbered | named
        parties = RecordParty.objects.filter(record=other).values_list("name", "kind", "identifier")
        assert list(parties) == [("owner", "person", "006195000123")]
        revision = RecordRevision.objects.get(record=other)
    assert (revision.seq, revision.kind, revision.data) == (1, "loaded", other.data)


def test_the_same_load_twice_changes_nothing(load: Callable[..., Loaded]) -> None:
    load(ROWS)
    before = [(one.id, one.revision) for one in records()]
    again = load(ROWS)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert [(one.id, one.revision) for one in records()] == before


def test_a_row_that_says_otherwise_becomes_the_next_revision(load: Callable[..., Loaded]) -> None:
    load(ROWS)
    later = load([{"name": ROWS[0]["name"], "price": 95_000}])
    assert (later.created, later.updated) == (0, 1)
    changed = next(one for one in records() if one.data["price"] == 95_000)
    assert changed.data["sold_at"] == "01969"
    with acting(WRITER):
        revisions = list(RecordRevision.objects.filter(record=changed).order_by("seq"))
    assert [(one.seq, one.data["price"], one.valid_until is None) for one in revisions] == [
        (1, 90_000, False),
        (2, 95_000, True),
    ]
    assert load([{"name": ROWS[0]["name"], "price": 1}], existing="keep").unchanged == 1


def test_wrong_rows_are_told_and_the_right_ones_written(load: Callable[..., Loaded]) -> None:
    rows = [
        {"name": "A", "price": -1},
        ROWS[0],
        {"price": 5},
        {"name": "B", "sold_at": "99999"},
        ROWS[1] | {"price": 7},
    ]
    loaded = load([*rows, ROWS[1]])
    assert loaded.created == 2
    told = [(index, [one.code for one in problems]) for index, problems in loaded.wrong]
    assert told == [
        (0, ["field.minimum"]),
        (2, ["field.required"]),
        (3, ["place.unknown"]),
        (5, ["record.twice"]),
    ]


def test_a_record_of_another_agency_is_left_alone(load: Callable[..., Loaded]) -> None:
    load([ROWS[0]])
    other = load([ROWS[0] | {"price": 1}], path="vn.p19.c02008")
    assert [one.code for _, problems in other.wrong for one in problems] == ["record.elsewhere"]
    assert records()[0].data["price"] == 90_000


def test_a_batch_leaves_one_entry_in_a_chain_that_holds(load: Callable[..., Loaded]) -> None:
    key = uuid7()
    load(ROWS, key)
    load([*ROWS, {"name": "C"}], key)
    entries = entries_of(key)
    assert [(one.kind, one.body["created"], one.body["unchanged"]) for one in entries] == [
        ("records.loaded", 2, 0),
        ("records.loaded", 1, 2),
    ]
    assert verify(key).intact


def test_a_key_that_another_load_takes_meanwhile_is_found_at_the_next_try(
    load: Callable[..., Loaded], products_for_good: Declared, lookup: Callable[[], Lookup], monkeypatch: Any
) -> None:
    before = Loader.there
    looked: list[int] = []

    def there(self: Loader, *given: Any) -> Any:
        found = before(self, *given)
        looked.append(len(found))
        if len(looked) == 1:
            load([ROWS[0]])
        return found

    monkeypatch.setattr(Loader, "there", there)
    loaded = load(ROWS)
    assert (loaded.created, loaded.unchanged) == (1, 1)
    assert len(records()) == 2


def test_what_a_batch_refers_to_has_to_be_there(
    products_for_good: Declared, lookup: Callable[[], Lookup], load: Callable[..., Loaded]
) -> None:
    nowhere = replace(source(MOMENT), edition=Edition(id=uuid7()))
    with clock.at(at(MOMENT)), acting(WRITER), pytest.raises(ForeignKeyViolation):
        load_records(WRITER, products_for_good, ROWS, agency(), nowhere, lookup(), load=uuid7())
    assert records() == []
    assert load(ROWS).created == 2
