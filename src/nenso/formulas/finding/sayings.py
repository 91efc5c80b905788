"""What people say and what officials call it: the data files of ``data/``, read into patterns."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

from nenso.formulas.finding.spelling import Word, words_of

GAP = "…"
"""Between two parts of a saying: some other words may stand there."""

_CHOICE = re.compile(r"\[([^\]]+)\]|\{(country)\}")


@dataclass(frozen=True)
class Pattern:
    """Runs of words that must stand in a question in this order; ``text`` as the file has it.

    ``exact``: it names a country, so that diacritics which are written must be its own (*Bỉ* is not *bị*).
    """

    text: str
    runs: tuple[tuple[Word, ...], ...]
    exact: bool = False

    @property
    def length(self) -> int:
        """How many words it takes."""
        return sum(len(run) for run in self.runs)


@dataclass(frozen=True)
class Saying:
    """Everyday words and the official terms that they stand for; ``strength``: less for the name of a thing alone."""

    official: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    strength: float = 1.0


@dataclass(frozen=True)
class Manner:
    """Words with which a question is asked; ``about``: which part of a procedure's page answers it, if one does."""

    about: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class Qualifier:
    """What makes a procedure a special one: named in its title, and found only by those who ask for it.

    ``asked_by``: everyday words for it; ``named_by``: those of the title. ``unasked``: what is left of the score of
    such a procedure when nobody asked for it; ``unmet``: of that of one which is not such when somebody did.
    """

    name: str
    in_title: tuple[tuple[Word, ...], ...]
    asked_by: tuple[Pattern, ...]
    named_by: tuple[Pattern, ...]
    unasked: float
    unmet: float


def _rows(name: str) -> Iterator[dict[str, str]]:
    with files(__package__).joinpath("data", name).open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


@cache
def abbreviations() -> dict[tuple[str, ...], tuple[Word, ...]]:
    """Return the abbreviations, folded → the words that each stands for."""
    return {
        tuple(one.folded for one in words_of(row["written"])): words_of(row["meaning"])
        for row in _rows("abbreviations.csv")
    }


@cache
def countries() -> tuple[str, ...]:
    """Return the names of countries that people come from and go to."""
    return tuple(row["name"] for row in _rows("countries.csv"))


@cache
def sayings() -> tuple[Saying, ...]:
    """Return the everyday words for what officials call otherwise."""
    return tuple(
        Saying(tuple(_listed(row["official"])), patterns_of(row["said"]), float(row["strength"]))
        for row in _rows("everyday_words.csv")
    )


@cache
def manners() -> tuple[Manner, ...]:
    """Return the words with which questions are asked, and which carry nothing else."""
    return tuple(Manner(row["about"], patterns_of(row["words"])) for row in _rows("question_words.csv"))


@cache
def qualifiers() -> tuple[Qualifier, ...]:
    """Return what makes procedures special ones."""
    return tuple(
        Qualifier(
            row["name"],
            tuple(words_of(text) for text in _listed(row["in_title"])),
            patterns_of(row["asked_by"]),
            patterns_of(row["in_title"]),
            float(row["unasked"]),
            float(row["unmet"]),
        )
        for row in _rows("qualifiers.csv")
    )


def patterns_of(text: str) -> tuple[Pattern, ...]:
    """Return the patterns of a list such as ``ly hôn … {country}; [chồng|vợ] tây``."""
    return tuple(pattern for one in _listed(text) for pattern in _spread(one))


def _spread(text: str) -> Iterator[Pattern]:
    pieces: list[tuple[str, ...]] = []
    position = 0
    for choice in _CHOICE.finditer(text):
        pieces.append((text[position : choice.start()],))
        pieces.append(countries() if choice[2] else tuple(choice[1].split("|")))
        position = choice.end()
    pieces.append((text[position:],))
    for chosen in product(*pieces):
        runs = tuple(words_of(run) for run in "".join(chosen).split(GAP))
        yield Pattern(text, tuple(run for run in runs if run), exact="{country}" in text)
