"""Accounts, signing in, and what an attacker learns from it: nothing."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from factories.agencies import PHU_THONG, agency, official
from factories.people import SYSTEM, account, actor_of, citizen, person
from nenso.agencies.posts import actor_for
from nenso.journal.models import JournalEntry
from nenso.people.accounts import change_password, close_account, create_account, link_person
from nenso.people.errors import (
    AccountExists,
    AccountUnknown,
    EmailWrong,
    LookupRefused,
    NotAllowed,
    PasswordWeak,
    PersonUnknown,
    TooManyAttempts,
    WrongCredentials,
)
from nenso.people.lookups import find_account
from nenso.people.models import Account
from nenso.people.sessions import SessionStore
from nenso.people.signing_in import Backend, sign_in, sign_out
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7
from nenso.runtime.text import ForbiddenCharacter

pytestmark = pytest.mark.django_db

PASSWORD = "mưa xuân trên núi Nà Ít"


def test_a_password_is_kept_as_argon2():
    assert account(password=PASSWORD).password.startswith("argon2$argon2id$")


def test_an_address_has_one_account_whatever_its_case():
    account(email="Lan@Vidu.vn")
    with pytest.raises(AccountExists):
        create_account(SYSTEM, email="lan@vidu.VN ")


@pytest.mark.parametrize("address", ["", "lan", "lan@", "lan@vidu.vn\x00", "a" * 300 + "@vidu.vn"])
def test_what_is_no_address_is_refused(address: str):
    with pytest.raises((EmailWrong, ForbiddenCharacter)):
        create_account(SYSTEM, email=address)


def test_a_weak_password_is_refused_with_the_reasons_in_vietnamese():
    with pytest.raises(PasswordWeak) as refused:
        create_account(SYSTEM, email="lan@vidu.vn", password="12345678")
    assert "Mật khẩu" in refused.value.text("vi")


def test_citizens_and_officers_make_no_accounts_but_administrators_do():
    for somebody in (citizen(), official("officer")):
        with pytest.raises(NotAllowed):
            create_account(somebody, email="moi@vidu.vn")
    assert create_account(official("admin"), email="moi@vidu.vn").email == "moi@vidu.vn"


def test_an_administrator_of_where_someone_lives_links_an_account_that_is_nobodys_yet():
    lan, signed_up = person(place=agency().place_id), account()
    for path in (PHU_THONG, "vn.p19"):
        admin, another = official("admin", path), account()
        linked = link_person(admin, another.id, lan.id, assurance=2)
        assert (linked.person_id, linked.assurance) == (lan.id, 2)
        with pytest.raises(NotAllowed):
            link_person(admin, another.id, person(place=agency().place_id).id, assurance=2)
        with pytest.raises(NotAllowed):
            link_person(admin, admin.account, lan.id, assurance=2)
        with pytest.raises(NotAllowed):
            link_person(admin, signed_up.id, lan.id, assurance=3)
    assert link_person(SYSTEM, signed_up.id, lan.id, assurance=3).assurance == 3
    with pytest.raises(PersonUnknown):
        link_person(SYSTEM, signed_up.id, uuid7(), assurance=2)


def test_nobody_else_links_an_account_whatever_the_post():
    lan, nowhere, signed_up = person(place=agency().place_id), person(), account()
    others = [official(role) for role in ("clerk", "officer", "leader", "auditor")]
    elsewhere = [official("admin", "vn.p01"), official("admin", "vn.p19.c01882")]
    for somebody in (*others, *elsewhere, actor_of(account())):
        with pytest.raises(NotAllowed):
            link_person(somebody, signed_up.id, lan.id, assurance=1)
    with pytest.raises(NotAllowed):
        link_person(official("admin"), signed_up.id, nowhere.id, assurance=1)
    assert actor_for(signed_up).person is None


def test_who_links_an_account_is_in_its_journal_and_the_person_can_read_it():
    lan, signed_up, admin = person(place=agency().place_id), account(), official("admin")
    link_person(admin, signed_up.id, lan.id, assurance=2)
    with acting(actor_of(signed_up, lan.id)):
        entry = JournalEntry.objects.get(stream=signed_up.id, kind="account.linked")
    assert (entry.body, entry.account) == ({"person": str(lan.id), "assurance": 2}, admin.account)


def test_signing_in_opens_a_session_and_signing_out_ends_it():
    lan = account(email="lan@vidu.vn", password=PASSWORD)
    request = asking()
    assert sign_in(request, " LAN@vidu.vn", PASSWORD) == lan
    assert request.session["_auth_user_id"] == str(lan.id)
    sign_out(request)
    assert "_auth_user_id" not in request.session


def test_wrong_password_unknown_address_and_closed_account_get_the_same_answer():
    account(email="lan@vidu.vn", password=PASSWORD)
    closed = account(email="nam@vidu.vn", password=PASSWORD)
    close_account(SYSTEM, closed.id, reason="nghỉ hưu")
    answers = set()
    for email, password in (("lan@vidu.vn", "sai"), ("ai@vidu.vn", PASSWORD), ("nam@vidu.vn", PASSWORD)):
        with pytest.raises(WrongCredentials) as refused:
            sign_in(asking(), email, password)
        answers.add(str(refused.value.body()))
    assert len(answers) == 1


def test_the_sixth_wrong_attempt_within_five_minutes_finds_the_door_closed_even_with_the_right_password():
    account(email="lan@vidu.vn", password=PASSWORD)
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            sign_in(asking(), "lan@vidu.vn", "sai")
    with pytest.raises(TooManyAttempts):
        sign_in(asking(), "lan@vidu.vn", PASSWORD)


def test_a_closed_account_has_no_session_any_more():
    lan = account()
    assert Backend().get_user(lan.id) == lan
    close_account(actor_of(lan), lan.id, reason="không dùng nữa")
    assert Backend().get_user(lan.id) is None


def test_someone_changes_the_own_password_and_nobody_elses():
    lan = account(email="lan@vidu.vn", password=PASSWORD)
    change_password(actor_of(lan), lan.id, PASSWORD + " mới")
    assert sign_in(asking(), "lan@vidu.vn", PASSWORD + " mới")
    with pytest.raises(NotAllowed):
        change_password(actor_of(account()), lan.id, PASSWORD)
    with pytest.raises(AccountUnknown):
        change_password(SYSTEM, uuid7(), PASSWORD)


def test_only_administrators_find_accounts_by_address():
    lan = account(email="lan@vidu.vn")
    assert find_account(official("admin"), "Lan@vidu.vn").id == lan.id
    with pytest.raises(AccountUnknown):
        find_account(official("admin"), "khong@vidu.vn")
    with pytest.raises(LookupRefused):
        find_account(official("officer"), "lan@vidu.vn")


def test_an_account_sees_itself_and_no_other():
    lan = account()
    account()
    with acting(actor_of(lan)):
        assert list(Account.objects.values_list("id", flat=True)) == [lan.id]


def asking() -> HttpRequest:
    """Return a request with an empty session."""
    request = RequestFactory().post("/api/v1/session")
    request.session = SessionStore()
    return request
