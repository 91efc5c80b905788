"""People are told, once, in the transaction of what they are told about."""

import email.policy
import logging
import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from factories.people import account as new_account
from factories.people import person as new_person
from nenso.notices.channels import LogChannel, SmtpChannel
from nenso.notices.delivering import MOST_ATTEMPTS, NOTICES, deliver_notice, note_delivery
from nenso.notices.errors import NoticeUnknown
from nenso.notices.models import Channel, Notice, Recipient, State
from nenso.notices.reading import own_notices
from nenso.notices.telling import mark_read, notify
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, Actor, acting
from nenso.runtime.config import config
from nenso.runtime.ids import uuid7
from support.jobs import do_waiting_jobs

pytestmark = pytest.mark.django_db

OFFICER = Actor(account=uuid7(), readers=frozenset({"public"}))
SUBJECT = {"vi": "Hồ sơ cần bổ sung", "en": "Your application needs one more paper"}
TEXT = {"vi": "Đề nghị bổ sung: Giấy chứng sinh.", "en": "Please add: certificate of live birth."}


class MailServer:
    """A real SMTP server that keeps what it takes."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.taken.append(envelope)
        return self.answer


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    server = MailServer()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("NENSO_MAIL_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("NENSO_MAIL_FROM", "Một cửa <mot-cua@phuthong.example>")
    config.cache_clear()
    yield server
    monkeypatch.undo()
    config.cache_clear()
    controller.stop()


def tell(*recipients: tuple[Recipient, UUID], **more: Any) -> None:
    notify(OFFICER, recipients, "case.asked", SUBJECT, TEXT, **more)


def notices() -> list[Notice]:
    with acting(NOTICES):
        return list(Notice.objects.order_by("id"))


def read_mail(envelope: Envelope) -> EmailMessage:
    return email.message_from_bytes(envelope.content, policy=email.policy.default)


def test_a_person_finds_the_notice_in_the_inbox_and_gets_an_email_in_their_language(mail: MailServer) -> None:
    mother = new_person()
    new_account(of=mother, email="lan@vidu.vn")
    tell((Recipient.PERSON, mother.id), case_id=uuid7())
    assert do_waiting_jobs() == ["notices.deliver"]
    assert {(notice.channel, notice.state) for notice in notices()} == {("inbox", "sent"), ("email", "sent")}
    (envelope,) = mail.taken
    message = read_mail(envelope)
    assert envelope.rcpt_tos == ["lan@vidu.vn"]
    assert (message["Subject"], message.get_content().strip()) == (SUBJECT["vi"], TEXT["vi"])
    assert message["From"] == "Một cửa <mot-cua@phuthong.example>"
    sent = next(notice for notice in notices() if notice.channel == Channel.EMAIL)
    assert message["Message-ID"] == f"<{sent.id}@phuthong.example>"


def test_an_english_reader_is_written_to_in_english(mail: MailServer) -> None:
    reader = new_account(email="jane@vidu.vn")
    with acting(Actor(system="tests")):
        reader.language = "en"
        reader.save(update_fields=["language"])
    tell((Recipient.ACCOUNT, reader.id), channels=[Channel.EMAIL])
    do_waiting_jobs()
    assert read_mail(mail.taken[0])["Subject"] == SUBJECT["en"]


def test_who_has_no_account_is_written_to_at_the_address_they_gave(mail: MailServer) -> None:
    mother = new_person()
    with acting(Actor(system="tests")):
        mother.email = "khong-tai-khoan@vidu.vn"
        mother.save(update_fields=["email"])
    tell((Recipient.PERSON, mother.id), channels=[Channel.EMAIL])
    do_waiting_jobs()
    assert mail.taken[0].rcpt_tos == ["khong-tai-khoan@vidu.vn"]


def test_nothing_is_told_of_what_was_undone(mail: MailServer) -> None:
    def refused_use() -> None:
        with acting(OFFICER):
            tell((Recipient.PERSON, new_person().id))
            raise ValueError("refused")

    with pytest.raises(ValueError, match="refused"):
        refused_use()
    assert do_waiting_jobs() == []
    assert notices() == []


def test_the_same_thing_is_told_once(mail: MailServer) -> None:
    reader = new_account(email="mot-lan@vidu.vn")
    for _ in range(3):
        tell((Recipient.ACCOUNT, reader.id), (Recipient.ACCOUNT, reader.id), dedupe_key="case-1/asked/1")
    do_waiting_jobs()
    assert len(notices()) == 2
    assert len(mail.taken) == 1


def test_a_subject_cannot_smuggle_headers_into_a_message(mail: MailServer) -> None:
    reader = new_account(email="an-toan@vidu.vn")
    notify(OFFICER, [(Recipient.ACCOUNT, reader.id)], "a", {"vi": "Chào\r\nBcc: ai-do@vidu.vn"}, TEXT)
    do_waiting_jobs()
    message = read_mail(mail.taken[0])
    assert (message["Subject"], message["Bcc"]) == ("Chào Bcc: ai-do@vidu.vn", None)
    assert mail.taken[0].rcpt_tos == ["an-toan@vidu.vn"]


def test_a_mail_server_that_is_busy_is_tried_again_later_and_later_then_given_up(mail: MailServer) -> None:
    mail.answer = "451 busy"
    tell((Recipient.ACCOUNT, new_account().id), channels=[Channel.EMAIL])
    (notice,) = notices()
    start = clock.now()
    with clock.at(start):
        waits = [deliver_notice(notice.id) for _ in range(MOST_ATTEMPTS)]
    minutes = [1, 2, 4, 8, 16, 32, 64, 128, 256]
    assert waits == [*(start + timedelta(minutes=wait) for wait in minutes), None]
    (notice,) = notices()
    assert (notice.state, notice.attempts) == (State.FAILED, MOST_ATTEMPTS)
    assert "451" in notice.error


def test_a_message_that_failed_once_is_sent_by_the_next_attempt(mail: MailServer) -> None:
    mail.answer = "451 busy"
    tell((Recipient.ACCOUNT, new_account().id), channels=[Channel.EMAIL])
    assert do_waiting_jobs(limit=1) == ["notices.deliver"]
    mail.answer = "250 OK"
    assert do_waiting_jobs() == ["notices.deliver"]
    (notice,) = notices()
    assert (notice.state, notice.attempts, len(mail.taken)) == (State.SENT, 2, 1)
    assert deliver_notice(notice.id) is None
    assert len(mail.taken) == 1


def test_an_address_that_does_not_exist_is_given_up_at_once(mail: MailServer) -> None:
    tell((Recipient.ACCOUNT, new_account(email="nobody@vidu.vn").id), channels=[Channel.EMAIL])
    do_waiting_jobs()
    (notice,) = notices()
    assert (notice.state, notice.attempts, notice.error) == (State.FAILED, 1, "recipient refused (550)")


def test_who_has_no_address_still_finds_it_in_the_inbox() -> None:
    tell((Recipient.PERSON, new_person().id))
    do_waiting_jobs()
    assert {(notice.channel, notice.state) for notice in notices()} == {("inbox", "sent"), ("email", "failed")}


def test_without_a_mail_server_the_log_says_that_nothing_left_and_not_what(caplog: pytest.LogCaptureFixture) -> None:
    tell((Recipient.ACCOUNT, new_account(email="nhat-ky@vidu.vn").id), channels=[Channel.EMAIL])
    with caplog.at_level(logging.INFO, "nenso.notices"):
        do_waiting_jobs()
    assert "no mail server" in caplog.text
    assert not any("nhat-ky" in str(vars(line)) or "chứng sinh" in str(vars(line)) for line in caplog.records)


def test_a_notice_is_seen_by_its_recipient_alone() -> None:
    person, account, agency = uuid7(), uuid7(), uuid7()
    tell((Recipient.PERSON, person), (Recipient.ACCOUNT, account), (Recipient.AGENCY, agency))
    readers = {
        Actor(person=person): {("person", "inbox"), ("person", "email")},
        Actor(account=account): {("account", "inbox"), ("account", "email")},
        Actor(account=uuid7(), readers=frozenset({f"clerk@{agency}"})): {("agency", "inbox")},
        Actor(account=uuid7(), person=uuid7(), scope=("vn",), readers=frozenset({f"clerk@{uuid7()}"})): set(),
        OFFICER: set(),
        NOBODY: set(),
    }
    for actor, seen in readers.items():
        with acting(actor):
            assert {(notice.recipient_kind, notice.channel) for notice in Notice.objects.all()} == seen


def test_a_notice_is_read_once_and_only_by_its_recipient() -> None:
    reader = Actor(person=uuid7())
    tell((Recipient.PERSON, reader.person), channels=[Channel.INBOX])
    (notice,) = notices()
    first = mark_read(reader, notice.id).read_at
    assert first is not None
    assert mark_read(reader, notice.id).read_at == first
    with pytest.raises(NoticeUnknown):
        mark_read(Actor(person=uuid7()), notice.id)


def test_sent_delivered_and_failed_are_kept_apart(mail: MailServer) -> None:
    reader, other = new_account(email="den@vidu.vn"), new_account(email="tra-lai@vidu.vn")
    tell((Recipient.ACCOUNT, reader.id), (Recipient.ACCOUNT, other.id), channels=[Channel.EMAIL])
    do_waiting_jobs()
    arrived, came_back = notices()
    note_delivery(arrived.id, delivered=True)
    note_delivery(came_back.id, delivered=False, error="mailbox full")
    note_delivery(arrived.id, delivered=False, error="late report")
    states = [(notice.state, notice.delivered_at is not None, notice.error) for notice in notices()]
    assert states == [(State.DELIVERED, True, ""), (State.RETURNED, False, "mailbox full")]


def test_ones_own_notices_are_listed_in_ones_language_unread_first_wished_page_by_page() -> None:
    reader = Actor(person=uuid7(), language="en")
    for _ in range(3):
        tell((Recipient.PERSON, reader.person), channels=[Channel.INBOX])
    tell((Recipient.PERSON, uuid7()), channels=[Channel.INBOX])
    first = own_notices(reader, limit=2)
    assert (len(first.items), first.unread) == (2, 3)
    assert first.items[0]["text"] == TEXT["en"]
    mark_read(reader, first.items[0]["id"])
    rest = own_notices(reader, after=first.after)
    assert (len(rest.items), rest.unread, rest.after) == (1, 2, None)
    assert [one["read_at"] for one in own_notices(reader, unread=True).items] == [None, None]


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25"])
def test_a_mail_server_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not a mail server"):
        SmtpChannel(url)


def test_the_log_is_a_channel_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "nenso.notices"):
        LogChannel().send(Notice(kind="a", recipient=uuid7()), "a@vidu.vn", "vi")
    assert "a@vidu.vn" not in caplog.text
