"""YAML 1.2 core as values that remember where they stand; refuses what could hurt or be misread.

Built on ruamel.yaml's events and not on its composer, because double keys, anchors, depth and size are bounded while
reading, and because a plain scalar is resolved by the 1.2 core schema whatever a file's directive says.
"""

import functools
import math
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from nenso.language.issues import Issue
from nenso.language.sources import Origin, SourceList, SourceMap, SourceText
from nenso.language.yaml_scanner import events
from nenso.runtime.text import ForbiddenCharacter, normalise

LARGEST_FILE = 1_000_000
"""Bytes a file of a formula may have."""

DEEPEST = 32
"""Levels of mappings and sequences."""

MOST_VALUES = 50_000
"""Values one file may hold once its aliases are followed."""

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {word: word[0] in "tT" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_OTHER_BASE = re.compile(r"0o[0-7]{1,20}|0x[0-9a-fA-F]{1,16}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,30}|[0-9]{1,30}(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_FAILURES = (YAMLError, ValueError, OverflowError, IndexError, AttributeError, TypeError, AssertionError)
"""What ruamel.yaml raises on malformed input; the last ones come from odd escapes and directives."""


class _Refused(Exception):
    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.en)
        self.issue = issue


class Missing:
    """A key that is written without a value."""


MISSING = Missing()


def decode(content: bytes, file: str) -> str | Issue:
    """Return a file's text in NFC, or the issue that stands in the way: size, UTF-8, NUL."""
    at = Origin(file)
    if len(content) > LARGEST_FILE:
        return Issue.at(
            at, "file.too_large", vi="Tệp lớn hơn 1 MB.", en="The file is larger than 1 MB.", expected="≤ 1 MB"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Issue.at(
            Origin(file, line),
            "file.not_utf8",
            vi="Tệp không phải UTF-8.",
            en="The file is not UTF-8.",
            expected="UTF-8",
        )
    try:
        return normalise(text)
    except ForbiddenCharacter as error:
        line = text.count("\n", 0, text.find("\x00")) + 1 if "\x00" in text else 1
        return Issue.at(Origin(file, line), "file.forbidden_character", vi=error.text("vi"), en=error.text("en"))


def load(text: str, file: str, *, first_line: int = 1) -> tuple[SourceMap | None, list[Issue]]:
    """Return the mapping that ``text`` holds and every issue found; None when it cannot be read at all.

    ``first_line`` is the line of ``file`` at which ``text`` begins (front matter of a page). The mapping is shared by
    all that read the same text: it must not be changed.
    """
    value, issues = _loaded(text, file, first_line)
    return value, list(issues)


@functools.lru_cache(maxsize=256)
def _loaded(text: str, file: str, first_line: int) -> tuple[SourceMap | None, list[Issue]]:
    loader = _Loader(file, first_line)
    try:
        value = loader.document(events(text))
    except _Refused as refused:
        return None, [*loader.issues, refused.issue]
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Origin(file, mark.line + first_line, mark.column + 1) if mark is not None else Origin(file)
        return None, [*loader.issues, _syntax(at, str(error.problem or error.context or "?"))]
    except _FAILURES as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return None, [*loader.issues, _syntax(Origin(file), reason)]
    except RecursionError:
        return None, [*loader.issues, _too_deep(Origin(file))]
    if isinstance(value, SourceMap):
        return value, loader.issues
    at = Origin(file, first_line, 1)
    issue = Issue.at(
        at, "file.not_mapping", vi="Tệp phải là các cặp khoá: giá trị.", en="The file must be keys with values."
    )
    return None, [*loader.issues, issue]


def _syntax(at: Origin, reason: str) -> Issue:
    return Issue.at(
        at, "yaml.syntax", vi=f"YAML sai cú pháp: {reason}.", en=f"YAML syntax: {reason}.", expected="YAML 1.2"
    )


def _too_deep(at: Origin) -> Issue:
    return Issue.at(
        at,
        "yaml.too_deep",
        vi=f"Lồng nhau sâu hơn {DEEPEST} cấp.",
        en=f"Nested more than {DEEPEST} levels deep.",
        expected=f"≤ {DEEPEST}",
    )


class _Loader:
    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.issues: list[Issue] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.values = 0

    def document(self, rest: Iterator[Event]) -> Any:
        value: Any = None
        documents = 0
        for event in rest:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refusal(
                        event, "yaml.many_documents", "Một tệp chỉ có một tài liệu.", "One file is one document."
                    )
                if event.version is not None and tuple(event.version) != (1, 2):
                    raise self.refusal(event, "yaml.version", "Chỉ nhận YAML 1.2.", "Only YAML 1.2 is read.")
            elif isinstance(event, ScalarEvent | AliasEvent | MappingStartEvent | SequenceStartEvent):
                value = self.value(event, rest, "", 0)
            elif isinstance(event, DocumentEndEvent):
                continue
        return value

    def origin(self, event: Event, path: str) -> Origin:
        mark = event.start_mark
        return Origin(self.file, mark.line + self.first_line, mark.column + 1, path)

    def refusal(self, event: Event, code: str, vi: str, en: str, path: str = "") -> _Refused:
        return _Refused(Issue.at(self.origin(event, path), code, vi=vi, en=en))

    def note(self, origin: Origin, code: str, vi: str, en: str, expected: str = "") -> None:
        self.issues.append(Issue.at(origin, code, vi=vi, en=en, expected=expected))

    def count(self, event: Event, path: str, amount: int = 1) -> None:
        self.values += amount
        if self.values > MOST_VALUES:
            raise self.refusal(
                event,
                "yaml.too_many_values",
                f"Quá {MOST_VALUES} giá trị trong một tệp.",
                f"More than {MOST_VALUES} values in one file.",
                path,
            )

    def value(self, event: Any, rest: Iterator[Event], path: str, depth: int) -> Any:
        if depth > DEEPEST:
            raise _Refused(_too_deep(self.origin(event, path)))
        self.count(event, path)
        if isinstance(event, AliasEvent):
            found = self.anchors.get(event.anchor)
            if found is None:
                raise self.refusal(
                    event, "yaml.alias", f"Không có &{event.anchor}.", f"There is no &{event.anchor}.", path
                )
            self.count(event, path, found[1])
            return found[0]
        if event.tag is not None and event.tag != "!":
            self.note(
                self.origin(event, path), "yaml.tag", f"Không dùng thẻ {event.tag}.", f"Tag {event.tag} is not allowed."
            )
        before = self.values
        if isinstance(event, ScalarEvent):
            value = self.scalar(event, path)
        elif isinstance(event, MappingStartEvent):
            value = self.mapping(event, rest, path, depth)
        else:
            value = self.sequence(event, rest, path, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, self.values - before)
        return value

    def sequence(self, start: Event, rest: Iterator[Event], path: str, depth: int) -> SourceList:
        found = SourceList(self.origin(start, path))
        for event in rest:
            if isinstance(event, SequenceEndEvent):
                break
            inner = f"{path}[{len(found)}]"
            value = self.value(event, rest, inner, depth + 1)
            if value is MISSING:
                self.note(self.origin(event, inner), "value.missing", "Mục này để trống.", "This item is empty.")
            else:
                found.add(value, self.origin(event, inner))
        return found

    def mapping(self, start: Event, rest: Iterator[Event], path: str, depth: int) -> SourceMap:
        found = SourceMap(self.origin(start, path))
        for event in rest:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                raise self.refusal(event, "yaml.key", "Khoá phải là một từ.", "A key must be a word.", path)
            inner = f"{path}.{event.value}" if path else str(event.value)
            key_at = self.origin(event, inner)
            key = SourceText(str(event.value), key_at)
            value_event = next(rest)
            value_at = self.origin(value_event, inner)
            value = self.value(value_event, rest, inner, depth + 1)
            if key in found:
                self.note(key_at, "key.double", f"Khoá “{key}” viết hai lần.", f"The key “{key}” is written twice.")
            elif value is MISSING:
                self.note(key_at, "value.missing", f"Khoá “{key}” không có giá trị.", f"The key “{key}” has no value.")
            else:
                found.add(key, value, key_at, value_at)
        return found

    def scalar(self, event: ScalarEvent, path: str) -> Any:
        text = str(event.value)
        origin = self.origin(event, path)
        if event.style in {"'", '"', "|", ">"}:
            return SourceText(text, origin)
        if text in _NULL:
            return MISSING
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _OTHER_BASE.fullmatch(text):
            return int(text, 0)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if math.isfinite(number):
                return number
        if _NOT_FINITE.fullmatch(text) or _FLOAT.fullmatch(text):
            self.note(origin, "value.not_finite", "Không nhận số vô hạn.", "Infinite numbers are not allowed.")
            return 0
        return SourceText(text, origin, plain=True)
