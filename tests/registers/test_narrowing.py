"""What is masked narrows a list by whole values, for a stated purpose, and nobody tries values unseen."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from factories.agencies import agency, official
from factories.people import citizen
from nenso.cases.queries.looks import looks_at_me
from nenso.journal.models import JournalEntry
from nenso.journal.reading import JOURNAL
from nenso.language.lookups import Lookup
from nenso.registers.declared import Declared
from nenso.registers.errors import MaskedNotWhole, MaskedPurposeMissing, MaskedTooOften, MaskedWords
from nenso.registers.exporting.writing import export
from nenso.registers.models import Record
from nenso.registers.narrowing import days_of, masked_by
from nenso.registers.past import Then, page_of
from nenso.registers.recording import create
from nenso.registers.searching import Wanted, by_place, page, search
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config
from registers.conftest import WRITER, at, source

pytestmark = pytest.mark.django_db
NUMBER = "019190000017"
MOMENT = at("2026-11-03T09:00")
WHY = "Xác minh theo đơn"


def veiled(declared: Declared, *names: str, **changes: Any) -> Declared:
    """Return a register with these fields made sensitive and filtered."""
    whole = declared.declaration
    fields = tuple(
        one.model_copy(
            update={"sensitive": one.sensitive or one.name in names, "type": changes.get(one.name, one.type)}
        )
        for one in whole.fields
    )
    found = whole.model_copy(update={"fields": fields, "filter": (*whole.filter, *names)})
    return Declared(declared.name, found, declared.names)


@pytest.fixture
def officer() -> Actor:
    """An officer of xã Phủ Thông."""
    with clock.at(at("2026-10-01T09:00")):
        return official("officer")


@pytest.fixture
def owner() -> Actor:
    """Who sells the tea."""
    return citizen("Hoàng Văn Bính", identifier=NUMBER)


@pytest.fixture
def secret(products: Declared) -> Declared:
    """The register with who sells and when it was made masked."""
    return veiled(products, "owner_id", "made_on")


@pytest.fixture
def tea(secret: Declared, owner: Actor, lookup: Callable[[], Lookup]) -> Record:
    """A product of somebody, whose number is masked."""
    assert owner.person is not None
    with clock.at(at("2026-11-02T09:00")), acting(WRITER):
        values = {"name": "Chè Shan", "owner_id": NUMBER, "made_on": "2026-10-15", "kind": "tea", "sold_at": "01969"}
        return create(secret, values, agency(), source("2026-11-02T09:00"), lookup())


def kept(kind: str) -> list[dict[str, Any]]:
    """Return what the journal keeps of a kind."""
    with acting(JOURNAL):
        return list(JournalEntry.objects.filter(kind=kind).values_list("body", flat=True))


def ways(officer: Actor, secret: Declared) -> dict[str, Callable[..., Any]]:
    """Return every way to a list of the register."""

    def narrowed(purpose: str, words: str = "", **where: str) -> Wanted:
        return Wanted(words=words, where=where, agency=agency().id, purpose=purpose)

    return {
        "page": lambda purpose, **where: page(officer, secret, narrowed(purpose, **where)).records,
        "search": lambda purpose, **where: search(officer, secret, narrowed(purpose, "che", **where)),
        "by_place": lambda purpose, **where: by_place(officer, secret, narrowed(purpose, **where)),
        "past": lambda purpose, **where: (
            page_of(officer, secret, Then(MOMENT, narrowed(purpose, **where)), limit=9).records
        ),
        "export": lambda purpose, **where: b"".join(export(officer, secret, narrowed(purpose, **where), "csv")),
    }


WAYS = ("page", "search", "by_place", "past", "export")


@pytest.mark.parametrize("way", WAYS)
def test_a_masked_number_is_not_tried_without_a_purpose(
    officer: Actor, secret: Declared, tea: Record, way: str
) -> None:
    with pytest.raises(MaskedPurposeMissing):
        ways(officer, secret)[way](" ", owner_id=NUMBER)
    assert ways(officer, secret)[way](" ", kind="tea")
    assert kept("register.searched") == kept("record.looked_at") == []
    assert tea.data["owner_id"] == NUMBER


@pytest.mark.parametrize("way", WAYS)
def test_a_search_by_a_masked_number_is_kept_with_its_purpose_and_without_the_number(
    officer: Actor, secret: Declared, tea: Record, owner: Actor, way: str
) -> None:
    assert ways(officer, secret)[way](WHY, owner_id=NUMBER)
    (body,) = kept("register.searched")
    assert body == {
        "register": "market.products",
        "fields": ["owner_id"],
        "purpose": WHY,
        "by": {"owner_id": "•••••••••017"},
        "records": 1,
    }
    told = [look.purpose for look in looks_at_me(owner)]
    assert told == ([] if way == "by_place" else [WHY])
    assert tea.key


@pytest.mark.parametrize("way", WAYS)
def test_an_account_tries_only_so_many_masked_numbers_in_a_day(
    officer: Actor, secret: Declared, tea: Record, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(at("2026-10-01T09:00")):
        colleague = official("officer", full_name="Nông Thị Hoa")
    with monkeypatch.context() as patch:
        patch.setenv("NENSO_MASKED_SEARCHES", "2")
        config.cache_clear()
        with clock.at(at("2026-11-26T23:30")):
            for _ in range(2):
                ways(officer, secret)[way](WHY, owner_id="019190001017")
            with pytest.raises(MaskedTooOften) as refused:
                ways(officer, secret)[way](WHY, owner_id=NUMBER)
            assert "2 lượt" in refused.value.text("vi")
            assert "2 searches" in refused.value.text("en")
            assert len(kept("register.searched")) == 2, "what is refused answers nothing"
            assert ways(officer, secret)[way]("", kind="tea"), "what is not masked is found as before"
            assert ways(colleague, secret)[way](WHY, owner_id=NUMBER), "another account has its own"
        with clock.at(at("2026-11-27T00:10")):
            assert ways(officer, secret)[way](WHY, owner_id=NUMBER)
    config.cache_clear()
    assert tea.key


@pytest.mark.parametrize("way", WAYS)
def test_a_search_that_finds_nothing_is_kept_too(officer: Actor, secret: Declared, tea: Record, way: str) -> None:
    ways(officer, secret)[way](WHY, owner_id="019190001017")
    assert [(one["records"], one["by"]) for one in kept("register.searched")] == [(0, {"owner_id": "•••••••••017"})]
    assert kept("record.looked_at") == []
    assert tea.key


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "where",
    [
        {"made_on": "2026-10-01..2026-10-31"},
        {"made_on": "2026-10-15.."},
        {"made_on": "2026-10"},
        {"owner_id": "-"},
        {"owner_id": "x" * 80},
    ],
)
def test_what_is_masked_is_narrowed_by_whole_values_alone(
    officer: Actor, secret: Declared, way: str, where: dict[str, str]
) -> None:
    with pytest.raises(MaskedNotWhole):
        ways(officer, secret)[way](WHY, **where)
    ways(officer, secret)[way](WHY, made_on="2026-10-15")


def test_how_a_masked_number_begins_finds_nothing(officer: Actor, secret: Declared, tea: Record) -> None:
    for part in (NUMBER[:-1], NUMBER[:6], NUMBER[3:]):
        for way in ("page", "search", "by_place", "past"):
            assert ways(officer, secret)[way](WHY, owner_id=part) == [], (part, way)
    assert [one.id for one in ways(officer, secret)["page"](WHY, owner_id=NUMBER)] == [tea.id]


@pytest.mark.parametrize("searched", [("secret",), ("name",)])
def test_words_look_into_nothing_that_is_masked(officer: Actor, products: Declared, searched: tuple[str, ...]) -> None:
    """Neither where the register searches it, nor where a record is called by it."""
    found = products.declaration.model_copy(update={"search": searched})
    register = Declared(products.name, found, products.names)
    if searched == ("name",):
        register = veiled(register, "name")
    with pytest.raises(MaskedWords):
        search(officer, register, Wanted("tro bep", purpose=WHY))
    assert masked_by(register, {}, "") == ()


def test_days_that_are_none_ask_for_every_day() -> None:
    assert days_of("2026-02-30") == (date(1900, 1, 1), date(2199, 12, 31))
    assert days_of("2026-02-28") == (date(2026, 2, 28), date(2026, 2, 28))
