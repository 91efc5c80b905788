"""The cashier's page: what is due, a statement taken in, what fits nothing dealt with; the account that is decided."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.conftest import PHU_THONG, Office
from factories.agencies import agency
from nenso.runtime.clock import today
from support.births import someone
from support.stories import due_payment, new_key
from support.visits import signed_in


def address(rest: str = "") -> str:
    return f"/can-bo/thu-phi/{agency(PHU_THONG).id}{rest}"


def statement(*lines: str) -> SimpleUploadedFile:
    table = "\n".join(("Số tham chiếu;Ngày giao dịch;Ghi có;Nội dung", *lines))
    return SimpleUploadedFile("sao-ke.csv", table.encode(), "text/csv")


def test_a_statement_pays_what_it_names_and_the_rest_is_dealt_with_by_hand(office: Office) -> None:
    first, second = (office.filed(wants_copies=True, copies=2) for _ in range(2))
    cashier = signed_in(office.cashier)
    mark = due_payment(first).mark
    page = cashier.get(address()).text
    assert (first.code in page, second.code in page, mark in page) == (True, True, True)
    day = f"{today():%d/%m/%Y}"
    lines = (f"FT1;{day} 00:00;16.000;CT {mark}", f"FT2;{day};16.000;le phi", f"FT3;{day};x;y")
    for again in (False, True):
        sent = cashier.post(address("/sao-ke"), {"statement": statement(*lines)})
        assert sent.status_code == 200
        assert ("đã nạp trước đây" in sent.text) == again
        assert "Dòng 4: số tiền “x”" in sent.text
    page = cashier.get(address()).text
    assert (first.code in page, "FT2" in page, "nội dung không có mã nộp tiền" in page) == (False, True, True)
    place = page.partition('id="settle-')[2].partition('"')[0]
    wrong = cashier.post(address(f"/{place}"), {"do": "case", "case": "19.01969-0", "once": new_key()})
    assert (wrong.status_code, 'value="19.01969-0"' in wrong.text) == (422, True)
    settled = {"do": "case", "case": second.code, "once": new_key()}
    for _ in range(2):
        assert cashier.post(address(f"/{place}"), settled).status_code == 302
    assert "FT2" not in cashier.get(address()).text
    assert second.code not in cashier.get(address()).text


def test_what_is_no_statement_is_told_in_words(office: Office) -> None:
    cashier = signed_in(office.cashier)
    assert "Hãy chọn tệp sao kê" in cashier.post(address("/sao-ke")).text
    lacking = SimpleUploadedFile("x.csv", "Tên,Ngày\nMai,27/11/2026\n".encode(), "text/csv")
    answer = cashier.post(address("/sao-ke"), {"statement": lacking})
    assert (answer.status_code, "Sao kê thiếu cột: Số tham chiếu" in answer.text) == (422, True)
    picture = SimpleUploadedFile("x.csv", b"\x89PNG\r\n\x1a\n", "text/csv")
    assert cashier.post(address("/sao-ke"), {"statement": picture}).status_code == 415


def test_what_somebody_wrote_into_a_transfer_stands_on_the_page_as_text(office: Office) -> None:
    cashier, day = signed_in(office.cashier), f"{today():%d/%m/%Y}"
    written = "<script>alert(1)</script> {{ 7*7 }} =1+1"
    for page in (
        cashier.post(address("/sao-ke"), {"statement": statement(f"FT1;{day};5;{written}", f"<b>;{day};<i>9;x")}),
        cashier.get(address()),
    ):
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} =1+1" in page.text
        assert "<script>alert" not in page.text
        assert "<i>9" not in page.text
        assert page["Cache-Control"] == "no-store"


def test_a_code_that_cannot_be_one_is_told_in_words(office: Office) -> None:
    cashier = signed_in(office.cashier)
    sent = cashier.post(address("/sao-ke"), {"statement": statement(f"FT1;{today():%d/%m/%Y};5;x")})
    place = cashier.get(address()).text.partition('id="settle-')[2].partition('"')[0]
    wrong = cashier.post(address(f"/{place}"), {"do": "case", "case": "19\x00", "once": new_key()})
    assert (sent.status_code, wrong.status_code, "ký tự không được phép" in wrong.text) == (200, 422, True)


def test_an_administrator_decides_the_account_and_the_cashier_reads_it(office: Office) -> None:
    admin: Client = signed_in(someone("Ma Văn Sơn", ("admin", PHU_THONG)))
    page = f"/can-bo/quan-tri/{agency(PHU_THONG).id}/tai-khoan-nhan"
    given = {"bank": "999999", "bank_name": "Ngân hàng thử", "number": "1900 561 234", "holder": "UBND XA PHU THONG"}
    wrong = admin.post(page, {**given, "bank": "97041", "do": "decide", "once": new_key()})
    assert (wrong.status_code, "6 chữ số" in wrong.text, 'value="1900 561 234"' in wrong.text) == (422, True, True)
    assert admin.post(page, {**given, "do": "decide", "once": new_key()}).status_code == 302
    shown = admin.get(page).text
    assert ("1900561234" in shown, "pay__code" in shown) == (True, True)
    assert "1900561234" in signed_in(office.cashier).get(address()).text
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    assert admin.post(page, {**given, "do": "stop", "seen": seen, "once": new_key()}).status_code == 302
    assert "Chưa nhận chuyển khoản" in admin.get(page).text


def test_the_receipt_of_the_counter_shows_how_to_pay_by_transfer(office: Office) -> None:
    case = office.filed(wants_copies=True, copies=2)
    clerk = signed_in(office.clerk)
    assert "Nộp bằng chuyển khoản" not in clerk.get(f"/can-bo/ho-so/{case.code}/bien-nhan").text
    admin: Client = signed_in(someone("Ma Văn Sơn", ("admin", PHU_THONG)))
    given = {"bank": "999999", "bank_name": "Ngân hàng thử", "number": "1900561234", "holder": "UBND XA PHU THONG"}
    page = f"/can-bo/quan-tri/{agency(PHU_THONG).id}/tai-khoan-nhan"
    assert admin.post(page, {**given, "do": "decide", "once": new_key()}).status_code == 302
    shown = clerk.get(f"/can-bo/ho-so/{case.code}/bien-nhan").text
    assert ("Nộp bằng chuyển khoản" in shown, due_payment(case).mark in shown) == (True, True)


def test_the_page_asks_as_much_for_many_as_for_one(office: Office) -> None:
    cashier = signed_in(office.cashier)
    office.filed(wants_copies=True, copies=2)
    cashier.post(address("/sao-ke"), {"statement": statement("FT1;27/11/2026;16.000;le phi")})

    def asked() -> int:
        cashier.get(address())
        with CaptureQueriesContext(connection) as made:
            assert cashier.get(address()).status_code == 200
        return len(made)

    few = asked()
    for _ in range(4):
        office.filed(wants_copies=True, copies=2)
    lines = (f"FT{number};27/11/2026;16.000;le phi" for number in range(2, 7))
    cashier.post(address("/sao-ke"), {"statement": statement(*lines)})
    assert "FT6" in cashier.get(address()).text
    assert asked() == few
