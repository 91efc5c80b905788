"""Editions: what content a formula has (SHA-256), how two of them differ, and which version number that asks for.

Texts are a patch; what leaves every stored value and running case valid is minor; the rest is major. A running case
keeps the edition it was filed under, so other steps, fees or deadlines are minor; a field that is gone, has another
type or takes less than before is major.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from nenso.language.comparing_fields import compare_fields
from nenso.language.declarations.forms import Form
from nenso.language.declarations.formula import Formula, version_of
from nenso.language.declarations.values import Expression, Text
from nenso.language.issues import Issue
from nenso.language.sources import Origin

Bump = Literal["same", "patch", "minor", "major"]
_ORDER: tuple[Bump, ...] = ("same", "patch", "minor", "major")
_TEXT_FILES = (".yaml", ".md", ".typ")


def digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a formula's files in hexadecimal, whatever their order.

    Text counts in NFC with ``\\n`` line ends, so that the same words give the same edition on every machine.
    """
    whole = hashlib.sha256(b"nenso formula 1\n")
    for path in sorted(files):
        content = files[path]
        if path.endswith(_TEXT_FILES):
            try:
                text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
                content = text.replace("\r\n", "\n").encode()
            except UnicodeDecodeError:
                pass
        name = unicodedata.normalize("NFC", path).encode()
        whole.update(f"{len(name)} {len(content)}\n".encode() + name + b"\n" + content)
    return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: how much it weighs, where (``procedures.birth.form.sex``), and a sentence in each language."""

    kind: Bump
    path: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the new formula differs from the old: the weight of the heaviest change, and all of them, heaviest first."""

    kind: Bump
    changes: tuple[Change, ...]


def compare(old: Formula, new: Formula) -> Comparison:
    """Return how ``new`` differs from ``old``; their version numbers do not count."""
    changes = sorted(_changes(old, new), key=lambda change: (-_ORDER.index(change.kind), change.path))
    heaviest: Bump = changes[0].kind if changes else "same"
    return Comparison(heaviest, tuple(dict.fromkeys(changes)))


def smallest_version(old: str, kind: Bump) -> str:
    """Return the least version that may follow ``old`` for a difference of ``kind``."""
    major, minor, patch = version_of(old)
    follow: Mapping[Bump, tuple[int, int, int]] = {
        "same": (major, minor, patch),
        "patch": (major, minor, patch + 1),
        "minor": (major, minor + 1, 0),
        "major": (major + 1, 0, 0),
    }
    return ".".join(map(str, follow[kind]))


def check_version(old: Formula, new: Formula) -> list[Issue]:
    """Return an error when ``new`` has a smaller number than its differences from ``old`` ask for."""
    comparison = compare(old, new)
    needed = smallest_version(old.version, comparison.kind)
    if version_of(new.version) >= version_of(needed):
        return []
    change = (
        comparison.changes[0] if comparison.changes else Change("same", "version", "Cùng nội dung.", "Same content.")
    )
    head = new.sources.get("formula")
    at = head.values_at["version"] if head is not None else Origin("formula.yaml", path="version")
    return [
        Issue.at(
            at,
            "version.too_small",
            vi=f"Phiên bản {new.version} quá nhỏ sau {old.version}: {change.vi}",
            en=f"Version {new.version} is too small after {old.version}: {change.en}",
            expected=f"≥ {needed}",
            nearest=needed,
        )
    ]


def _changes(old: Formula, new: Formula) -> Iterator[Change]:
    if old.name != new.name:
        yield Change("major", "formula", f"Tên đổi từ {old.name} thành {new.name}.", f"{old.name} is now {new.name}.")
    yield from _head(old, new)
    yield from (Change(*found) for found in compare_fields(old.settings, new.settings, "settings"))
    for folder, vi, en in (
        ("procedures", "thủ tục", "procedure"),
        ("registers", "sổ", "register"),
        ("indicators", "chỉ số", "indicator"),
        ("adaptations", "quy trình riêng", "adaptation"),
    ):
        yield from _folder(old, new, folder, vi, en)
    yield from _soft(old, new)


def _head(old: Formula, new: Formula) -> Iterator[Change]:
    for key, vi, en in (("roles", "vai trò", "role"), ("kinds", "loại cơ quan", "kind of agency")):
        yield from _gone_and_new(getattr(old, key), getattr(new, key), key, vi, en)
    if set(old.offered_by) - set(new.offered_by) and "any" not in new.offered_by:
        gone = ", ".join(sorted(set(old.offered_by) - set(new.offered_by)))
        yield Change("major", "offered_by", f"Không còn dành cho {gone}.", f"It is no longer for {gone}.")
    elif old.offered_by != new.offered_by:
        yield Change("minor", "offered_by", "Dành cho thêm loại cơ quan.", "It is for more kinds of agency.")
    if dict(old.requires) != dict(new.requires):
        yield Change("minor", "requires", "Các bộ mẫu cần có đã khác.", "What it requires is different.")
    if old.effective != new.effective:
        yield Change("minor", "effective", "Ngày áp dụng đã khác.", "The date from which it counts is different.")
    for key in ("title", "summary", "author", "licence", "how_to"):
        if getattr(old, key) != getattr(new, key):
            yield Change("patch", key, f"Lời ở {key} đã khác.", f"The words of {key} are different.")


def _gone_and_new(
    old: Iterable[str], new: Iterable[str], path: str, vi: str, en: str, *, gone: Bump = "major"
) -> Iterator[Change]:
    before, after = list(old), list(new)
    for name in before:
        if name not in after:
            yield Change(gone, f"{path}.{name}", f"Không còn {vi} “{name}”.", f"{en.capitalize()} “{name}” is gone.")
    for name in after:
        if name not in before:
            yield Change("minor", f"{path}.{name}", f"Thêm {vi} “{name}”.", f"{en.capitalize()} “{name}” is new.")


def _folder(old: Formula, new: Formula, folder: str, vi: str, en: str) -> Iterator[Change]:
    before, after = getattr(old, folder), getattr(new, folder)
    yield from _gone_and_new(before, after, folder, vi, en)
    for name in before:
        if name in after:
            yield from _declaration(before[name], after[name], f"{folder}.{name}")


_FIELD_KEYS = {"form", "fields"}
_MAJOR_KEYS: Mapping[str, tuple[str, str]] = {
    "key": ("Khoá của sổ đã khác.", "The key of the register is different."),
    "unit": ("Đơn vị đo đã khác.", "The unit is different."),
    "fact": ("Dữ kiện được đo đã khác.", "What is measured is different."),
}


def _declaration(old: BaseModel, new: BaseModel, path: str) -> Iterator[Change]:
    for key in type(old).model_fields:
        before: Any = getattr(old, key)
        after: Any = getattr(new, key, None)
        if before == after:
            continue
        if key in _FIELD_KEYS:
            if isinstance(before, Form) and isinstance(after, Form):
                before, after = before.fields, after.fields
            found = list(compare_fields(before, after, f"{path}.{key}"))
            yield from (Change(*one) for one in found)
            if not found:
                yield Change("minor", f"{path}.{key}", "Các trang của biểu mẫu đã khác.", "The pages are different.")
        elif plain(before) == plain(after):
            yield Change("patch", f"{path}.{key}", f"Lời ở {key} đã khác.", f"The words of {key} are different.")
        elif key in _MAJOR_KEYS:
            vi, en = _MAJOR_KEYS[key]
            yield Change("major", f"{path}.{key}", vi, en)
        elif isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from _members(before, after, f"{path}.{key}")
        else:
            yield Change("minor", f"{path}.{key}", f"{key} đã khác.", f"{key} is different.")


def _members(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> Iterator[Change]:
    word = path.rpartition(".")[2]
    yield from _gone_and_new(before, after, path, word, word, gone="minor")
    for name in before:
        if name in after and before[name] != after[name]:
            kind: Bump = "patch" if plain(before[name]) == plain(after[name]) else "minor"
            yield Change(kind, f"{path}.{name}", f"“{name}” trong {word} đã khác.", f"“{name}” in {word} is different.")
    if list(before) != list(after) and set(before) == set(after):
        yield Change("minor", path, f"Thứ tự trong {word} đã khác.", f"The order in {word} is different.")


_SOFT: dict[str, tuple[Bump, str, str]] = {
    "pages": ("patch", "Trang hướng dẫn đã khác.", "The pages that guide people are different."),
    "samples": ("patch", "Mẫu thử đã khác.", "The samples are different."),
    "texts": ("patch", "Lời dịch đã khác.", "The translations are different."),
    "templates": ("minor", "Mẫu của giấy tờ kết quả đã khác.", "The templates of results are different."),
}


def _soft(old: Formula, new: Formula) -> Iterator[Change]:
    """Pages, samples and translations are texts; templates change what comes out and nothing that is kept."""
    for key, (kind, vi, en) in _SOFT.items():
        if getattr(old, key) != getattr(new, key):
            yield Change(kind, key, vi, en)


def plain(value: Any) -> Any:
    """Return ``value`` with every text in it made alike, except for the expressions inside: what is left is no word."""
    if isinstance(value, Text):
        return ("text", tuple(expression.source for expression in value.expressions()))
    if isinstance(value, Expression) or not isinstance(value, BaseModel | Mapping | tuple | list):
        return value
    if isinstance(value, BaseModel):
        words = [key for key in type(value).model_fields if not isinstance(getattr(value, key), Text)]
        return (type(value).__name__, tuple((key, plain(getattr(value, key))) for key in words))
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return tuple(plain(item) for item in value)
