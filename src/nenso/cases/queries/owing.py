"""What is to be paid on cases: one sum with how it is paid by transfer, and all that is due to an agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from nenso.agencies.models import Agency
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.models import Case, CaseCode
from nenso.cases.queries.overview import LONGEST_CODE, case_row, offered_by_row
from nenso.cases.queries.sight import sight_of
from nenso.payments.asking import payment_of
from nenso.payments.collecting import must_be_cashier
from nenso.payments.errors import PaymentUnknown
from nenso.payments.marks import marks_in
from nenso.payments.models import Payment, State
from nenso.payments.receiving import Transferring, how_to_transfer
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import one_line

USUAL = 50


@dataclass(frozen=True)
class Owed:
    """One sum of a case: its lines and state as the case tells them, to whom, how to pay it by transfer while due.

    ``own``: whoever reads is applicant or filer, and may say to have transferred it.
    """

    case: str
    payment: dict[str, Any]
    agency: Agency
    transfer: Transferring | None
    announced_at: datetime | None
    own: bool


@dataclass(frozen=True)
class Due:
    """One sum that an agency waits for: on which case, of whom."""

    payment: Payment
    case: str
    applicant: str


def owed(actor: Actor, wanted: str, payment: UUID) -> Owed:
    """Return one sum of the case with this code or key. Raises ``CaseUnknown``, :class:`PaymentUnknown`."""
    row = case_row(actor, wanted)
    sight = sight_of(actor, row, offered_by_row(row))
    if not sight.any:
        raise CaseUnknown
    told = next((one for one in row["payments"] if one["id"] == str(payment)), None)
    if told is None:
        raise PaymentUnknown(payment=str(payment))
    with acting(actor):
        kept = payment_of(UUID(row["id"]), payment)
        transfer = how_to_transfer(kept) if kept.state == State.DUE else None
    return Owed(row["code"] or row["id"], told, kept.agency, transfer, kept.announced_at, sight.owns)


def due_on(case_id: UUID) -> list[tuple[Payment, Transferring | None]]:
    """Return what is due on a case and how each is paid by transfer; inside ``acting()``."""
    due = Payment.objects.filter(case_id=case_id, state=State.DUE).select_related("agency").order_by("id")
    return [(one, how_to_transfer(one)) for one in due]


def due_at(
    actor: Actor, agency: Agency, *, search: str = "", after: UUID | None = None, limit: int = USUAL
) -> tuple[list[Due], UUID | None]:
    """Return what is due to an agency, the newest first, and after which the next page begins; for its cashiers.

    ``search``: the mark of a transfer, or the code of a case. Raises :class:`~nenso.payments.errors.NotCashier`.
    """
    with acting(actor):
        must_be_cashier(actor, agency.id)
        due = Payment.objects.filter(agency=agency, state=State.DUE).order_by("-id")
        if search := one_line(search)[:LONGEST_CODE]:
            due = due.filter(_meant(search))
        if after is not None:
            due = due.filter(id__lt=after)
        found = list(due[: limit + 1])
        cases = _named(found)
    shown = [Due(one, *cases.get(one.case_id, ("", ""))) for one in found[:limit]]
    return shown, found[limit - 1].id if len(found) > limit else None


def _meant(search: str) -> Q:
    """Return which payments a search asks for: those with a mark in it, else those of the case with this code."""
    if marks := marks_in(search):
        return Q(mark__in=marks)
    return Q(case_id__in=list(CaseCode.objects.filter(pk=search).values_list("case_id", flat=True)))


def _named(found: Sequence[Payment]) -> dict[UUID, tuple[str, str]]:
    cases = Case.objects.filter(pk__in={one.case_id for one in found}).values_list("id", "code", "applicant_name")
    return {key: (code or str(key), name) for key, code, name in cases}
