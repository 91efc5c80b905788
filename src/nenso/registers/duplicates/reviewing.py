"""Pairs that are probably one, as those who keep them review them: listed, explained, decided; counted by agency.

Both agencies of a pair are told of it. Each sees of the other's record what its register lets them see, and why the two
look alike only where they may see both: an explanation tells what a record says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from nenso.journal.recording import record as journal
from nenso.registers.duplicates.errors import PairDecided, PairUnknown, ReviewRefused
from nenso.registers.duplicates.levels import Level, level_named
from nenso.registers.duplicates.tables import WAITING, DuplicatePair, DuplicateSearch
from nenso.registers.editing import said
from nenso.registers.merging import MERGERS
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, current_actor

USE: Final = "registers.duplicates"
MOST: Final = 200
A_PAGE: Final = 50

LITTLE, MUCH = 1, 6
"""Bits from which a field says something, and much."""

After = tuple[float, UUID]


@dataclass(frozen=True)
class Pair:
    """A pair with its records, as far as whoever asks may see them."""

    pair: DuplicatePair
    first: Record | None
    second: Record | None

    @property
    def whole(self) -> bool:
        """Whether both records are seen."""
        return self.first is not None and self.second is not None


@dataclass(frozen=True)
class PairPage:
    """Some pairs, the most probable first, and what to go on after, None at the end."""

    pairs: list[Pair]
    after: After | None


@dataclass(frozen=True)
class Reason:
    """What one field says of a pair: its level, and how much that speaks for one (over 0) or for two, in bits."""

    field: str
    level: Level
    weight: float


def pairs(
    actor: Actor,
    register: str,
    *,
    agency: UUID | None = None,
    state: str = "open",
    after: After | None = None,
    limit: int = A_PAGE,
) -> PairPage:
    """Return a page of the pairs of a register that ``actor`` may see, of one ``agency`` or of all."""
    limit = min(limit, MOST)
    with acting(actor):
        rows = DuplicatePair.objects.filter(register=register, state=state)
        if agency is not None:
            rows = rows.filter(_kept_by(agency))
        if after is not None:
            weight, key = after
            rows = rows.filter(Q(weight__lt=weight) | Q(weight=weight, id__gt=key))
        found = list(_with_agencies(rows).order_by("-weight", "id")[: limit + 1])
        last = found[limit - 1] if len(found) > limit else None
        return PairPage(_with_records(found[:limit]), (last.weight, last.id) if last is not None else None)


def pair_of(actor: Actor, register: str, key: UUID) -> Pair:
    """Return one pair; raise :class:`PairUnknown`."""
    with acting(actor):
        found = _with_agencies(DuplicatePair.objects.filter(pk=key, register=register)).first()
        if found is None:
            raise PairUnknown
        return _with_records([found])[0]


def following(actor: Actor, pair: DuplicatePair, agency: UUID) -> DuplicatePair | None:
    """Return the pair that an agency reviews next."""
    with acting(actor):
        rows = DuplicatePair.objects.filter(_kept_by(agency), register=pair.register, state="open")
        return rows.exclude(pk=pair.id).order_by("-weight", "id").first()


def reasons_of(pair: DuplicatePair) -> list[Reason]:
    """Return what each compared field says, in the order of the declaration."""
    return [Reason(one["field"], level_named(one["kind"], one["level"]), one["weight"]) for one in pair.levels]


def strength_of(weight: float) -> str:
    """Return in a word how much bits speak for one or for two; 3 bits are eight times as likely, 8 bits 256 times."""
    word = "one" if weight > 0 else "two"
    return f"{word}_much" if abs(weight) >= MUCH else word if abs(weight) >= LITTLE else "nothing"


def may_decide(actor: Actor, pair: DuplicatePair) -> bool:
    """Return whether ``actor`` decides on a pair: a registrar or leader of the agency that keeps both records."""
    return all(actor.roles_at(one) & MERGERS for one in (pair.agency_id, pair.other_agency_id))


def may_propose(actor: Actor, pair: DuplicatePair) -> bool:
    """Return whether ``actor`` reviews for one of two agencies, and so proposes to the other."""
    return len({one for one in (pair.agency_id, pair.other_agency_id) if actor.roles_at(one) & MERGERS}) == 1 and (
        pair.agency_id != pair.other_agency_id
    )


def decide(actor: Actor, register: str, key: UUID, state: str, reason: str = "") -> DuplicatePair:
    """Say that a pair is ``different`` (never asked again), put it off (``later``), or open it again; again, the same.

    That it is one is said by merging it. Raises :class:`PairUnknown`, :class:`ReviewRefused`, :class:`PairDecided`.
    """
    with acting(actor):
        found = _with_agencies(DuplicatePair.objects.filter(pk=key, register=register)).first()
        if found is None:
            raise PairUnknown
        if not may_decide(actor, found):
            other = found.agency if actor.roles_at(found.other_agency_id) else found.other_agency
            raise ReviewRefused(other=other.name)
        with acting(actor.by_way_of(USE)):
            found = DuplicatePair.objects.select_for_update(of=("self",)).get(pk=key)
            settle(found, state, reason)
        return found


def settle(found: DuplicatePair, state: str, reason: str) -> None:
    """Write what is decided of a pair under lock, acting with the right to; raise :class:`PairDecided`."""
    if found.state == "merged":
        raise PairDecided
    if found.state == state:
        return
    found.state, found.decided_at, found.reason = state, clock.now(), said(reason)
    found.account = current_actor().account
    found.save(update_fields=["state", "decided_at", "account", "reason"])
    if state == "different":
        for key, other, agency in (
            (found.first, found.second, found.agency),
            (found.second, found.first, found.other_agency),
        ):
            body = {"register": found.register, "other": str(other), "reason": found.reason}
            journal(key, "record.told_apart", body, agency_path=agency.path, persons=[])


def waiting_for(actor: Actor, agency: UUID) -> dict[str, int]:
    """Return register to how many pairs wait for an agency to review them."""
    with acting(actor):
        rows = DuplicatePair.objects.filter(_kept_by(agency), state="open")
        counted = rows.values_list("register").annotate(Count("id")).order_by("register")
        return dict(counted.values_list("register", "id__count"))


def by_agency(actor: Actor, register: str) -> list[tuple[str, str, int]]:
    """Return path and name of each agency with how many pairs of its records wait, put off or not: the most first."""
    with acting(actor):
        waiting = DuplicatePair.objects.filter(register=register, state__in=WAITING)
        counts: dict[tuple[str, str], int] = {}
        for one in ("agency", "other_agency"):
            rows = waiting if one == "agency" else waiting.exclude(agency=F("other_agency"))
            for path, name, count in rows.values_list(f"{one}__path", f"{one}__name").annotate(Count("id")):
                counts[str(path), name] = counts.get((str(path), name), 0) + count
    return sorted(((path, name, count) for (path, name), count in counts.items()), key=lambda row: (-row[2], row[0]))


def doubtful(register: str, agency: UUID | None = None) -> QuerySet[Any]:
    """Return, inside ``acting()``, the pairs by which records of a register are not clean: those that wait.

    ``first`` and ``second`` of each are the records.
    """
    rows = DuplicatePair.objects.filter(register=register, state__in=WAITING)
    return rows if agency is None else rows.filter(_kept_by(agency))


def last_search(register: str) -> DuplicateSearch | None:
    """Return the newest search of a register, inside ``acting()``."""
    return DuplicateSearch.objects.filter(register=register).order_by("-id").first()


def _kept_by(agency: UUID) -> Q:
    return Q(agency_id=agency) | Q(other_agency_id=agency)


def _with_agencies(rows: QuerySet[DuplicatePair]) -> QuerySet[DuplicatePair]:
    return rows.select_related("agency", "other_agency")


def _with_records(found: Iterable[DuplicatePair]) -> list[Pair]:
    found = list(found)
    keys = {key for one in found for key in (one.first, one.second)}
    seen = Record.objects.filter(id__in=keys).defer("terms").select_related("agency", "place", "edition").in_bulk()
    return [Pair(one, seen.get(one.first), seen.get(one.second)) for one in found]
