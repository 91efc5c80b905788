"""An account too little known to file: told before a form is typed, on every page of a draft, and how to mend it."""

import json
import re

import pytest
from django.test import Client

from factories.people import SYSTEM, account
from nenso.agencies.posts import actor_for
from nenso.cases.intake.drafts import drafts_of
from nenso.cases.models import Case
from nenso.people.accounts import link_person
from nenso.people.telephones import prove_telephone
from nenso.runtime.acting import acting
from nenso.runtime.config import config
from support.asking_levels import in_force_asking
from support.births import Someone, mother
from support.visits import signed_in
from web.sent import hidden_of

pytestmark = pytest.mark.django_db
PAGE, START = "/thu-tuc/9.000001", "/thu-tuc/9.000001/nop"
TOO_LOW = "Tài khoản của bạn chưa nộp trực tuyến được thủ tục này."
PLACE = {"place": "01969", "once": "gui-thu-0001"}


def raise_to(level: int, who: Someone) -> None:
    """Let the account of somebody be known at this level, as an identification service proves it."""
    assert who.account.person_id is not None
    link_person(SYSTEM, who.account.id, who.account.person_id, assurance=level)


def services(monkeypatch: pytest.MonkeyPatch, *levels: int) -> None:
    """Set identification services that prove these levels."""
    common = {"server": "https://dinh-danh.vidu.vn", "client_id": "nenso", "secret": "bi-mat"}
    said = [common | {"id": f"muc{level}", "name": f"Dịch vụ {level}", "assurance": level} for level in levels]
    monkeypatch.setenv("NENSO_OIDC", json.dumps(said))
    config.cache_clear()


def test_who_is_not_signed_in_reads_which_account_it_takes() -> None:
    in_force_asking(3)
    page = Client().get(PAGE).text
    assert "Nộp trực tuyến cần tài khoản định danh mức độ 2." in page
    assert "bằng tài khoản định danh mức độ 2" in page, "among the ways to file, too"
    assert START in page


def test_nothing_is_said_of_accounts_where_any_will_do() -> None:
    in_force_asking(0)
    assert "bằng tài khoản" not in Client().get(PAGE).text


def test_who_has_too_low_an_account_is_told_before_a_form_is_shown_and_files_once_it_is_raised() -> None:
    in_force_asking(3)
    her = mother()
    client = signed_in(her)
    page = client.get(PAGE).text
    assert TOO_LOW in page
    assert "cần tài khoản định danh mức độ 2; tài khoản đang dùng định danh mức độ 1" in page
    assert f"/tai-khoan?next={PAGE}#nang-muc" in page
    assert START not in page, "nobody is led into a form that cannot be filed"
    assert TOO_LOW in client.get(START).text
    refused = client.post(START, PLACE)
    assert (refused.status_code, TOO_LOW in refused.text) == (403, True)
    assert drafts_of(her.actor) == []

    raise_to(3, her)
    assert TOO_LOW not in client.get(PAGE).text
    begun = client.post(START, PLACE | {"once": "gui-thu-0002"})
    sheet = client.get(begun["Location"])["Location"]
    check = client.post(sheet, hidden_of(client.get(sheet).text) | {"subject": "Cầu tre", "do": "next"})["Location"]
    client.post(check, hidden_of(client.get(check).text) | {"oath": "true"})
    with acting(her.actor):
        (case,) = Case.objects.all()
    assert (case.form["subject"], case.assurance) == ("Cầu tre", 3)


def test_a_draft_of_when_less_was_asked_says_so_on_each_page_and_keeps_what_was_typed() -> None:
    in_force_asking(2)
    her = mother()
    client = signed_in(her)
    begun = client.post(START, PLACE)
    sheet = client.get(begun["Location"])["Location"]
    check = client.post(sheet, hidden_of(client.get(sheet).text) | {"subject": "Cầu tre", "do": "next"})["Location"]
    ready = hidden_of(client.get(check).text)
    in_force_asking(3, version="1.1.0")
    for address in (sheet, check):
        page = client.get(address).text
        assert TOO_LOW in page
        assert "Những gì bạn đã khai vẫn được giữ" in page
        assert "Cầu tre" in page
    assert 'name="oath"' not in client.get(check).text, "what cannot be filed has no button that files"
    refused = client.post(check, ready | {"oath": "true"})
    assert (refused.status_code, "Cầu tre" in refused.text) == (403, True)
    assert "Hãy đăng nhập bằng dịch vụ định danh" in refused.text
    raise_to(3, her)
    assert 'name="oath"' in client.get(check).text
    filed = client.post(check, hidden_of(client.get(check).text) | {"oath": "true"})
    assert filed.status_code == 302
    with acting(her.actor):
        (case,) = Case.objects.exclude(filed_at=None)
    assert case.form == {"subject": "Cầu tre"}


def test_an_account_of_nobody_is_told_that_it_says_nothing_of_who_files() -> None:
    in_force_asking(1)
    held = account(email="moi@vidu.vn")
    client = signed_in(Someone(actor_for(held), held, ""))
    for page in (client.get(PAGE), client.post(START, PLACE)):
        assert "Nộp trực tuyến thủ tục này cần tài khoản đã xác nhận thư hoặc số điện thoại" in page.text
    prove_telephone(SYSTEM, held.id, "0912345678")
    for page in (client.get(PAGE), client.get(START), client.post(START, PLACE)):
        assert "Tài khoản này chưa cho biết bạn là ai" in page.text


def test_the_page_of_the_account_offers_what_raises_it_and_leads_back(monkeypatch: pytest.MonkeyPatch) -> None:
    services(monkeypatch, 2, 3)
    client = signed_in(mother())
    page = client.get("/tai-khoan", {"next": PAGE}).text
    part = page.partition('id="nang-muc"')[2]
    assert re.findall(r"Đăng nhập bằng ([^<]+)<", part) == ["Dịch vụ 3"], "the other proves no more than is proven"
    assert f'name="next" value="{PAGE}"' in part
    assert "Dịch vụ 3: thành tài khoản định danh mức độ 2." in part


def test_who_cannot_raise_the_account_here_is_told_of_the_other_ways_and_who_need_not_of_nothing() -> None:
    her = mother()
    client = signed_in(her)
    assert "Ở đây chưa có dịch vụ định danh nào nâng được mức" in client.get("/tai-khoan").text
    raise_to(3, her)
    assert "nang-muc" not in client.get("/tai-khoan").text


def test_a_list_marks_what_takes_a_better_known_account_than_is_usual() -> None:
    in_force_asking(3)
    assert "Cần tài khoản định danh mức độ 2" in Client().get("/tim", {"q": "gửi thư"}).text
    in_force_asking(2, version="1.1.0")
    assert "Cần tài khoản" not in Client().get("/tim", {"q": "gửi thư"}).text
