"""``nenso journal``, as whoever runs an install uses it."""

import json
import logging
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from typer.testing import CliRunner

from nenso.cli.journal import app
from nenso.journal.models import JournalAnchor
from nenso.runtime.ids import uuid7

pytestmark = pytest.mark.django_db(transaction=True)

Write = Callable[..., UUID]


@pytest.fixture(autouse=True)
def logs_stay_where_they_were() -> Iterator[None]:
    """A command sets up logging anew, on the standard error that the runner gave it and then closes."""
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers


def nenso_journal(*arguments: str) -> tuple[int, str]:
    answer = CliRunner(env={"COLUMNS": "200"}).invoke(app, arguments, catch_exceptions=False)
    return answer.exit_code, answer.stdout


def test_an_intact_journal_is_said_to_be_intact(write: Write, anchored: Callable[[], JournalAnchor]) -> None:
    stream = write(3)
    made = anchored()
    code, text = nenso_journal("verify")
    assert (code, "Nhật ký nguyên vẹn: 3 mục trong 1 luồng, 1 mốc neo, 0 mục chưa neo." in text) == (0, True)
    code, text = nenso_journal("verify", str(stream), "--json")
    assert (code, json.loads(text)) == (
        0,
        {"journal": "intact", "entries": 3, "streams": 1, "anchors": 1, "unanchored": 0, "findings": [], "more": 0},
    )
    code, _ = nenso_journal("verify", "--known", f"1:{bytes(made.hash).hex()}")
    assert code == 0


def test_an_altered_journal_ends_the_command_with_an_error_that_names_the_entry(
    write: Write, change: Callable[..., int]
) -> None:
    stream = write(3)
    change("UPDATE journal_entry SET body = '{}' WHERE seq = 2")
    code, text = nenso_journal("verify", "--lang", "en")
    assert (code, f"stream {stream}, entry 2: what it says does not give its hash" in text) == (1, True)
    code, text = nenso_journal("verify", "--json")
    (finding,) = json.loads(text)["findings"]
    assert (code, finding["what"], finding["stream"], finding["seq"]) == (1, "altered", str(stream), 2)


def test_a_copy_that_is_not_of_this_journal_is_told(write: Write, anchored: Callable[[], JournalAnchor]) -> None:
    write(1)
    anchored()
    code, text = nenso_journal("verify", "--known", f"1:{'00' * 32}", "--known", f"9:{'00' * 32}")
    assert (code, "khác bản sao" in text, "mốc neo 9: bị mất" in text) == (1, True, True)
    code, _ = nenso_journal("verify", "--known", "one")
    assert code == 2


def test_an_anchor_is_printed_to_be_kept_elsewhere(write: Write) -> None:
    code, text = nenso_journal("anchor")
    assert (code, text.strip()) == (0, "Không có mục mới để neo.")


def test_a_stream_is_shown_in_order(write: Write) -> None:
    stream = write(2, note="Phủ Thông")
    code, text = nenso_journal("show", str(stream), "--json")
    shown = [json.loads(line) for line in text.splitlines()]
    assert (code, [(entry["seq"], entry["kind"], entry["body"]["number"]) for entry in shown]) == (
        0,
        [(1, "case.acted", 0), (2, "case.acted", 1)],
    )
    code, text = nenso_journal("show", str(stream))
    assert (code, "Nội dung" in text) == (0, True)


def test_a_stream_that_is_not_there_is_said_so() -> None:
    code, text = nenso_journal("verify", str(uuid7()))
    assert (code, "không có mục nào" in text) == (1, True)
