"""The words that are known, and what an unknown one may have been meant to be."""

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from nenso.formulas.finding.sayings import Pattern, abbreviations, manners, qualifiers, sayings
from nenso.formulas.finding.spelling import Word, untyped, words_of
from nenso.formulas.finding.spelling import word as as_word
from nenso.territory.ranking import similar

_MOST_ENDINGS = 16
_MOST_MEANT = 4
_SHORTEST_SLIP = 2
_SHORTEST_JOINED = 5
_SHORTEST_JOINED_WITH_SLIP = 7
_LONGEST_WORD = 7
_LONGEST_JOINED = 40

Meant = tuple[str, float]
"""A known folded word, and how surely it was meant, 0 to 1."""


class Vocabulary:
    """Folded words and pairs of neighbours, of documents and of the sayings."""

    def __init__(self, texts: Iterable[Sequence[Word]]) -> None:
        self.words: Counter[str] = Counter()
        self.pairs: set[tuple[str, str]] = set()
        for text in (*_said(), *texts):
            folded = [word.folded for word in text]
            self.words.update(folded)
            self.pairs.update(itertools.pairwise(folded))
        self._sorted = sorted(self.words)
        self._shortened: dict[str, list[str]] = {}
        for word in self._sorted:
            for shorter in _shortened(word):
                self._shortened.setdefault(shorter, []).append(word)

    def endings(self, begun: str) -> list[str]:
        """Return the words that begin with ``begun``, itself not among them."""
        start = bisect_left(self._sorted, begun)
        found = []
        for word in self._sorted[start : start + _MOST_ENDINGS]:
            if not word.startswith(begun):
                break
            if word != begun:
                found.append(word)
        return found

    def meant(self, word: str, before: str | None, after: str | None) -> list[Meant]:
        """Return what ``word`` may have been meant to be between its neighbours, the likeliest first.

        A known word that stands beside a neighbour it is known with is taken at its word.
        """
        known = word in self.words
        if word.isdigit() or (known and (self.neighbours(before, word) or self.neighbours(word, after))):
            return [(word, 1.0)]
        found: dict[str, float] = {word: 1.0} if known else {}
        for typed in untyped(word):
            if typed in self.words and not known:
                found[typed] = max(found.get(typed, 0.0), 0.95)
        for near in self._near(word) if len(word) >= _SHORTEST_SLIP else ():
            fits = self.neighbours(before, near) or self.neighbours(near, after)
            weight = similar(word, near) * (1.0 if fits else 0.6)
            if weight and (fits or not known):
                found[near] = max(found.get(near, 0.0), min(weight, 0.9))
        likeliest = sorted(found.items(), key=lambda one: (-one[1], -self.words[one[0]], one[0]))
        return likeliest[:_MOST_MEANT] or [(word, 1.0)]

    def apart(self, one: Word) -> list[str]:
        """Return the known neighbours that ``khaisinh`` or ``giaykhaisinh`` was written from, or the word itself.

        One of them may have a slip (``ketthon``), where the whole is like no known word.
        """
        whole = [one.written or one.folded]
        if (
            one.folded in self.words
            or not _SHORTEST_JOINED <= len(one.folded) <= _LONGEST_JOINED
            or len(whole[0]) != len(one.folded)
        ):
            return whole
        exactly = self._parts(one.folded, lambda part: [part] if part in self.words else [])
        if exactly:
            return [whole[0][start:end] for start, end, _ in exactly]
        if len(one.folded) < _SHORTEST_JOINED_WITH_SLIP or any(typed in self.words for typed in untyped(one.folded)):
            return whole
        nearly = self._parts(
            one.folded, lambda part: [part, *self._near(part)] if len(part) > _SHORTEST_SLIP else [part]
        )
        return [known for _, _, known in nearly] or whole

    def _parts(self, joined: str, meant: Callable[[str], Iterable[str]]) -> list[tuple[int, int, str]]:
        """Return the fewest neighbours that make up ``joined``, each by where it stands; none when there are not."""
        begun: dict[int, dict[str, list[tuple[int, int, str]]]] = {0: {"": []}}
        for start in range(len(joined)):
            for before, parts in begun.get(start, {}).items():
                for end in range(start + 1, min(start + _LONGEST_WORD, len(joined)) + 1):
                    for known in meant(as_word(joined[start:end]).folded):
                        if known in self.words and (not before or (before, known) in self.pairs):
                            reached = begun.setdefault(end, {})
                            longer = [*parts, (start, end, known)]
                            if known not in reached or len(longer) < len(reached[known]):
                                reached[known] = longer
        whole = [parts for parts in begun.get(len(joined), {}).values() if len(parts) > 1]
        return min(
            whole,
            key=lambda parts: (len(parts), sum(known != joined[start:end] for start, end, known in parts)),
            default=[],
        )

    def neighbours(self, first: str | None, second: str | None) -> bool:
        """Return whether the second stands somewhere right after the first."""
        return (first, second) in self.pairs

    def _near(self, word: str) -> set[str]:
        found: set[str] = set()
        for shorter in _shortened(word):
            found.update(self._shortened.get(shorter, ()))
        found.discard(word)
        return found


def _shortened(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


@cache
def _said() -> tuple[tuple[Word, ...], ...]:
    patterns: list[Pattern] = [pattern for saying in sayings() for pattern in saying.patterns]
    patterns += [pattern for manner in manners() for pattern in manner.patterns]
    patterns += [one for qualifier in qualifiers() for one in (*qualifier.asked_by, *qualifier.named_by)]
    runs = {run for pattern in patterns for run in pattern.runs}
    runs |= {words_of(official) for saying in sayings() for official in saying.official}
    return (*runs, *abbreviations().values())
