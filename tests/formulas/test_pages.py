"""What an agency tells: its formulas' pages, for its place, on their days, to those they are for, in their order."""

from collections.abc import Callable
from datetime import date

import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.agencies.queries import agency_by_path
from nenso.formulas.adopting import adopt
from nenso.formulas.pages import PublishedPage, pages_for
from nenso.formulas.publishing import publish
from nenso.runtime.acting import NOBODY, acting

pytestmark = pytest.mark.django_db

PHU_THONG = "vn.p19.c01969"
PAGE = """---
kind: {kind}
title: {{vi: {title}, en: {title} in English}}
{more}
---
Viết **thư** cho xã.
<!-- en -->
Write to the **commune**.
"""


def page(title: str, more: str = "", kind: str = "question") -> bytes:
    return PAGE.format(title=title, more=more, kind=kind).encode()


@pytest.fixture
def told(letters: Callable[..., dict[str, bytes]]) -> Callable[..., list[str]]:
    """Publish a formula with five pages, let the whole country offer it, and tell the names of those that are told."""
    files = letters() | {
        "pages/write.md": page("Gửi thư", "order: 2\nanswers: [{procedure: letter}]\nasked_as: [gui thu]"),
        "pages/first.md": page("Trước hết", "order: 1\naudience: [enterprise]"),
        "pages/here.md": page("Ở đây", 'place: ["19"]\nvalid: {from: "2026-11-02", until: "2026-11-03"}'),
        "pages/there.md": page("Ở kia", 'place: ["00004"]'),
        "pages/home.md": page("Trang chủ", kind="home"),
    }
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)

    def names(path: str = PHU_THONG, **wanted: object) -> list[str]:
        return [one.page.name for one in found(path, **wanted)]

    return names


def found(path: str = PHU_THONG, **wanted: object) -> list[PublishedPage]:
    with acting(NOBODY):
        return [one for one in pages_for(agency_by_path(path), **wanted) if one.formula == "letters"]  # type: ignore[arg-type]


def test_pages_come_in_their_order_and_by_kind(told: Callable[..., list[str]]) -> None:
    day = date(2026, 11, 2)
    assert told(kind="question", on=day) == ["first", "write", "here"]
    assert told(kind="home", on=day) == ["home"]
    assert told(on=day) == ["first", "write", "here", "home"]


def test_a_page_is_told_from_its_first_to_its_last_day(told: Callable[..., list[str]]) -> None:
    days = [date(2026, 11, day) for day in (1, 2, 3, 4)]
    assert ["here" in told(on=day) for day in days] == [False, True, True, False]


def test_a_page_of_a_place_is_told_by_the_agencies_in_it(told: Callable[..., list[str]]) -> None:
    day = date(2026, 11, 2)
    assert "there" not in told(on=day)
    assert {"there"} == set(told("vn.p01.c00004", on=day)) - {"first", "write", "home"}


def test_a_page_for_enterprises_is_not_told_to_citizens(told: Callable[..., list[str]]) -> None:
    assert "first" in told(audience="enterprise")
    assert "first" not in told(audience="citizen")


@pytest.mark.usefixtures("told")
def test_a_page_speaks_both_languages_and_leads_to_its_procedure() -> None:
    (one,) = [one for one in found() if one.page.name == "write"]
    assert one.page.title.in_language("en") == "Gửi thư in English"
    assert one.page.body_in("vi") == "Viết **thư** cho xã."
    assert one.page.body_in("en") == "Write to the **commune**."
    assert one.answers == ("letters.letter",)
    assert one.page.asked_as == ("gui thu",)
    assert one.edition.name == "letters@1.0.0"
