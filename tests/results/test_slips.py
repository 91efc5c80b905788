"""The official slips against the lines of Mẫu 01–07, Circular 03/2025/TT-VPCP, as Decision 3621/QĐ-BYT prints them."""

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from nenso.results.slips import (
    SLIPS,
    Apology,
    BookLine,
    ControlSheet,
    FollowUpBook,
    Handover,
    Office,
    Party,
    Receipt,
    Refusal,
    SlipData,
    StopNotice,
    SupplementRequest,
    slip,
    slip_from_json,
)
from nenso.results.typesetting import to_json
from results.papers import squeezed, text_of

BLANK = Office(superior="", name="")
OFFICE = Office(
    superior="Ủy ban nhân dân xã Phủ Thông",
    name="Trung tâm Phục vụ hành chính công xã Phủ Thông",
    place="Phủ Thông",
)
MOTHER = Party(
    name="Nông Thị Ngọc Ánh",
    identifier="019190001234",
    address="Thôn Nà Hái, xã Phủ Thông, tỉnh Thái Nguyên",
    phone="0912 345 678",
    email="anh@vidu.vn",
)
FATHER = Party(name="Hoàng Văn Tú", identifier="019088004321", paper="Giấy ủy quyền ngày 19/11/2026")
RECEIVED = datetime(2026, 11, 20, 2, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
CODE = "H55.242-261120-0007"
COMMON = {"office": OFFICE, "issued_on": date(2026, 11, 20), "case_code": CODE, "applicant": MOTHER, "number": "12"}
BIRTH = "Đăng ký khai sinh"

FILLED: dict[int, SlipData] = {
    1: Receipt(
        **COMMON,
        principal=FATHER,
        request=BIRTH,
        documents=("Giấy chứng sinh", "Tờ khai đăng ký khai sinh"),
        copies=1,
        duration="1 ngày làm việc",
        received_at=RECEIVED,
        due_at=DUE,
        collect_at="Trung tâm Phục vụ hành chính công xã Phủ Thông",
        book="01/2026",
        book_line="152",
        submitted_by="Nông Thị Ngọc Ánh",
        received_by="Lường Thị Mai",
        verify_url="http://localhost:8000/v/2345abcd",
    ),
    2: SupplementRequest(
        **COMMON,
        request=BIRTH,
        items=("Giấy chứng sinh: chụp lại cho rõ số",),
        reason="Không đọc được số",
        contact="Lường Thị Mai",
        contact_phone="0209 3 850 123",
        guided_by="Lường Thị Mai",
    ),
    3: Refusal(**COMMON, request=BIRTH, reason="Trẻ đã được đăng ký khai sinh.", received_by="Lường Thị Mai"),
    4: Apology(
        **COMMON,
        agency="Ủy ban nhân dân xã Phủ Thông",
        procedure=BIRTH,
        received_on=date(2026, 11, 20),
        due_at=DUE,
        reason="Cơ sở dữ liệu gián đoạn",
        new_due_on=date(2026, 11, 23),
        signed_by="Hoàng Văn Nam",
    ),
    5: StopNotice(
        **COMMON,
        request=BIRTH,
        received_at=RECEIVED,
        asked_at=RECEIVED,
        reason="Công dân đề nghị dừng",
        state="Đang giải quyết",
        stopped_at=DUE,
        returned=("Giấy chứng sinh",),
        received_by="Lường Thị Mai",
    ),
    6: ControlSheet(
        **COMMON,
        agency="Ủy ban nhân dân xã Phủ Thông",
        others="Công an xã Phủ Thông",
        received_on=date(2026, 11, 20),
        due_at=DUE,
        handovers=(
            Handover(
                giver="Bộ phận Tiếp nhận và Trả kết quả",
                receiver="Phòng Văn hóa - Xã hội",
                at=RECEIVED,
                given_by="Lường Thị Mai",
                received_by="Bế Văn Hùng",
                result="Đúng hạn",
                note="Ký số",
            ),
        ),
    ),
    7: FollowUpBook(
        **COMMON,
        area="Hộ tịch",
        lines=(
            BookLine(
                case_code=CODE,
                procedure=BIRTH,
                applicant=MOTHER.name,
                address=MOTHER.phone,
                agency="UBND xã Phủ Thông",
                received_at=RECEIVED,
                due_at=DUE,
                returned_at=DUE,
                way="Trực tiếp",
            ),
        ),
    ),
}

SUFFIXES = {1: "/", 2: "/PBS-", 3: "/PTC-", 4: "/PXL", 6: "PKS-", 7: "STD-"}
DESCRIBED = {
    "(Ủy quyền: họ và tên, địa chỉ, số định danh cá nhân, SĐT, email của người ủy quyền, giấy tờ ủy quyền)": (
        "Họ và tên người ủy quyền … Số định danh cá nhân … Địa chỉ … Số điện thoại … Email … Giấy tờ ủy quyền"
    ),
    "Vào Sổ theo dõi hồ sơ, Quyển số … Số thứ tự … (nếu có)": "Vào Sổ theo dõi hồ sơ, Quyển số … Số thứ tự",
}
"""Lines of the table that describe what stands there instead of quoting it."""


def lines_of(form: int) -> list[tuple[str, str]]:
    """Return block and label of each line of a form, but its number, which is tested by itself."""
    with (Path(__file__).parent / "slip_lines.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if int(row["form"]) == form]
    return [
        (row["block"], row["label"])
        for row in rows
        if not row["label"].startswith("Số: …") and "PBS" not in row["label"]
    ]


def quoted(label: str) -> Iterator[str]:
    """Yield the words of a label that stand on the form itself, between what is filled in."""
    label = re.sub(r"^(Cột|Mỗi lần luân chuyển):", "", DESCRIBED.get(label, label))
    for part in re.split(r"…|\||;| / |:", label):
        words = squeezed(re.sub(r"^\s*\d\s*$", "", part)).strip(".,-")
        if words:
            yield words


@pytest.mark.parametrize("form", [1, 2, 3, 4, 6, 7])
def test_every_line_of_the_form_stands_on_the_blank_slip(form: int) -> None:
    data = SLIPS[form][1](office=BLANK)
    if isinstance(data, Receipt):
        data = Receipt(office=BLANK, principal=Party())
    text = squeezed(text_of(slip(form, data)))
    for _, label in lines_of(form):
        for words in quoted(label):
            assert words in text, label


@pytest.mark.parametrize("form", [1, 2, 3, 4, 6])
def test_lines_follow_one_another_as_on_the_form(form: int) -> None:
    data = Receipt(office=BLANK, principal=Party()) if form == 1 else SLIPS[form][1](office=BLANK)
    text = squeezed(text_of(slip(form, data)))
    place = text.index(squeezed(SLIPS[form][0].split(" và đề nghị")[0].replace("Phiếu xin lỗi", "xin lỗi")))
    for block, label in lines_of(form):
        if block == "Thân":
            first = next(quoted(label))
            place = text.index(first, place)


@pytest.mark.parametrize("form", sorted(SLIPS))
def test_the_slip_has_its_name_and_the_head_of_the_state(form: int) -> None:
    text = text_of(slip(form, FILLED[form]))
    name = SLIPS[form][0].removeprefix("Thông báo ").upper()
    assert squeezed(name.replace("PHIẾU XIN LỖI", "XIN LỖI")) in squeezed(text)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in text
    assert "ỦY BAN NHÂN DÂN XÃ PHỦ THÔNG TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ PHỦ THÔNG" in text


@pytest.mark.parametrize("form", sorted(SUFFIXES))
@pytest.mark.parametrize(("kind", "abbreviation"), [("centre", "TTPVHCC"), ("section", "BPTNTKQ")])
def test_the_number_has_the_suffix_of_the_form_and_of_the_office(form: int, kind: str, abbreviation: str) -> None:
    office = Office(superior="UBND xã", name="Bộ phận Tiếp nhận và Trả kết quả", kind=kind)  # type: ignore[arg-type]
    text = text_of(slip(form, SLIPS[form][1](office=office, number="12")))
    ending = "" if form == 4 else abbreviation
    assert re.search(rf"Số: 12/?{SUFFIXES[form]}{ending}(?=\s)", text)


@pytest.mark.parametrize("form", sorted(SLIPS))
def test_everything_that_is_filled_in_is_printed(form: int) -> None:
    text = squeezed(text_of(slip(form, FILLED[form])))
    for words in _words(FILLED[form]):
        assert squeezed(words) in text, words


def _words(value: object) -> Iterator[str]:
    hidden = {"office", "verify_url", "kind", "number"}
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _words(each)
    elif hasattr(value, "__dataclass_fields__"):
        skipped = hidden | ({"applicant"} if isinstance(value, ControlSheet | FollowUpBook) else set())
        skipped |= {"case_code"} if isinstance(value, FollowUpBook) else set()
        skipped |= {"identifier", "address", "phone", "email"} if isinstance(value, Party) else set()
        for name in value.__dataclass_fields__:
            if name not in skipped:
                yield from _words(getattr(value, name))


@pytest.mark.parametrize("form", [1, 3, 5])
def test_the_applicant_is_told_apart_by_number_address_and_telephone(form: int) -> None:
    text = text_of(slip(form, FILLED[form]))
    assert f"Số định danh cá nhân/tổ chức: {MOTHER.identifier} Địa chỉ: {MOTHER.address}" in text
    assert f"Số điện thoại: {MOTHER.phone} Email: {MOTHER.email}" in text


def test_times_are_those_of_viet_nam() -> None:
    text = text_of(slip(1, FILLED[1]))
    assert "Thời gian nhận hồ sơ: 09 giờ 10 phút, ngày 20 tháng 11 năm 2026" in text
    assert "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 20 tháng 11 năm 2026" in text


def test_a_stop_notice_says_what_the_circular_asks_for() -> None:
    text = text_of(slip(5, FILLED[5]))
    assert "Dừng giải quyết hồ sơ" in text
    assert "chưa có quyết định hoặc kết quả giải quyết" in text
    assert "Thời gian nhận yêu cầu dừng giải quyết hồ sơ" in text


def test_a_receipt_without_principal_does_not_speak_of_one() -> None:
    assert "ủy quyền" not in text_of(slip(1, Receipt(office=OFFICE, applicant=MOTHER)))


def test_a_long_book_repeats_its_head_on_every_page() -> None:
    line = BookLine(case_code=CODE, procedure=BIRTH, applicant=MOTHER.name, received_at=RECEIVED)
    text = text_of(slip(7, FollowUpBook(office=OFFICE, lines=(line,) * 60)))
    assert text.count("Nhận và trả kết quả") >= 2
    assert text.count(CODE) == 60


def test_data_of_another_form_are_refused() -> None:
    with pytest.raises(TypeError, match="Refusal"):
        slip(3, FILLED[1])
    with pytest.raises(KeyError):
        slip(8, FILLED[1])


@pytest.mark.parametrize("form", sorted(SLIPS))
def test_a_slip_kept_as_json_prints_the_same_again(form: int) -> None:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    again = slip_from_json(form, to_json(FILLED[form]))
    assert slip(form, again, moment=moment) == slip(form, FILLED[form], moment=moment)
