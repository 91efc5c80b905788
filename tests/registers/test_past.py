"""A register is read as it stood: which records it held on a day, what they said and were called then."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import pytest
from django.test import Client

from factories.agencies import agency, official
from factories.people import account, token
from nenso.journal.models import JournalEntry
from nenso.journal.reading import JOURNAL
from nenso.language.lookups import Lookup
from nenso.people.models import Account
from nenso.registers.declared import Declared
from nenso.registers.errors import FilterUnknown, WordsOfThen
from nenso.registers.exporting.writing import export
from nenso.registers.models import Record
from nenso.registers.past import Then, as_it_stood, page_of
from nenso.registers.recording import create, end, update
from nenso.registers.searching import Wanted
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from registers.conftest import WRITER, at, source

pytestmark = pytest.mark.django_db
FIRST, RENAMED, ENDED = "2026-11-02T09:00", "2026-11-05T10:00", "2026-11-09T08:00"


@pytest.fixture
def officer() -> Actor:
    """An officer of xã Phủ Thông."""
    with clock.at(at("2026-10-01T09:00")):
        return official("officer")


@pytest.fixture(autouse=True)
def market(products: Declared, lookup: Callable[[], Lookup]) -> None:
    """Two products: the first is renamed and sold out, then gone; and one of another commune."""

    def make(name: str, path: str, moment: str, **values: Any) -> Any:
        with clock.at(at(moment)), acting(WRITER):
            return create(products, {"name": name, **values}, agency(path), source(moment), lookup())

    tea = make("Chè Shan", "vn.p19.c01969", FIRST, kind="tea", shown=True, made_on="2026-10-15")
    make("Chè nơi khác", "vn.p19.c02008", FIRST, kind="tea")
    make("Miến dong", "vn.p19.c01969", RENAMED, kind="food", made_on="2026-10-20")
    with clock.at(at(RENAMED)), acting(WRITER):
        update(products, tea.id, {"name": "Chè Trung du", "shown": False}, source(RENAMED), lookup())
    with clock.at(at(ENDED)), acting(WRITER):
        end(tea.id, source(ENDED))


def held(officer: Actor, products: Declared, moment: str, **where: str) -> list[str]:
    """Return what the records were called that the commune's register held at a moment, the newest first."""
    then = Then(at(moment), Wanted(where=where, agency=agency().id))
    return [stood.label for _, stood in page_of(officer, products, then, limit=9).records]


@pytest.mark.parametrize(
    ("moment", "names"),
    [
        ("2026-11-02T08:59", []),
        (FIRST, ["Chè Shan"]),
        ("2026-11-05T09:59", ["Chè Shan"]),
        (RENAMED, ["Miến dong", "Chè Trung du"]),
        (ENDED, ["Miến dong"]),
    ],
)
def test_a_page_holds_what_stood_then_under_the_name_of_then(
    products: Declared, officer: Actor, moment: str, names: list[str]
) -> None:
    assert held(officer, products, moment) == names


def test_it_is_narrowed_by_what_was_said_then(products: Declared, officer: Actor) -> None:
    assert held(officer, products, FIRST, shown="yes") == ["Chè Shan"]
    assert held(officer, products, RENAMED, shown="yes") == []
    assert held(officer, products, RENAMED, kind="food") == ["Miến dong"]
    assert held(officer, products, RENAMED, made_on="2026-10-15..2026-10-19") == ["Chè Trung du"]
    assert held(officer, products, RENAMED, made_on="2026-10-20") == ["Miến dong"]
    with pytest.raises(FilterUnknown):
        held(officer, products, RENAMED, stock="1")


def test_it_goes_on_page_after_page_and_shows_nobody_more_than_now(products: Declared, officer: Actor) -> None:
    then = Then(at(RENAMED))
    first = page_of(officer, products, then, limit=1)
    rest = page_of(officer, products, then, after=first.after, limit=9)
    assert [stood.label for _, stood in (*first.records, *rest.records)] == ["Miến dong", "Chè Trung du"]
    assert rest.after is None


def test_a_record_of_then_has_not_ended_yet(products: Declared, officer: Actor) -> None:
    with acting(officer):
        ((now, stood),) = page_of(officer, products, Then(at(FIRST)), limit=9).records
        again = as_it_stood(products, now, at(FIRST))
    assert again is not None
    assert now.ended_at == at(ENDED)
    assert {(one.label, one.ended_at, one.revision) for one in (stood, again)} == {("Chè Shan", None, 1)}


def test_what_is_closed_now_is_not_opened_by_reading_it_as_it_stood(officer: Actor) -> None:
    """The tea was shown to everybody; it is not any more."""
    with acting(officer):
        tea = Record.objects.get(label="Chè Trung du")
    _, secret = token(account())
    header = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    path, moment = f"/api/v1/registers/market.products/records/{tea.id}", f"{FIRST}:00+07:00"
    assert Client().get(path, {"moment": moment}, **header).status_code == 404
    listed = orjson.loads(
        Client().get("/api/v1/registers/market.products/records", {"moment": moment}, **header).content
    )
    assert listed["items"] == []


def test_programs_read_it_by_moment_and_are_told_that_words_find_only_what_stands(officer: Actor) -> None:
    with acting(officer):
        _, secret = token(Account.objects.get(pk=officer.account))
    header = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    path = "/api/v1/registers/market.products/records"

    def asked(**query: str) -> Any:
        moment = datetime.fromisoformat(RENAMED).replace(tzinfo=clock.VIETNAM).isoformat()
        return Client().get(path, {"moment": moment, **query}, **header)

    answer = orjson.loads(asked().content)
    assert [(one["label"], one["revision"]) for one in answer["items"]] == [("Miến dong", 1), ("Chè Trung du", 2)]
    assert asked(q="che").status_code == 422


def test_it_is_handed_out_as_it_stood(products: Declared, officer: Actor) -> None:
    def saved(moment: str | None, **wanted: Any) -> list[str]:
        then = at(moment) if moment is not None else None
        text = b"".join(export(officer, products, Wanted(**wanted), "csv", moment=then)).decode("utf-8-sig")
        return [row["Tên"] for row in csv.DictReader(io.StringIO(text))]

    assert saved(None) == ["Miến dong"]
    assert saved(RENAMED) == ["Miến dong", "Chè Trung du"]
    assert saved(FIRST) == ["Chè Shan"]
    assert saved(RENAMED, where={"kind": "tea"}) == ["Chè Trung du"]
    assert saved(RENAMED, below="vn.p19.c02008") == []
    assert saved(RENAMED, below="vn.p19") == ["Miến dong", "Chè Trung du"]
    with pytest.raises(WordsOfThen):
        saved(RENAMED, words="che")
    with acting(JOURNAL):
        kept = JournalEntry.objects.filter(kind="register.exported").values_list("body", flat=True)
        assert [one.get("moment") for one in kept].count(at(FIRST).isoformat()) == 1
