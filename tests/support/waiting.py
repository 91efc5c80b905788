"""Waiting for what other processes bring about."""

import time
from collections.abc import Callable


def eventually(what: Callable[[], object], within: float = 60.0) -> bool:
    """Return whether ``what()`` becomes true within so many seconds."""
    deadline = time.monotonic() + within
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
