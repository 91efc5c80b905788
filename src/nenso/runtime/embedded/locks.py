"""File locks that the kernel releases when their holder dies (``flock``); needs the standard library only."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_held: dict[Path, int] = {}


def open_lock(path: Path) -> int:
    """Open the lock file, making it when needed; one made by root belongs to whoever owns the directory."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Wait until nobody else is inside, then be inside."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def try_exclusively(descriptor: int) -> bool:
    """Take the lock if nobody has it, without waiting."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share_until_exit(path: Path) -> None:
    """Hold the lock, shared with others, until this process ends; again when the file was replaced."""
    held = _held.get(path)
    if held is not None:
        if path.exists() and os.path.samestat(path.stat(), os.fstat(held)):
            return
        os.close(held)
    descriptor = open_lock(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _held[path] = descriptor
