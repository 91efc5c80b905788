"""Fees are asked for, taken at the counter with a receipt, and given back with a reason."""

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import chain
from uuid import UUID

import pytest
from django.db import connection

from factories.agencies import PHU_THONG, agency
from nenso.journal.reading import entries_of
from nenso.payments.asking import FeeLine, ask_payment, cancel_payment, payments_of
from nenso.payments.collecting import record_payment, refund_payment
from nenso.payments.errors import (
    AmountDiffers,
    ClientKeyReused,
    NotCashier,
    NotDue,
    NotPaid,
    PaidInTheFuture,
    PaymentUnknown,
    RefundTooLarge,
)
from nenso.payments.models import LineKind, Means, Payment, PaymentLine, State
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, Actor, acting
from nenso.runtime.clock import today
from nenso.runtime.ids import uuid7
from support.bare_cases import bare_case

pytestmark = pytest.mark.django_db

COPIES = FeeLine({"vi": "Lệ phí bản sao", "en": "Copies"}, LineKind.LE_PHI, 8000 * 3)
FORM = FeeLine({"vi": "Giá mẫu in"}, LineKind.SERVICE, 2000)


@pytest.fixture
def mother() -> Actor:
    return Actor(account=uuid7(), person=uuid7(), readers=frozenset({"public", "signed_in"}))


@pytest.fixture
def cashier() -> Actor:
    readers = frozenset({"public", f"cashier@{agency().id}", f"officer@{agency().id}"})
    return Actor(account=uuid7(), person=uuid7(), readers=readers)


@pytest.fixture
def case_id(mother: Actor) -> UUID:
    return bare_case(mother.person).id


@pytest.fixture
def due(mother: Actor, case_id: UUID) -> Payment:
    return ask_payment(mother, case_id, agency().id, "filing", [COPIES, FORM], agency_path=PHU_THONG)


def kinds(case_id: UUID) -> list[str]:
    return [entry.kind for entry in entries_of(case_id)]


def test_what_is_due_is_the_sum_of_its_lines(mother: Actor, case_id: UUID, due: Payment) -> None:
    assert (due.amount, due.state) == (26_000, State.DUE)
    with acting(mother):
        assert payments_of(case_id) == [due]
        lines = PaymentLine.objects.filter(case_id=case_id).order_by("seq")
        assert [(line.kind, line.amount, line.name["vi"]) for line in lines] == [
            ("le_phi", 24_000, "Lệ phí bản sao"),
            ("service", 2_000, "Giá mẫu in"),
        ]
    assert kinds(case_id) == ["payment.asked"]


def test_a_poor_household_is_exempt_of_the_fee_and_the_reason_is_kept(mother: Actor, case_id: UUID) -> None:
    exempt = FeeLine(COPIES.name, COPIES.kind, COPIES.amount, exempt_because="Hộ nghèo")
    assert ask_payment(mother, case_id, agency().id, "filing", [exempt, FORM]).amount == 2_000
    waived = ask_payment(mother, case_id, agency().id, "examine", [exempt])
    assert (waived.amount, waived.state) == (0, State.WAIVED)
    with acting(mother):
        line = PaymentLine.objects.get(case_id=case_id, payment_id=waived.id)
    assert (line.amount, line.exempt, line.because) == (24_000, True, "Hộ nghèo")


def test_the_cashier_takes_the_money_and_gives_a_numbered_receipt(cashier: Actor, case_id: UUID, due: Payment) -> None:
    paid = record_payment(cashier, case_id, due.id, means=Means.CASH, amount=26_000, payer="Hoàng Thị Mai")
    assert (paid.state, paid.means, paid.receipt) == (State.PAID, "cash", f"{today().year}/0000001")
    assert (paid.cashier, paid.payer) == (cashier.account, "Hoàng Thị Mai")
    assert kinds(case_id) == ["payment.asked", "payment.recorded"]


def test_recording_the_same_request_again_changes_nothing(cashier: Actor, case_id: UUID, due: Payment) -> None:
    for _ in range(2):
        paid = record_payment(cashier, case_id, due.id, means=Means.CASH, amount=26_000, client_key="k")
        assert paid.receipt.endswith("/0000001")
    assert kinds(case_id).count("payment.recorded") == 1
    with pytest.raises(NotDue):
        record_payment(cashier, case_id, due.id, means=Means.CASH, amount=26_000, client_key="other")


@pytest.mark.parametrize("amount", [25_999, 26_001, 0])
def test_another_amount_than_is_due_is_refused(cashier: Actor, case_id: UUID, due: Payment, amount: int) -> None:
    with pytest.raises(AmountDiffers, match="26000"):
        record_payment(cashier, case_id, due.id, means=Means.CASH, amount=amount)


def test_money_cannot_have_been_paid_tomorrow(cashier: Actor, case_id: UUID, due: Payment) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    with pytest.raises(PaidInTheFuture):
        record_payment(cashier, case_id, due.id, means=Means.TRANSFER, amount=26_000, paid_at=tomorrow)


def test_only_a_cashier_of_that_agency_takes_money(mother: Actor, case_id: UUID, due: Payment) -> None:
    officer = Actor(account=uuid7(), readers=frozenset({f"officer@{agency().id}"}))
    elsewhere = Actor(account=uuid7(), person=mother.person, readers=frozenset({f"cashier@{uuid7()}"}))
    for other in (officer, elsewhere, mother, Actor(system="job:x", person=mother.person)):
        with pytest.raises(NotCashier):
            record_payment(other, case_id, due.id, means=Means.CASH, amount=26_000)
    for blind in (NOBODY, Actor(account=uuid7(), readers=frozenset({f"cashier@{agency().id}"}))):
        with pytest.raises(PaymentUnknown):
            record_payment(blind, case_id, due.id, means=Means.CASH, amount=26_000)


def test_what_came_by_the_national_portal_is_recorded_by_the_system(case_id: UUID, due: Payment) -> None:
    portal = Actor(system="exchange:national_portal", scope=("vn",))
    paid = record_payment(portal, case_id, due.id, means=Means.ONLINE, amount=26_000, reference="VNP-1")
    assert (paid.state, paid.reference, paid.cashier) == (State.PAID, "VNP-1", None)


def test_a_withdrawn_case_owes_nothing_any_more(mother: Actor, cashier: Actor, case_id: UUID, due: Payment) -> None:
    assert cancel_payment(mother, case_id, due.id, "Công dân rút hồ sơ").state == State.CANCELLED
    with pytest.raises(NotDue):
        record_payment(cashier, case_id, due.id, means=Means.CASH, amount=26_000)
    with pytest.raises(NotDue):
        cancel_payment(mother, case_id, due.id, "lần nữa")


def test_money_goes_back_in_parts_until_all_is_back(cashier: Actor, case_id: UUID, due: Payment) -> None:
    with pytest.raises(NotPaid):
        refund_payment(cashier, case_id, due.id, means=Means.CASH, amount=1, reason="thừa")
    record_payment(cashier, case_id, due.id, means=Means.CASH, amount=26_000)
    first = refund_payment(
        cashier, case_id, due.id, means=Means.CASH, amount=8_000, reason="Bớt một bản", client_key="r"
    )
    again = refund_payment(
        cashier, case_id, due.id, means=Means.CASH, amount=8_000, reason="Bớt một bản", client_key="r"
    )
    assert (again.id, first.receipt[-8:]) == (first.id, "/0000002")
    with pytest.raises(ClientKeyReused):
        refund_payment(cashier, case_id, due.id, means=Means.CASH, amount=9_000, reason="khác", client_key="r")
    for amount in (18_001, 0, -5):
        with pytest.raises(RefundTooLarge):
            refund_payment(cashier, case_id, due.id, means=Means.CASH, amount=amount, reason="thừa")
    refund_payment(cashier, case_id, due.id, means=Means.TRANSFER, amount=18_000, reason="Rút hồ sơ")
    with acting(cashier):
        assert Payment.objects.get(case_id=case_id, id=due.id).state == State.REFUNDED
    assert kinds(case_id).count("payment.refunded") == 2


@pytest.mark.django_db(transaction=True)
def test_receipts_of_an_agency_have_no_gap_however_many_cashiers_and_failures(
    mother: Actor, cashier: Actor, case_id: UUID
) -> None:
    each, cashiers = 5, 4
    asked = [ask_payment(mother, case_id, agency().id, f"s{n}", [FORM]).id for n in range(each * cashiers)]
    receipts: list[str] = []

    def take(mine: list[UUID]) -> None:
        try:
            for payment in mine:
                receipts.append(record_payment(cashier, case_id, payment, means=Means.CASH, amount=2_000).receipt)
                with pytest.raises(RuntimeError, match="printer"), acting(cashier):
                    fail_after_numbering(payment)
        finally:
            connection.close()

    def fail_after_numbering(payment: UUID) -> None:
        refund_payment(cashier, case_id, payment, means=Means.CASH, amount=1, reason="thử")
        raise RuntimeError("the printer is broken")

    threads = [threading.Thread(target=take, args=(asked[n::cashiers],)) for n in range(cashiers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(receipts) == [f"{today().year}/{n:07}" for n in range(1, each * cashiers + 1)]


def test_payments_are_seen_by_whoever_sees_the_case(mother: Actor, cashier: Actor, case_id: UUID, due: Payment) -> None:
    stranger = Actor(account=uuid7(), person=uuid7(), readers=frozenset({"public", "signed_in"}))
    auditor = Actor(account=uuid7(), scope=("vn.p19",))
    seen = {}
    for name, actor in {"mother": mother, "cashier": cashier, "auditor": auditor, "stranger": stranger}.items():
        with acting(actor):
            seen[name] = (len(payments_of(case_id)), PaymentLine.objects.count())
    assert seen == {"mother": (1, 2), "cashier": (1, 2), "auditor": (1, 2), "stranger": (0, 0)}


@pytest.mark.django_db(transaction=True)
def test_taking_money_costs_few_queries(
    cashier: Actor, case_id: UUID, due: Payment, django_assert_max_num_queries: Callable
) -> None:
    with django_assert_max_num_queries(6):
        record_payment(cashier, case_id, due.id, means=Means.CASH, amount=26_000)


def test_every_state_and_kind_is_said_in_vietnamese() -> None:
    assert all(label for _, label in chain(State.choices, Means.choices, LineKind.choices))
