"""An administrator who has seen the papers says whose an account is; it then files, and the person sees who said it."""

import pytest
from django.test import Client

from desk.conftest import PHU_THONG, Office
from factories.agencies import agency
from nenso.journal.reading import entries_of
from nenso.people.accounts import create_account
from nenso.people.models import Account
from nenso.runtime.acting import acting
from support.births import Someone, someone
from support.stories import EVERYTHING, new_key
from support.visits import signed_in

HER_ID = "006190000111"


@pytest.fixture
def her(office: Office) -> Someone:
    """A woman of the commune, known by her address alone, as who was written down at the counter."""
    return someone("Lý Thị Nhình", identifier=HER_ID, address={"place": "01969", "line": "Nà Ít"})


@pytest.fixture
def fresh(her: Someone) -> Account:
    """An account that she opened by e-mail and that is nobody's yet."""
    return create_account(EVERYTHING, email="nhinh@vidu.vn", address_vouched=True)


def sent(**changes: str) -> dict[str, str]:
    told = {"contact": "nhinh@vidu.vn", "identifier": HER_ID, "full_name": "ly thi nhinh", "basis": "CCCD 1/2024"}
    return {**told, **changes, "once": new_key()}


def kept(account: Account) -> tuple[object, int]:
    with acting(EVERYTHING):
        found = Account.objects.get(id=account.id)
    return found.person_id, found.assurance


def test_an_account_becomes_the_persons_and_nobody_elses(her: Someone, fresh: Account) -> None:
    admin: Client = signed_in(someone("Ma Văn Sơn", ("admin", PHU_THONG)))
    page = f"/can-bo/quan-tri/{agency(PHU_THONG).id}/tai-khoan-dan"
    for changes, code, words in (
        ({"basis": ""}, 422, "Hãy ghi giấy tờ"),
        ({"full_name": "Triệu Thị Nga"}, 422, "không phải của người có số định danh"),
        ({"identifier": "006195000999"}, 404, ""),
        ({"contact": "khong.co@vidu.vn"}, 404, ""),
    ):
        answer = admin.post(page, sent(**changes))
        assert (answer.status_code, words in answer.text, "nhinh@" in answer.text or "khong.co" in answer.text) == (
            code,
            True,
            True,
        )
    assert kept(fresh) == (None, 0)
    again = sent()
    for _ in range(2):
        assert admin.post(page, again).status_code == 302
    assert kept(fresh) == (her.actor.person, 2)
    with acting(EVERYTHING):
        (entry,) = [one for one in entries_of(fresh.id) if one.kind == "account.linked"]
    assert entry.body["basis"] == "CCCD 1/2024"
    assert admin.post(page, sent()).status_code == 403


def test_an_administrator_elsewhere_cannot(fresh: Account) -> None:
    admin: Client = signed_in(someone("Ma Văn Sơn", ("admin", "vn.p19.c01942")))
    elsewhere = f"/can-bo/quan-tri/{agency('vn.p19.c01942').id}/tai-khoan-dan"
    assert admin.post(elsewhere, sent()).status_code == 403
    assert admin.get(f"/can-bo/quan-tri/{agency(PHU_THONG).id}/tai-khoan-dan").status_code == 403
    assert kept(fresh) == (None, 0)
