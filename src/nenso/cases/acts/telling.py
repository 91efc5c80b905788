"""Telling those concerned what happened on a case: notices in their inbox, written with what they tell about."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from uuid import UUID

from nenso.cases.engine.turn import Turn
from nenso.cases.engine.who import Holder
from nenso.cases.intake.fees import shown
from nenso.cases.models import Status
from nenso.notices.channels import sends
from nenso.notices.models import Channel, Notice, Recipient, State
from nenso.payments.models import Payment

TOLD = frozenset({Status.ACCEPTED, Status.ASKED, Status.REFUSED, Status.STOPPED, Status.DONE, Status.PAYING})
"""Statuses that the applicant hears of."""

_WORDS = {
    Status.ACCEPTED: ("đã được tiếp nhận", "was accepted"),
    Status.ASKED: ("cần bổ sung", "needs something more from you"),
    Status.REFUSED: ("không được tiếp nhận", "was not accepted"),
    Status.STOPPED: ("đã dừng giải quyết", "was stopped"),
    Status.DONE: ("đã có kết quả", "is done: the result is ready"),
    Status.PAYING: ("chờ nộp phí, lệ phí", "waits for a payment"),
}


def status_notices(turn: Turn, before: int) -> list[Notice]:
    """Return a notice to applicant and filer when the case came to a status they must know of."""
    case = turn.case
    if case.status == before or case.status not in TOLD:
        return []
    vi, en = _WORDS[Status(case.status)]
    title = turn.offered.procedure.title
    text = {
        "vi": f"Hồ sơ {case.code} ({title.in_language('vi')}) {vi}.",
        "en": f"Case {case.code} ({title.in_language('en')}) {en}.",
    }
    return _to_owners(turn, "case.status", text)


def tell_paid(turn: Turn, payment: Payment) -> None:
    """Write to applicant and filer that a payment came in, with the number of its receipt; once for a payment."""
    amount = shown(payment.amount)
    text = {
        "vi": f"Đã nhận {amount} đồng của hồ sơ {turn.case.code}, biên lai {payment.receipt}.",
        "en": f"{amount} đồng were received for case {turn.case.code}, receipt {payment.receipt}.",
    }
    Notice.objects.bulk_create(_to_owners(turn, "case.paid", text, told=f"paid:{payment.id}"), ignore_conflicts=True)


def _to_owners(turn: Turn, kind: str, text: Mapping[str, str], *, told: str = "") -> list[Notice]:
    """Return notices to the persons who are applicant and filer."""
    named = [party for name in ("applicant", "filer") for party in turn.parties.get(name, [])]
    people = {party.party_id for party in named if party.party_id and party.kind == "person"}
    return [one for person in sorted(people, key=str) for one in _to_person(turn, person, kind, text, told)]


def _to_person(turn: Turn, person: UUID, kind: str, text: Mapping[str, str], told: str) -> list[Notice]:
    """Return a notice in the inbox, and one that leaves where this install sends any (a job takes it up)."""
    inbox = _notice(turn, Recipient.PERSON, person, kind, text, told=told)
    if not sends():
        return [inbox]
    leaves = _notice(turn, Recipient.PERSON, person, kind, text, told=told, channel=Channel.EMAIL)
    leaves.state, leaves.sent_at = State.WAITING, None
    return [inbox, leaves]


def tell(turn: Turn, holders: Sequence[Holder], kind: str, text: Mapping[str, str], *, about: str) -> None:
    """Write a notice to each of ``holders`` now: an account, the persons of a party, or an agency; ``about`` once."""
    Notice.objects.bulk_create(notices_to(turn, holders, kind, text, about=about), ignore_conflicts=True)


def told_notices(turn: Turn) -> list[Notice]:
    """Return the notices that the effects of a turn asked for, none twice to the same recipient."""
    told = {(kind, key, text["vi"]): text for holder, text in turn.told for kind, key in _recipients(turn, holder)}
    return [_notice(turn, kind, key, "case.notified", text) for (kind, key, _), text in told.items()]


def notices_to(
    turn: Turn, holders: Sequence[Holder], kind: str, text: Mapping[str, str], *, about: str
) -> list[Notice]:
    """Return notices to ``holders``, none twice to the same recipient; ``about`` names the one thing that is told."""
    found = dict.fromkeys(one for holder in holders for one in _recipients(turn, holder))
    return [_notice(turn, one, key, kind, text, told=about) for one, key in found]


def _recipients(turn: Turn, holder: Holder) -> list[tuple[Recipient, UUID]]:
    if holder.account is not None:
        return [(Recipient.ACCOUNT, holder.account)]
    if holder.party:
        found = turn.parties.get(holder.party, [])
        keys = [party.party_id for party in found if party.kind == "person"]
        return [(Recipient.PERSON, key) for key in keys if key is not None]
    return [(Recipient.AGENCY, holder.agency)] if holder.agency is not None else []


def _notice(
    turn: Turn,
    recipient_kind: Recipient,
    recipient: UUID,
    kind: str,
    text: Mapping[str, str],
    *,
    told: str = "",
    channel: Channel = Channel.INBOX,
) -> Notice:
    subject = turn.offered.procedure.title.languages
    return Notice(
        recipient_kind=recipient_kind,
        recipient=recipient,
        channel=channel,
        kind=kind,
        subject={tag: subject.get(tag, subject["vi"]) for tag in ("vi", "en")},
        text=dict(text),
        case_id=turn.case.id,
        state=State.SENT,
        created_at=turn.at,
        sent_at=turn.at,
        dedupe_key=f"{told or _key(turn, kind, text)}:{channel.value}:{recipient}",
    )


def _key(turn: Turn, kind: str, text: Mapping[str, str]) -> str:
    """Return what names the one thing told: this turn of this case, and what is said of it."""
    return f"{turn.case.id}:{turn.case.version}:{kind}:{sha256(text['vi'].encode()).hexdigest()[:16]}"
