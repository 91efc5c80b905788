"""A real ``nenso up`` with a home and an embedded database of its own, for as long as a benchmark runs."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).parent
REPORT = HERE.parent / "build" / "bench.json"


def keep(figures: dict[str, Any]) -> None:
    """Add figures, name to values, to ``build/bench.json``."""
    REPORT.parent.mkdir(exist_ok=True)
    found = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    REPORT.write_text(json.dumps(found | figures, indent=2, sort_keys=True) + "\n")


@contextmanager
def installed(kept: str | None = None) -> Iterator["Install"]:
    """Give an install that is not running yet, in a folder that is gone at the end, or in ``kept``, which stays."""
    home = Path(kept or tempfile.mkdtemp(prefix="nenso-bench-", dir="/tmp"))
    home.mkdir(exist_ok=True)
    home.chmod(0o755)  # the database runs as a user of its own
    install = Install(home / "state")
    try:
        yield install
    finally:
        install.stop()
        if not kept:
            shutil.rmtree(home, ignore_errors=True)


class Install:
    """One install under ``home``; nothing of it runs after :meth:`stop`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = _free_port()
        self.log = home.with_suffix(".log")
        self.environment = os.environ | {
            "NENSO_HOME": str(home),
            "NENSO_PORT": str(self.port),
            "NENSO_BIND": "127.0.0.1",
            "NENSO_DEMO": "true",
            "NENSO_LOG_LEVEL": "WARNING",
            "NENSO_DATABASE": "nenso",
            "DJANGO_SETTINGS_MODULE": "nenso.runtime.settings",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        for name in ("DATABASE_URL", "NENSO_OWNER_DATABASE_URL", "NENSO_ROLE"):
            self.environment.pop(name, None)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start ``nenso up``; return the seconds until it answered that it is ready."""
        begun = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "nenso.cli.main", "up"], env=self.environment, stdout=log, stderr=log
            )
        while not self._ready():
            if self.process.poll() is not None:
                raise SystemExit(f"nenso up ended with {self.process.returncode}; see {self.log}")
            time.sleep(0.02)
        return time.perf_counter() - begun

    def stop(self) -> None:
        """Stop it, and wait until its database is gone too."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(40)
        for _ in range(300):
            if not self.memory():
                return
            time.sleep(0.1)

    def remove(self) -> None:
        """Stop it and delete its home."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, *words: str) -> str:
        """Run Python with these words, in this install; return what it printed."""
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, stdout=subprocess.PIPE, check=True, text=True
        )
        return done.stdout.strip()

    def nenso(self, *words: str) -> str:
        """Run a command of ``nenso`` in this install; return what it printed."""
        return self.run("-m", "nenso.cli.main", *words)

    def python(self, script: str, given: Any = None) -> Any:
        """Run one of our scripts inside this install; return the JSON of its last line."""
        done = subprocess.run(
            [sys.executable, str(HERE / script)],
            env=self.environment,
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise SystemExit(f"{script} failed:\n{done.stderr[-4000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def memory(self) -> dict[str, float]:
        """Return the proportional set size of our processes in MB, by what they are."""
        found: dict[str, float] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (what := self._ours(entry)):
                try:
                    share = re.search(r"^Pss:\s+(\d+)", (entry / "smaps_rollup").read_text(), re.MULTILINE)
                except OSError:
                    continue
                found[what] = round(found.get(what, 0) + (int(share[1]) / 1024 if share else 0), 1)
        return found

    def cpu(self) -> dict[str, float]:
        """Return the seconds of CPU, user and system, that our processes that run took so far, by what they are."""
        found: dict[str, float] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (what := self._ours(entry)):
                try:
                    numbers = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                found[what] = found.get(what, 0.0) + (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")
        return found

    def _ours(self, entry: Path) -> str:
        """Return what a process of this install is, empty when it is not of it."""
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if command.startswith("postgres") or "/postgres " in command:
                return "database" if (entry / "cwd").readlink().is_relative_to(self.home) else ""
            home = f"NENSO_HOME={self.home}".encode()
            if "nenso.results.typesetter" in command:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
                ours = home in Path("/proc", parent, "environ").read_bytes().split(b"\0")
                return "typst" if ours else ""
            if int(entry.name) == os.getpid() or home not in (entry / "environ").read_bytes().split(b"\0"):
                return ""
        except OSError:
            return ""
        parts = {"nenso.runtime.web": "web", "nenso.runtime.serving": "worker"}
        return next((name for module, name in parts.items() if module in command), "rest")

    def _ready(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
