"""Where patterns stand in a question, with or without its diacritics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from nenso.formulas.finding.sayings import Pattern
from nenso.formulas.finding.spelling import Word
from nenso.formulas.finding.spelling import word as as_word

_WIDEST_GAP = 9
_UNMARKED = 0.9
_OTHER_MARKS = 0.4
_SURE = 0.7
_SHORT = 2

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Spot(Generic[Meaning]):
    """A pattern found: what it means, the words it takes by their place in the question, and how surely (0 to 1)."""

    meaning: Meaning
    taken: tuple[int, ...]
    sure: float


class Patterns(Generic[Meaning]):
    """Many patterns, each with its meaning, by the words that they begin with."""

    def __init__(self, patterns: Iterable[tuple[Pattern, Meaning]]) -> None:
        self._by_beginning: dict[tuple[str, ...], list[tuple[Pattern, Meaning]]] = {}
        for pattern, meaning in patterns:
            if pattern.runs:
                beginning = tuple(word.folded for word in pattern.runs[0][:2])
                self._by_beginning.setdefault(beginning, []).append((pattern, meaning))

    def found_in(self, question: Sequence[Word], *, marked: bool) -> list[Spot[Meaning]]:
        """Return where they stand in ``question``, those that take most words first."""
        found = []
        for start, word in enumerate(question):
            beginnings = [(word.folded,), tuple(one.folded for one in question[start : start + 2])]
            for beginning in dict.fromkeys(beginnings):
                for pattern, meaning in self._by_beginning.get(beginning, ()):
                    spot = _spot(question, start, pattern, meaning, marked=marked)
                    if spot is not None:
                        found.append(spot)
        return sorted(found, key=lambda spot: (-len(spot.taken), -spot.sure))


def _spot(
    question: Sequence[Word], start: int, pattern: Pattern, meaning: Meaning, *, marked: bool
) -> Spot[Meaning] | None:
    taken: list[int] = []
    sure = 0.0
    for number, run in enumerate(pattern.runs):
        starts = [start] if number == 0 else range(taken[-1] + 1, min(taken[-1] + 1 + _WIDEST_GAP, len(question)))
        hit = next((at for at in starts if _stands(question, at, run)), None)
        if hit is None:
            return None
        for offset, word in enumerate(run):
            taken.append(hit + offset)
            sure += alike(question[hit + offset], word, marked=marked)
    share = sure / len(taken)
    if pattern.exact and marked and share < 1:
        return None
    too_short = len(taken) == 1 and share < 1 and len(question[start].folded) <= _SHORT
    return None if share < _SURE or too_short else Spot(meaning, tuple(taken), share)


def _stands(question: Sequence[Word], at: int, run: Sequence[Word]) -> bool:
    return at + len(run) <= len(question) and all(
        question[at + offset].folded == word.folded for offset, word in enumerate(run)
    )


def alike(asked: Word, own: Word, *, marked: bool) -> float:
    """Return how surely two words with the same letters are the same, by their diacritics.

    Where the letters are the same only after a slip was mended, other diacritics make it another word.
    """
    if asked.marks == own.marks:
        return 1.0
    if asked.marks and as_word(asked.written).folded != asked.folded:
        return 0.0
    return _OTHER_MARKS if marked or asked.marks else _UNMARKED
