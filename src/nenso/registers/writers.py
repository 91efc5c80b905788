"""Who wrote the revisions of a record, as whoever reads it is told: an officer by name and agency, others by kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from nenso.agencies.posts import holders
from nenso.registers.models import RecordRevision
from nenso.runtime.acting import Actor


@dataclass(frozen=True)
class Writer:
    """``name``: of an officer, with the agency; a person is not named, and the system has no name."""

    kind: Literal["officer", "person", "system"]
    name: str = ""


def writers_of(actor: Actor, revisions: Iterable[RecordRevision]) -> dict[UUID, Writer]:
    """Return who wrote each revision, by its id, as ``actor`` may know it."""
    revisions = list(revisions)
    named = holders(actor, {one.account for one in revisions if one.account is not None})
    return {one.id: _writer(one.account, named) for one in revisions}


def _writer(account: UUID | None, named: dict[UUID, str]) -> Writer:
    if account is None:
        return Writer("system")
    return Writer("officer", named[account]) if account in named else Writer("person")
