"""``nenso up``: the database, the web server and the job worker, kept running by one small process."""

import os
import threading
import time
from collections.abc import Callable
from urllib.error import URLError
from urllib.request import urlopen

from nenso.runtime.config import Config, config
from nenso.runtime.database import ensure_database
from nenso.runtime.supervising import Child, Supervisor, leave_with_parent, python

_WORKER_PATIENCE = 20.0
"""Seconds that the job worker lets the web server start first."""


def serve(*, ready: Callable[[str], None] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code. ``ready`` is called once with the address that answers."""
    address = address_of(config())
    if ready is not None:
        threading.Thread(target=_tell_when_ready, args=(address, ready), daemon=True).start()
    return Supervisor(
        [Child("web", python("nenso.runtime.web")), Child("worker", python("nenso.runtime.serving"))]
    ).run(meanwhile=ensure_database)


def work(*, once: bool = False) -> None:
    """Be the job worker: wait until the database is this version's, then do jobs until told to stop, or ``once``.

    Before the first job every room does what it has to at a start (``starting.start``).
    """
    import django

    django.setup()
    from django.db import connections

    from nenso.runtime.jobs import run_worker
    from nenso.runtime.migrating import in_rooms, wait_until_migrated

    wait_until_migrated()
    for start in in_rooms("starting", "start"):
        start()
    connections.close_all()
    run_worker(once=once)


def address_of(settings: Config) -> str:
    """Return where the web server of this install answers."""
    return f"http://{settings.bind}:{settings.port}"


def _tell_when_ready(address: str, ready: Callable[[str], None]) -> None:
    _wait_for(address, float("inf"))
    ready(config().public_url if "public_url" in config().model_fields_set else address)


def _wait_for(address: str, seconds: float) -> None:
    """Wait until the web server answers, or so long: what starts beside it would only make it later."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - always http, ours
                return
        except (URLError, OSError):
            time.sleep(0.05)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nenso.runtime.settings")
    leave_with_parent()
    _wait_for(address_of(config()), _WORKER_PATIENCE)
    work()
