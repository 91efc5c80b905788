"""A write on a case that is sent twice is done once: the key claimed and the case read in one round trip."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nenso.cases.engine import idempotency
from nenso.cases.engine.loading import Loaded, load, loaded, loading
from nenso.cases.engine.seals import is_waiting
from nenso.cases.errors.sealing import sealed_problem
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
    actor: Actor,
    case_id: UUID,
    asked: Mapping[str, Any],
    key: str | None,
    *,
    lock: bool = True,
    sealed: bool = False,
) -> Iterator[Once]:
    """Open a write of what is ``asked`` on a case; without a key (None) sending twice is for the caller to notice.

    ``sealed``: it needs nothing of what was filed, and may be done on a sealed case. One whose moment has come is
    opened first. Raises ``KeyNeeded``, ``KeyReused``, ``CaseUnknown``, ``CaseSealed``.
    """
    entry_id, asked = uuid7(), {**asked, "case": str(case_id)}
    claiming = idempotency.claim(actor, key, asked, entry_id) if key is not None else ()
    with acting(actor, *claiming, *loading(case_id, lock=lock)) as session:
        claims, answers = session.first[:-4], session.first[-4:]
        earlier = next((idempotency.claimed(rows, asked, entry_id) for rows in claims), None)
        found = loaded(answers)
        if is_waiting(found.case) and not found.ended and earlier is None:
            found = _opened(found, lock=lock, sealed=sealed)
        yield Once(session, found, earlier or entry_id, earlier is not None)


def _opened(found: Loaded, *, lock: bool, sealed: bool) -> Loaded:
    """Return a sealed case opened, where its moment has come; raise :class:`CaseSealed` unless ``sealed`` will do."""
    from nenso.cases.acts.unsealing import unseal

    unseal(found.case.id)
    found = load(found.case.id, lock=lock)
    if is_waiting(found.case) and not sealed:
        raise sealed_problem(found.case)
    return found
