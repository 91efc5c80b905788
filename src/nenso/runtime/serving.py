"""``nenso up``: the database, the web server and the job worker, kept running by one small process."""

import os
import threading
import time
from collections.abc import Callable
from urllib.error import URLError
from urllib.request import urlopen

from nenso.runtime.config import config
from nenso.runtime.database import ensure_database
from nenso.runtime.supervising import Child, Supervisor, leave_with_parent, python


def serve(*, ready: Callable[[str], None] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; return the exit code. ``ready`` is called once with the address that answers."""
    ensure_database()
    settings = config()
    address = f"http://{settings.bind}:{settings.port}"
    if ready is not None:
        threading.Thread(target=_tell_when_ready, args=(address, ready), daemon=True).start()
    return Supervisor(
        [Child("web", python("nenso.runtime.web")), Child("worker", python("nenso.runtime.serving"))]
    ).run()


def work(*, once: bool = False) -> None:
    """Be the job worker: wait until the database is this version's, then do jobs until told to stop, or ``once``."""
    import django

    django.setup()
    from django.db import connections

    from nenso.runtime.jobs import run_worker
    from nenso.runtime.migrating import pending

    while pending():
        time.sleep(0.5)
    connections.close_all()
    run_worker(once=once)


def _tell_when_ready(address: str, ready: Callable[[str], None]) -> None:
    while True:
        try:
            with urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - always http, ours
                ready(config().public_url)
                return
        except (URLError, OSError):
            time.sleep(0.05)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nenso.runtime.settings")
    leave_with_parent()
    work()
