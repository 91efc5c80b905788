"""Values as they were written in a file: strings, lists and mappings that remember file, line, column and path."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nenso.language.issues import Issue, nearest


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was written; lines and columns count from 1. Two origins are always equal: it is not content."""

    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)
    column: int = field(default=0, compare=False)
    path: str = field(default="", compare=False)


NOWHERE = Origin()


class SourceText(str):
    """A string scalar with its origin."""

    __slots__ = ("origin", "plain")
    origin: Origin
    plain: bool

    def __new__(cls, value: str, origin: Origin, *, plain: bool = False) -> "SourceText":
        """Keep ``value`` with its origin; ``plain`` tells that it stood without quotes."""
        text = super().__new__(cls, value)
        text.origin = origin
        text.plain = plain
        return text


class SourceList(list[Any]):
    """A sequence with its origin and that of each item."""

    __slots__ = ("items_at", "origin")

    def __init__(self, origin: Origin) -> None:
        super().__init__()
        self.origin = origin
        self.items_at: list[Origin] = []

    def add(self, value: Any, at: Origin) -> None:
        """Append ``value`` written ``at``."""
        self.append(value)
        self.items_at.append(at)


class SourceMap(dict[str, Any]):
    """A mapping with its origin and that of each key and value."""

    __slots__ = ("keys_at", "origin", "values_at")

    def __init__(self, origin: Origin) -> None:
        super().__init__()
        self.origin = origin
        self.keys_at: dict[str, Origin] = {}
        self.values_at: dict[str, Origin] = {}

    def add(self, key: str, value: Any, key_at: Origin, value_at: Origin) -> None:
        """Set ``key`` to ``value`` with where each is written."""
        self[key] = value
        self.keys_at[key] = key_at
        self.values_at[key] = value_at

    def without(self, *keys: str) -> "SourceMap":
        """Return a copy that lacks ``keys``."""
        rest = SourceMap(self.origin)
        for key, value in self.items():
            if key not in keys:
                rest.add(key, value, self.keys_at.get(key, self.origin), self.values_at.get(key, self.origin))
        return rest


def origin_of(value: Any) -> Origin:
    """Return where ``value`` was written, or ``NOWHERE`` when it does not come from a file."""
    origin = getattr(value, "origin", NOWHERE)
    return origin if isinstance(origin, Origin) else NOWHERE


class Notes:
    """What a reading gathers on its way: issues that need not stop it, and the formula's translations."""

    def __init__(self, translations: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.issues: list[Issue] = []
        self.translations = translations or {}

    def without_unknown_keys(self, data: SourceMap, known: tuple[str, ...]) -> SourceMap:
        """Return ``data`` without the keys that are not ``known``; each is noted as an error with the nearest one."""
        unknown = [key for key in data if key not in known]
        if not unknown:
            return data
        for key in unknown:
            at = data.keys_at.get(key, data.origin)
            self.issues.append(
                Issue.at(
                    at,
                    "key.unknown",
                    vi=f"Không có khoá “{key}” ở đây.",
                    en=f"There is no key “{key}” here.",
                    expected=", ".join(known),
                    nearest=nearest(key, known),
                )
            )
        return data.without(*unknown)

    def translated(self, languages: Mapping[str, str]) -> dict[str, str]:
        """Return a text's languages with those of ``texts/*.yaml`` for its Vietnamese, where it has none of its own."""
        return {**self.translations.get(languages["vi"], {}), **languages}
