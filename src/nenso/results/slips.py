"""The seven slips of the one-stop shop (Mẫu số 01–07, Circular 03/2025/TT-VPCP) as PDF/A.

Lines follow the forms as printed by Decision 3621/QĐ-BYT (24/11/2025). Form 05 is laid out like its sisters: only its
minimum content (Article 7 of the Circular) is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Literal

from pydantic import TypeAdapter

from nenso.results.typesetting import TEMPLATES, Identity, render

DIRECTORY = TEMPLATES / "slips"


@dataclass(frozen=True, kw_only=True)
class Office:
    """The one-stop shop that hands out a slip.

    ``superior``: đơn vị chủ quản; ``name``: the office in the header; ``full_name``: in running text (default: name);
    ``kind``: a public administration centre (TTPVHCC) or a receiving section (BPTNTKQ), for the number; ``place``: its
    place name (địa danh) before dates.
    """

    superior: str
    name: str
    place: str = ""
    kind: Literal["centre", "section"] = "centre"
    full_name: str = ""

    def shown(self) -> dict[str, str]:
        """Return what the templates print."""
        shown = {
            "superior": self.superior,
            "name": self.name,
            "place": self.place,
            "full_name": self.full_name or self.name,
            "abbreviation": {"centre": "TTPVHCC", "section": "BPTNTKQ"}[self.kind],
        }
        return {name: value for name, value in shown.items() if value}


@dataclass(frozen=True, kw_only=True)
class Party:
    """A person or organisation on a slip; ``paper``: the paper that authorises, for a principal (người ủy quyền)."""

    name: str = ""
    identifier: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    paper: str = ""


@dataclass(frozen=True, kw_only=True)
class SlipData:
    """What every slip carries. ``number``: the number alone, without the suffix that the form adds."""

    office: Office
    number: str = ""
    issued_on: date | None = None
    case_code: str = ""
    applicant: Party = Party()
    verify_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt(SlipData):
    """Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả. ``duration`` as words: ``1 ngày làm việc``."""

    principal: Party | None = None
    request: str = ""
    documents: tuple[str, ...] = ()
    copies: int | None = None
    duration: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    collect_at: str = ""
    book: str = ""
    book_line: str = ""
    submitted_by: str = ""
    received_by: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplementRequest(SlipData):
    """Mẫu 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: everything that is missing, once."""

    request: str = ""
    items: tuple[str, ...] = ()
    reason: str = ""
    contact: str = ""
    contact_phone: str = ""
    guided_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Refusal(SlipData):
    """Mẫu 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ."""

    request: str = ""
    reason: str = ""
    submitted_by: str = ""
    received_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Apology(SlipData):
    """Mẫu 04, Phiếu xin lỗi và đề nghị gia hạn thời gian giải quyết: ``agency`` is late and names ``new_due_on``."""

    agency: str = ""
    procedure: str = ""
    received_on: date | None = None
    due_at: datetime | None = None
    reason: str = ""
    new_due_on: date | None = None
    signed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class StopNotice(SlipData):
    """Mẫu 05, Thông báo dừng giải quyết hồ sơ, after the applicant asked for it (Decree 118/2025, Article 21)."""

    request: str = ""
    received_at: datetime | None = None
    asked_at: datetime | None = None
    reason: str = ""
    state: str = ""
    stopped_at: datetime | None = None
    returned: tuple[str, ...] = ()
    received_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Handover:
    """One passing on of a case; ``result``: trước hạn, đúng hạn or quá hạn, as the receiving side saw it."""

    giver: str
    receiver: str
    at: datetime | None = None
    given_by: str = ""
    received_by: str = ""
    result: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ControlSheet(SlipData):
    """Mẫu 06, Phiếu kiểm soát quá trình giải quyết hồ sơ; its first handover is made by the one-stop shop."""

    agency: str = ""
    others: str = ""
    received_on: date | None = None
    due_at: datetime | None = None
    handovers: tuple[Handover, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BookLine:
    """One case in the follow-up book; ``way``: how the result is received; ``signed``: who signed for it."""

    case_code: str
    procedure: str
    applicant: str
    address: str = ""
    agency: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    returned_at: datetime | None = None
    way: str = ""
    signed: str = ""


@dataclass(frozen=True, kw_only=True)
class FollowUpBook(SlipData):
    """Mẫu 07, Sổ theo dõi hồ sơ, one for each field of work (lĩnh vực)."""

    area: str = ""
    first_line: int = 1
    lines: tuple[BookLine, ...] = ()


SLIPS: Mapping[int, tuple[str, type[SlipData]]] = {
    1: ("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", Receipt),
    2: ("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", SupplementRequest),
    3: ("Phiếu từ chối tiếp nhận giải quyết hồ sơ", Refusal),
    4: ("Phiếu xin lỗi và đề nghị gia hạn thời gian giải quyết", Apology),
    5: ("Thông báo dừng giải quyết hồ sơ", StopNotice),
    6: ("Phiếu kiểm soát quá trình giải quyết hồ sơ", ControlSheet),
    7: ("Sổ theo dõi hồ sơ", FollowUpBook),
}
"""Each form's number, name and what it is filled from."""


def slip(number: int, data: SlipData, *, identity: Identity | None = None, moment: datetime | None = None) -> bytes:
    """Return slip ``number`` (1–7) filled from ``data`` as PDF/A-2b; what is empty stays a dotted line.

    Raises KeyError for another number and TypeError when ``data`` belongs to another form.
    """
    name, expected = SLIPS[number]
    if not isinstance(data, expected):
        raise TypeError(f"slip {number} is filled from {expected.__name__}")
    source, files = _sources(number)
    given = {key: getattr(data, key) for key in data.__dataclass_fields__}
    return render(
        source,
        given | {"office": data.office.shown()},
        files=files,
        name=f"{number:02}.typ",
        identity=identity or Identity(case=data.case_code, number=data.number),
        author=data.office.name,
        description=f"{name} {data.case_code}".strip(),
        moment=moment,
    )


@cache
def _sources(number: int) -> tuple[bytes, dict[str, bytes]]:
    return (DIRECTORY / f"{number:02}.typ").read_bytes(), {"slip.typ": (DIRECTORY / "slip.typ").read_bytes()}


def slip_from_json(number: int, text: str | bytes) -> SlipData:
    """Return the data of slip ``number`` that :func:`nenso.results.typesetting.to_json` wrote, to print it again."""
    return TypeAdapter(SLIPS[number][1]).validate_json(text)
