"""What is wrong with an answer, told beside its field in both languages, with what a person can do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nenso.runtime.problems import Problem


@dataclass(frozen=True)
class FieldProblem:
    """One thing wrong with one answer.

    ``path``: of the field as in the values, ``mother.full_name``, ``items[0].price``; ``""`` for the form as a whole.
    ``code``: for programs. ``facts``: what the sentences are made of. ``soft``: only warns, does not stop filing.
    """

    path: str
    code: str
    vi: str
    en: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    soft: bool = False

    def text(self, language: str = "vi") -> str:
        """Return the sentence in ``language``."""
        return self.en if language == "en" else self.vi

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        return {"path": self.path, "code": self.code, "vi": self.vi, "en": self.en, "facts": dict(self.facts)} | (
            {"soft": True} if self.soft else {}
        )


TEXTS: Mapping[str, tuple[str, str]] = {
    "field.required": ("Hãy điền mục này.", "Answer this."),
    "field.unknown": ("Không có mục “{name}”{nearest_vi}.", "There is no field “{name}”{nearest_en}."),
    "field.invalid": ("Giá trị này không hợp lệ.", "This value is not valid."),
    "field.text": ("Ở đây cần chữ.", "Text is needed here."),
    "field.integer": ("Ở đây cần số nguyên.", "A whole number is needed here."),
    "field.number": ("Ở đây cần một số.", "A number is needed here."),
    "field.yes_no": ("Hãy chọn có hoặc không.", "Choose yes or no."),
    "field.list": ("Ở đây cần một danh sách.", "A list is needed here."),
    "field.group": ("Ở đây cần một nhóm mục.", "A group of fields is needed here."),
    "field.max_length": ("Dài quá {limit} ký tự.", "Longer than {limit} characters."),
    "field.min_length": ("Ngắn hơn {limit} ký tự.", "Shorter than {limit} characters."),
    "field.minimum": ("Nhỏ nhất là {limit}.", "{limit} at least."),
    "field.maximum": ("Lớn nhất là {limit}.", "{limit} at most."),
    "field.earliest": ("Sớm nhất là {limit}.", "{limit} at the earliest."),
    "field.latest": ("Muộn nhất là {limit}.", "{limit} at the latest."),
    "field.max_items": ("Nhiều nhất {limit}.", "{limit} at most."),
    "field.min_items": ("Ít nhất {limit}.", "{limit} at least."),
    "field.twice": ("Một giá trị được chọn hai lần.", "One value is given twice."),
    "field.option": ("Không có lựa chọn này{nearest_vi}.", "There is no such option{nearest_en}."),
    "field.pattern": ("Không đúng dạng yêu cầu.", "It does not have the form asked for."),
    "field.character": (
        "Có ký tự không được phép ({character}).",
        "It holds a character that is not allowed ({character}).",
    ),
    "field.too_large": ("Nội dung quá lớn.", "The content is too large."),
    "date.invalid": (
        "Không có ngày này. Hãy xem lại ngày, tháng và năm.",
        "There is no such date. Look at the day, the month and the year again.",
    ),
    "time.invalid": ("Viết giờ:phút, ví dụ 15:00.", "Write hour:minute, such as 15:00."),
    "datetime.invalid": (
        "Không có thời điểm này; viết như 2026-11-02T15:00+07:00.",
        "There is no such moment; write it as 2026-11-02T15:00+07:00.",
    ),
    "period.invalid": ("Viết kỳ như 2026, 2026-Q3 hoặc 2026-08.", "Write a period as 2026, 2026-Q3 or 2026-08."),
    "person_name.signs": (
        "Họ tên chỉ gồm chữ, không có “{sign}”.",
        "A name is made of letters, without “{sign}”.",
    ),
    "phone.invalid": (
        "Số điện thoại gồm 10 chữ số và bắt đầu bằng 0 (hoặc +84).",
        "A telephone number has 10 digits and starts with 0 (or +84).",
    ),
    "email.invalid": (
        "Địa chỉ thư điện tử không đúng, ví dụ ten@coquan.vn.",
        "Not an e-mail address, such as name@agency.vn.",
    ),
    "url.invalid": (
        "Địa chỉ trang phải bắt đầu bằng https:// hoặc http://.",
        "An address starts with https:// or http://.",
    ),
    "consent.needed": ("Cần đồng ý để tiếp tục.", "Agreement is needed to go on."),
    "record.unknown": (
        "Không tìm thấy, hoặc bạn không được xem bản ghi này.",
        "There is no such record, or you may not see it.",
    ),
    "field.masked": (
        "Ô đã che khi xuất; giá trị thật không có trong bảng. Hãy điền giá trị thật, hoặc bỏ cột này.",
        "The cell was masked when it was handed out; its value is not in the table. Give it, or leave the column out.",
    ),
    "record.twice": (
        "Trùng khóa với dòng {row}, nhưng khác nội dung.",
        "It has the key of row {row} and says otherwise.",
    ),
    "record.elsewhere": (
        "Bản ghi với khóa này là của cơ quan khác.",
        "The record with this key is another agency's.",
    ),
    "record.not_allowed": ("Không được chọn bản ghi này ở đây.", "This record cannot be chosen here."),
    "place.unknown": ("Không có xã, phường, tỉnh nào mang mã {code}.", "No place has the code {code}."),
    "place.unnamed": ("Không có xã, phường, tỉnh nào tên “{text}”.", "No place is called “{text}”."),
    "place.several": (
        "Có {count} nơi tên “{text}”: {choices}. Hãy ghi kèm tỉnh, hoặc ghi mã.",
        "{count} places are called “{text}”: {choices}. Add the province, or give the code.",
    ),
    "place.level": ("Ở đây cần {level_vi}.", "A {level} is needed here."),
    "place.abolished": (
        "{name} ({code}) không còn từ {since_vi}{by_vi}; nay là {became} ({became_code}).",
        "{name} ({code}) ceased on {since}{by_en}; it is now {became} ({became_code}).",
    ),
    "place.split": (
        "{name} ({code}) không còn từ {since_vi}{by_vi} và được chia về: {choices}. Hãy chọn nơi đúng.",
        "{name} ({code}) ceased on {since}{by_en} and was divided among: {choices}. Choose the right one.",
    ),
    "files.unknown": (
        "Có tệp không còn ở đây. Hãy tải lên lại.",
        "A file is not here any more. Upload it again.",
    ),
    "prefill.differs": (
        "Khác với dữ liệu Nhà nước đang có: “{held}”. Nếu dữ liệu ấy sai, hãy nói rõ.",
        "It differs from what the state holds: “{held}”. If that is wrong, say so.",
    ),
    "rule.broken": ("Giá trị này không hợp lệ.", "This value is not valid."),
    "expression.failed": ("Không tính được: {reason_vi}", "It cannot be worked out: {reason}"),
    "table.min_rows": ("Cần ít nhất {limit} dòng.", "{limit} rows at least."),
    "table.max_rows": ("Nhiều nhất {limit} dòng.", "{limit} rows at most."),
    "table.fixed": ("Bảng này có đúng {limit} dòng.", "This table has exactly {limit} rows."),
}
"""Every code this room gives, with its sentence in Vietnamese and in English."""


def field_problem(path: str, code: str, /, *, soft: bool = False, **facts: Any) -> FieldProblem:
    """Return the problem ``code`` at ``path`` with its sentences made of ``facts``."""
    vi, en = TEXTS[code]
    shown = {"nearest_vi": "", "nearest_en": "", **facts}
    kept = {key: value for key, value in facts.items() if not key.endswith(("_vi", "_en"))}
    return FieldProblem(path, code, vi.format(**shown), en.format(**shown), kept, soft)


def with_nearest(nearest: str) -> dict[str, Any]:
    """Return the facts that name the nearest valid word, when there is one."""
    if not nearest:
        return {}
    return {"nearest": nearest, "nearest_vi": f"; có phải “{nearest}”", "nearest_en": f"; did you mean “{nearest}”"}


def of_problem(path: str, raised: Problem, *, soft: bool = False) -> FieldProblem:
    """Return a typed problem of another room as one of the field at ``path``."""
    return FieldProblem(path, raised.code, raised.text("vi"), raised.text("en"), raised.facts, soft)
