"""Bank transfers taken for payments of cases: recorded once, kept open with why, dealt with by hand."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial

import pytest

from factories.agencies import agency
from factories.people import citizen
from nenso.cases.acts import transferring
from nenso.cases.acts.ending import withdraw
from nenso.cases.acts.paying import announce, pay
from nenso.cases.acts.transferring import Received, receive_transfers, settle_for_case, settle_otherwise
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.models import Case, Status
from nenso.cases.queries.owing import due_at
from nenso.journal.reading import entries_of
from nenso.notices.models import Notice
from nenso.payments.asking import payments_of
from nenso.payments.errors import NotCashier, NothingDueOnCase, ReasonNeeded, TransferSettled, TransferUnknown
from nenso.payments.models import BankTransfer, Means, Payment
from nenso.payments.models import State as PaymentState
from nenso.payments.transfers import Told, transfers_at
from nenso.runtime.acting import NOBODY, Actor, acting
from nenso.runtime.clock import VIETNAM, now
from nenso.runtime.ids import uuid7
from nenso.runtime.text import ForbiddenCharacter
from support.at_once import at_once
from support.stories import EVERYTHING, at, did, due_payment, filed, goods, local, new_key, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]


@pytest.fixture
def case(mother: Actor) -> Case:
    """A permit whose fee of 20,000 is due."""
    return filed(mother, "permit", {}, agency=agency().id)


@pytest.fixture
def stranger(db: None) -> Actor:
    """A citizen whom the case does not concern."""
    return citizen("Lê Văn Khác")


def told(case: Case, **changes: object) -> Told:
    mark = due_payment(case).mark
    line = Told("FT26331000123", now(), 20_000, f"MBVCB.77.{mark}.CT", "TRIEU THI MAI")
    return replace(line, **changes)  # type: ignore[arg-type]


def received(actor: Actor, *lines: Told) -> list[Received]:
    return receive_transfers(actor, agency(), lines)


def state_of(case: Case) -> Payment:
    with acting(EVERYTHING):
        (found,) = payments_of(case.id)
    return found


def test_a_transfer_pays_what_it_names_and_told_again_does_nothing(
    mother: Actor, case: Case, officials: OFFICIALS
) -> None:
    line = told(case)
    (first,) = received(officials["cashier"], line)
    paid = state_of(case)
    assert (paid.state, paid.means, paid.reference, paid.payer) == (
        PaymentState.PAID,
        Means.ONLINE,
        "FT26331000123",
        "TRIEU THI MAI",
    )
    assert (paid.paid_at, first.receipt, first.known) == (line.at, paid.receipt, False)
    (again,) = received(officials["cashier"], line)
    assert (again.known, again.receipt) == (True, "")
    assert state_of(case).receipt == paid.receipt
    with acting(mother):
        (notice,) = Notice.objects.filter(kind="case.paid", channel="inbox")
    assert notice.text["vi"] == f"Đã nhận 20.000 đồng của hồ sơ {case.code}, biên lai {paid.receipt}."
    with acting(EVERYTHING):
        assert BankTransfer.objects.count() == 1
        assert [entry.kind for entry in entries_of(agency().id) if entry.kind.startswith("transfer.")] == [
            "transfer.recorded"
        ]


def test_the_step_that_waited_for_the_money_goes_on(mother: Actor, officials: OFFICIALS) -> None:
    (key,) = goods(gao=5)
    with at("2026-11-02T08:00"):
        order = filed(mother, "order", {"good": key, "count": 2}, agency=agency().id)
    with at("2026-11-02T09:00"):
        did(officials["clerk"], order, "accept")
    assert whole(order).case.status == Status.PAYING
    payment = due_payment(order)
    line = Told("FT5", local("2026-11-02T10:00"), payment.amount, payment.mark)
    with at("2026-11-02T11:00"):
        (one,) = received(officials["cashier"], line)
    assert one.receipt
    assert whole(order).case.status != Status.PAYING


def test_what_fits_nothing_is_kept_with_why(mother: Actor, case: Case, officials: OFFICIALS) -> None:
    other = filed(mother, "permit", {}, agency=agency().id)
    both = f"{due_payment(case).mark} {due_payment(other).mark}"
    lines = [
        told(case, reference="A", content="nop le phi"),
        told(case, reference="B", content="NS0123456789"),
        told(case, reference="C", amount=19_000),
        told(case, reference="D", content=both),
    ]
    found = received(officials["cashier"], *lines)
    assert [one.transfer.why for one in found if one.transfer] == ["no_mark", "unknown", "amount_differs", "several"]
    received(officials["cashier"], told(case, reference="E"))
    line = replace(lines[2], reference="F", amount=20_000)
    withdraw(mother, other.id, "Nộp nhầm", key=new_key())
    gone = replace(lines[3], reference="G", content=one_of(other).mark)
    twice = received(officials["cashier"], line, gone)
    assert [one.transfer.why for one in twice if one.transfer] == ["paid_before", "not_due"]
    arrived, more = transfers_at(officials["cashier"], agency().id)
    assert ([one.reference for one in arrived], more) == (["G", "F", "D", "C", "B", "A"], None)
    page, more = transfers_at(officials["cashier"], agency().id, limit=4)
    rest, _ = transfers_at(officials["cashier"], agency().id, after=more, limit=4)
    assert [one.reference for one in (*page, *rest)] == ["G", "F", "D", "C", "B", "A"]


def one_of(case: Case) -> Payment:
    with acting(EVERYTHING):
        (found,) = payments_of(case.id)
    return found


def test_a_number_of_the_bank_with_another_amount_is_refused_and_the_next_line_is_taken(
    case: Case, officials: OFFICIALS
) -> None:
    (early,) = received(officials["cashier"], told(case, reference="Y", at=local("2099-01-01T00:00")))
    assert (early.transfer, early.problem and early.problem.code) == (None, "payments.paid_in_the_future")
    wrong = told(case, content="khong ro", amount=5)
    first, second, third = received(officials["cashier"], wrong, replace(wrong, amount=6), told(case, reference="Z"))
    assert first.transfer is not None
    assert second.problem is not None
    assert second.problem.code == "payments.reference_reused"
    assert third.receipt


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"at": datetime(1, 1, 1, tzinfo=VIETNAM)}, "payments.moment_impossible"),
        ({"at": datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=7)))}, "payments.paid_in_the_future"),
        ({"amount": 2**63}, "payments.amount_impossible"),
        ({"amount": 0}, "payments.amount_impossible"),
        ({"amount": -20_000}, "payments.amount_impossible"),
        ({"reference": " \u202e"}, "payments.reference_needed"),
        ({"content": "a\x00b"}, "text.forbidden_character"),
        ({"payer": "\ud800"}, "text.forbidden_character"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_the_next_line_is_taken(
    case: Case, officials: OFFICIALS, changes: dict[str, object], code: str
) -> None:
    cashier = officials["cashier"]
    refused, taken = received(cashier, told(case, **{"content": "x", **changes}), told(case, reference="Z"))
    assert refused.problem is not None
    assert (refused.problem.code, bool(taken.receipt)) == (code, True)
    assert transfers_at(cashier, agency().id) == ([], None)


def test_signs_that_nobody_sees_are_not_kept(case: Case, officials: OFFICIALS) -> None:
    (one,) = received(
        officials["cashier"], told(case, reference=" FT\u200b1 ", content="le\u202e phi\x07", payer="MAI\u2066")
    )
    assert one.transfer is not None
    assert (one.transfer.reference, one.transfer.content, one.transfer.payer) == ("FT1", "le phi", "MAI")


def test_a_number_that_the_bank_gives_again_to_another_sum_is_told_and_not_lost(
    mother: Actor, case: Case, officials: OFFICIALS
) -> None:
    cashier, other = officials["cashier"], filed(mother, "permit", {}, agency=agency().id)
    line = told(case, reference="01")
    first, second = received(cashier, line, replace(line, content=due_payment(other).mark))
    assert (bool(first.receipt), second.problem and second.problem.code) == (True, "payments.reference_reused")
    plain = told(other, reference="02", content="le phi")
    received(cashier, plain)
    again, next_day = received(cashier, plain, replace(plain, at=plain.at - timedelta(days=1)))
    assert (again.known, next_day.problem and next_day.problem.code) == (True, "payments.reference_reused")
    reworded = replace(line, content=f"CT DEN {line.content} tu TRIEU THI MAI", at=line.at - timedelta(days=1))
    assert received(cashier, reworded)[0].known


def test_nothing_is_paid_before_it_was_asked_for(case: Case, officials: OFFICIALS) -> None:
    early = told(case, at=now() - timedelta(days=400))
    (one,) = received(officials["cashier"], early)
    assert (one.transfer and one.transfer.why, state_of(case).state) == ("before_asked", PaymentState.DUE)


def test_a_sum_that_another_recorded_in_the_same_moment_is_kept_open(
    case: Case, officials: OFFICIALS, monkeypatch: pytest.MonkeyPatch
) -> None:
    cashier, payment = officials["cashier"], due_payment(case)

    def late(*_: object, **__: object) -> Payment:
        pay(cashier, case.id, payment.id, means=Means.CASH, amount=20_000, key="tien-mat-01")
        return pay(cashier, case.id, payment.id, means=Means.ONLINE, amount=20_000, key="tien-mat-02")

    monkeypatch.setattr(transferring, "pay", late)
    (one,) = received(cashier, told(case))
    assert one.problem is None
    (kept,), _ = transfers_at(cashier, agency().id)
    assert (kept.reference, kept.why) == ("FT26331000123", "paid_before")


def test_a_sum_that_a_case_cannot_take_yet_is_kept_open_and_recorded_when_told_again(
    case: Case, officials: OFFICIALS, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = told(case)

    def stuck(*_: object, **__: object) -> Payment:
        raise ReasonNeeded

    with monkeypatch.context() as patched:
        patched.setattr(transferring, "pay", stuck)
        (one,) = received(officials["cashier"], line)
    assert (one.transfer and one.transfer.why, state_of(case).state) == ("not_taken", PaymentState.DUE)
    (again,) = received(officials["cashier"], line)
    assert (again.known, bool(again.receipt)) == (True, True)


def test_a_case_or_search_with_signs_that_cannot_be_kept_is_refused_in_words(case: Case, officials: OFFICIALS) -> None:
    cashier = officials["cashier"]
    (one,) = received(cashier, told(case, content="le phi"))
    assert one.transfer is not None
    with pytest.raises(ForbiddenCharacter):
        settle_for_case(cashier, agency(), one.transfer.id, f"{case.code}\x00")
    with pytest.raises(ForbiddenCharacter):
        due_at(cashier, agency(), search="a\x00")


def test_a_cashier_takes_it_for_a_case_or_says_what_became_of_it(
    mother: Actor, case: Case, officials: OFFICIALS
) -> None:
    cashier = officials["cashier"]
    a, b = received(cashier, told(case, reference="A", content="le phi"), told(case, reference="B", amount=7))
    assert a.transfer is not None
    assert b.transfer is not None
    with pytest.raises(NothingDueOnCase):
        settle_for_case(cashier, agency(), b.transfer.id, case.code)
    with pytest.raises(NothingDueOnCase):
        settle_for_case(cashier, agency(), a.transfer.id, "19.01969-000000-0000")
    receipt = settle_for_case(cashier, agency(), a.transfer.id, f" {case.code} ")
    assert (state_of(case).receipt, state_of(case).means) == (receipt, Means.TRANSFER)
    with acting(mother):
        assert receipt in Notice.objects.get(kind="case.paid", channel="inbox").text["vi"]
    with pytest.raises(TransferSettled):
        settle_otherwise(cashier, agency(), a.transfer.id, "trả lại")
    with pytest.raises(ReasonNeeded):
        settle_otherwise(cashier, agency(), b.transfer.id, "  ")
    settle_otherwise(cashier, agency(), b.transfer.id, "Đã chuyển trả ngày 2/10")
    with pytest.raises(TransferUnknown):
        settle_otherwise(cashier, agency(), uuid7(), "trả lại")
    assert transfers_at(cashier, agency().id) == ([], None)


def test_nobody_but_a_cashier_there_tells_reads_or_settles(
    mother: Actor, case: Case, officials: OFFICIALS, stranger: Actor
) -> None:
    (kept,) = received(officials["cashier"], told(case, content="le phi"))
    assert kept.transfer is not None
    elsewhere = replace(stranger, readers=frozenset({f"cashier@{agency('vn.p19.c01942').id}"}))
    for who in (NOBODY, mother, stranger, officials["clerk"], officials["leader"], elsewhere):
        with pytest.raises(NotCashier):
            received(who, told(case))
        with pytest.raises(NotCashier):
            transfers_at(who, agency().id)
        with pytest.raises(NotCashier):
            settle_otherwise(who, agency(), kept.transfer.id, "x")
        with pytest.raises(NotCashier):
            due_at(who, agency())
        with acting(who):
            assert not BankTransfer.objects.exists()
    assert state_of(case).state == PaymentState.DUE


def test_only_whose_case_it_is_says_to_have_transferred_and_saying_it_twice_is_once(
    mother: Actor, case: Case, officials: OFFICIALS, stranger: Actor
) -> None:
    payment = due_payment(case)
    for who in (stranger, officials["cashier"], NOBODY):
        with pytest.raises(CaseUnknown):
            announce(who, case.code, payment.id)
    first = announce(mother, case.code, payment.id).announced_at
    assert announce(mother, case.code, payment.id).announced_at == first
    (due,), _ = due_at(officials["cashier"], agency())
    assert (due.case, due.payment.mark, due.payment.announced_at) == (case.code, payment.mark, first)
    with acting(EVERYTHING):
        assert [entry.kind for entry in entries_of(case.id)].count("payment.announced") == 1


def test_what_is_due_is_found_by_its_mark_or_case_and_read_page_by_page(mother: Actor, officials: OFFICIALS) -> None:
    cases = [filed(mother, "permit", {}, agency=agency().id) for _ in range(3)]
    cashier = officials["cashier"]
    first, more = due_at(cashier, agency(), limit=2)
    rest, end = due_at(cashier, agency(), limit=2, after=more)
    assert [one.case for one in (*first, *rest)] == [case.code for case in reversed(cases)]
    assert end is None
    for search in (cases[1].code, due_payment(cases[1]).mark.lower()):
        (found,), _ = due_at(cashier, agency(), search=search)
        assert found.case == cases[1].code
    assert due_at(cashier, agency(), search="khong co")[0] == []


@pytest.mark.django_db(transaction=True)
def test_a_bank_that_tells_while_the_cashier_records_is_taken_once(case: Case, officials: OFFICIALS) -> None:
    line, payment = told(case), due_payment(case)
    cash = partial(pay, officials["cashier"], case.id, payment.id, means=Means.CASH, amount=20_000, key="tien-mat-01")
    at_once(*[lambda: received(officials["cashier"], line)] * 3, cash)
    with acting(EVERYTHING):
        (kept,) = BankTransfer.objects.all()
    paid = state_of(case)
    assert paid.receipt.endswith("0000001")
    assert (kept.state, paid.means) in {("recorded", Means.ONLINE), ("open", Means.CASH)}
