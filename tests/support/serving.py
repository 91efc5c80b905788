"""A real ``nenso up`` for tests: started, asked over HTTP, killed in parts."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen


@dataclass
class Served:
    """A running ``nenso up``."""

    process: subprocess.Popen[bytes]
    port: int

    def get(self, path: str) -> tuple[int, Any]:
        """Return status and JSON body; status 0 when nothing answers."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)
        except (OSError, HTTPException):
            return 0, None

    def seconds_until_ready(self, within: float) -> float:
        """Wait until ``/readyz`` says so, and not by what a killed server left; return how long it took."""
        begun = time.monotonic()
        while (answer := self.get("/readyz"))[0] != 200 or not self._runs_its_own():
            waited = time.monotonic() - begun
            if waited > within or self.process.poll() is not None:
                raise AssertionError(f"not ready after {waited:.1f} s: {answer}")
            time.sleep(0.05)
        return time.monotonic() - begun

    def _runs_its_own(self) -> bool:
        """Whether a web server of this very process is there; from then on it also stops cleanly when asked."""
        for pid in self.processes()["web"]:
            try:
                parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == self.process.pid:
                return True
        return False

    def processes(self) -> dict[str, list[int]]:
        """Return the process ids of the parts: ``web`` (first the workers' parent) and ``serving`` (the jobs)."""
        found: dict[str, list[int]] = {"web": [], "serving": []}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                words = (entry / "cmdline").read_bytes().decode().split("\0")
                mine = f"NENSO_PORT={self.port}" in (entry / "environ").read_bytes().decode().split("\0")
            except OSError:
                continue
            for part, pids in found.items():
                if mine and f"nenso.runtime.{part}" in words:
                    pids.append(int(entry.name))
        return {part: sorted(pids) for part, pids in found.items()}

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does; return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(port: int, **environment: str) -> Iterator[Served]:
    """Run ``nenso up`` on ``port`` with these settings; nothing of it runs afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nenso.cli.main", "up"],
        env=os.environ | {"NENSO_PORT": str(port), "NENSO_LOG_LEVEL": "WARNING"} | environment,
        stdout=subprocess.DEVNULL,
    )
    server = Served(process, port)
    try:
        yield server
    finally:
        if process.poll() is None:
            server.stop()
