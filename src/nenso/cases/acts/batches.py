"""One act on many cases (cùng lúc): each by itself and once, one that is refused stopping no other, with its outcome.

It begins in the request and goes on as a job with the rights that whoever began it has then; it can be left and looked
at again. Sending the same form again is the same batch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from nenso.cases.acts import ending
from nenso.cases.acts.acting import Act, act
from nenso.cases.errors.acting import BatchUnknown, NotYourTurn
from nenso.cases.models import Batch, BatchItem
from nenso.cases.queries.words import ALWAYS, Words
from nenso.cases.queries.working import AtWork, case_at_work
from nenso.runtime import clock
from nenso.runtime.acting import Actor, NobodyActs, acting
from nenso.runtime.problems import Problem

DELIVER, ASSIGN = "deliver", "assign"
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class BatchSeen:
    """A batch as it stands: its items in order, how many are ``done``, ``refused``, and still ``left``."""

    batch: Batch
    items: Sequence[BatchItem]

    @property
    def done(self) -> int:
        """How many were carried out."""
        return sum(one.done_at is not None and not one.problem for one in self.items)

    @property
    def refused(self) -> int:
        """How many were refused, each with its reason."""
        return sum(bool(one.problem) for one in self.items)

    @property
    def left(self) -> int:
        """How many are still to be done."""
        return sum(one.done_at is None for one in self.items)


def begin_batch(actor: Actor, action: str, cases: Iterable[str], *, to: UUID | None = None, key: str) -> UUID:
    """Note that ``action`` is to be done on ``cases`` (codes or keys), handing them ``to`` somebody when it is that.

    Nothing is done yet. The same ``key`` is the same batch. Returns its key.
    """
    account = _account(actor)
    batch = uuid5(NAMESPACE_URL, f"nenso:batch:{account}:{key}")
    wanted = list(dict.fromkeys(cases))[:MOST_AT_ONCE]
    with acting(actor):
        if not Batch.objects.filter(id=batch).exists():
            Batch.objects.create(id=batch, account=account, action=action, to=to, at=clock.now())
            BatchItem.objects.bulk_create(
                [BatchItem(batch=batch, seq=seq, account=account, wanted=one) for seq, one in enumerate(wanted)]
            )
    return batch


def work_batch(actor: Actor, batch: UUID, *, seconds: float | None = None) -> int:
    """Do what is left of a batch, for so many ``seconds`` at most; return how many items are left then."""
    begun = clock.now()
    seen = batch_of(actor, batch)
    left = [one for one in seen.items if one.done_at is None]
    for number, item in enumerate(left):
        if seconds is not None and (clock.now() - begun).total_seconds() > seconds:
            return len(left) - number
        _one(actor, seen.batch, item)
    return 0


def batch_of(actor: Actor, batch: UUID) -> BatchSeen:
    """Return a batch of the actor's own as it stands; raises ``BatchUnknown``."""
    with acting(actor):
        found = Batch.objects.filter(id=batch, account=_account(actor)).first()
        if found is None:
            raise BatchUnknown
        return BatchSeen(found, list(BatchItem.objects.filter(batch=batch).order_by("seq")))


def _one(actor: Actor, batch: Batch, item: BatchItem) -> None:
    """Do one item in transactions of its own, and note what became of it."""
    noted: dict[str, Any] = {"problem": {}}
    try:
        case = case_at_work(actor, item.wanted, to_act=True)
        noted |= {"code": case.row["code"], "label": case.row["label"]}
        _do(actor, case, batch, f"{batch.id.hex}-{case.key.hex}")
    except Problem as problem:
        noted["problem"] = {"vi": problem.text("vi"), "en": problem.text("en")}
    with acting(actor):
        BatchItem.objects.filter(batch=batch.id, seq=item.seq).update(done_at=clock.now(), **noted)


def _do(actor: Actor, case: AtWork, batch: Batch, key: str) -> None:
    if batch.action == DELIVER:
        ending.deliver(actor, case.key, key=key)
    elif batch.action == ASSIGN:
        step = next((str(one["step"]) for one in case.view["actions"] if one["kind"] == ASSIGN), None)
        if step is None or batch.to is None:
            raise NotYourTurn(who="lãnh đạo")
        ending.assign(actor, case.key, step, batch.to, key=key)
    else:
        act(actor, case.key, Act(batch.action), key=key)


def words_of(batch: Batch) -> Words:
    """Return what is done in a batch, where its name is always the same."""
    return ALWAYS.get(batch.action, {"vi": batch.action, "en": batch.action})


def _account(actor: Actor) -> UUID:
    if actor.account is None:
        raise NobodyActs
    return actor.account
