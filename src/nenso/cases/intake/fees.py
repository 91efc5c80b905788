"""What filing costs: the lines that apply, and who need not pay (phí, lệ phí; miễn, giảm)."""

from collections.abc import Sequence
from uuid import UUID

from django.db import models

from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.engine.turn import Turn
from nenso.language.declarations.procedures import Fee
from nenso.language.declarations.steps import PayLine
from nenso.language.exemptions import because_of, exempt_name
from nenso.payments.asking import FeeLine, cancel_payment, payment_rows
from nenso.payments.errors import SumImpossible
from nenso.payments.models import LineKind, Payment, State
from nenso.payments.transfers import MOST

AT_FILING = "filing"


def fee_lines(fee: Fee | None, reasoning: Reasoning) -> list[FeeLine]:
    """Return what ``fee`` comes to for the case; an exemption keeps the lines and says why they are not owed.

    Who is exempt is declared; a place may have decided, at the case's filing, to exempt others too.
    """
    if fee is None:
        return []
    because = next((one.because for one in fee.exempt if reasoning.holds(one.condition)), None)
    if because is not None:
        return lines_of(fee.lines, reasoning, exempt_because=because.in_language("vi"))
    decided = (reasoning.names.get("setting") or {}).get(exempt_name(reasoning.lookup.offered.procedure), ())
    return lines_of(fee.lines, reasoning, exempt_because=because_of(decided, reasoning.names, reasoning.environment))


def lines_of(declared: Sequence[PayLine], reasoning: Reasoning, *, exempt_because: str = "") -> list[FeeLine]:
    """Return the lines that apply and cost something; raise :class:`SumImpossible` for what nobody can pay."""
    found = []
    for line in declared:
        amount = reasoning.value(reasoning.choose(line.amount)) if reasoning.holds(line.condition) else 0
        if amount:
            kind = LineKind(str(line.kind)) if line.kind in LineKind.values else LineKind.LE_PHI
            found.append(FeeLine(dict(line.name.languages), kind, int(amount), exempt_because))
    for amount in (*(line.amount for line in found), sum(line.amount for line in found)):
        if not 0 <= amount <= MOST:
            raise SumImpossible(amount=shown(amount))
    return found


def owed(lines: Sequence[FeeLine]) -> int:
    """Return what is to be paid in all, in đồng."""
    return sum(line.amount for line in lines if not line.exempt_because)


def shown(amount: int) -> str:
    """Return an amount in đồng as people write it: ``12.000``."""
    return f"{amount:,}".replace(",", ".")


def cancel_due(turn: Turn, why: str) -> None:
    """Say of everything still due on a case that ends without a result that it is not due any more."""
    procedure = turn.offered.procedure
    if procedure.fee is None and all(step.pay is None for step in procedure.steps.values()):
        return
    for key in Payment.objects.filter(case_id=turn.case.id, state=State.DUE).values_list("id", flat=True):
        cancel_payment(turn.actor, turn.case.id, key, why, agency_path=turn.case.agency.path)


def rows(case_id: UUID, agency_id: UUID, step: str, lines: Sequence[FeeLine]) -> list[models.Model]:
    """Return the rows that put the lines down as due, none when there is nothing to put down."""
    return list(payment_rows(case_id, agency_id, step, lines)) if lines else []
