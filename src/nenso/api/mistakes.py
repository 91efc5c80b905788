"""What pydantic finds wrong with a request, in both languages and without its own words."""

from collections.abc import Mapping, Sequence
from typing import Any

_SOURCES = frozenset({"body", "query", "path", "header", "form", "file", "cookie"})

TEXTS: Mapping[str, tuple[str, str]] = {
    "missing": ("Thiếu mục này.", "This is missing."),
    "extra_forbidden": ("Không có mục này ở đây.", "There is no such member here."),
    "string_type": ("Ở đây cần chữ.", "Text is needed here."),
    "string_too_long": ("Dài quá {max_length} ký tự.", "Longer than {max_length} characters."),
    "string_too_short": ("Ngắn hơn {min_length} ký tự.", "Shorter than {min_length} characters."),
    "string_pattern_mismatch": ("Không đúng dạng yêu cầu.", "It does not have the form asked for."),
    "int": ("Ở đây cần số nguyên.", "A whole number is needed here."),
    "bool": ("Ở đây cần đúng hoặc sai.", "true or false is needed here."),
    "uuid": ("Ở đây cần một mã UUID.", "A UUID is needed here."),
    "date": ("Ngày không có thật hoặc sai dạng: 2026-11-02.", "No such date, or written wrongly: 2026-11-02."),
    "datetime": (
        "Thời điểm không đúng: viết như 2026-11-02T15:00:00+07:00.",
        "No such moment: write it as 2026-11-02T15:00:00+07:00.",
    ),
    "timezone_aware": ("Thời điểm cần múi giờ (+07:00).", "The moment needs its time zone (+07:00)."),
    "greater_than_equal": ("Nhỏ nhất là {ge}.", "{ge} at least."),
    "less_than_equal": ("Lớn nhất là {le}.", "{le} at most."),
    "literal_error": ("Chỉ nhận: {expected}.", "Only: {expected}."),
    "enum": ("Chỉ nhận: {expected}.", "Only: {expected}."),
    "dict_type": ("Ở đây cần một nhóm mục.", "An object is needed here."),
    "model_attributes_type": ("Ở đây cần một nhóm mục.", "An object is needed here."),
    "model_type": ("Ở đây cần một nhóm mục.", "An object is needed here."),
    "list_type": ("Ở đây cần một danh sách.", "A list is needed here."),
    "too_long": ("Nhiều quá {max_length} phần tử.", "More than {max_length} items."),
    "too_short": ("Ít hơn {min_length} phần tử.", "Fewer than {min_length} items."),
}
"""Kind of mistake → Vietnamese and English."""

OTHER = ("Giá trị này không hợp lệ.", "This value is not valid.")


def mistakes(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each mistake with its ``path`` (``form.child[0].name``), ``code`` and what to do about it."""
    return [_mistake(one) for one in found]


def _mistake(found: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(found["type"])
    facts = _Facts(found.get("ctx") or {})
    vi, en = _texts(kind)
    path, source = _path(found["loc"])
    return {
        "path": path,
        "in": source,
        "code": f"request.{kind}",
        "vi": vi.format_map(facts),
        "en": en.format_map(facts),
    }


def _texts(kind: str) -> tuple[str, str]:
    if kind in TEXTS:
        return TEXTS[kind]
    return next((texts for start, texts in TEXTS.items() if kind.startswith(f"{start}_")), OTHER)


def _path(where: Sequence[Any]) -> tuple[str, str]:
    """Return the way to the value: without the source and, of a body, without the name of our own parameter."""
    steps = list(where)
    source = str(steps.pop(0)) if steps and steps[0] in _SOURCES else "body"
    if source == "body" and len(steps) > 1:
        steps.pop(0)
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path, source


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
