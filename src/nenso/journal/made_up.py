"""Whether the data of this database are made up: a fact of the journal, which nothing takes back."""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from nenso.journal.models import JournalEntry
from nenso.journal.reading import JOURNAL
from nenso.journal.recording import record
from nenso.runtime.acting import Actor, acting

STREAM = UUID("0199a000-0000-7000-8000-000000000766")
"""Where it stands."""
KIND = "data.made_up"
KEPT_SECONDS = 60.0
"""A process asks again so often: a demonstration may be made while others serve the same database."""


@dataclass(frozen=True, slots=True)
class MadeUp:
    """Data that are made up; ``seed``: by which number, None where none was drawn."""

    seed: int | None = None


class _Kept:
    """What this process knows of it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: MadeUp | None = None
        self._until = 0.0

    def found(self) -> MadeUp | None:
        if time.monotonic() > self._until:
            with self._lock:
                if time.monotonic() > self._until:
                    self._look()
        return self._found

    def forget(self) -> None:
        self._until, self._found = 0.0, None

    def _look(self) -> None:
        self._until = time.monotonic() + KEPT_SECONDS
        try:
            with acting(JOURNAL):
                told = JournalEntry.objects.filter(stream=STREAM).order_by("-seq").values_list("body", flat=True)
                last: Any = told.first()
        except DatabaseError:  # a page that says so is shown all the same
            return
        self._found = MadeUp(last.get("seed")) if last is not None else None


_kept = _Kept()


def made_up() -> MadeUp | None:
    """Return that the data of this database are made up, None where they are not."""
    return _kept.found()


def say_made_up(actor: Actor, seed: int | None = None) -> None:
    """Say once and for all that there are made-up data in this database, ``seed``: drawn by which number."""
    _kept.forget()
    known = made_up()
    if known is None or (seed is not None and known.seed != seed):
        with acting(actor):
            record(STREAM, KIND, {} if seed is None else {"seed": seed})
        _kept.forget()


def forget() -> None:
    """Let this process look again at once."""
    _kept.forget()
