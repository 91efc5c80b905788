"""A whole ``nenso up`` of one's own, with its database, whose parts are killed and which is started again."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from nenso.runtime.config import config
from nenso.runtime.embedded.layout import Layout
from nenso.runtime.embedded.processes import of_cluster, postmaster

from .serving import Served, free_port

VICTIMS = ("web", "web worker", "jobs", "database", "backend", "everything")
_NENSO = [sys.executable, "-m", "nenso.cli.main"]


class Tormented:
    """An install under ``home`` with the tables and places of this process's test database."""

    def __init__(self, home: Path) -> None:
        self.layout = Layout(home)
        self.port = free_port()
        self.killed: Counter[str] = Counter()
        self.started = 0
        self._lock = threading.Lock()
        self._environment = os.environ | {
            "NENSO_HOME": str(home),
            "NENSO_DATABASE": "nenso",
            "NENSO_PORT": str(self.port),
            "NENSO_DEMO": "true",
            "NENSO_LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "nenso.runtime.settings",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        self.server: Served | None = None

    def copy_database(self) -> None:
        """Fill the database of the install from this process's own."""
        with subprocess.Popen(
            [*_NENSO, "postgres", "pg_dump"],
            env=os.environ | {"NENSO_HOME": str(config().home_path), "NENSO_DATABASE": config().database},
            stdout=subprocess.PIPE,
        ) as dump:
            subprocess.run(
                [*_NENSO, "postgres", "psql", "--quiet", "--set=ON_ERROR_STOP=1"],
                env=self._environment,
                stdin=dump.stdout,
                stdout=subprocess.DEVNULL,
                check=True,
            )
        assert dump.returncode == 0

    def inside(self, script: Path, *words: str) -> Any:
        """Run a script inside the install; return the JSON of its last line."""
        done = subprocess.run(
            [sys.executable, str(script), *words], env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.strip().splitlines()[-1])

    def start(self) -> None:
        """Start ``nenso up``, if it does not run."""
        with self._lock:
            if self.server is not None and self.server.process.poll() is None:
                return
            process = subprocess.Popen(
                [*_NENSO, "up"], env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            self.server = Served(process, self.port)
            self.started += 1

    def stop(self) -> int:
        """Stop it in good order; return the exit code."""
        assert self.server is not None
        return self.server.stop()

    def kill(self, victim: str, chance: random.Random) -> None:
        """Kill -9 one part: a process of ours, found by this install's port or by its database's directory.

        A part that is dead already is waited for.
        """
        assert self.server is not None
        deadline = time.monotonic() + 60
        while not (found := self._processes(victim)):
            assert time.monotonic() < deadline, f"{victim} did not come back"
            self.start()
            time.sleep(0.02)
        _kill(chance.choice(found))
        self.killed[victim] += 1

    def _processes(self, victim: str) -> list[int]:
        assert self.server is not None
        if victim == "database":
            return [leader] if (leader := postmaster(self.layout.data)) else []
        if victim == "backend":
            return [process.pid for process in of_cluster(self.layout.data) if not process.leads]
        if victim == "everything":
            return [self.server.process.pid] if self.server.process.poll() is None else []
        parts = self.server.processes()
        return {"web": parts["web"][:1], "web worker": parts["web"][1:], "jobs": parts["serving"]}[victim]

    def post(self, path: str, body: dict[str, Any], *, token: str, key: str) -> dict[str, Any] | None:
        """Return what a write was answered with; None when it failed in a way that may be tried again."""
        caller = HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": "application/json"}
        try:
            caller.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = caller.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            return None
        finally:
            caller.close()
        if answer.status >= 500:
            return None
        assert answer.status in {200, 201}, f"{answer.status} {content.decode()}"
        found: dict[str, Any] = json.loads(content)
        return found


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
