"""The web server as a process of its own: ``python -m nenso.runtime.web``; ``nenso up`` keeps it running.

Everything is imported before the workers are forked, so that they share its memory.
"""

import gc
import os
import socket
import sys
import time
from typing import Any

import django
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from nenso.runtime.config import Config, config
from nenso.runtime.errors import PortTaken
from nenso.runtime.problems import Problem
from nenso.runtime.supervising import MISCONFIGURED, forked_leave_with_parent, leave_with_parent

_PORT_PATIENCE = 5.0
_KILLED_AFTER = 15


def main() -> None:
    """Migrate when needed, load the application, serve until told to stop."""
    gc.disable()
    leave_with_parent()
    forked_leave_with_parent()
    settings = config()
    wait_for_port(settings)
    django.setup()
    from nenso.runtime.health import note_migrated
    from nenso.runtime.migrating import migrate_when_needed

    migrate_when_needed()
    note_migrated()
    _preload()
    Granian(
        "nenso.runtime.wsgi:application",
        address=settings.bind,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.workers,
        blocking_threads=settings.threads,
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=_KILLED_AFTER,
        log_level=LogLevels.warning,
        log_dictconfig=_logging(settings),
    ).serve()


def wait_for_port(settings: Config) -> None:
    """Wait a moment for the port that a killed server may still hold; raise :class:`PortTaken` when it stays taken."""
    deadline = time.monotonic() + _PORT_PATIENCE
    family = socket.AF_INET6 if ":" in settings.bind else socket.AF_INET
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.bind, settings.port))
            except OSError as error:
                if time.monotonic() > deadline:
                    raise PortTaken(bind=settings.bind, port=settings.port) from error
            else:
                return
        time.sleep(0.1)


def _preload() -> None:
    from django.db import connections
    from django.urls import get_resolver

    from nenso.runtime import wsgi

    if wsgi.application is not None and get_resolver().url_patterns is not None:
        connections.close_all()
        gc.collect()
        gc.freeze()
    gc.enable()


def _logging(settings: Config) -> dict[str, Any]:
    formatter = (
        {"()": "nenso.runtime.logs.JsonFormatter"}
        if settings.log_format == "json"
        else {"format": "%(levelname)s %(name)s: %(message)s"}
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "loggers": {"_granian": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nenso.runtime.settings")
    try:
        main()
    except Problem as problem:
        sys.stderr.write(f"{problem.text()}\n{problem.text('en')}\n")
        sys.exit(MISCONFIGURED)
