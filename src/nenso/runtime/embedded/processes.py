"""Which processes belong to a cluster, told by their program and working directory, never by a number in a file."""

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_CHILD_TITLE = b"postgres: "


@dataclass(frozen=True)
class ServerProcess:
    """A living process of the cluster; ``leads`` when it is the postmaster."""

    pid: int
    leads: bool


def of_cluster(data: Path) -> list[ServerProcess]:
    """Return the living processes whose program is ``postgres`` and whose working directory is ``data``."""
    if not sys.platform.startswith("linux"):
        return _by_pid_file(data)
    wanted = data.resolve()
    found: dict[int, tuple[int, bytes]] = {}
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "cwd").readlink() != wanted or not _is_postgres((entry / "exe").readlink()):
                continue
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            found[int(entry.name)] = (parent, (entry / "cmdline").read_bytes())
        except OSError:
            continue
    return [
        ServerProcess(pid, leads=parent not in found and not title.startswith(_CHILD_TITLE))
        for pid, (parent, title) in found.items()
    ]


def postmaster(data: Path) -> int | None:
    """Return the process id of the cluster's living postmaster."""
    return next((process.pid for process in of_cluster(data) if process.leads), None)


def clear(data: Path, patience: float = 5.0) -> None:
    """Wait for the cluster's processes to end, and end those that do not within ``patience`` seconds."""
    deadline = time.monotonic() + patience
    while remaining := of_cluster(data):
        if time.monotonic() > deadline:
            for process in remaining:
                _kill(process.pid)
        time.sleep(0.02)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _is_postgres(program: Path) -> bool:
    return program.name.removesuffix(" (deleted)") == "postgres"


def _by_pid_file(data: Path) -> list[ServerProcess]:
    """Where there is no ``/proc``: the process that ``postmaster.pid`` names, if there is one."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (OSError, ValueError):
        return []
    return [ServerProcess(pid, leads=True)]
