"""An install that demonstrates, for as long as a test needs one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from nenso.results.keys.registry import plugin
from nenso.runtime.config import config


@contextmanager
def demonstration() -> Iterator[None]:
    """Make this process one of an install that makes its own signing keys and trusts them.

    What a process keeps of its settings is forgotten on both sides, its key plug-ins too: made before, they would
    refuse to make keys; kept after, they would make some.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NENSO_DEMO", "true")
        _forget()
        yield
    _forget()


def _forget() -> None:
    config.cache_clear()
    plugin.cache_clear()
