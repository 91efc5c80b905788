"""Records are found by facets, by words with and without diacritics, page after page, and only by who may see them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from factories.agencies import agency, official
from factories.people import citizen
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.errors import FilterUnknown
from nenso.registers.models import Record
from nenso.registers.recording import create, end
from nenso.registers.searching import Wanted, by_place, page, search
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from registers.conftest import WRITER, at, source

pytestmark = pytest.mark.django_db
NAMES = ["Chè Shan tuyết", "Chè Trung du", "Miến dong Nà Phặc", "Che khô", "Gạo Bao thai"]


@pytest.fixture
def officer() -> Actor:
    """An officer of xã Phủ Thông."""
    with clock.at(at("2026-10-01T09:00")):
        return official("officer")


@pytest.fixture
def written(products: Declared, lookup: Callable[[], Lookup]) -> list[Record]:
    """Five products of xã Phủ Thông and one of another commune."""

    def make(number: int, name: str, path: str, **values: Any) -> Record:
        with clock.at(at("2026-11-02T09:00")), acting(WRITER):
            made_on = f"2026-{number + 1:02d}-15"
            whole = {"name": name, "kind": "tea" if "Ch" in name else "food", "made_on": made_on, **values}
            return create(products, whole, agency(path), source("2026-11-02T09:00"), lookup())

    here = [make(number, name, "vn.p19.c01969", sold_at="01969") for number, name in enumerate(NAMES)]
    return [*here, make(9, "Chè Shan nơi khác", "vn.p19.c02008", sold_at="02008")]


def named(records: list[Record]) -> list[str]:
    """Return what they are called."""
    return [one.label for one in records]


def test_a_page_holds_the_newest_and_goes_on_from_its_key(
    products: Declared, officer: Actor, written: list[Record]
) -> None:
    first = page(officer, products, Wanted(agency=agency().id), limit=3)
    assert named(first.records) == [NAMES[4], NAMES[3], NAMES[2]]
    rest = page(officer, products, Wanted(agency=agency().id), after=first.after, limit=3)
    assert (named(rest.records), rest.after) == ([NAMES[1], NAMES[0]], None)
    assert len(written) == 6


def test_lists_are_narrowed_by_what_the_register_says(
    products: Declared, officer: Actor, written: list[Record]
) -> None:
    def found(**where: str) -> list[str]:
        return named(page(officer, products, Wanted(agency=agency().id, where=where)).records)

    assert found(kind="food") == [NAMES[4], NAMES[2]]
    assert found(kind="food", made_on="2026-05-15") == [NAMES[4]]
    assert found(made_on="2026-02-16..2026-04-14") == [NAMES[2]]
    assert found(made_on="2025-01-01..2027-12-31", kind="tea") == [NAMES[3], NAMES[1], NAMES[0]]
    with pytest.raises(FilterUnknown):
        found(price="1")
    assert len(written) == 6


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("chè", [NAMES[1], NAMES[0], NAMES[3]]),
        ("che shan", [NAMES[0]]),
        ("tuyet shan", [NAMES[0]]),
        ("SHAN TUY", [NAMES[0]]),
        ("na phac", [NAMES[2]]),
        ("không có", []),
    ],
)
def test_words_find_with_and_without_diacritics_the_nearest_first(
    products: Declared, officer: Actor, written: list[Record], words: str, expected: list[str]
) -> None:
    assert named(search(officer, products, Wanted(words, agency=agency().id))) == expected
    assert len(written) == 6


def test_whole_words_come_before_words_that_begin_so(
    products: Declared, officer: Actor, written: list[Record], lookup: Callable[[], Lookup]
) -> None:
    with clock.at(at("2026-11-04T09:00")), acting(WRITER):
        newest = {"name": "Chè Shang", "kind": "tea", "made_on": "2026-09-15", "sold_at": "01969"}
        create(products, newest, agency(), source("2026-11-04T09:00"), lookup())
    assert named(search(officer, products, Wanted("che shan", agency=agency().id))) == [NAMES[0], "Chè Shang"]
    assert named(search(officer, products, Wanted("che shan", agency=agency().id), limit=1)) == [NAMES[0]]
    assert named(search(officer, products, Wanted("che shan ", agency=agency().id))) == [NAMES[0]]
    assert len(written) == 6


def test_ended_records_are_found_only_when_asked_for(products: Declared, officer: Actor, written: list[Record]) -> None:
    with clock.at(at("2026-11-03T09:00")), acting(WRITER):
        end(written[0].id, source("2026-11-03T09:00"))
    assert search(officer, products, Wanted("tuyết")) == []
    assert named(search(officer, products, Wanted("tuyết", past=True))) == [NAMES[0]]


def test_nobody_finds_what_they_may_not_see(products: Declared, officer: Actor, written: list[Record]) -> None:
    assert "Chè Shan nơi khác" not in named(search(officer, products, Wanted("chè shan")))
    assert by_place(officer, products, Wanted()) == [(written[0].place_id, "", 5)]
    someone = citizen("Hoàng Văn Bính")
    with pytest.raises(FilterUnknown):
        page(someone, products, Wanted(where={"kind": "tea"}))
    assert page(someone, products, Wanted()).records == []


def test_words_with_signs_of_the_query_language_are_words(products: Declared, officer: Actor) -> None:
    for words in ("'", "a & b", "!", "a:*", "\\", "(", "<->", "%", "é' | 'x"):
        search(officer, products, Wanted(words))


@pytest.mark.parametrize("every", [2, 9, 40, 400])
def test_pages_together_hold_every_record_once_however_rare_it_is(
    products: Declared, officer: Actor, written: list[Record], every: int
) -> None:
    tea, food = written[0], written[2]
    fit: list[UUID] = []
    with acting(WRITER):
        for number in range(410):
            found = Record.objects.get(pk=(food if number % every else tea).pk)
            found.pk, found.key = uuid7(), f"copy-{number}"
            found.save(force_insert=True)
            fit += [found.pk] if found.data["kind"] == "tea" else []
    seen: list[UUID] = []
    wanted, after = Wanted(agency=agency().id, where={"kind": "tea"}), None
    while len(seen) <= 500:
        part = page(officer, products, wanted, after=after, limit=30)
        seen += [one.id for one in part.records]
        after = part.after
        if after is None:
            break
    before = [one.id for one in written if one.data["kind"] == "tea" and one.agency_id == agency().id]
    assert seen == sorted([*before, *fit], reverse=True)
