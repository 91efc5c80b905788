"""How fields of two editions differ: gone, renamed, another type, taking less, taking more, other words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from nenso.language.declarations.fields import Field, Options
from nenso.language.declarations.values import Expression, Text
from nenso.language.type_words import TYPE_WORDS

Weight = Literal["same", "patch", "minor", "major"]
Found = tuple[Weight, str, str, str]
"""Weight, path, Vietnamese, English."""

_TEXTS = ("label", "hint", "message", "text", "unit")
_FREE = (
    "show_if",
    "default",
    "prefill",
    "compute",
    "points",
    "upgrade",
    "was",
    "retired",
    "where",
    "rows",
    "page",
    "max_mb",
)
_BINDING = ("valid_if", "agrees", "pattern", "of", "level", "accept", "purpose", "covers", "until")


def compare_fields(old: Iterable[Field], new: Iterable[Field], path: str) -> Iterator[Found]:
    """Yield every difference between two lists of fields."""
    before = {field.name: field for field in old}
    after = {field.name: field for field in new}
    renamed = {was: field for field in after.values() for was in field.was if was in before}
    for name, field in before.items():
        place = f"{path}.{name}"
        if name in after:
            yield from _field(field, after[name], place)
        elif name in renamed:
            yield from _renamed(field, renamed[name], place)
        elif not field.retired and field.has_value:
            yield (
                "major",
                place,
                f"Trường “{name}” không còn; dùng retired: true để giữ dữ liệu cũ đọc được.",
                f"Field “{name}” is gone; retired: true keeps old data readable.",
            )
    for name, field in after.items():
        if name not in before and field not in renamed.values():
            required = (
                field.required is True and field.default is None and field.compute is None and field.prefill is None
            )
            yield (
                "major" if required else "minor",
                f"{path}.{name}",
                f"Thêm trường {'bắt buộc ' if required else ''}“{name}”.",
                f"{'Required field' if required else 'Field'} “{name}” is new.",
            )
    if list(before) != list(after) and set(before) == set(after):
        yield "patch", path, "Thứ tự các trường đã khác.", "The order of fields is different."


def _renamed(old: Field, new: Field, path: str) -> Iterator[Found]:
    if old.type != new.type and new.upgrade is None:
        yield (
            "major",
            path,
            f"“{new.name}” thay “{old.name}” với kiểu khác mà không có upgrade.",
            f"“{new.name}” replaces “{old.name}” with another type and no upgrade.",
        )
    else:
        yield "minor", path, f"“{old.name}” nay là “{new.name}”.", f"“{old.name}” is now “{new.name}”."


def _field(old: Field, new: Field, path: str) -> Iterator[Found]:
    if old == new:
        return
    if old.type != new.type:
        was, now = TYPE_WORDS[old.type], TYPE_WORDS[new.type]
        yield (
            "major",
            path,
            f"Kiểu của “{new.name}” đổi từ {was[0]} ({old.type}) thành {now[0]} ({new.type}).",
            f"The type of “{new.name}” was {was[1]} ({old.type}) and is {now[1]} ({new.type}).",
        )
        return
    yield from compare_fields(old.fields, new.fields, path)
    yield from _required(old, new, path)
    yield from _bound(old, new, path, "min", less=True)
    yield from _bound(old, new, path, "max", less=False)
    yield from _bound(old, new, path, "min_rows", less=True)
    yield from _bound(old, new, path, "max_rows", less=False)
    yield from _options(old.options, new.options, path)
    for key in _BINDING:
        before, after = getattr(old, key), getattr(new, key)
        if _bare(before) != _bare(after):
            looser = not after
            yield (
                "minor" if looser else "major",
                f"{path}.{key}",
                f"{key} của “{new.name}” {'đã bỏ' if looser else 'đã khác'}.",
                f"{key} of “{new.name}” is {'gone' if looser else 'different'}.",
            )
        elif before != after:
            yield _words(new, path, key)
    for key in _FREE:
        if getattr(old, key) != getattr(new, key):
            yield "minor", f"{path}.{key}", f"{key} của “{new.name}” đã khác.", f"{key} of “{new.name}” is different."
    if old.sensitive != new.sensitive:
        yield "minor", f"{path}.sensitive", f"“{new.name}” đổi mức nhạy cảm.", f"“{new.name}” is differently sensitive."
    for key in _TEXTS:
        if getattr(old, key) != getattr(new, key):
            yield _words(new, path, key)


def _words(field: Field, path: str, key: str) -> Found:
    return (
        "patch",
        f"{path}.{key}",
        f"Lời ở {key} của “{field.name}” đã khác.",
        f"The {key} of “{field.name}” is reworded.",
    )


def _bare(value: Any) -> Any:
    """Return a value of a key without the words people see."""
    if isinstance(value, tuple):
        return tuple((rule.condition, rule.soft) if hasattr(rule, "condition") else rule for rule in value)
    return value


def _required(old: Field, new: Field, path: str) -> Iterator[Found]:
    if old.required == new.required:
        return
    looser = new.required is False or (old.required is True and isinstance(new.required, Expression))
    yield (
        "minor" if looser else "major",
        f"{path}.required",
        f"“{new.name}” nay {'không còn luôn bắt buộc' if looser else 'bắt buộc'}.",
        f"“{new.name}” is now {'not always' if looser else ''} required.".replace("  ", " "),
    )


def _bound(old: Field, new: Field, path: str, key: str, *, less: bool) -> Iterator[Found]:
    before, after = getattr(old, key), getattr(new, key)
    if before == after:
        return
    numbers = isinstance(before, int | float) and isinstance(after, int | float)
    looser = after is None or (numbers and (after < before if less else after > before))
    yield (
        "minor" if looser else "major",
        f"{path}.{key}",
        f"{key} của “{new.name}” đã {'nới' if looser else 'siết'}.",
        f"{key} of “{new.name}” is {'looser' if looser else 'tighter'}.",
    )


def _options(old: Options | None, new: Options | None, path: str) -> Iterator[Found]:
    before = _codes(old)
    after = _codes(new)
    if before is None or after is None:
        if old != new:
            yield "major", f"{path}.options", "Cách lấy lựa chọn đã khác.", "Where options come from is different."
        return
    gone = [code for code in before if code not in after]
    added = [code for code in after if code not in before]
    if gone:
        listed = ", ".join(gone)
        yield "major", f"{path}.options", f"Không còn lựa chọn {listed}.", f"Options {listed} are gone."
    if added:
        listed = ", ".join(added)
        yield "minor", f"{path}.options", f"Thêm lựa chọn {listed}.", f"Options {listed} are new."
    if any(before[code] != after[code] for code in before if code in after):
        yield "patch", f"{path}.options", "Nhãn của lựa chọn đã khác.", "Labels of options are different."


def _codes(options: Options | None) -> Mapping[str, Text] | None:
    if options is None:
        return {}
    return options.codes
