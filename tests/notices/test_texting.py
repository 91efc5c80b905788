"""Who has a telephone and no e-mail address is told by text message, through a gateway that takes JSON over HTTP."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from factories.people import SYSTEM
from factories.people import account as new_account
from factories.people import person as new_person
from nenso.notices.delivering import NOTICES, deliver_notice, note_delivery
from nenso.notices.models import Channel, Notice, Recipient, State
from nenso.notices.telling import notify
from nenso.notices.texting import SmsChannel, filled
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config
from nenso.runtime.ids import uuid7
from support.texting import TOKEN, Gateway, texting

pytestmark = pytest.mark.django_db
OFFICER = Actor(account=uuid7(), readers=frozenset({"public"}))
TEXT = {"vi": "Hồ sơ {phone} đã có kết quả.", "en": "The result is ready."}
NUMBER = "0912345678"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    with texting(monkeypatch) as taking:
        yield taking


def told(person: UUID) -> UUID:
    """Return a notice to a person that waits to leave."""
    notify(OFFICER, [(Recipient.PERSON, person)], "case.status", TEXT, TEXT, channels=[Channel.EMAIL])
    with acting(NOTICES):
        return Notice.objects.latest("id").id


def stands(notice: UUID) -> tuple[str, str, str]:
    with acting(NOTICES):
        found = Notice.objects.get(id=notice)
    return found.channel, found.state, found.error


def by_telephone() -> UUID:
    """Return a person with a telephone, and no account nor e-mail address."""
    her = new_person()
    with acting(SYSTEM):
        her.phone = NUMBER
        her.save(update_fields=["phone"])
    return her.id


def test_who_has_only_a_telephone_gets_a_text_message_which_is_sent_and_not_yet_delivered(gateway: Gateway) -> None:
    notice = told(by_telephone())
    assert deliver_notice(notice) is None
    ((headers, body),) = gateway.taken
    assert headers["Authorization"] == TOKEN
    assert body == {"messages": [{"dest": NUMBER, "content": TEXT["vi"]}], "ref": str(notice)}
    assert stands(notice) == (Channel.SMS, State.SENT, "")
    assert note_delivery(notice, delivered=True)
    assert stands(notice)[1] == State.DELIVERED


def test_who_has_an_address_is_written_to_and_not_texted(gateway: Gateway) -> None:
    her = new_person()
    new_account(of=her, email="lan.co-thu@vidu.vn", phone=NUMBER)
    notice = told(her.id)
    deliver_notice(notice)
    assert (gateway.taken, stands(notice)[0]) == ([], Channel.EMAIL)


def test_without_a_gateway_no_text_message_leaves() -> None:
    notice = told(by_telephone())
    deliver_notice(notice)
    assert stands(notice) == (Channel.EMAIL, State.FAILED, "no address")


@pytest.mark.parametrize(("status", "final"), [(422, True), (400, True), (429, False), (500, False), (307, False)])
def test_a_refusal_is_final_and_a_trouble_of_the_gateway_is_tried_again(
    gateway: Gateway, status: int, final: bool, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.status = status
    notice = told(by_telephone())
    with caplog.at_level(logging.DEBUG):
        again = deliver_notice(notice)
    assert (again is None) is final
    assert stands(notice) == (Channel.SMS, State.FAILED if final else State.WAITING, f"the gateway answered {status}")
    assert len(gateway.taken) == 1, "a redirect is not followed: the headers hold a secret"
    said = caplog.text + " ".join(str(vars(one)) for one in caplog.records)
    assert not any(secret in said for secret in (TOKEN, NUMBER, TEXT["vi"]))


def test_no_more_than_so_many_leave_to_one_recipient_in_an_hour_and_the_rest_waits(gateway: Gateway) -> None:
    person = by_telephone()
    notices = [told(person) for _ in range(3)]
    begun = clock.now()
    with clock.at(begun):
        assert [deliver_notice(one) for one in notices] == [None, None, begun + timedelta(hours=1)]
    with clock.at(begun + timedelta(hours=1, seconds=1)):
        assert deliver_notice(notices[2]) is None
    assert len(gateway.taken) == 3


def test_secrets_of_the_gateway_are_hidden_among_the_settings(gateway: Gateway) -> None:
    shown = str(config().rows())
    assert TOKEN not in shown
    assert TOKEN not in repr(config())
    assert f"127.0.0.1:{gateway.server_port}" not in shown


@pytest.mark.parametrize("url", ["ftp://may.vidu.vn", "file:///etc/passwd", "http://", "may.vidu.vn"])
def test_a_gateway_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="http"):
        SmsChannel(url, {}, {})


def test_what_is_filled_in_is_not_read_for_names_again() -> None:
    assert filled({"a": ["{text}", 1]}, {"text": "{phone}", "phone": NUMBER}) == {"a": ["{phone}", 1]}
