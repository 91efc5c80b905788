"""Consents of people, as far as reading records under them needs to know: they are given and kept with cases.

The room that keeps them says here how they are found (:func:`kept_by`), when it starts.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Consented:
    """A consent of ``person``: ``covers`` registers or fields (none: all), ``ended`` is None while it stands."""

    id: UUID
    person: UUID
    covers: frozenset[str]
    ended: datetime | None


Found = Callable[[Collection[UUID], str], list[Consented]]
_kept: list[Found] = []


def kept_by(found: Found) -> None:
    """Say how the consents of people for a purpose are found; called once, as the program starts."""
    _kept[:] = [found]


def consents(persons: Collection[UUID], purpose: str) -> list[Consented]:
    """Return the consents of ``persons`` for ``purpose``, ended ones too, inside ``acting()`` as the system."""
    return _kept[0](persons, purpose) if _kept and persons else []
