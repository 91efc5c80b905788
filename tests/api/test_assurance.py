"""What each procedure asks of the account of who files online, as programs read it before and hear it when refused."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from api.conftest import PHU_THONG, Caller, problem
from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.intake.drafts import drafts_of
from nenso.people.accounts import link_person
from support.asking_levels import LETTER, in_force_asking
from support.births import Someone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("said", "needed"), [(None, 2), (0, 0), (3, 3)])
def test_a_program_reads_which_account_it_takes_before_anything_is_filled_in(
    caller: Callable[..., Caller], said: int | None, needed: int
) -> None:
    in_force_asking(said)
    whole = orjson.loads(caller(None).get(f"/procedures/{LETTER}?place=01969").content)
    assert whole["assurance"] == needed
    listed = orjson.loads(caller(None).get("/procedures?place=01969").content)["items"]
    assert [one["assurance"] for one in listed if one["name"] == LETTER] == [needed]


def test_an_account_too_low_is_told_the_level_as_a_number_and_in_words_and_files_once_it_is_raised(
    caller: Callable[..., Caller], mai: Someone
) -> None:
    in_force_asking(3)
    letter: dict[str, Any] = {"procedure": LETTER, "form": {"subject": "Cầu"}, "agency": str(agency(PHU_THONG).id)}
    for language, words in (("vi", "cần tài khoản định danh mức độ 2"), ("en", "an account identified at level 2")):
        program = caller(mai, language)
        for path in ("/drafts", "/cases"):
            answer = program.post(path, letter)
            told = problem(answer, "cases.assurance_too_low")
            assert (answer.status_code, told["needed"], told["held"]) == (403, 3, 2)
            assert words in told["title"]
    assert drafts_of(mai.actor) == []
    assert mai.account.person_id is not None
    link_person(SYSTEM, mai.account.id, mai.account.person_id, assurance=3)
    assert caller(mai).post("/cases", letter).status_code == 201
