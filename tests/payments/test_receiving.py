"""On which account an agency receives: its own decision, from a day on, for its units and nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from factories.agencies import PHU_THONG, agency
from nenso.agencies.errors import NotAdministrator, SettingChanged
from nenso.agencies.models import Agency
from nenso.journal.reading import entries_of
from nenso.payments.errors import AccountNumberWrong, BankCodeWrong, HolderNeeded
from nenso.payments.marks import mark_of
from nenso.payments.models import Payment
from nenso.payments.receiving import ReceivingAccount, account_of, decide_account, how_to_transfer
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import today
from nenso.runtime.ids import uuid7
from support.births import someone
from support.stories import EVERYTHING

pytestmark = pytest.mark.django_db

ACCOUNT = ReceivingAccount("999999", "Ngân hàng thử", "1900561234", "UBND XA PHU THONG")


@pytest.fixture
def admin(db: None) -> Actor:
    return someone("Ma Văn Sơn", ("admin", PHU_THONG)).actor


def test_an_account_holds_for_the_agency_and_its_units_and_not_below_or_beside(admin: Actor) -> None:
    decide_account(admin, agency(), replace(ACCOUNT, number="1900 56-12.34", holder="  UBND  XA\u202e PHU THONG "))
    assert account_of(agency()) == ACCOUNT
    unit = Agency.objects.filter(parent=agency(), is_unit=True).first()
    assert unit is not None
    assert account_of(unit) == ACCOUNT
    assert account_of(agency("vn.p19")) is None
    decide_account(EVERYTHING, agency("vn.p19"), replace(ACCOUNT, number="777777"))
    assert account_of(agency()) == ACCOUNT
    assert account_of(agency("vn.p19.c01942")) is None


def test_it_begins_on_its_day_is_kept_in_the_journal_and_can_be_given_up(admin: Actor) -> None:
    decide_account(admin, agency(), ACCOUNT, since=today() + timedelta(days=3), basis="QĐ 12")
    assert account_of(agency()) is None
    assert account_of(agency(), on=today() + timedelta(days=3)) == ACCOUNT
    decide_account(admin, agency(), ACCOUNT)
    decide_account(admin, agency(), None)
    assert account_of(agency()) is None
    with acting(EVERYTHING):
        kinds = [entry.kind for entry in entries_of(agency().id)]
    assert kinds.count("agency.setting_decided") == 3


def test_who_may_decide_and_what_is_no_account(admin: Actor) -> None:
    with pytest.raises(NotAdministrator):
        decide_account(someone("Lê Văn Khác", ("cashier", PHU_THONG)).actor, agency(), ACCOUNT)
    for wrong, problem in (
        ({"bank": "97041"}, BankCodeWrong),
        ({"bank": "97041５"}, BankCodeWrong),
        ({"number": "12"}, AccountNumberWrong),
        ({"number": "1900Đ5612"}, AccountNumberWrong),
        ({"holder": " "}, HolderNeeded),
        ({"bank_name": ""}, HolderNeeded),
    ):
        with pytest.raises(problem):
            decide_account(admin, agency(), replace(ACCOUNT, **wrong))
    decide_account(admin, agency(), ACCOUNT)
    with pytest.raises(SettingChanged):
        decide_account(admin, agency(), replace(ACCOUNT, number="7777"), seen="")


def test_how_a_payment_is_transferred_names_it_by_its_mark(admin: Actor) -> None:
    payment = Payment(case_id=uuid7(), agency=agency(), amount=16_000, mark=mark_of(uuid7()))
    assert how_to_transfer(payment) is None
    decide_account(admin, agency(), ACCOUNT)
    how = how_to_transfer(payment)
    assert how is not None
    assert (how.account, how.amount, how.content) == (ACCOUNT, 16_000, payment.mark)
    assert how.content in how.code
