"""Money on a case: fees at filing, exemptions, steps that wait for a payment, money back; what a province decided."""

import pytest

from factories.agencies import agency, agency_setting, official
from nenso.cases.acts.ending import withdraw
from nenso.cases.acts.paying import pay
from nenso.cases.errors.acting import NotYourTurn
from nenso.cases.errors.ending import FeeUnpaid, RuleBroken
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.models import Case, Status
from nenso.payments.asking import payments_of
from nenso.payments.errors import AmountDiffers, NotCashier, SumImpossible
from nenso.payments.models import Means, PaymentLine, State
from nenso.runtime.acting import Actor, acting
from support.stories import EVERYTHING, at, did, due_payment, filed, goods, local, open_steps, stock_of, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]


def lines_of(case: Case) -> list[tuple[str, int, bool, str]]:
    with acting(EVERYTHING):
        found = PaymentLine.objects.filter(case_id=case.id).order_by("seq")
        return [(line.name["vi"], line.amount, line.exempt, line.because) for line in found]


def test_a_fee_has_the_lines_that_apply_with_the_amount_that_the_place_decided(mother: Actor) -> None:
    plain = filed(mother, "permit", {}, agency=agency().id)
    assert lines_of(plain) == [("Lệ phí", 20_000, False, "")]
    with at("2026-10-02T08:00"):
        agency_setting(agency("vn.p19"), "trials.permit_fee", 15_000)
    copies = filed(mother, "permit", {"copies": 2}, agency=agency().id)
    assert lines_of(copies) == [("Lệ phí", 15_000, False, ""), ("Bản sao", 6_000, False, "")]
    assert due_payment(copies).amount == 21_000
    assert copies.settings == {"permit_fee": 15_000}


@pytest.mark.parametrize("copies", [10**9, 10**15])
def test_a_sum_that_nobody_can_pay_is_refused_in_words(mother: Actor, copies: int) -> None:
    with pytest.raises(SumImpossible) as refused:
        filed(mother, "permit", {"copies": copies}, agency=agency().id)
    assert "Hãy xem lại số lượng" in refused.value.text("vi")


def test_who_is_exempt_owes_nothing_and_the_reason_is_kept(mother: Actor, officials: OFFICIALS) -> None:
    case = filed(mother, "permit", {"poor": True}, agency=agency().id)
    assert lines_of(case) == [("Lệ phí", 20_000, True, "Hộ nghèo")]
    did(officials["clerk"], case, "accept")
    assert did(officials["leader"], case, "approve").status == Status.DONE


def test_a_case_is_not_done_while_its_fee_is_unpaid(mother: Actor, officials: OFFICIALS) -> None:
    case = filed(mother, "permit", {}, agency=agency().id)
    did(officials["clerk"], case, "accept")
    with pytest.raises(FeeUnpaid) as refused:
        did(officials["leader"], case, "approve")
    assert refused.value.facts["amount"] == "20.000"
    assert open_steps(case) == ["decide"]
    payment = due_payment(case)
    with pytest.raises(NotCashier):
        pay(officials["clerk"], case.id, payment.id, means=Means.CASH, amount=20_000, key="fee-paid-1")
    with pytest.raises(AmountDiffers):
        pay(officials["cashier"], case.id, payment.id, means=Means.CASH, amount=10_000, key="fee-paid-2")
    pay(officials["cashier"], case.id, payment.id, means=Means.CASH, amount=20_000, key="fee-paid-3")
    assert did(officials["leader"], case, "approve").status == Status.DONE


def order(mother: Actor, officials: OFFICIALS, count: int = 2) -> tuple[Case, str]:
    """Return an order that waits to be paid since Monday 2 November 2026 at 09:00, and what is ordered."""
    (key,) = goods(gao=5)
    with at("2026-11-02T08:00"):
        case = filed(mother, "order", {"good": key, "count": count}, agency=agency().id)
    assert case.due_at == local("2026-11-04T08:00")
    with at("2026-11-02T09:00"):
        return did(officials["clerk"], case, "accept"), key


def pay_order(case: Case, officials: OFFICIALS, key: str = "order-paid") -> Case:
    payment = due_payment(case)
    pay(officials["cashier"], case.id, payment.id, means=Means.CASH, amount=payment.amount, key=key)
    return whole(case).case


def test_while_the_applicant_has_to_pay_the_clock_stands_still_and_then_goes_on(
    mother: Actor, officials: OFFICIALS
) -> None:
    """At 09:00 on Monday fifteen working hours are left of two days; paid on Tuesday at 10:00, due Thursday 09:00."""
    case, _ = order(mother, officials)
    assert case.status == Status.PAYING
    assert case.waiting_since == local("2026-11-02T09:00")
    with pytest.raises(NotYourTurn):
        did(officials["officer"], case, "paid")
    with at("2026-11-03T10:00"):
        case = pay_order(case, officials)
    assert case.status == Status.WORKING
    assert case.waiting_since is None
    assert case.due_at == local("2026-11-05T09:00")
    assert open_steps(case) == ["pack"]
    (entry,) = [entry for entry in whole(case).entries if entry.step == "pay"]
    assert entry.data["amount"] == 2_000


def test_a_payment_recorded_twice_moves_the_case_once(mother: Actor, officials: OFFICIALS) -> None:
    case, _ = order(mother, officials)
    payment = due_payment(case)
    for _ in range(2):
        pay(officials["cashier"], case.id, payment.id, means=Means.CASH, amount=2_000, key="paid-twice")
    assert [entry.step for entry in whole(case).entries] == ["receive", "pay"]


def test_what_is_sold_leaves_the_stock_and_never_more_than_there_is(mother: Actor, officials: OFFICIALS) -> None:
    case, key = order(mother, officials)
    case = pay_order(case, officials)
    assert did(officials["officer"], case, "send").status == Status.DONE
    assert stock_of(key) == 3
    with at("2026-11-03T08:00"):
        more = filed(mother, "order", {"good": key, "count": 4}, agency=agency().id)
        more = did(officials["clerk"], more, "accept")
        more = pay_order(more, officials, "paid-more")
    with pytest.raises(RuleBroken):
        did(officials["officer"], more, "send")
    after = whole(more)
    assert (after.case.status, [task.step for task in after.open_tasks]) == (Status.WORKING, ["pack"])
    assert [entry.action for entry in after.entries] == ["accept", "paid"]
    assert stock_of(key) == 3


def test_a_case_that_is_stopped_gives_the_money_back(mother: Actor, officials: OFFICIALS) -> None:
    case, _ = order(mother, officials)
    case = pay_order(case, officials)
    assert did(officials["officer"], case, "cancel", reason="Hết hàng").status == Status.STOPPED
    with acting(EVERYTHING):
        (payment,) = payments_of(case.id)
    assert payment.state == State.REFUNDED


def test_what_was_still_due_is_not_due_any_more_when_the_case_ends(mother: Actor, officials: OFFICIALS) -> None:
    case, _ = order(mother, officials)
    assert withdraw(mother, case.id, "Không mua nữa.").status == Status.WITHDRAWN
    other = filed(mother, "permit", {}, agency=agency().id)
    did(officials["clerk"], other, "accept")
    did(officials["leader"], other, "stop", reason="Đã giải quyết nơi khác.")
    with acting(EVERYTHING):
        states = [payment.state for one in (case, other) for payment in payments_of(one.id)]
    assert states == [State.CANCELLED, State.CANCELLED]


def test_only_a_cashier_of_the_agency_that_is_paid_takes_the_money(mother: Actor, officials: OFFICIALS) -> None:
    case, _ = order(mother, officials)
    payment = due_payment(case)
    elsewhere = official("cashier", "vn.p01.c00004", "Lê Thị Tiền")
    with pytest.raises(CaseUnknown):
        pay(elsewhere, case.id, payment.id, means=Means.CASH, amount=2_000, key="paid-elsewhere")
