"""Things that are done at the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from nenso.runtime.problems import Problem


def at_once(*things: Callable[[], Any]) -> list[Any]:
    """Do ``things`` in threads that begin together; return what each gave, or the problem it met."""
    ready = Barrier(len(things))

    def run(thing: Callable[[], Any]) -> Any:
        ready.wait(60)
        try:
            return thing()
        except Problem as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(run, things))
