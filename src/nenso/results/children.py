"""Confined child processes for work on what strangers wrote: templates and uploaded PDFs.

Neither Typst nor a PDF parser can be interrupted inside a process; a child can be ended. Children are started when
first needed, kept, bounded in number, and go by themselves when nobody asks for a while.
"""

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from nenso.results.confined import frame

START_SECONDS = 60.0


class TookTooLong(Exception):
    """The child was ended because its time was up."""


class Died(Exception):
    """The child is gone without an answer: as a rule, it needed more memory than it may have."""


class Busy(Exception):
    """Every child works for somebody else, and none became free in the time there was to wait."""


class _Gone(Exception):
    """The child left before it took the request (it was idle)."""


class Children:
    """At most ``processes`` children that run ``module``, each used by one thread at a time."""

    def __init__(self, module: str, *, processes: int) -> None:
        self._module = module
        self._process = os.getpid()
        self._processes = processes
        self._begin()
        atexit.register(self.end)

    def _begin(self) -> None:
        self._idle: list[_Child] = []
        self._places = threading.Semaphore(self._processes)

    def ask(
        self, head: Mapping[str, Any], files: Mapping[str, bytes], *, seconds: float, patience: float | None = None
    ) -> tuple[dict[str, Any], bytes]:
        """Return a child's answer; raise TookTooLong or Died, after which that child is no more.

        ``patience``: seconds to wait for a child that is free (default: however long), else :class:`Busy` is raised.
        """
        request = b"".join([frame(json.dumps({**head, "files": list(files)}).encode()), *map(frame, files.values())])
        while True:
            with self._take(patience) as child:
                try:
                    return child.ask(request, time.monotonic() + seconds)
                except _Gone:
                    continue

    @contextmanager
    def _take(self, patience: float | None) -> Iterator["_Child"]:
        if self._process != os.getpid():
            self._process = os.getpid()
            self._begin()
        places = self._places
        if not places.acquire(timeout=patience):
            raise Busy
        try:
            try:
                child = self._idle.pop()
            except IndexError:
                child = _Child(self._module)
            try:
                yield child
            finally:
                if child.usable:
                    self._idle.append(child)
                else:
                    child.end()
        finally:
            places.release()

    def end(self) -> None:
        """End the idle children of this process."""
        while self._process == os.getpid() and self._idle:
            self._idle.pop().end()


class _Child:
    def __init__(self, module: str) -> None:
        self.usable = False
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parent,
            env={"LANG": "C.UTF-8", "RAYON_NUM_THREADS": "1"},
            bufsize=0,
        )
        self._read_frame(time.monotonic() + START_SECONDS)

    def ask(self, request: bytes, deadline: float) -> tuple[dict[str, Any], bytes]:
        self.usable = False
        try:
            self._write(request)
        except BrokenPipeError:
            raise _Gone from None
        answer = json.loads(self._read_frame(deadline))
        content = self._read_frame(deadline)
        self.usable = True
        return answer, content

    def _write(self, request: bytes) -> None:
        rest = memoryview(request)
        while rest:
            rest = rest[_pipe(self._process.stdin).write(rest) :]

    def _read_frame(self, deadline: float) -> bytes:
        return self._read(int.from_bytes(self._read(8, deadline), "big"), deadline)

    def _read(self, size: int, deadline: float) -> bytes:
        pipe, parts = _pipe(self._process.stdout), bytearray()
        while len(parts) < size:
            if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TookTooLong
            part = os.read(pipe.fileno(), size - len(parts))
            if not part:
                raise Died
            parts += part
        return bytes(parts)

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        _pipe(self._process.stdin).close()
        _pipe(self._process.stdout).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("a child without pipes")
    return pipe
