"""What pydantic found wrong, told at the place in the file, in both languages, with what was expected."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from nenso.language.declarations.values import is_choice
from nenso.language.issues import Issue, nearest
from nenso.language.sources import Origin, SourceList, SourceMap, origin_of

Way = tuple[int | str, ...]
"""Keys and indexes from the top of a file."""

_QUOTED = re.compile(r"'([^']*)'")

_SENTENCES: Mapping[str, tuple[str, str, str]] = {
    "missing": ("key.missing", "Thiếu khoá “{key}”.", "The key “{key}” is missing."),
    "extra_forbidden": ("key.unknown", "Không có khoá “{key}” ở đây.", "There is no key “{key}” here."),
    "literal_error": (
        "word.unknown",
        "“{value}” không phải một từ được dùng ở đây.",
        "“{value}” is not a word used here.",
    ),
    "string_type": ("value.not_text", "Ở đây cần một chuỗi, trong ngoặc kép.", "A quoted string is needed here."),
    "int_type": ("value.not_integer", "Ở đây cần một số nguyên.", "A whole number is needed here."),
    "int_parsing": ("value.not_integer", "Ở đây cần một số nguyên.", "A whole number is needed here."),
    "int_from_float": ("value.not_integer", "Ở đây cần một số nguyên.", "A whole number is needed here."),
    "float_type": ("value.not_number", "Ở đây cần một số.", "A number is needed here."),
    "float_parsing": ("value.not_number", "Ở đây cần một số.", "A number is needed here."),
    "bool_type": ("value.not_boolean", "Chỉ nhận true hoặc false.", "Only true or false."),
    "bool_parsing": ("value.not_boolean", "Chỉ nhận true hoặc false.", "Only true or false."),
    "dict_type": ("value.not_mapping", "Ở đây cần các cặp khoá: giá trị.", "Keys with values are needed here."),
    "mapping_type": ("value.not_mapping", "Ở đây cần các cặp khoá: giá trị.", "Keys with values are needed here."),
    "model_type": ("value.not_mapping", "Ở đây cần các cặp khoá: giá trị.", "Keys with values are needed here."),
    "model_attributes_type": (
        "value.not_mapping",
        "Ở đây cần các cặp khoá: giá trị.",
        "Keys with values are needed here.",
    ),
    "tuple_type": ("value.not_list", "Ở đây cần một danh sách.", "A list is needed here."),
    "list_type": ("value.not_list", "Ở đây cần một danh sách.", "A list is needed here."),
    "too_short": (
        "list.too_short",
        "Danh sách cần ít nhất {min_length} mục.",
        "The list needs at least {min_length} items.",
    ),
    "too_long": (
        "list.too_long",
        "Danh sách có nhiều nhất {max_length} mục.",
        "The list has at most {max_length} items.",
    ),
    "greater_than": ("value.out_of_range", "Phải lớn hơn {gt}.", "Must be greater than {gt}."),
    "greater_than_equal": ("value.out_of_range", "Ít nhất là {ge}.", "Must be at least {ge}."),
    "less_than_equal": ("value.out_of_range", "Nhiều nhất là {le}.", "Must be at most {le}."),
}
"""By pydantic's error type: our code and the sentences."""


def issues_of(error: ValidationError, source: Any) -> list[Issue]:
    """Return an issue for each place in ``source`` that pydantic refused; a place is told once."""
    found: dict[tuple[int, int, str], Issue] = {}
    for details in error.errors(include_url=False):
        origin, node, _ = _place(source, details["loc"], missing=details["type"] == "missing")
        own = origin_of(details.get("input"))
        origin = own if own.line else origin
        issue = _issue(details, origin, node)
        found.setdefault(
            (issue.line, issue.column, issue.path + (issue.en if issue.code == "key.missing" else "")), issue
        )
    return list(found.values())


def ways_of(error: ValidationError, source: Any) -> list[Way]:
    """Return the way to each place that pydantic refused; ``()`` is the whole."""
    found = [
        _place(source, details["loc"], missing=details["type"] == "missing")[2]
        for details in error.errors(include_url=False)
    ]
    return list(dict.fromkeys(found))


def _place(source: Any, steps: tuple[int | str, ...], *, missing: bool) -> tuple[Origin, Any, Way]:
    node, origin = source, origin_of(source)
    way: list[int | str] = []
    ahead = list(reversed(steps[:-1] if missing else steps))
    while ahead:
        step = ahead.pop()
        if step in _MADE and not (isinstance(node, SourceMap) and step in node) and not _MADE[str(step)](node):
            del ahead[-2:]
        elif isinstance(node, SourceMap) and step in node:
            origin, node = node.values_at.get(str(step), origin), node[str(step)]
            way.append(str(step))
        elif isinstance(node, SourceList) and isinstance(step, int) and step < len(node):
            origin, node = node.items_at[step], node[step]
            way.append(step)
    own = origin_of(node)
    return (own if own.line else origin), node, tuple(way)


_MADE = {
    "pages": lambda node: isinstance(node, list) and any(isinstance(item, dict) and "page" in item for item in node),
    "branches": lambda node: is_choice(node, "then"),
}
"""Lists that a short form makes (with one element and its key), and when they are really written."""


def _issue(details: ErrorDetails, origin: Origin, node: Any) -> Issue:
    kind, facts = details["type"], dict(details.get("ctx") or {})
    value = details.get("input")
    if "vi" in facts:
        vi = str(facts["vi"])
        expected = str(facts.get("expected", ""))
        near = str(facts.get("nearest", "")) or _near_key(value, expected, kind)
        return Issue.at(origin, kind, vi=vi, en=details["msg"], expected=expected, nearest=near)
    code, vi, en = _SENTENCES.get(
        kind, ("value.wrong", "Giá trị không đúng: {message}.", "The value is wrong: {message}.")
    )
    key = str(details["loc"][-1]) if details["loc"] else ""
    facts |= {"key": key, "value": _short(value), "message": details["msg"]}
    words = _QUOTED.findall(str(facts.get("expected", "")))
    near = nearest(str(value), words) if isinstance(value, str) else ""
    if kind == "missing" and isinstance(node, SourceMap):
        near = nearest(key, node)
    return Issue.at(
        origin, code, vi=vi.format_map(facts), en=en.format_map(facts), expected=", ".join(words), nearest=near
    )


def _near_key(value: Any, expected: str, kind: str) -> str:
    if not kind.endswith(".unknown") or not isinstance(value, dict):
        return ""
    words = expected.split(", ")
    return next((near for key in value if (near := nearest(str(key), words))), "")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
