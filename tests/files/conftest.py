"""A store of its own for each test, a case, who may see it, and a scanner."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from nenso.files.storing import Blob, store
from nenso.runtime.acting import Actor
from nenso.runtime.config import config
from nenso.runtime.ids import uuid7
from support.bare_cases import bare_case
from support.contents import EICAR, PDF


@pytest.fixture
def kept_at(tmp_path: Path, settings: Settings) -> Path:
    """Return the folder of this test's own store."""
    folder = tmp_path / "files"
    backend = "nenso.files.backends.DurableFileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"files": {"BACKEND": backend, "OPTIONS": {"location": str(folder)}}}
    return folder


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Set settings of the environment for one test: ``configured(CLAMAV="unix:/…")``."""

    def configure(**values: Any) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"NENSO_{name}", str(value))
        config.cache_clear()

    yield configure
    monkeypatch.undo()
    config.cache_clear()


@pytest.fixture
def pdf(kept_at: Path) -> Blob:
    return store([PDF], filename="giay-chung-sinh.pdf")


@pytest.fixture
def mother() -> Actor:
    return Actor(account=uuid7(), person=uuid7(), readers=frozenset({"public", "signed_in"}))


@pytest.fixture
def case_id(mother: Actor) -> UUID:
    """Return the key of the mother's case; the officers of xã Phủ Thông see it too."""
    return bare_case(mother.person).id


class TinyClamd(socketserver.ThreadingUnixStreamServer):
    """A stand-in for ``clamd`` that speaks its INSTREAM command and knows one virus; the real one needs its daily
    signatures from the network.
    """

    daemon_threads = True
    broken = False

    def __init__(self, path: Path) -> None:
        self.asked = 0
        super().__init__(str(path), _Session)


class _Session(socketserver.StreamRequestHandler):
    server: TinyClamd

    def handle(self) -> None:
        self.server.asked += 1
        command = self.rfile.read(len(b"zINSTREAM\0"))
        assert command == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        if self.server.broken:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        else:
            self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@pytest.fixture
def start_clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], TinyClamd]]:
    """Start a scanner at a path."""
    servers: list[TinyClamd] = []

    def start(path: Path) -> TinyClamd:
        server = TinyClamd(path)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
