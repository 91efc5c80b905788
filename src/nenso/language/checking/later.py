"""What is read and checked in full but does not run in this version, told when a formula is adopted (để sau)."""

from collections.abc import Iterable, Mapping

from nenso.language.checking.desk import Desk
from nenso.language.declarations.fields import Field
from nenso.language.declarations.procedures import Procedure
from nenso.language.declarations.registers import Register

LATER: Mapping[str, tuple[str, str]] = {
    "starts": (
        "Tự mở hồ sơ không theo kỳ (starts không có every: month, quarter hay year), hoặc remind",
        "Starting cases without periods (starts without every: month, quarter or year), or remind",
    ),
    "offline": ("Điền khi không có mạng (offline)", "Filling in without a network (offline)"),
    "bulk": ("Nộp nhiều hồ sơ một lần (bulk)", "A sheet of cases at once (bulk)"),
    "moves": ("Chuyển hồ sơ đang chạy sang bản mới (moves)", "Moving running cases to a new edition (moves)"),
    "meet": ("Phòng họp trực tuyến (meet)", "A meeting room (meet)"),
    "area": ("Trường kiểu area", "Fields of type area"),
    "slot": ("Trường kiểu slot", "Fields of type slot"),
    "feed": ("Nhận dữ liệu từ ngoài (feed)", "Records sent from outside (feed)"),
    "slots": ("Giữ chỗ theo giờ (slots)", "Times held on records (slots)"),
    "computed_register": ("Sổ tính ra (from)", "Computed registers (from)"),
    "page": ("Phần sống và bài học trên trang (shows, course)", "Live parts and courses of pages (shows, course)"),
}
"""What does not run yet, by its key: in Vietnamese and English."""


def note_later(desk: Desk) -> None:
    """Note everything in the formula that does not run yet."""
    formula = desk.formula
    for procedure in formula.procedures.values():
        _procedure(desk, procedure)
    for register in formula.registers.values():
        _register(desk, register)
    for page in formula.pages.values():
        if page.shows or page.course is not None:
            _say(desk, page, "page")


def _say(desk: Desk, at: object, what: str) -> None:
    vi, en = LATER[what]
    many = what in {"page", "moves", "slots"}
    desk.later(
        at, what, f"{vi}: chưa chạy ở phiên bản này.", f"{en}: {'do' if many else 'does'} not run in this version."
    )


def _procedure(desk: Desk, procedure: Procedure) -> None:
    for key in ("offline", "bulk", "moves"):
        value = getattr(procedure, key)
        if value:
            _say(desk, procedure if key == "moves" else value, key)
    for start in procedure.starts:
        if not start.runs:
            _say(desk, start, "starts")
    _fields(desk, procedure.form.fields)
    for step in procedure.steps.values():
        if step.meet is not None:
            _say(desk, step.meet, "meet")
        for form in (step.form, *(action.form for action in step.actions.values())):
            if form is not None:
                _fields(desk, form.fields)


def _register(desk: Desk, register: Register) -> None:
    if register.computed:
        _say(desk, register, "computed_register")
    for key in ("feed", "slots"):
        if getattr(register, key) is not None:
            _say(desk, getattr(register, key), key)
    _fields(desk, register.fields)


def _fields(desk: Desk, fields: Iterable[Field]) -> None:
    for field in fields:
        for inner in field.walk():
            if inner.type in {"area", "slot"}:
                _say(desk, inner, inner.type)
