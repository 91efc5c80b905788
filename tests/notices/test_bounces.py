"""A message that came back is known by the report that the mail server sends (RFC 3464), and by nothing else."""

import logging
from collections.abc import Iterator
from uuid import UUID

import pytest
from typer.testing import CliRunner

from factories.people import account as new_account
from nenso.cli.notices import app
from nenso.notices.bounces import read_report, take_report
from nenso.notices.delivering import NOTICES
from nenso.notices.models import Channel, Notice, Recipient, State
from nenso.notices.reading import told_about
from nenso.notices.telling import notify
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import now
from nenso.runtime.ids import uuid7

OFFICER = Actor(account=uuid7(), readers=frozenset({"public"}))
SUBJECT = {"vi": "Hồ sơ cần bổ sung", "en": "One more paper is needed"}


def report(notice: UUID, *, action: str = "failed", status: str = "5.1.1", returned: str = "message/rfc822") -> bytes:
    """Return a report in the form of the first example of RFC 3464, appendix E."""
    return f"""From: Mail Delivery Subsystem <MAILER-DAEMON@may.vidu.vn>
To: no-reply@phuthong.example
Subject: Returned mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
  boundary="RAA14128.773615765/may.vidu.vn"

--RAA14128.773615765/may.vidu.vn

The original message was received from phuthong.example.

--RAA14128.773615765/may.vidu.vn
Content-Type: message/delivery-status

Reporting-MTA: dns; may.vidu.vn

Final-Recipient: rfc822; lan@vidu.vn
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such
    user

--RAA14128.773615765/may.vidu.vn
Content-Type: {returned}

From: <no-reply@phuthong.example>
To: lan@vidu.vn
Subject: Ho so can bo sung
Message-ID: <{notice}@phuthong.example>

--RAA14128.773615765/may.vidu.vn--
""".replace("\n", "\r\n").encode()


def sent(case: UUID | None = None) -> UUID:
    """Return an e-mail notice that the mail server took."""
    reader = new_account()
    whom = [(Recipient.ACCOUNT, reader.id)]
    notify(OFFICER, whom, "case.asked", SUBJECT, SUBJECT, channels=[Channel.EMAIL], case_id=case)
    with acting(NOTICES):
        notice = Notice.objects.latest("id")
        Notice.objects.filter(id=notice.id).update(state=State.SENT, sent_at=now())
    return notice.id


def state_of(notice: UUID) -> tuple[str, str]:
    with acting(NOTICES):
        found = Notice.objects.get(id=notice)
    return found.state, found.error


@pytest.mark.django_db
@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_message_that_came_back_is_told_apart_with_the_servers_reason(returned: str) -> None:
    notice = sent()
    found, changed = take_report(report(notice, returned=returned))
    assert found is not None
    assert (found.notice, found.delivered, changed) == (notice, False, True)
    assert state_of(notice) == (State.RETURNED, "5.1.1 smtp; 550 5.1.1 no such user")
    assert take_report(report(notice))[1] is False, "the same report again changes nothing"


@pytest.mark.django_db
def test_delivered_is_only_what_a_server_says_was_delivered_and_late_is_neither() -> None:
    notice = sent()
    for action in ("delayed", "relayed", "expanded"):
        assert take_report(report(notice, action=action, status="4.4.1"))[1] is False
        assert state_of(notice)[0] == State.SENT
    assert take_report(report(notice, action="delivered", status="2.0.0"))[1] is True
    assert state_of(notice)[0] == State.DELIVERED
    assert take_report(report(notice))[1] is False, "what is with its recipient does not come back"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x00\xff not a message",
        b"Subject: Out of office\r\n\r\nI am away.\r\n",
        report(uuid7()).replace(b"multipart/report", b"multipart/mixed"),
        report(uuid7()).replace(b"Message-ID", b"X-Other"),
        report(uuid7()).replace(b"Action: failed", b"Action: "),
        report(uuid7())[:400],
    ],
    ids=["nothing", "bytes", "absent", "no_report", "another_message", "no_verdict", "cut_off"],
)
def test_what_is_no_report_on_a_message_of_ours_changes_nothing(message: bytes) -> None:
    notice = sent()
    assert take_report(message)[1] is False
    assert state_of(notice)[0] == State.SENT


def test_a_report_on_a_message_that_nobody_knows_is_read_and_changes_nothing() -> None:
    unknown = uuid7()
    found = read_report(report(unknown))
    assert found is not None
    assert (found.notice, found.status) == (unknown, "5.1.1")


@pytest.mark.django_db
def test_an_officer_is_told_what_did_not_reach_its_recipient_and_not_what_it_said() -> None:
    case = uuid7()
    take_report(report(sent(case)))
    sent(case)
    last, told = told_about(case)
    assert (told["subject"], told["state"], told["why"][:5]) == (SUBJECT, State.RETURNED, "5.1.1")
    assert (last["state"], last["delivered_at"]) == (State.SENT, None), "sent is not delivered"
    assert "text" not in told | last


@pytest.fixture
def logs_stay_where_they_were() -> Iterator[None]:
    """A command sets up logging anew, on the standard error that the runner gave it and then closes."""
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("logs_stay_where_they_were")
def test_a_mail_server_pipes_the_report_into_a_command_and_any_other_message_is_no_failure() -> None:
    notice = sent()
    for message, said in (
        (report(notice), f"{notice} came back 5.1.1"),
        (report(notice), f"{notice} came back 5.1.1 (nothing changed)"),
        (b"Subject: hello\r\n\r\n", "no report on a message of ours; nothing changed"),
    ):
        done = CliRunner().invoke(app, ["bounce"], input=message, catch_exceptions=False)
        assert (done.exit_code, done.stdout.strip()) == (0, said)
    assert state_of(notice)[0] == State.RETURNED
