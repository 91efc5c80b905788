"""What an evaluation may ask the engine for: records, places, indicators, the calendar.

The engine gives one object for each evaluation, under ``lookup`` in the names; it may keep what it answered. Answers
are read with the rights of filer and procedure.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol, runtime_checkable


class PlaceAnswer(Protocol):
    """What became of a place: what ``nenso.territory.queries.resolve`` answers.

    ``status``: ``current`` (``place`` is it), ``became`` (``place`` is the one successor), ``split`` or ``ambiguous``
    (``candidates``), ``unknown``. ``since`` and ``decree`` tell when and by which act it ceased.
    """

    @property
    def status(self) -> Literal["current", "became", "split", "ambiguous", "unknown"]:
        """What became of it."""

    @property
    def place(self) -> Any:
        """The place it is, or became."""

    @property
    def candidates(self) -> Sequence[Any]:
        """The places it was divided among."""

    @property
    def since(self) -> date | None:
        """Since when it is so."""

    @property
    def decree(self) -> str | None:
        """By which act."""


class Calendar(Protocol):
    """The working calendar of an agency (lịch làm việc), as ``nenso.territory`` keeps it."""

    def add(self, start: datetime, amount: int, unit: Any) -> datetime:
        """Return the moment ``amount`` of ``unit`` after ``start``."""

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two moments."""


@runtime_checkable
class Lookup(Protocol):
    """What expressions and checks may ask for; ``None`` where there is nothing, or nothing that may be seen."""

    def find(self, register: str, key: tuple[Any, ...]) -> Mapping[str, Any] | None:
        """Return the current record of ``register`` (full name) with this key."""

    def record(self, register: str, identifier: str) -> Mapping[str, Any] | None:
        """Return the record of ``register`` with this id (of ``places``: this code)."""

    def records(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return the current records of ``register`` that fix the rows of a table."""

    def seen(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return the current records of ``register`` that whoever acts may see, to choose from."""

    def place(self, code: str, on: date) -> PlaceAnswer:
        """Return what a place code means on a day."""

    def value(self, indicator: str, unit: str, moment: str | datetime) -> float | None:
        """Return the value of an indicator for a unit (its id) in a period, or as standing at a moment."""

    def calendar(self) -> Calendar:
        """Return the calendar of the agency at work."""
