"""Two records that two agencies keep: a reviewer of one proposes what they are, one of the other agrees or declines.

What is agreed is done at once with the right of both. Nothing of a record is opened by a proposal: each sees of the
other's what its register lets them see.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from nenso.agencies.models import Agency
from nenso.notices.models import Channel, Recipient
from nenso.notices.telling import notify
from nenso.registers.calling import called_for
from nenso.registers.duplicates.errors import (
    PairUnknown,
    ProposalClosed,
    ProposalNeedless,
    ProposalRefused,
    ProposalStands,
    ProposalUnknown,
)
from nenso.registers.duplicates.reviewing import settle
from nenso.registers.duplicates.tables import DuplicatePair, MergeProposal
from nenso.registers.duplicates.words import SUBJECT, TOLD
from nenso.registers.editing import declared_for, said
from nenso.registers.errors import MergeRefused, ReasonMissing, RecordUnknown
from nenso.registers.merging import MERGERS, both, make_one, make_two, refuse_ended, say_of_both
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, current_actor
from nenso.runtime.ids import uuid7

USE: Final = "registers.agree"
A_PAGE, MOST = 50, 200


@dataclass(frozen=True)
class Proposed:
    """A proposal with its records, as far as whoever asks may see them."""

    proposal: MergeProposal
    stays: Record | None
    goes: Record | None


@dataclass(frozen=True)
class ProposalPage:
    """Some proposals, the newest first, and the key to go on after, None at the end."""

    items: list[Proposed]
    after: UUID | None


def propose(
    actor: Actor,
    register: str,
    kind: str,
    stays: UUID,
    goes: UUID,
    reason: str,
    take: Sequence[str] = (),
    *,
    key: UUID | None = None,
) -> MergeProposal:
    """Propose to the agency that keeps the other record that the two are one, two, or to be parted; again, the same.

    ``key``: of the proposal, for who may send it twice. Raises :class:`RecordUnknown` for records that ``actor`` does
    not see and that no pair or merge they see joins, :class:`ReasonMissing`, :class:`ProposalRefused`,
    :class:`ProposalNeedless`, :class:`ProposalStands`, :class:`MergeRefused`.
    """
    if not reason.strip():
        raise ReasonMissing
    with acting(actor):
        if not _joined(register, stays, goes):
            raise RecordUnknown
        with acting(replace(actor.by_way_of(USE), scope=("vn",))):
            kept, gone = both(stays, goes)
        own, other = _sides(actor, kept, gone)
        with acting(_with_both(actor, own, other)):
            standing = _made_before(key) or _about(stays, goes).first()
            if standing is not None:
                if standing.id == key or (standing.kind, standing.stays, standing.agency_id) == (kind, stays, own.id):
                    return standing
                raise ProposalStands
            _POSSIBLE[kind](kept, gone)
            made = MergeProposal(
                id=key or uuid7(),
                register=register,
                kind=kind,
                stays=stays,
                goes=goes,
                take=sorted(set(take)),
                reason=said(reason),
                agency=own,
                other_agency=other,
                proposed_at=clock.now(),
                account=actor.account,
                agency_paths=sorted({own.path, other.path}),
                readers=sorted(f"{role}@{one.id}" for role in MERGERS for one in (own, other)),
            )
            try:
                with transaction.atomic():
                    made.save(force_insert=True)
            except IntegrityError as error:
                raise ProposalStands from error
            _say(made, kept, gone, own, other)
        return made


def answer(actor: Actor, register: str, key: UUID, *, agree: bool, reason: str = "") -> MergeProposal:
    """Agree, which does what was proposed, or decline with a reason; again, the same.

    Raises :class:`ProposalUnknown`, :class:`ProposalRefused`, :class:`ProposalClosed`, :class:`ReasonMissing` and what
    merging and parting raise, which leaves the proposal open.
    """
    if not (agree or reason.strip()):
        raise ReasonMissing
    return _closed(actor, register, key, "agreed" if agree else "declined", reason)


def withdraw(actor: Actor, register: str, key: UUID, reason: str = "") -> MergeProposal:
    """Take back what one's own agency proposed; again, the same. Raises as :func:`answer` does."""
    return _closed(actor, register, key, "withdrawn", reason)


def proposals(
    actor: Actor,
    register: str,
    *,
    state: str | None = None,
    agency: UUID | None = None,
    after: UUID | None = None,
    limit: int = A_PAGE,
) -> ProposalPage:
    """Return a page of the proposals of a register that ``actor`` may see, to or from one ``agency`` or all."""
    limit = min(limit, MOST)
    with acting(actor):
        rows = _with_agencies().filter(register=register)
        rows = rows if state is None else rows.filter(state=state)
        rows = rows if agency is None else rows.filter(Q(agency_id=agency) | Q(other_agency_id=agency))
        rows = rows if after is None else _before(rows, after)
        found = list(rows.order_by("-proposed_at", "-id")[: limit + 1])
        return ProposalPage(_with_records(actor, found[:limit]), found[limit - 1].id if len(found) > limit else None)


def _before(rows: QuerySet[MergeProposal], key: UUID) -> QuerySet[MergeProposal]:
    """Return those of ``rows`` that were proposed before another; none where that is not there to be seen."""
    last = MergeProposal.objects.filter(pk=key).first()
    if last is None:
        return rows.none()
    return rows.filter(Q(proposed_at__lt=last.proposed_at) | Q(proposed_at=last.proposed_at, pk__lt=last.id))


def proposal_of(actor: Actor, register: str, key: UUID) -> Proposed:
    """Return one proposal; raise :class:`ProposalUnknown`."""
    with acting(actor):
        return _with_records(actor, [_seen(register, key)])[0]


def standing_proposal(actor: Actor, one: UUID, other: UUID) -> MergeProposal | None:
    """Return the proposal about two records that waits for an answer."""
    with acting(actor):
        return _about(one, other).select_related("agency", "other_agency").first()


def asked_of(actor: Actor, agency: UUID) -> dict[str, int]:
    """Return register to how many proposals wait for an agency to answer."""
    with acting(actor):
        rows = MergeProposal.objects.filter(other_agency_id=agency, state="open")
        return dict(rows.values_list("register").annotate(Count("id")).order_by("register"))


def _closed(actor: Actor, register: str, key: UUID, state: str, reason: str) -> MergeProposal:
    with acting(actor):
        seen = _seen(register, key)
        own, other = seen.agency, seen.other_agency
        if not actor.roles_at(own.id if state == "withdrawn" else other.id) & MERGERS:
            raise ProposalRefused
        inside = _with_both(actor, own, other)
        with acting(inside):
            found = MergeProposal.objects.select_for_update(of=("self",)).get(pk=key)
            if found.state == state:
                return found
            if found.state != "open":
                raise ProposalClosed
            kept, gone = both(found.stays, found.goes)
            if state == "agreed":
                _DONE[found.kind](inside, found, kept, gone)
            found.state, found.answered_at, found.answered_by = state, clock.now(), actor.account
            found.answer = said(reason)
            found.save(update_fields=["state", "answered_at", "answered_by", "answer"])
            _say(found, kept, gone, *((own, other) if state == "withdrawn" else (other, own)))
        return found


def _with_both(actor: Actor, own: Agency, other: Agency) -> Actor:
    """Return ``actor`` with the right to read and write what two agencies keep."""
    return replace(actor.by_way_of(USE), scope=(own.path, other.path))


def _sides(actor: Actor, kept: Record, gone: Record) -> tuple[Agency, Agency]:
    """Return the agency for which ``actor`` proposes and the one that has to agree."""
    agencies = [kept.agency, gone.agency]
    reviewed = [one for one in agencies if actor.roles_at(one.id) & MERGERS]
    if not reviewed:
        raise ProposalRefused
    if len(reviewed) == len(agencies):
        raise ProposalNeedless
    return reviewed[0], next(one for one in agencies if one.id != reviewed[0].id)


def _joined(register: str, stays: UUID, goes: UUID) -> bool:
    """Return whether whoever acts may name two records together: sees both, or a pair or merge of them."""
    seen = dict(Record.objects.filter(pk__in=[stays, goes], register=register).values_list("id", "merged_into"))
    first, second = sorted((stays, goes))
    return (
        len(seen) == len({stays, goes})
        or seen.get(goes) == stays
        or DuplicatePair.objects.filter(first=first, second=second, register=register).exists()
        or MergeProposal.objects.filter(stays=stays, goes=goes, register=register).exists()
    )


def _made_before(key: UUID | None) -> MergeProposal | None:
    return None if key is None else MergeProposal.objects.filter(pk=key).first()


def _may_be_parted(kept: Record, gone: Record) -> None:
    if gone.merged_into != kept.id:
        raise MergeRefused(why_vi="hai bản ghi này không được gộp.", why="they were not merged.")


def _pair(kept: Record, gone: Record) -> DuplicatePair:
    first, second = sorted((kept.id, gone.id))
    rows = DuplicatePair.objects.select_for_update(of=("self",)).select_related("agency", "other_agency")
    found = rows.filter(first=first, second=second).first()
    if found is None:
        raise PairUnknown
    return found


_POSSIBLE: Final[Mapping[str, Callable[[Record, Record], object]]] = {
    "merge": refuse_ended,
    "different": _pair,
    "part": _may_be_parted,
}
_DONE: Final[Mapping[str, Callable[[Actor, MergeProposal, Record, Record], object]]] = {
    "merge": lambda inside, made, kept, gone: make_one(inside, kept, gone, made.take, made.reason),
    "different": lambda _, made, kept, gone: settle(_pair(kept, gone), "different", made.reason),
    "part": lambda inside, made, kept, gone: make_two(inside, kept, gone, made.reason),
}


def _seen(register: str, key: UUID) -> MergeProposal:
    found = _with_agencies().filter(pk=key, register=register).first()
    if found is None:
        raise ProposalUnknown
    return found


def _about(one: UUID, other: UUID) -> QuerySet[MergeProposal]:
    return MergeProposal.objects.filter(stays__in=[one, other], goes__in=[one, other], state="open")


def _with_agencies() -> QuerySet[MergeProposal]:
    return MergeProposal.objects.select_related("agency", "other_agency")


def _with_records(actor: Actor, found: Sequence[MergeProposal]) -> list[Proposed]:
    keys = {key for one in found for key in (one.stays, one.goes)}
    seen = Record.objects.filter(id__in=keys).defer("terms").select_related("agency", "place", "edition").in_bulk()
    for key, label in called_for(actor, seen.values()).items():
        seen[key].label = label
    return [Proposed(one, seen.get(one.stays), seen.get(one.goes)) for one in found]


def _say(made: MergeProposal, kept: Record, gone: Record, says: Agency, hears: Agency) -> None:
    """Journal with both records what an agency says of a proposal, and tell the other agency."""
    state = "proposed" if made.state == "open" else made.state
    told = {
        "proposal": str(made.id),
        "kind": made.kind,
        "take": made.take,
        "reason": made.reason if made.state == "open" else made.answer,
    }
    say_of_both(f"merge_proposal.{state}", kept, gone, told)
    title = declared_for(kept).declaration.title
    text = {
        language: words.format(agency=says.name, title=title.in_language(language))
        for language, words in TOLD[made.state].items()
    }
    key = f"merge_proposal:{made.id}:{made.state}"
    to = [(Recipient.AGENCY, hears.id)]
    notify(current_actor(), to, f"merge_proposal.{state}", SUBJECT, text, channels=[Channel.INBOX], dedupe_key=key)
