"""A time-stamp authority outside vouches for when an anchor was made."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from nenso.journal.models import JournalAnchor
from nenso.journal.stamping import stamp, stamped_at
from nenso.journal.verifying import verify
from nenso.runtime.config import config
from support.time_stamp_authority import TimeStampAuthority, serving

DIGEST = bytes(range(32))
"""Any SHA-256."""

MOMENT = datetime(2026, 11, 20, 2, 10, 7, tzinfo=UTC)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Set the authority that this install asks."""

    def asked(url: str) -> None:
        monkeypatch.setenv("NENSO_TSA_URL", url)
        config.cache_clear()

    yield asked
    monkeypatch.undo()
    config.cache_clear()


@pytest.fixture
def authority(ask: Callable[[str], None]) -> Iterator[TimeStampAuthority]:
    made = TimeStampAuthority(MOMENT)
    with serving(made) as url:
        ask(url)
        yield made


def test_a_token_says_when_and_about_what(authority: TimeStampAuthority) -> None:
    token = stamp(DIGEST)
    assert token is not None
    assert stamped_at(token, DIGEST) == MOMENT
    assert stamped_at(token, DIGEST[::-1]) is None


def test_openssl_agrees_that_the_token_is_the_authoritys(authority: TimeStampAuthority, tmp_path: Path) -> None:
    token = tmp_path / "token.der"
    token.write_bytes(stamp(DIGEST) or b"")
    certificate = tmp_path / "authority.pem"
    certificate.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    checked = subprocess.run(
        [
            "openssl",
            "ts",
            "-verify",
            "-digest",
            DIGEST.hex(),
            "-in",
            str(token),
            "-token_in",
            "-CAfile",
            str(certificate),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Verification: OK" in checked.stdout + checked.stderr


def test_a_token_made_to_speak_of_something_else_is_worth_nothing(authority: TimeStampAuthority) -> None:
    token = bytearray(stamp(DIGEST) or b"")
    place = token.index(DIGEST)
    token[place] ^= 1
    assert stamped_at(bytes(token), bytes(token[place : place + 32])) is None


def test_a_token_made_to_say_another_moment_is_worth_nothing(authority: TimeStampAuthority) -> None:
    token = stamp(DIGEST) or b""
    assert stamped_at(token.replace(b"20261120021007Z", b"20251120021007Z"), DIGEST) is None


def test_a_token_with_another_signature_is_worth_nothing(authority: TimeStampAuthority) -> None:
    token = bytearray(stamp(DIGEST) or b"")
    token[-20] ^= 1
    assert stamped_at(bytes(token), DIGEST) is None


@pytest.mark.parametrize("token", [b"", b"rubbish", b"\x30\x03\x02\x01\x01"])
def test_rubbish_is_no_token(token: bytes) -> None:
    assert stamped_at(token, DIGEST) is None


def test_an_authority_that_is_down_stops_nothing(ask: Callable[[str], None], caplog: pytest.LogCaptureFixture) -> None:
    ask("http://127.0.0.1:9/")
    assert stamp(DIGEST) is None
    assert "gave no token" in caplog.text


def test_without_an_authority_there_is_no_token() -> None:
    assert stamp(DIGEST) is None


@pytest.mark.django_db(transaction=True)
def test_an_anchor_carries_its_stamp_and_a_changed_stamp_is_named(
    authority: TimeStampAuthority,
    write: Callable[..., UUID],
    anchored: Callable[[], JournalAnchor],
    change: Callable[..., int],
) -> None:
    write(2)
    made = anchored()
    assert made.token is not None
    assert stamped_at(bytes(made.token), bytes(made.hash)) == MOMENT
    assert verify().intact
    change("UPDATE journal_anchor SET token = set_byte(token, 100, get_byte(token, 100) # 1)")
    assert [(finding.what, finding.anchor) for finding in verify().findings] == [("anchor_stamp", 1)]
