"""A write on a case that is sent twice is done once: the key claimed and the case read in one round trip."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nenso.cases.engine import idempotency
from nenso.cases.engine.loading import Loaded, loaded, loading
from nenso.runtime.acting import Actor, Session, acting
from nenso.runtime.ids import uuid7


@dataclass(frozen=True)
class Once:
    """The case under its lock; ``entry_id``: of the entry that is made, or was when it is ``again``."""

    session: Session
    loaded: Loaded
    entry_id: UUID
    again: bool


@contextmanager
def once(
    actor: Actor, case_id: UUID, asked: Mapping[str, Any], key: str | None, *, lock: bool = True
) -> Iterator[Once]:
    """Open a write of what is ``asked`` on a case; without a key (None) sending twice is for the caller to notice.

    Raises ``KeyNeeded``, ``KeyReused``, ``CaseUnknown``.
    """
    entry_id, asked = uuid7(), {**asked, "case": str(case_id)}
    claiming = idempotency.claim(actor, key, asked, entry_id) if key is not None else ()
    with acting(actor, *claiming, *loading(case_id, lock=lock)) as session:
        claims, answers = session.first[:-4], session.first[-4:]
        earlier = next((idempotency.claimed(rows, asked, entry_id) for rows in claims), None)
        yield Once(session, loaded(answers), earlier or entry_id, earlier is not None)
