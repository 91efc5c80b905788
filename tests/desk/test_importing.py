"""A registrar brings an old book in as a spreadsheet: looks at the columns, has it checked, fetches what is wrong."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.conftest import Office
from nenso.registers.importing.tables import Import
from nenso.runtime.acting import acting
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db

BOOK = """SỔ ĐĂNG KÝ KHAI SINH;;;;;;
Số;Đăng ký ngày;Nơi đăng ký;Số định danh cá nhân;Họ tên trẻ;Ngày sinh;Giới tính;Sai lệch
12;05/03/2020;xã Phủ Thông;6220000123;Nguyễn Văn An;29/02/2020;Nam;x
13;06/03/2020;xã Phủ Thông;006320000124;Lý Thị Bình;31/02/2020;Nữ;y
"""


def sent(office: Office, text: str = BOOK) -> tuple[object, str]:
    """Send the book as the registrar; return the browser and the address of the import."""
    browser = signed_in(office.registrar)
    table = SimpleUploadedFile("so-2020.csv", text.encode("utf-16"), "text/csv")
    form = {"register": "civil_registration.births", "table": table, "once": new_key()}
    answer = browser.post("/can-bo/so/tat-ca/nhap", form)
    assert answer.status_code == 302, answer.text
    return browser, answer["Location"]


def test_columns_are_shown_with_examples_and_what_was_converted(office: Office) -> None:
    browser, address = sent(office)
    page = browser.get(address).text  # type: ignore[attr-defined]
    assert "UTF-16" in page
    assert "đoán, hãy xem lại" in page
    assert re.search(r'<option value="child_id" selected>', page)
    assert "Nguyễn Văn An" in page


def test_checking_tells_each_wrong_cell_in_words_and_the_report_holds_the_row(office: Office) -> None:
    browser, address = sent(office)
    mapping = {"column:1": "registered_on", "column:2": "registered_at", "column:4": "child_name", "column:7": ""}
    mapping |= {"column:0": "number", "column:3": "child_id", "column:5": "born_on", "column:6": "sex"}
    browser.post(f"{address}/lam", {**mapping, "do": "check"})  # type: ignore[attr-defined]
    assert do_waiting_jobs() == ["registers.import"]
    page = browser.get(address).text  # type: ignore[attr-defined]
    assert "Ngày sinh: Không có ngày này." in page
    assert "đã thêm lại số 0 ở đầu ở 1 dòng (dòng 3)" in page
    report = b"".join(browser.get(f"{address}/can-sua.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Lý Thị Bình" in report
    assert "Nguyễn Văn An" not in report
    with acting(EVERYTHING):
        taken = Import.objects.get()
    assert (taken.state, taken.created, taken.wrong) == ("checked", 1, 1)


def test_a_row_opens_with_what_is_wrong_beside_its_fields(office: Office) -> None:
    browser, address = sent(office)
    browser.post(f"{address}/lam", {"do": "check"})  # type: ignore[attr-defined]
    do_waiting_jobs()
    page = browser.get(f"{address}/dong/4").text  # type: ignore[attr-defined]
    assert 'value="31/02/2020"' in page
    again = browser.post(f"{address}/dong/4", {"do": "mend", "value:born_on": "30/02/2020"})  # type: ignore[attr-defined]
    assert again.status_code == 200
    assert 'value="30/02/2020"' in again.text


def test_nothing_sent_and_no_table_are_said_in_words(office: Office) -> None:
    browser = signed_in(office.registrar)
    empty = browser.post("/can-bo/so/tat-ca/nhap", {"register": "civil_registration.births"})
    assert empty.status_code == 422
    assert "Hãy chọn một tệp" in empty.text
    picture = SimpleUploadedFile("anh.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "text/csv")
    wrong = browser.post("/can-bo/so/tat-ca/nhap", {"register": "civil_registration.births", "table": picture})
    assert wrong.status_code in {415, 422}
