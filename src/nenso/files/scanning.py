"""Asking ClamAV: ``clamd`` by its own protocol (``INSTREAM``), over a unix socket or TCP."""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from nenso.files.models import Scan
from nenso.runtime.config import config

_SECONDS = 60.0
_LONGEST_ANSWER = 4096
_FOUND = re.compile(rb"stream: (.+) FOUND\Z")


class ScannerDown(Exception):
    """The scanner does not answer, or not as it should: the content has to wait."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner said; ``signature`` names what it found."""

    scan: Scan
    signature: str = ""


def scan(chunks: Iterable[bytes]) -> Verdict:
    """Send a content to the scanner of ``NENSO_CLAMAV`` and return its verdict: none where no scanner is set, waiting
    where it cannot be asked now.
    """
    where = config().clamav
    if not where:
        return Verdict(Scan.NONE)
    try:
        return ask(where, chunks)
    except ScannerDown:
        return Verdict(Scan.WAITING)


def ask(where: str, chunks: Iterable[bytes]) -> Verdict:
    """Ask the scanner at ``where`` (``unix:/path`` or ``host:port``); raise :class:`ScannerDown` when it fails."""
    try:
        with _connect(where) as connection:
            connection.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                if chunk:
                    connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerDown(str(error)) from error
    if answer == b"stream: OK":
        return Verdict(Scan.CLEAN)
    if found := _FOUND.match(answer):
        return Verdict(Scan.INFECTED, found[1].decode(errors="replace")[:200])
    raise ScannerDown(answer.decode(errors="replace"))


def _connect(where: str) -> socket.socket:
    if where.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_SECONDS)
        try:
            connection.connect(where.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        part = connection.recv(_LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").strip()
