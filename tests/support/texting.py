"""A gateway for text messages: a real server, set as the one that this install sends by."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from nenso.runtime.config import config

TOKEN = "Bearer bi-mat-cua-cong-tin-nhan"


class Gateway(ThreadingHTTPServer):
    """A real server that keeps what is posted to it, and answers what it is told to."""

    status = 202
    taken: list[tuple[dict[str, str], Any]]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        gateway = self.server
        assert isinstance(gateway, Gateway)
        gateway.taken.append((dict(self.headers), body))
        self.send_response(gateway.status)
        if gateway.status in {301, 307}:
            self.send_header("Location", f"http://127.0.0.1:{gateway.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(f"{gateway.taken[-1]} {TOKEN}".encode())

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def texting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Send text messages by a gateway of our own, two to a recipient in an hour."""
    server = Gateway(("127.0.0.1", 0), _Handler)
    server.taken = []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("NENSO_SMS_URL", f"http://127.0.0.1:{server.server_port}/send")
    monkeypatch.setenv("NENSO_SMS_HEADERS", json.dumps({"Authorization": TOKEN}))
    monkeypatch.setenv(
        "NENSO_SMS_BODY", json.dumps({"messages": [{"dest": "{phone}", "content": "{text}"}], "ref": "{id}"})
    )
    monkeypatch.setenv("NENSO_SMS_PER_HOUR", "2")
    config.cache_clear()
    yield server
    monkeypatch.undo()
    config.cache_clear()
    server.shutdown()
    server.server_close()
    thread.join()
