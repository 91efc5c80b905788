import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from nenso.runtime.embedded.layout import Layout
from nenso.runtime.embedded.locks import exclusively
from nenso.runtime.embedded.processes import of_cluster, postmaster

USE = """
import sys
from pathlib import Path
from nenso.runtime.postgres import ensure_running
ensure_running(Path(sys.argv[1]), durable=False)
print("ready", flush=True)
sys.stdin.read()
"""


@dataclass
class User:
    """A process that uses the server until it is told to leave."""

    process: subprocess.Popen[str]

    def ready(self) -> bool:
        assert self.process.stdout is not None
        return self.process.stdout.readline() == "ready\n"

    def leave(self) -> None:
        self.process.communicate()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


@dataclass
class Home:
    """A place for one embedded server, and the processes that use it."""

    layout: Layout
    users: list[User] = field(default_factory=list)

    def user(self) -> User:
        """Start one more process that uses the server; it may not be ready yet."""
        process = subprocess.Popen(
            [sys.executable, "-c", USE, str(self.layout.home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.users.append(User(process))
        return self.users[-1]

    def ready_user(self) -> User:
        user = self.user()
        if not user.ready():
            raise AssertionError(user.process.communicate()[1])
        return user

    def postmaster(self) -> int:
        found = postmaster(self.layout.data)
        assert found is not None
        return found

    def stops(self, within: float = 60.0) -> bool:
        """Return whether the server goes away by itself."""
        deadline = time.monotonic() + within
        while of_cluster(self.layout.data):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        with exclusively(self.layout.start_lock):
            return True


@pytest.fixture
def home() -> Iterator[Home]:
    """A home that the server's user can reach: under ``/tmp``, not under pytest's private directory."""
    parent = Path(tempfile.mkdtemp(prefix="nenso-home-", dir="/tmp"))
    parent.chmod(0o755)
    home = Home(Layout(parent / "state"))
    yield home
    for user in home.users:
        if user.process.poll() is None:
            user.kill()
    assert not home.layout.run.exists() or home.stops()
    shutil.rmtree(parent)
    if home.layout.sockets != home.layout.run:
        shutil.rmtree(home.layout.sockets, ignore_errors=True)


@pytest.fixture
def outsider() -> int:
    """The number of a local user who is neither us nor the server's."""
    return 65534 if os.geteuid() == 0 else os.geteuid() + 1
