"""Paying on the portal: from the case to a code and words, kept as an image, said to be transferred, then a receipt."""

import re

import pytest
from django.test import Client

from factories.agencies import agency
from nenso.cases.acts.transferring import receive_transfers
from nenso.cases.intake.filing import Filed, Filing, file_case
from nenso.payments.receiving import ReceivingAccount, decide_account
from nenso.payments.transfers import Told
from nenso.runtime import clock
from support.births import OFFICIALS, Someone, birth_form, in_force, mother, someone
from support.callers import PHU_THONG
from support.stories import EVERYTHING, due_payment, new_key
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

ACCOUNT = ReceivingAccount("999999", "Ngân hàng thử", "1900561234", "UBND XA PHU THONG")


@pytest.fixture
def her() -> Someone:
    in_force()
    return mother()


@pytest.fixture
def filed(her: Someone) -> Filed:
    """Her case, with two copies that cost 16,000."""
    form = birth_form(wants_copies=True, copies=2)
    return file_case(her.actor, Filing("1.001193", form), key=new_key())


def pay_address(filed: Filed) -> str:
    return f"/ho-so/{filed.case.code}/nop-phi/{due_payment(filed.case).id}"


def test_the_whole_way_from_the_case_to_the_receipt(her: Someone, filed: Filed) -> None:
    decide_account(EVERYTHING, agency(PHU_THONG), ACCOUNT)
    client, address = signed_in(her), pay_address(filed)
    assert f'href="{address}"' in client.get(f"/ho-so/{filed.case.code}").text
    assert f'href="{address}"' in client.get(f"/ho-so/{filed.case.code}/da-nop").text
    page = client.get(address).text
    content = due_payment(filed.case).mark
    for told in ("16.000", "1900561234", "Ngân hàng thử", "UBND XA PHU THONG", content, "pay__code"):
        assert told in page
    image = client.get(f"{address}/ma.png")
    assert image["Content-Type"] == "image/png"
    assert image.content.startswith(b"\x89PNG")
    assert "attachment" in image["Content-Disposition"]
    for _ in range(2):
        assert client.post(f"{address}/da-chuyen").status_code == 302
    assert "Bạn báo đã chuyển khoản" in client.get(address).text
    cashier = someone(OFFICIALS["cashier"], ("cashier", PHU_THONG)).actor
    (told,) = receive_transfers(cashier, agency(PHU_THONG), [Told("FT1", clock.now(), 16_000, content)])
    page = client.get(address).text
    assert told.receipt in page
    assert "pay__code" not in page
    assert content not in page
    assert client.get(f"{address}/ma.png").status_code == 404
    assert client.post(f"{address}/da-chuyen").status_code == 409
    assert address not in client.get(f"/ho-so/{filed.case.code}").text


def test_who_only_works_on_the_case_is_not_asked_whether_they_transferred(filed: Filed) -> None:
    decide_account(EVERYTHING, agency(PHU_THONG), ACCOUNT)
    clerk = signed_in(someone(OFFICIALS["clerk"], ("clerk", PHU_THONG)))
    page = clerk.get(pay_address(filed))
    assert ("pay__code" in page.text, "da-chuyen" in page.text) == (True, False)
    assert page["Cache-Control"] == "no-store"
    assert clerk.post(f"{pay_address(filed)}/da-chuyen").status_code == 404


def test_without_an_account_she_is_told_where_to_pay(her: Someone, filed: Filed) -> None:
    page = signed_in(her).get(pay_address(filed)).text
    assert "chưa nhận chuyển khoản" in page
    assert "pay__code" not in page
    assert signed_in(her).get(f"{pay_address(filed)}/ma.png").status_code == 404


def test_who_has_code_and_secret_pays_without_signing_in_and_others_see_nothing(her: Someone, filed: Filed) -> None:
    decide_account(EVERYTHING, agency(PHU_THONG), ACCOUNT)
    anybody = Client()
    followed = anybody.post("/tra-cuu", {"code": filed.case.code, "secret": filed.secret}).text
    assert due_payment(filed.case).mark in followed
    assert "pay__code" in followed
    address = pay_address(filed)
    assert anybody.get(address).status_code == 302
    other = signed_in(someone("Lê Văn Khác"))
    for path in (address, f"{address}/ma.png"):
        assert other.get(path).status_code == 404
    assert other.post(f"{address}/da-chuyen").status_code == 404
    assert signed_in(her).get(re.sub(r"[0-9a-f]{4}$", "0000", address)).status_code == 404
