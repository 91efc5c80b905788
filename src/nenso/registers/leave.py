"""What lets somebody read under a grant or a consent (``read … under``): of records, and of cases."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nenso.registers.consents import Consented, consents
from nenso.registers.errors import GrantOver, NotGranted, OtherPurpose
from nenso.registers.models import RecordGrant
from nenso.runtime import clock
from nenso.runtime.text import fold, normalise

GRANT, CONSENT = "grant", "consent."
ALL = "all"


@dataclass(frozen=True)
class Leave:
    """What lets somebody read: ``fields`` for ``purposes`` (in words or as a code), until ``ended``."""

    kind: str
    id: UUID
    fields: frozenset[str]
    purposes: tuple[str, ...]
    ended: datetime | None

    def serves(self, purpose: str) -> bool:
        """Return whether it was given for ``purpose``, as it is worded in any language."""
        return fold(normalise(purpose)) in {fold(one) for one in self.purposes}


def of_grants(given: Iterable[RecordGrant], fields: frozenset[str]) -> Iterable[Leave]:
    """Yield what grants give of ``fields``, the ended ones too."""
    now = clock.now()
    for one in given:
        over = one.taken_at or (one.until if one.until is not None and one.until <= now else None)
        of_grant = fields if not one.fields or ALL in one.fields else fields & set(one.fields)
        yield Leave(GRANT, one.id, of_grant, tuple(one.purpose.values()), over)


def of_consents(
    purpose: str, subjects: frozenset[UUID], names: Collection[str], fields: frozenset[str]
) -> Iterable[Leave]:
    """Yield the consents for ``purpose``, where everybody it is about gave one; it ends with the first.

    ``names``: what a consent may cover whole, instead of fields.
    """
    given = consents(subjects, purpose)
    best = [max((one for one in given if one.person == who), key=_lasting, default=None) for who in subjects]
    if not best or None in best:
        return
    found = [one for one in best if one is not None]
    open_to = fields
    for one in found:
        open_to = open_to if not one.covers or set(names) & one.covers else open_to & one.covers
    ended = min((one.ended for one in found if one.ended is not None), default=None)
    yield Leave("consent", found[0].id, open_to, (purpose,), ended)


def _lasting(one: Consented) -> tuple[bool, float]:
    return (one.ended is None, one.ended.timestamp() if one.ended is not None else 0)


def chosen(leaves: Sequence[Leave], purpose: str) -> list[Leave]:
    """Return the leaves that stand for this purpose, or raise why none does."""
    fitting = [one for one in leaves if one.serves(purpose)]
    standing = [one for one in fitting if one.ended is None]
    if standing:
        return standing
    if fitting:
        since = max(one.ended for one in fitting if one.ended is not None)
        raise GrantOver(purpose=purpose, since=since.astimezone(clock.VIETNAM).date().isoformat())
    others = [one.purposes[0] for one in leaves if one.ended is None and one.purposes]
    if others:
        raise OtherPurpose(granted=", ".join(sorted(set(others))))
    raise NotGranted(purpose=purpose)
