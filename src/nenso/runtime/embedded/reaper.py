"""The process that stops the server when its last user has gone; needs the standard library only.

Run with the arguments SOURCE HOME PROGRAMS UID GID LOCK; it detaches itself and holds the inherited descriptor LOCK, by
which others know that it waits.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from nenso.runtime.embedded.locks import exclusively, open_lock, try_exclusively
from nenso.runtime.embedded.processes import clear, postmaster


def wait_and_stop(home: Path, programs: Path, uid: int, gid: int, lock: int) -> None:
    """Wait until nobody holds ``users.lock``; look again under ``start.lock`` and stop the server."""
    run, data = home / "run", home / "data"
    while True:
        users = open_lock(run / "users.lock")
        fcntl.flock(users, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_UN)
        with exclusively(run / "start.lock"):
            if try_exclusively(users):
                _stop(data, programs, uid, gid)
                os.close(lock)
                return
        os.close(users)


def _stop(data: Path, programs: Path, uid: int, gid: int) -> None:
    if postmaster(data) is None:
        clear(data)
        return
    switch: dict[str, Any] = {} if os.geteuid() == uid else {"user": uid, "group": gid, "extra_groups": []}
    stopped = subprocess.run(
        [programs / "pg_ctl", "stop", "--mode=fast", "--timeout=60", f"--pgdata={data}"],
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **switch,
    )
    if stopped.returncode != 0:
        clear(data, patience=0)


def main() -> None:
    """Detach, then wait."""
    if os.fork():
        os._exit(0)
    os.setsid()
    home, programs, uid, gid, lock = sys.argv[2:]
    wait_and_stop(Path(home), Path(programs), int(uid), int(gid), int(lock))
