"""Signing in by a code to the telephone: how a number is added, proven, asked for, moved; what nobody learns by it."""

import logging
import re
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from factories.people import SYSTEM, account, person
from nenso.journal.models import JournalEntry
from nenso.notices.delivering import NOTICES
from nenso.notices.models import Notice
from nenso.people.models import Account
from nenso.people.telephones import prove_telephone
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config
from support.births import PASSWORD, Someone
from support.texting import Gateway, texting
from support.visits import signed_in
from support.waiting import eventually

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "0912345678", "0387654321"
ASK, ENTER = "/dang-nhap/ma-dien-thoai", "/dang-nhap/ma/nhap"
ADD, PROVE = "/tai-khoan/dien-thoai", "/tai-khoan/dien-thoai/ma"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with texting(monkeypatch) as taking:
        yield taking


def holder(number: str = NUMBER, email: str = "mai@vidu.vn") -> Account:
    """Return an account of a person that has proven its address and a number."""
    held = account(of=person(), email=email)
    with acting(SYSTEM):
        EmailAddress.objects.filter(user_id=held.id).update(verified=True)
    if number:
        prove_telephone(SYSTEM, held.id, number)
    return held


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def browser(held: Account) -> Client:
    """Return the browser of somebody who signed in and has no password to say again."""
    return signed_in(Someone(Actor(account=held.id), held, ""))


def texted(gateway: Gateway, nth: int = 1) -> tuple[str, str]:
    """Return to which number the ``nth`` message went, and the code in it."""
    assert eventually(lambda: len(gateway.taken) >= nth, within=10)
    message = gateway.taken[nth - 1][1]["messages"][0]
    found = re.match(r"(\d{6}) là mã Nenso", message["content"])
    assert found is not None, message["content"]
    assert len(message["content"]) <= 70, "one message, not two"
    return message["dest"], found[1]


def stands(held: Account) -> tuple[str, bool, int]:
    with acting(SYSTEM):
        held.refresh_from_db()
    return held.phone, held.phone_proven_at is not None, held.assurance


@pytest.mark.parametrize("written", ["0912 345 678", "+84912345678", "84 912.345.678", "(0912) 345-678"])
def test_a_code_to_the_telephone_signs_in_however_the_number_is_written(gateway: Gateway, written: str) -> None:
    held, client = holder(), Client()
    before = client.session.session_key
    assert f'href="{ASK}?next=/ho-so"' in client.get("/dang-nhap?next=/ho-so").text
    assert client.post(f"{ASK}?next=/ho-so", {"phone": written})["Location"] == f"{ENTER}?next=%2Fho-so"
    assert f"tới số {NUMBER}" in client.get(ENTER).text
    number, code = texted(gateway)
    assert number == NUMBER
    entered = client.post(f"{ENTER}?next=/ho-so", {"code": f" {code[:3]} {code[3:]} ", "next": "/ho-so"})
    assert entered["Location"] == "/ho-so"
    assert signed_in_as(client) == str(held.id)
    assert client.session.session_key != before
    assert Client().post(ENTER, {"code": code})["Location"].startswith("/dang-nhap")


@pytest.mark.parametrize("written", ["", "0912 345", "0241234567890", "02439421234", "+1 202 555 0100", "mai@vidu.vn"])
def test_what_is_no_mobile_number_is_told_and_stays(gateway: Gateway, written: str) -> None:
    answer = Client().post(ASK, {"phone": written})
    assert "Số di động gồm 10 chữ số" in answer.text
    assert f'value="{written}"' in answer.text or not written
    assert not gateway.taken


def test_an_unknown_number_meets_the_same_pages_and_no_message_leaves(gateway: Gateway) -> None:
    holder()

    def met(number: str) -> list[tuple[int, str, str]]:
        client = Client()
        answers = [client.post(ASK, {"phone": number}), client.get(ENTER)]
        answers += [client.post(ENTER, {"code": "000000"}) for _ in range(3)] + [client.get(ENTER)]
        plain = [re.sub(r'value="[^"]{30,}"', "", one.text).replace(number, "") for one in answers]
        return [(one.status_code, one.get("Location", ""), text) for one, text in zip(answers, plain, strict=True)]

    assert met(NUMBER) == met(OTHER)
    assert texted(gateway)[0] == NUMBER
    assert len(gateway.taken) == 1


def test_a_number_that_was_only_written_down_by_somebody_signs_in_to_nothing(gateway: Gateway) -> None:
    account(email="chua@vidu.vn", phone=NUMBER)
    client = Client()
    assert client.post(ASK, {"phone": NUMBER})["Location"] == ENTER
    client.post(ENTER, {"code": ""})
    assert (signed_in_as(client), gateway.taken) == (None, [])


def test_three_wrong_codes_end_it_and_the_right_one_comes_too_late(gateway: Gateway) -> None:
    holder()
    client = Client()
    client.post(ASK, {"phone": NUMBER})
    code = texted(gateway)[1]
    wrong = "000000" if code != "000000" else "111111"
    assert "Mã không đúng" in client.post(ENTER, {"code": wrong}).text
    for _ in range(2):
        answer = client.post(ENTER, {"code": wrong})
    assert answer["Location"].startswith("/dang-nhap")
    client.post(ENTER, {"code": code})
    assert signed_in_as(client) is None


def test_codes_that_are_sent_at_once_are_three_attempts_together(gateway: Gateway) -> None:
    """Each of the requests has read the session before any of them wrote into it."""
    held = holder()
    for client, ask, enter, number in ((Client(), ASK, ENTER, NUMBER), (browser(held), ADD, PROVE, OTHER)):
        taken = len(gateway.taken)
        client.post(ask, {"phone": number})
        code, read = texted(gateway, taken + 1)[1], dict(client.session.items())
        for wrong in ("000000", "111111", "222222"):
            client.post(enter, {"code": wrong if wrong != code else "333333"})
            written = client.session
            written.update(read)
            written.save()
        assert "Mã không đúng" in client.post(enter, {"code": code}).text
        assert stands(held)[0] == NUMBER


def test_a_code_for_a_number_that_left_the_account_meanwhile_signs_in_to_nothing(gateway: Gateway) -> None:
    held, client = holder(), Client()
    client.post(ASK, {"phone": NUMBER})
    code = texted(gateway)[1]
    browser(held).post(f"{ADD}/go")
    assert "Mã không đúng" in client.post(ENTER, {"code": code}).text
    assert (signed_in_as(client), stands(held)[0]) == (None, "")


def test_one_account_has_no_code_sent_to_number_after_number(gateway: Gateway) -> None:
    client = browser(holder())
    answers = [client.post(ADD, {"phone": f"03876543{at}"}) for at in range(10, 21)]
    assert [one.status_code for one in answers] == [302] * 10 + [200]
    assert "Hãy đợi vài phút" in answers[-1].text


def test_who_mistyped_the_number_or_got_no_code_begins_again_and_goes_on_to_where_they_were_going(
    gateway: Gateway,
) -> None:
    held, client = holder(), Client()
    client.post(f"{ASK}?next=/ho-so", {"phone": OTHER})
    page = client.get(f"{ENTER}?next=/ho-so").text
    again = re.findall(r'name="next" value="([^"]+)"', page)
    assert again[1:3] == [f"{ASK}?next=/ho-so", "/dang-nhap?next=/ho-so"]
    assert client.post("/dang-xuat", {"next": again[1]})["Location"] == again[1]
    assert client.get(again[1]).status_code == 200
    asked = client.post(again[1], {"phone": NUMBER, "next": "/ho-so"})["Location"]
    client.post(asked, {"code": texted(gateway)[1], "next": "/ho-so"})
    assert signed_in_as(client) == str(held.id)


def test_nobody_is_texted_without_end_known_or_not(gateway: Gateway) -> None:
    holder()
    for number in (NUMBER, OTHER):
        answers = [Client().post(ASK, {"phone": number}) for _ in range(4)]
        assert [one.status_code for one in answers] == [302, 302, 302, 200]
        assert "Hãy đợi vài phút" in answers[-1].text
    assert eventually(lambda: len(gateway.taken) >= 3, within=10)
    assert len(gateway.taken) == 3


def test_a_number_is_added_only_by_who_says_the_password_again_and_proves_it(gateway: Gateway) -> None:
    held, client = account(email="mai@vidu.vn", password=PASSWORD), Client()
    with acting(SYSTEM):
        EmailAddress.objects.filter(user_id=held.id).update(verified=True)
    client.post("/dang-nhap", {"login": "mai@vidu.vn", "password": PASSWORD})
    assert client.get(ADD)["Location"].startswith("/tai-khoan/xac-nhan-lai")
    client.post("/tai-khoan/xac-nhan-lai", {"password": PASSWORD})
    assert client.post(ADD, {"phone": "+84 912 345 678"})["Location"] == PROVE
    number, code = texted(gateway)
    assert stands(held) == ("", False, 0)
    assert number == NUMBER
    client.post(PROVE, {"code": code})
    assert stands(held) == (NUMBER, True, 1), "a proven telephone is worth what a proven address is"
    page = client.get(ADD).text
    assert "Đã xác nhận số điện thoại." in page
    assert NUMBER in client.get("/tai-khoan").text
    assert "phải khác giá trị cũ" in client.post(ADD, {"phone": NUMBER}).text
    assert kinds_told(held) == {"account.telephone_added"}


def kinds_told(held: Account) -> set[str]:
    with acting(NOTICES):
        return set(Notice.objects.filter(recipient=held.id).values_list("kind", flat=True))


def test_who_holds_a_number_now_has_it_and_who_had_it_before_is_told(gateway: Gateway) -> None:
    before, now = holder(), holder(number="", email="moi@vidu.vn")
    client = browser(now)
    client.post(ADD, {"phone": NUMBER})
    client.post(PROVE, {"code": texted(gateway)[1]})
    assert (stands(before)[:2], stands(now)[:2]) == (("", False), (NUMBER, True))
    assert "account.telephone_lost" in kinds_told(before)
    there = Client()
    there.post(ASK, {"phone": NUMBER})
    there.post(ENTER, {"code": texted(gateway, 2)[1]})
    assert signed_in_as(there) == str(now.id)


def test_a_number_is_changed_and_removed_and_the_old_one_opens_nothing(gateway: Gateway) -> None:
    held = holder()
    client = browser(held)
    client.post(ADD, {"phone": OTHER})
    number, code = texted(gateway)
    client.post(PROVE, {"code": code})
    assert (number, stands(held)[:2]) == (OTHER, (OTHER, True))
    assert client.post(f"{ADD}/go")["Location"] == "/tai-khoan"
    assert stands(held)[:2] == ("", False)
    for old in (NUMBER, OTHER):
        Client().post(ASK, {"phone": old})
    assert len(gateway.taken) == 1
    with acting(Actor(account=held.id, person=held.person_id)):
        kept = {entry.kind: entry.body for entry in JournalEntry.objects.filter(stream=held.id).order_by("seq")}
    assert kept["account.telephone_proven"] == {"telephone": "•••321"}, "enough to know one's own by"
    assert kept["account.telephone_removed"] == {"telephone": "•••321"}


def test_who_has_a_telephone_and_no_proven_address_signs_in_and_a_closed_account_does_not(gateway: Gateway) -> None:
    held = account()
    prove_telephone(SYSTEM, held.id, NUMBER)
    client = Client()
    client.post(ASK, {"phone": NUMBER})
    client.post(ENTER, {"code": texted(gateway)[1]})
    assert signed_in_as(client) == str(held.id)
    with acting(SYSTEM):
        Account.objects.filter(id=held.id).update(is_active=False)
    assert Client().post(ASK, {"phone": NUMBER}).status_code == 302
    assert len(gateway.taken) == 1


def test_neither_code_nor_number_is_logged_also_when_the_gateway_fails(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    holder()
    gateway.status = 503
    with caplog.at_level(logging.DEBUG):
        Client().post(ASK, {"phone": NUMBER})
        code = texted(gateway)[1]
        assert eventually(lambda: "a code was not sent" in caplog.text, within=10)
    said = " ".join(str(entry.__dict__) for entry in caplog.records if not entry.name.startswith("django.db"))
    assert code not in said
    assert NUMBER not in said


def test_where_no_gateway_is_set_nothing_speaks_of_it() -> None:
    assert not config().sms_url
    held = holder(number="")
    client = browser(held)
    assert client.get(ADD)["Location"] == "/tai-khoan"
    assert Client().get(ASK)["Location"] == "/dang-nhap/ma"
    pages = [Client().get("/dang-nhap"), Client().get("/dang-nhap/ma"), client.get("/tai-khoan")]
    assert [one.status_code for one in pages] == [200, 200, 200]
    assert not any("điện thoại" in one.text.lower().replace("điện thoại của", "") for one in pages)
    assert stands(held)[0] == ""
