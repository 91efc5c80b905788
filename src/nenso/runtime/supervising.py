"""Child processes: kept running, restarted when they die, stopped together, never left behind."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

log = logging.getLogger(__name__)

STOPS_WITHIN = 25.0
_LIVES_FOR = 10.0
_GIVES_UP_AFTER = 5

MISCONFIGURED = 78
"""Exit code of a child that another start would not help (``EX_CONFIG``)."""


def leave_with_parent(parent: int = 0) -> None:
    """End this process soon after its parent died, so that nothing of a killed server holds its port.

    ``parent``: who that is, where it may have died already; else who it is now.
    """
    parent = parent or os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.3)
        os._exit(1)

    threading.Thread(target=watch, name="leave-with-parent", daemon=True).start()


def forked_leave_with_parent() -> None:
    """Let what is forked from here on leave with who forked it, even when that died before its child ran at all."""
    forking = [os.getpid()]

    def before() -> None:
        forking[0] = os.getpid()

    os.register_at_fork(before=before, after_in_child=lambda: leave_with_parent(forking[0]))


@dataclass
class Child:
    """One program that is kept running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0
    due: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Start it, away from the terminal's signals."""
        self.process = subprocess.Popen(
            self.command,
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started = time.monotonic()

    def look(self) -> None:
        """Notice a death, and start it anew: at once, or later and later when it dies quickly."""
        moment = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            quick = moment - self.started < _LIVES_FOR
            self.quick_deaths = self.quick_deaths + 1 if quick else 0
            if self.process.returncode == MISCONFIGURED:
                self.quick_deaths = _GIVES_UP_AFTER
            self.due = moment + min(0.1 * 2**self.quick_deaths, 5.0)
            log.error("%s ended with %s", self.name, self.process.returncode)
            self.process = None
        if self.process is None and moment >= self.due and not self.hopeless:
            self.start()

    @property
    def hopeless(self) -> bool:
        """Whether it died so often soon after its start that another start would not help."""
        return self.quick_deaths >= _GIVES_UP_AFTER


class Supervisor:
    """Keeps children running until told to stop (SIGTERM, SIGINT)."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self._stop = threading.Event()

    def run(self, *, meanwhile: Callable[[], None] = lambda: None) -> int:
        """Return 0 after a clean stop, 1 when a child was given up.

        ``meanwhile`` is done while the children start; when it fails they are stopped and its error is raised.
        """
        before = {number: signal.signal(number, self._asked) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for child in self.children:
                child.look()
            meanwhile()
            while not self._stop.is_set() and not any(child.hopeless for child in self.children):
                for child in self.children:
                    child.look()
                self._stop.wait(0.2)
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)
        return 0 if self._stop.is_set() else 1

    def _asked(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a handler is called with both
        self._stop.set()

    def _end(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOPS_WITHIN
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def python(module: str) -> list[str]:
    """Return the command that runs one of our modules."""
    return [sys.executable, "-m", module]
