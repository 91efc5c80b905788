"""Telling every process, as soon as it is committed, that something it keeps in memory no longer holds.

:func:`announce` sends a PostgreSQL ``NOTIFY`` with the transaction; one thread in each process that keeps such things
listens and calls whoever subscribed to the topic. While it cannot listen, nobody is told, so what is kept must run out
by itself after a few seconds too.
"""

import atexit
import logging
import os
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection, connections, transaction

CHANNEL = "nenso_changes"
RETRY_SECONDS = 5.0
WAKE_SECONDS = 1.0

Told = Callable[[str], None]
EVERYTHING = "*"

_log = logging.getLogger(__name__)
_subscribers: dict[str, list[Told]] = defaultdict(list)


def subscribe(topic: str, told: Told) -> None:
    """Call ``told(key)`` whenever ``topic`` is announced; ``told("*")`` when changes may have been missed."""
    _subscribers[topic].append(told)


def announce(topic: str, key: str) -> None:
    """Tell this process at once, and every process when the caller's transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic}:{key}"])
    transaction.on_commit(_Announced(topic))
    _tell(topic, key)


def pending(topic: str) -> bool:
    """Return whether this very transaction announced ``topic``: what it reads of it may yet be rolled back."""
    return any(entry[1] == _Announced(topic) for entry in connection.run_on_commit)


@dataclass(frozen=True)
class _Announced:
    """A mark on the open transaction, gone when it commits or rolls back."""

    topic: str

    def __call__(self) -> None:
        """Nothing is left to do on commit: PostgreSQL sends the notification."""


def _tell(topic: str, key: str) -> None:
    for told in _subscribers[topic]:
        told(key)


class Listener:
    """The thread of a process that listens, and that does small regular work on its own connection.

    It starts on first use (never before a fork) and again when it died or the process forked.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process = 0
        self._stopping = threading.Event()
        self._regular: list[Callable[[psycopg.Connection[Any]], None]] = []
        self.listening = threading.Event()

    def regularly(self, work: Callable[[psycopg.Connection[Any]], None]) -> None:
        """Call ``work(connection)`` about once a second while listening; the connection commits by itself."""
        self._regular.append(work)

    def start(self) -> None:
        """Listen from now on, unless this process does; cheap enough to call with every cache miss."""
        if self._thread is not None and self._thread.is_alive() and self._process == os.getpid():
            return
        with self._lock:
            if self._thread is not None and self._thread.is_alive() and self._process == os.getpid():
                return
            self._process = os.getpid()
            self._stopping = threading.Event()
            self.listening.clear()
            self._thread = threading.Thread(target=self._run, args=(self._stopping,), name="changes", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop listening and close the connection; returns when done, within about a second."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._stopping.set()
        if thread is not None and self._process == os.getpid():
            thread.join(RETRY_SECONDS)
        self.listening.clear()

    def _run(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            try:
                self._listen(stopping)
            except psycopg.Error as error:
                _log.warning("cannot listen for changes: %s", error)
            self.listening.clear()
            stopping.wait(RETRY_SECONDS)

    def _listen(self, stopping: threading.Event) -> None:
        parameters = connections["default"].get_connection_params()
        with psycopg.connect(**parameters, autocommit=True) as own:
            own.execute(f"LISTEN {CHANNEL}")
            for topic in list(_subscribers):
                _tell(topic, EVERYTHING)
            self.listening.set()
            while not stopping.is_set():
                for note in own.notifies(timeout=WAKE_SECONDS):
                    topic, _, key = note.payload.partition(":")
                    _tell(topic, key)
                    if stopping.is_set():
                        return
                for work in self._regular:
                    work(own)


listener = Listener()
atexit.register(listener.stop)
