"""What filing costs: the lines that apply, and who need not pay (phí, lệ phí; miễn, giảm)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import models

from nenso.cases.reasoning import Reasoning
from nenso.language.declarations.procedures import Fee
from nenso.language.declarations.steps import PayLine
from nenso.payments.asking import FeeLine, payment_rows
from nenso.payments.models import LineKind

AT_FILING = "filing"


def fee_lines(fee: Fee | None, reasoning: Reasoning) -> list[FeeLine]:
    """Return what ``fee`` comes to for the case; an exemption keeps the lines and says why they are not owed."""
    if fee is None:
        return []
    because = next((one.because for one in fee.exempt if reasoning.holds(one.condition)), None)
    return lines_of(fee.lines, reasoning, exempt_because=because.in_language("vi") if because is not None else "")


def lines_of(declared: Sequence[PayLine], reasoning: Reasoning, *, exempt_because: str = "") -> list[FeeLine]:
    """Return the lines that apply and cost something."""
    found = []
    for line in declared:
        amount = reasoning.value(reasoning.choose(line.amount)) if reasoning.holds(line.condition) else 0
        if amount:
            kind = LineKind(str(line.kind)) if line.kind in LineKind.values else LineKind.LE_PHI
            found.append(FeeLine(dict(line.name.languages), kind, int(amount), exempt_because))
    return found


def owed(lines: Sequence[FeeLine]) -> int:
    """Return what is to be paid in all, in đồng."""
    return sum(line.amount for line in lines if not line.exempt_because)


def rows(case_id: UUID, agency_id: UUID, step: str, lines: Sequence[FeeLine]) -> list[models.Model]:
    """Return the rows that put the lines down as due, none when there is nothing to put down."""
    return list(payment_rows(case_id, agency_id, step, lines)) if lines else []
