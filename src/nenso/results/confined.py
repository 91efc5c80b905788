"""The child's side of a confined process: frames in, frames out, nothing else (see :mod:`nenso.results.children`).

Frames are eight bytes of length (big-endian), then that many bytes. A request is a frame of JSON, whose ``files`` names
the frames that follow; the answer is a frame of JSON and a frame of bytes, which may be empty.
"""

import json
import os
import resource
import select
import sys
from collections.abc import Callable, Mapping
from typing import Any

IDLE_SECONDS = 60.0
"""A child that nobody asks for so long goes, and gives its memory back."""

Handle = Callable[[Mapping[str, Any], dict[str, bytes]], tuple[dict[str, Any], bytes]]


def frame(content: bytes) -> bytes:
    """Return ``content`` with its length before it."""
    return len(content).to_bytes(8, "big") + content


def confine(*, memory: int, sealed: bool) -> None:
    """Let this process grow no larger than ``memory`` bytes and, when ``sealed``, open no further file or socket."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if sealed:
        first_free = os.dup(0)
        os.close(first_free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (first_free, first_free))


def serve(handle: Handle, *, memory: int, sealed: bool) -> None:
    """Confine this process, say that it is ready, and answer requests until standard input ends or nobody asks."""
    source, sink = sys.stdin.fileno(), sys.stdout.buffer
    confine(memory=memory, sealed=sealed)
    sink.write(frame(b"ready"))
    sink.flush()
    while select.select([source], [], [], IDLE_SECONDS)[0]:
        head = _read(source)
        if head is None:
            return
        request = json.loads(head)
        files = {name: _read(source) or b"" for name in request["files"]}
        answer, content = handle(request, files)
        sink.write(frame(json.dumps(answer).encode()) + frame(content))
        sink.flush()


def _read(source: int) -> bytes | None:
    head = _read_exactly(source, 8)
    return _read_exactly(source, int.from_bytes(head, "big")) if head else None


def _read_exactly(source: int, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = os.read(source, size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)
