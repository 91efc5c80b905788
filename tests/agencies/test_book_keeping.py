"""A book goes on from where the paper one ended and is closed with its year; no number is ever given again."""

import pytest

from factories.agencies import agency, official
from nenso.agencies.books import books_of, close_book, next_number, start_book
from nenso.agencies.errors import BookClosed, BookStart, NotAdministrator
from nenso.journal.models import JournalEntry
from nenso.runtime.acting import Actor, acting

pytestmark = pytest.mark.django_db
SYSTEM = Actor(system="procedure:birth")


def take(period: str = "2026") -> int:
    with acting(SYSTEM):
        return next_number(agency().id, "births", period=period)


def test_a_book_goes_on_from_the_number_it_is_told_and_never_back() -> None:
    admin = official("admin", "vn.p19")
    start_book(admin, agency(), "births", "2026", 215)
    assert [take(), take()] == [215, 216]
    for used in (1, 215, 216, 0, -5):
        with pytest.raises(BookStart):
            start_book(admin, agency(), "births", "2026", used)
    start_book(admin, agency(), "births", "2026", 300)
    assert take() == 300
    assert take("2027") == 1, "another year is another count"


def test_a_closed_year_gives_no_number_and_stays_closed() -> None:
    admin = official("admin")
    assert take() == 1
    close_book(admin, agency(), "births", "2026")
    close_book(admin, agency(), "births", "2026")
    with pytest.raises(BookClosed):
        take()
    with pytest.raises(BookClosed):
        start_book(admin, agency(), "births", "2026", 50)
    assert take("2027") == 1
    assert [(one.period, one.last, one.closed_at is None) for one in books_of(admin, agency())] == [
        ("2027", 1, True),
        ("2026", 1, False),
    ]
    with acting(official("auditor", "vn")):
        assert JournalEntry.objects.filter(kind="book.closed").count() == 1


def test_only_administrators_see_and_move_books() -> None:
    for somebody in (official("registrar"), official("admin", "vn.p19.c01840")):
        for use in (
            lambda who: books_of(who, agency()),
            lambda who: start_book(who, agency(), "births", "2026", 5),
            lambda who: close_book(who, agency(), "births", "2026"),
        ):
            with pytest.raises(NotAdministrator):
                use(somebody)
