"""Starting the shared server, whatever the last one left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

from psycopg.pq import PGconn, Ping

from nenso.runtime.embedded import cluster, processes, space
from nenso.runtime.embedded.binaries import environment, programs, run
from nenso.runtime.embedded.identity import ServerUser, server_user
from nenso.runtime.embedded.layout import PORT, Layout, prepare
from nenso.runtime.embedded.locks import exclusively, open_lock, share_until_exit, try_exclusively
from nenso.runtime.errors import DatabaseDidNotStart

PATIENCE = 120.0
"""Seconds a server may take to answer: recovery after a crash reads what was written since the last checkpoint."""

FLOOR = 256_000_000
_ATTEMPTS = 3
_APPEARS_WITHIN = 2.0
_DEAF_AFTER = 10.0
_SOURCE = Path(__file__).parents[3]
_REAPER = "import sys; sys.path.append(sys.argv[1]); from nenso.runtime.embedded.reaper import main; main()"


def ensure_running(home: Path, *, durable: bool = True) -> None:
    """Return when the server under ``home`` answers; this process counts as its user until it ends.

    Safe to call from any number of processes and threads at once, and again after the server died. The server stops
    by itself when its last user has gone. ``durable=False`` is for tests: faster, and nothing is lost unless the whole
    machine stops.
    Raises the problems of :mod:`nenso.runtime.errors`.
    """
    layout = Layout(home)
    user = server_user(layout.data)
    prepare(layout, user)
    with exclusively(layout.start_lock):
        share_until_exit(layout.users_lock)
        if answer(layout) != Ping.OK:
            space.throw_ballast(layout)
            directory = programs(home, user)
            cluster.ensure_made(layout, directory, user)
            _Start(layout, directory, user, durable=durable).until_it_answers()
            space.take_ballast(layout, FLOOR)
        _ensure_reaper(layout, user)


def answer(layout: Layout) -> Ping:
    """Return what the server says to a knock: OK, REJECT while it starts or stops, or NO_RESPONSE."""
    return Ping(
        PGconn.ping(f"host='{layout.sockets}' port={PORT} dbname=postgres user=nenso_app connect_timeout=5".encode())
    )


class _Start:
    """One wait for a server: launches it when none lives, clears what dead ones left."""

    def __init__(self, layout: Layout, directory: Path, user: ServerUser, *, durable: bool) -> None:
        self.layout = layout
        self.directory = directory
        self.user = user
        self.durable = durable
        self.launched = 0
        self.launched_at = 0.0

    def until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        deaf_since: float | None = None
        while (said := answer(self.layout)) != Ping.OK:
            moment = time.monotonic()
            if moment > deadline:
                self._give_up()
            if said == Ping.REJECT:
                deaf_since = None
            elif processes.postmaster(self.layout.data) is not None:
                deaf_since = deaf_since or moment
                if moment - deaf_since > _DEAF_AFTER:
                    processes.clear(self.layout.data, patience=0)
            elif moment - self.launched_at > _APPEARS_WITHIN:
                self._launch()
                deaf_since = None
            time.sleep(0.01)

    def _launch(self) -> None:
        if self.launched == _ATTEMPTS:
            self._give_up()
        processes.clear(self.layout.data)
        (self.layout.data / "postmaster.pid").unlink(missing_ok=True)
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self.layout.sockets / name).unlink(missing_ok=True)
        cluster.configure(self.layout, self.user, durable=self.durable)
        run(
            [
                self.directory / "pg_ctl",
                "start",
                "--no-wait",
                "--silent",
                f"--pgdata={self.layout.data}",
                f"--log={self.layout.log / 'start.log'}",
            ],
            self.user,
            cwd=self.layout.data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.launched += 1
        self.launched_at = time.monotonic()

    def _give_up(self) -> None:
        raise DatabaseDidNotStart(home=str(self.layout.home), log=cluster.last_words(self.layout))


def _ensure_reaper(layout: Layout, user: ServerUser) -> None:
    """See to it that somebody waits to stop the server: a detached process that inherits the lock which says so."""
    descriptor = open_lock(layout.reaper_lock)
    with os.fdopen(descriptor, "r+b", buffering=0):
        if not try_exclusively(descriptor):
            return
        subprocess.run(
            [
                sys.executable,
                "-IS",
                "-c",
                _REAPER,
                str(_SOURCE),
                str(layout.home),
                str(programs(layout.home, user)),
                str(user.uid),
                str(user.gid),
                str(descriptor),
            ],
            check=True,
            env=environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,),
        )
