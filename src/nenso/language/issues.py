"""What is wrong, or worth knowing, in a declaration: where, what was expected, and the nearest valid word."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from nenso.language.sources import Origin

Level = Literal["error", "warning", "later"]


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding of reading or checking.

    ``error`` refuses the formula, ``warning`` does not, ``later`` says that something is understood and checked but
    that this version does not run it yet. ``line`` and ``column`` count from 1 (0: the file as a whole);
    ``path`` is the way of keys from the top of the file; ``vi`` and ``en`` are whole sentences for people.
    """

    level: Level
    code: str
    file: str
    line: int
    column: int
    path: str
    vi: str
    en: str
    expected: str = ""
    nearest: str = ""

    @classmethod
    def at(
        cls,
        origin: "Origin",
        code: str,
        *,
        vi: str,
        en: str,
        expected: str = "",
        nearest: str = "",
        level: Level = "error",
    ) -> "Issue":
        """Return an issue about what was written at ``origin``."""
        return cls(level, code, origin.file, origin.line, origin.column, origin.path, vi, en, expected, nearest)

    def text(self, language: str = "vi") -> str:
        """Return the sentence in ``language``, with the nearest valid word where there is one."""
        sentence = self.en if language == "en" else self.vi
        if not self.nearest:
            return sentence
        return (
            f"{sentence} Did you mean “{self.nearest}”?"
            if language == "en"
            else f"{sentence} Ý bạn là “{self.nearest}”?"
        )

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.level}: {self.text()} [{self.code}] ({self.path})"

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines, in the order of the class."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the valid word most like ``word``, or ``""`` when none is near."""
    candidates = sorted(set(words))
    found = difflib.get_close_matches(word, candidates, n=1, cutoff=0.6)
    if found:
        return found[0]
    folded = {candidate.replace("_", "").lower(): candidate for candidate in candidates}
    found = difflib.get_close_matches(word.replace("_", "").replace("-", "").lower(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def errors(issues: Iterable[Issue]) -> list[Issue]:
    """Return only those that refuse the formula."""
    return [issue for issue in issues if issue.level == "error"]
