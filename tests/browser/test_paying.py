"""A fee is paid from a telephone without scripts; the cashier takes the bank's statement in, and there is a receipt."""

import re
from pathlib import Path

from playwright.sync_api import expect

from browser.conftest import Opens, aside, follow, violations
from factories.agencies import agency
from nenso.cases.intake.filing import Filing, file_case
from nenso.payments.receiving import ReceivingAccount, decide_account
from nenso.runtime.clock import today
from support.births import OFFICIALS, Someone, birth_form, in_force, mother, someone
from support.callers import PHU_THONG
from support.stories import EVERYTHING, new_key


def begun() -> tuple[Someone, Someone, str]:
    """Return a mother whose copies are to be paid, the cashier, and the code of the case."""
    in_force()
    account = ReceivingAccount("999999", "Ngân hàng thử", "1900561234", "UBND XA PHU THONG")
    decide_account(EVERYTHING, agency(PHU_THONG), account)
    her, form = mother(), birth_form(wants_copies=True, copies=2)
    case = file_case(her.actor, Filing("1.001193", form), key=new_key()).case
    return her, someone(OFFICIALS["cashier"], ("cashier", PHU_THONG)), case.code


def test_from_the_button_on_the_case_to_the_receipt(visitor: Opens, tmp_path: Path) -> None:
    her, cashier, code = aside(begun)
    phone = visitor(her, width=320, javascript=False)
    phone.goto(f"/ho-so/{code}")
    follow(phone, phone.get_by_role("button", name="Nộp phí, lệ phí"))
    expect(phone.get_by_text("UBND XA PHU THONG", exact=True)).to_be_visible()
    box = phone.locator("svg.pay__code").bounding_box()
    assert box is not None
    assert box["width"] >= 200
    with phone.expect_download() as kept:
        phone.get_by_role("link", name="Lưu ảnh mã về máy").click()
    assert Path(kept.value.path()).read_bytes().startswith(b"\x89PNG")
    content = re.search(r"NS[0-9A-F]{10}", phone.content())
    assert content is not None
    follow(phone, phone.get_by_role("button", name="Tôi đã chuyển khoản"))
    expect(phone.get_by_text("bạn không phải chuyển lại")).to_be_visible()

    desk = visitor(cashier)
    desk.goto("/can-bo")
    follow(desk, desk.get_by_role("link", name="Thu phí"))
    expect(desk.get_by_text("báo đã chuyển")).to_be_visible()
    lines = (
        "Số tham chiếu;Ngày;Ghi có;Nội dung",
        f"FT1;{today():%d/%m/%Y};16.000;CT {content[0]} cam on",
        f"FT2;{today():%d/%m/%Y};5;x",
    )
    (tmp_path / "sao-ke.csv").write_text("\n".join(lines))
    desk.set_input_files("#statement", tmp_path / "sao-ke.csv")
    follow(desk, desk.get_by_role("button", name="Nạp và đối chiếu"))
    expect(desk.get_by_text("đã ghi thu")).to_be_visible()
    assert violations(desk) == []

    phone.reload()
    expect(phone.get_by_text(re.compile("Đã nộp .*biên lai 2026/0000001", re.DOTALL))).to_be_visible()
