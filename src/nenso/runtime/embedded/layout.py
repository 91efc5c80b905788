"""Where the embedded database keeps what: everything under one home, each directory ours alone."""

import hashlib
import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nenso.runtime.embedded.identity import ServerUser
from nenso.runtime.errors import HomeNotEmpty, HomeOfAnother, HomeUnreachable, SocketsOfAnother

PORT = 5432
_LONGEST_SOCKET = 100
_OURS = {"data", "run", "log", "files", "keys", "secret_key", "tests", "postgresql"}


@dataclass(frozen=True)
class Layout:
    """The places under one ``NENSO_HOME`` (absolute)."""

    home: Path

    @property
    def data(self) -> Path:
        """The cluster itself (PGDATA)."""
        return self.home / "data"

    @property
    def making(self) -> Path:
        """A cluster that is being made; it becomes ``data`` by one rename, and what a crash leaves is removed."""
        return self.home / "data.making"

    @property
    def run(self) -> Path:
        """Locks and, unless the path is too long, the socket."""
        return self.home / "run"

    @property
    def log(self) -> Path:
        """PostgreSQL's own logs, a file for each day of the week."""
        return self.home / "log"

    @property
    def ballast(self) -> Path:
        """Space that is given back when the disk is full."""
        return self.home / "ballast"

    @property
    def start_lock(self) -> Path:
        """Held while a server is started or stopped."""
        return self.run / "start.lock"

    @property
    def users_lock(self) -> Path:
        """Held, shared, by every process that uses the server."""
        return self.run / "users.lock"

    @property
    def reaper_lock(self) -> Path:
        """Held by the process that waits to stop the server."""
        return self.run / "reaper.lock"

    @cached_property
    def sockets(self) -> Path:
        """The directory of the socket: ``run``, or a private one of fixed name when that path is too long for it."""
        if len(os.fsencode(self.run / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET:
            return self.run
        return Path("/tmp") / f"nenso-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:24]}"  # noqa: S108 - private: mode 0700, checked


def prepare(layout: Layout, user: ServerUser) -> None:
    """Make the directories, each of mode 0700 and owned by ``user``; refuse a home that is not ours."""
    _take_home(layout.home, user)
    _check_reachable(layout.home, user)
    for directory in (layout.run, layout.log, layout.sockets):
        _make_private(directory, user)
    found = layout.sockets.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.uid or stat.S_IMODE(found.st_mode) & 0o077:
        raise SocketsOfAnother(path=str(layout.sockets))


def _take_home(home: Path, user: ServerUser) -> None:
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        _make_private(home, user)
    owner = home.stat().st_uid
    if owner not in {user.uid, os.geteuid()}:
        raise HomeOfAnother(home=str(home), owner=_name_of(owner))
    content = {entry.name for entry in home.iterdir()}
    if content and not content & _OURS:
        raise HomeNotEmpty(home=str(home))
    if owner != user.uid:
        os.chown(home, user.uid, user.gid)
    home.chmod(0o700)


def _make_private(directory: Path, user: ServerUser) -> None:
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        return
    if os.geteuid() != user.uid:
        os.chown(directory, user.uid, user.gid)


def _check_reachable(home: Path, user: ServerUser) -> None:
    """A server that runs as another user must be able to go to its data; the parents' modes are not ours to change."""
    if not user.switch:
        return
    went = subprocess.run(
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(home)], capture_output=True, check=False, **user.switch
    )
    if went.returncode != 0:
        closed = [parent for parent in reversed(home.parents) if not parent.stat().st_mode & stat.S_IXOTH]
        raise HomeUnreachable(user=user.name, blocked=str(closed[0] if closed else home))


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
