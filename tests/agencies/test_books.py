"""The books of an agency number without gaps, whoever asks at the same time, and only its own people reach them."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from factories.agencies import agency, official
from nenso.agencies.books import next_number
from nenso.agencies.models import BookNumber
from nenso.runtime.acting import NOBODY, Actor, acting

SYSTEM = Actor(system="procedure:birth")


def take(of: UUID, book: str = "births", period: str = "2026") -> int:
    with acting(SYSTEM):
        return next_number(of, book, period=period)


class ActFailed(Exception):
    """Something went wrong after the number was taken."""


def take_and_fail(of: UUID) -> int:
    with acting(SYSTEM):
        next_number(of, "births", period="2026")
        raise ActFailed


@pytest.mark.django_db
def test_numbers_follow_one_another_in_each_book_agency_and_year() -> None:
    here, there = agency().id, agency("vn.p19").id
    assert [take(here) for _ in range(3)] == [1, 2, 3]
    assert take(here, "deaths") == 1
    assert take(there) == 1
    assert take(here, period="2027") == 1
    assert take(here) == 4


@pytest.mark.django_db
def test_a_number_that_was_not_used_is_given_again() -> None:
    here = agency().id
    take(here)
    with pytest.raises(ActFailed):
        take_and_fail(here)
    assert take(here) == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap_and_nothing_twice() -> None:
    here = agency().id

    def one(attempt: int) -> int | None:
        try:
            return take_and_fail(here) if attempt % 5 == 0 else take(here)
        except ActFailed:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        given = [number for number in pool.map(one, range(60)) if number is not None]
    assert sorted(given) == list(range(1, 49))


@pytest.mark.django_db
def test_only_the_agencys_own_people_and_procedures_reach_its_books() -> None:
    here = agency().id
    take(here)
    with acting(official()):
        assert next_number(here, "births", period="2026") == 2
    for stranger in (official(at="vn.p19"), NOBODY):
        with acting(stranger):
            assert not BookNumber.objects.exists()
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                next_number(here, "births", period="2026")


@pytest.mark.django_db
def test_a_book_cannot_be_thrown_away() -> None:
    take(agency().id)
    with acting(SYSTEM), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        BookNumber.objects.all().delete()
