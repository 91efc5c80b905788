"""Whom the database server runs as: ourselves, or, because PostgreSQL refuses root, a system user."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nenso.runtime.errors import NoServerUser

SYSTEM_USER = "nenso"


@dataclass(frozen=True)
class ServerUser:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        """What :func:`subprocess.run` needs to run a program as this user; empty when that is who we are."""
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_user(data: Path) -> ServerUser:
    """Return who runs the server: us; for root, the owner of ``data`` or else the system user, made on first use."""
    if os.geteuid() != 0:
        return _known(os.geteuid())
    if data.exists() and data.stat().st_uid != 0:
        return _known(data.stat().st_uid)
    try:
        return _by_name(SYSTEM_USER)
    except KeyError:
        return _make_system_user()


def _known(uid: int) -> ServerUser:
    try:
        return _by_name(pwd.getpwuid(uid).pw_name)
    except KeyError as error:
        raise NoServerUser(reason=f"uid {uid} has no entry in /etc/passwd") from error


def _by_name(name: str) -> ServerUser:
    entry = pwd.getpwnam(name)
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _make_system_user() -> ServerUser:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise NoServerUser(reason="useradd: not found")
    made = subprocess.run(
        [
            useradd,
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            SYSTEM_USER,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return _by_name(SYSTEM_USER)
    except KeyError as error:
        raise NoServerUser(reason=made.stderr.strip()) from error
