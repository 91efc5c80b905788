"""Signing in: by password, by a code in a message, by the state's identification; and what each level opens."""

import json
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.db import connection
from django.test import Client

from factories.people import SYSTEM, account
from nenso.agencies.posts import actor_for
from nenso.cases.errors.filing import AssuranceTooLow
from nenso.cases.intake.filing import Filing, file_case
from nenso.cli.demo.identification import PEOPLE, Service
from nenso.people.models import Account, Person
from nenso.runtime.acting import acting
from nenso.runtime.config import config
from support import visits
from support.asking_levels import in_force_asking
from support.births import MOTHER_ID, PASSWORD, birth_form, in_force, mother
from support.identification import identification
from support.serving import free_port
from web.sent import hidden_of

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
CLIENT, SECRET = "nenso", "bi-mat-cua-nenso-o-day"


class Mailbox:
    """Keeps what a real mail server was given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        """Take a message in."""
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def last(self) -> tuple[str, str, str]:
        """Return whom the last message went to, its subject and its text."""
        message = self.messages[-1]
        return message["To"], message["Subject"].strip(), message.get_content()


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A real mail server that this install sends by."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("NENSO_MAIL_URL", f"smtp://127.0.0.1:{port}")
    config.cache_clear()
    yield box
    server.stop()
    monkeypatch.undo()
    config.cache_clear()


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of a real identification service in a process of its own."""
    contradictory = {"019290000078": {"name": "Sai Ngày Sinh", "birthdate": "1971-02-03", "gender": "female"}}
    made = Service(
        port=free_port(),
        client=CLIENT,
        secret=SECRET,
        callbacks=[f"{SITE}/dang-nhap/qua/vneid/ve"],
        people=PEOPLE | contradictory,
    )
    with identification(made) as address:
        yield address


@pytest.fixture
def vneid(service: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The service, set as what people may sign in by."""
    provider = {"id": "vneid", "name": "VNeID", "server": service, "client_id": CLIENT, "secret": SECRET}
    monkeypatch.setenv("NENSO_OIDC", json.dumps([provider]))
    config.cache_clear()
    app = {"provider_id": "vneid", "name": "VNeID", "client_id": CLIENT, "secret": SECRET}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [app | {"settings": {"server_url": service, "oauth_pkce_enabled": True}}]}
    }
    yield service
    monkeypatch.undo()
    config.cache_clear()


def signed_in_as(client: Client) -> str | None:
    """Return the key of the account that a browser is signed in with."""
    return client.session.get("_auth_user_id")


def accounts() -> list[Account]:
    with acting(SYSTEM):
        return list(Account.objects.order_by("created_at"))


def test_a_password_that_is_wrong_is_told_and_what_was_typed_stays() -> None:
    account(email="mai@vidu.vn", password=PASSWORD)
    client = Client()
    answer = client.post("/dang-nhap?next=/can-bo", {"login": "mai@vidu.vn", "password": "khong-phai-the"})
    assert "Thư điện tử hoặc mật khẩu không đúng." in answer.text
    assert 'value="mai@vidu.vn"' in answer.text
    assert "khong-phai-the" not in answer.text
    assert signed_in_as(client) is None


def test_signing_in_leads_on_and_signing_out_is_final() -> None:
    held = account(email="mai@vidu.vn", password=PASSWORD)
    verified(held)
    client = Client()
    answer = client.post("/dang-nhap", {"login": "mai@vidu.vn", "password": PASSWORD, "next": "/can-bo"})
    assert answer["Location"] == "/can-bo"
    assert signed_in_as(client) == str(held.id)
    copied = Client()
    copied.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post("/dang-xuat")
    assert copied.get("/can-bo")["Location"].startswith("/dang-nhap")


def test_a_sign_in_never_leads_to_another_site() -> None:
    verified(account(email="mai@vidu.vn", password=PASSWORD))
    answer = Client().post("/dang-nhap", {"login": "mai@vidu.vn", "password": PASSWORD, "next": "https://xau.example/"})
    assert answer["Location"] == "/"


def verified(held: Account) -> None:
    from allauth.account.models import EmailAddress

    with acting(SYSTEM):
        EmailAddress.objects.filter(user_id=held.id).update(verified=True)


def code_in(text: str) -> str:
    """Return the code that a message carries."""
    found = re.search(r": (\S+)\s", text)
    assert found is not None
    return found[1]


def test_a_code_in_a_message_signs_in_and_works_once(mailbox: Mailbox) -> None:
    held = account(email="mai@vidu.vn", password=PASSWORD)
    verified(held)
    client = Client()
    assert client.post("/dang-nhap/ma", {"email": "mai@vidu.vn"})["Location"] == "/dang-nhap/ma/nhap"
    to, subject, text = mailbox.last()
    assert (to, subject) == ("mai@vidu.vn", "Mã đăng nhập Nenso")
    wrong = client.post("/dang-nhap/ma/nhap", {"code": "SAIMA1"})
    assert "Mã không đúng" in wrong.text
    client.post("/dang-nhap/ma/nhap", {"code": code_in(text)})
    assert signed_in_as(client) == str(held.id)
    assert Client().post("/dang-nhap/ma/nhap", {"code": code_in(text)})["Location"].startswith("/dang-nhap")


def test_codes_for_a_new_password_that_are_sent_at_once_are_three_attempts_together(mailbox: Mailbox) -> None:
    """Each of the requests has read the session before any of them wrote into it."""
    verified(account(email="mai@vidu.vn", password=PASSWORD))
    client, enter = Client(), "/quen-mat-khau/ma"
    assert client.post("/quen-mat-khau", {"email": "mai@vidu.vn"})["Location"] == enter
    code, read = code_in(mailbox.last()[2]), dict(client.session.items())
    for wrong in ("SAIMA1", "SAIMA2", "SAIMA3"):
        client.post(enter, {"code": wrong})
        written = client.session
        written.update(read)
        written.save()
    assert "Mã không đúng" in client.post(enter, {"code": code}).text


def test_who_has_no_account_meets_the_same_page_and_is_told_only_by_mail(mailbox: Mailbox) -> None:
    verified(account(email="mai@vidu.vn", password=PASSWORD))
    answers = {}
    for address in ("mai@vidu.vn", "khong.ai@vidu.vn"):
        client = Client()
        sent = client.post("/dang-nhap/ma", {"email": address})
        answers[address] = (sent.status_code, sent["Location"], client.get(sent["Location"]).status_code)
    assert answers["mai@vidu.vn"] == answers["khong.ai@vidu.vn"]
    assert mailbox.last()[:2] == ("khong.ai@vidu.vn", "Chưa có tài khoản Nenso với địa chỉ này")


def test_who_opens_an_account_proves_the_address_and_then_follows_but_does_not_yet_file(mailbox: Mailbox) -> None:
    in_force()
    client = Client()
    form = {"email": "moi@vidu.vn", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/dang-ky", form)
    assert accounts()[-1].assurance == 0
    client.post("/dang-ky/xac-nhan-thu", {"code": code_in(mailbox.last()[2])})
    opened = accounts()[-1]
    assert (opened.email, opened.assurance) == ("moi@vidu.vn", 1)
    assert signed_in_as(client) == str(opened.id)
    with pytest.raises(AssuranceTooLow) as told:
        file_case(actor_for(opened), Filing("1.001193", birth_form()), key="chua-dinh-danh")
    assert told.value.facts == {"needed": 2, "held": 1}


def opening(address: str = "moi@vidu.vn") -> tuple[Client, dict[str, str]]:
    """Return a browser that has the page where an account is opened, and the form filled in."""
    client = Client(enforce_csrf_checks=True)
    hidden = dict(re.findall(r'name="(once|csrfmiddlewaretoken)" value="([^"]+)"', client.get("/dang-ky").text))
    return client, {"email": address, "password1": PASSWORD, "password2": PASSWORD, **hidden}


def as_it_was(client: Client) -> Client:
    """Return the browser as it was before an answer reached it."""
    before = Client(enforce_csrf_checks=True)
    before.cookies["csrftoken"] = client.cookies["csrftoken"].value
    return before


def test_a_button_that_was_pressed_twice_opens_one_account_and_either_answer_leads_on(mailbox: Mailbox) -> None:
    client, form = opening()
    again = as_it_was(client)
    answers = [one.post("/dang-ky", form) for one in (client, again)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, "/dang-ky/xac-nhan-thu")] * 2
    assert len(mailbox.messages) == 1
    assert "Mã trong thư" in again.get("/dang-ky/xac-nhan-thu").text
    again.post("/dang-ky/xac-nhan-thu", form | {"code": code_in(mailbox.last()[2])})
    assert signed_in_as(again) == str(accounts()[-1].id)
    assert [one.email for one in accounts()].count("moi@vidu.vn") == 1


def test_a_form_that_another_browser_sends_again_is_held_to_the_limit_and_meets_no_session(mailbox: Mailbox) -> None:
    client, form = opening()
    assert client.post("/dang-ky", form).status_code == 302
    other, others = opening()
    assert other.post("/dang-ky", others | {"once": form["once"]}).status_code == 429
    assert "/dang-ky" not in other.get("/dang-ky/xac-nhan-thu").get("Location", "/dang-nhap")
    assert as_it_was(client).post("/dang-ky", form | {"once": others["once"]}).status_code == 429
    assert len(mailbox.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_a_form_that_comes_while_it_is_being_carried_out_waits_for_the_answer(mailbox: Mailbox) -> None:
    client, form = opening()

    def sent(browser: Client) -> tuple[int, str]:
        try:
            answer = browser.post("/dang-ky", form)
            return answer.status_code, answer.get("Location", "")
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as together:
        answers = list(together.map(sent, [as_it_was(client) for _ in range(3)]))
    assert answers == [(302, "/dang-ky/xac-nhan-thu")] * 3
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(
    ("language", "short", "differ"),
    [
        ("vi", "Mật khẩu cần ít nhất 10 ký tự.", "Hai lần nhập không giống nhau."),
        ("en", "The password needs at least 10 characters.", "The two passwords are not the same."),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_in_the_language_of_the_page(
    language: str, short: str, differ: str
) -> None:
    client, words = Client(headers={"accept-language": language}), "con gà trống"
    twice = {"email": "moi@vidu.vn", "password1": "gà con", "password2": "gà con"}
    assert short in client.post("/dang-ky", twice).text
    assert differ in client.post("/dang-ky", twice | {"password1": words, "password2": f"{words} khác"}).text
    held = account(email="mai@vidu.vn", password=PASSWORD)
    verified(held)
    client.post("/dang-nhap", {"login": "mai@vidu.vn", "password": PASSWORD})
    change = {"oldpassword": PASSWORD, "password1": words, "password2": f"{words} khác"}
    assert differ in client.post("/tai-khoan/mat-khau", change).text


def through(service: str, number: str, client: Client, **sent: str) -> str:
    """Sign in by the service as the person with this number; return where that leads in the end."""
    phone = requests.Session()
    phone.get(f"{service}/be/{number}", timeout=10)
    asked = client.post("/dang-nhap/qua/vneid", sent)["Location"]
    back = phone.get(asked, allow_redirects=False, timeout=10).headers["Location"]
    return str(client.get(back.removeprefix(SITE)).headers.get("Location", ""))


def test_the_person_the_state_names_meets_the_account_that_is_hers(vneid: str) -> None:
    her, client = mother(), Client()
    assert "Đăng nhập bằng VNeID" in client.get("/dang-nhap").text
    assert through(vneid, MOTHER_ID, client) == "/"
    assert signed_in_as(client) == str(her.account.id)


def test_whom_nobody_knew_has_an_account_and_is_known_from_then_on(vneid: str) -> None:
    client = Client()
    assert through(vneid, "019301000077", client) == "/"
    made = accounts()[-1]
    assert signed_in_as(client) == str(made.id)
    assert made.assurance == 2
    with acting(SYSTEM):
        person = Person.objects.get(id=made.person_id)
    assert (person.full_name, person.identifier, str(person.born_on)) == ("Hoàng Thị Lê", "019301000077", "2001-02-03")
    again = Client()
    through(vneid, "019301000077", again)
    assert signed_in_as(again) == str(made.id)


def test_who_was_told_that_the_account_is_too_low_raises_it_by_the_service_and_is_back_to_file(
    vneid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NENSO_OIDC", json.dumps([config().oidc[0] | {"assurance": 3}]))
    config.cache_clear()
    in_force_asking(3)
    her = mother()
    client = visits.signed_in(her)
    page = "/thu-tuc/9.000001"
    told = client.get(page).text
    assert f"{page}/nop" not in told
    way = re.search(r'href="(/tai-khoan[?]next=[^"#]+)', told)
    assert way is not None
    button = client.get(way[1]).text.partition('id="nang-muc"')[2].partition("</form>")[0]
    assert through(vneid, MOTHER_ID, client, **hidden_of(button)) == page
    assert signed_in_as(client) == str(her.account.id)
    assert accounts()[-1].assurance == 3
    assert f"{page}/nop" in client.get(page).text


def test_a_service_that_contradicts_itself_opens_nothing(vneid: str) -> None:
    before, client = len(accounts()), Client()
    through(vneid, "019290000078", client)
    assert signed_in_as(client) is None
    assert len(accounts()) == before
