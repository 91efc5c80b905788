"""What is searched: each procedure as a small document of fields that weigh differently."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nenso.formulas.finding.life_events import everyday_codes
from nenso.formulas.finding.spelling import plain

_ASIDE = re.compile(
    r"\(|\bđối với\b|\btrong các trường hợp\b|\btrong trường hợp\b|\btheo quy định\b|\bquy định tại\b", re.IGNORECASE
)
_PREFIX = re.compile(r"\A\s*(?:trình tự,\s*)?thủ tục:?\s+(?!hành chính)", re.IGNORECASE)

WEIGHTS = {
    "title": 3.0,
    "asked_as": 3.0,
    "aside": 1.2,
    "english": 1.5,
    "results": 0.7,
    "category": 0.6,
    "summary": 0.5,
    "law": 0.4,
    "agency": 0.2,
}
"""How much a word counts where it stands."""


@dataclass(frozen=True)
class Document:
    """A procedure to be found; ``key`` is given back by a search.

    ``asked_as``: words its declaration says people search with. ``agencies``: who issues and who handles it, in words.
    ``near``: the commune or its police handle it. ``national``: the same in every province.
    """

    key: str
    title: str
    code: str = ""
    english: str = ""
    asked_as: tuple[str, ...] = ()
    category: str = ""
    results: tuple[str, ...] = ()
    summary: str = ""
    law: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    near: bool = False
    national: bool = False

    @property
    def commonness(self) -> float:
        """How often it is likely to be asked for, 0 to 1: nearby, the same everywhere, part of everybody's life."""
        return 0.4 * self.near + 0.3 * self.national + 0.3 * (self.code in everyday_codes())

    def fields(self) -> Iterator[tuple[str, str]]:
        """Yield the texts of each field by its name; a title is cut where its conditions begin."""
        head, aside = parts_of_title(self.title)
        yield "title", head
        yield "aside", aside
        yield "english", self.english
        yield "category", self.category
        yield "summary", self.summary
        yield from (("asked_as", words) for words in self.asked_as)
        yield from (("results", result) for result in self.results)
        yield from (("law", law) for law in self.law)
        yield from (("agency", agency) for agency in self.agencies)


def without_opening(title: str) -> str:
    """Return ``title`` without the ``Thủ tục`` that some begin with."""
    return _PREFIX.sub("", plain(title))


def parts_of_title(title: str) -> tuple[str, str]:
    """Return what a procedure does, and in which cases: ``Cấp lại giấy phép`` and ``(công trình cấp III)``."""
    text = without_opening(title)
    aside = _ASIDE.search(text, 8)
    return (text[: aside.start()], text[aside.start() :]) if aside else (text, "")
