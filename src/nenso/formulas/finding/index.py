"""The words of documents and where they stand: weights by BM25F, worked out once for documents that do not change."""

from __future__ import annotations

import itertools
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from nenso.formulas.finding.documents import WEIGHTS, Document, parts_of_title, without_opening
from nenso.formulas.finding.sayings import Qualifier, qualifiers
from nenso.formulas.finding.spelling import Word, words_of
from nenso.formulas.finding.vocabulary import Vocabulary

_SATURATION = 3.0
_BY_LENGTH = {"title": 0.4, "aside": 0.2}
_OTHER_FIELDS_BY_LENGTH = 0.5
_COUNTED_AT_MOST = 2
_HALF = 0.5
_MANY_CASES = 2
_SAID, _SAID_BY_WEIGHT = 0.8, 0.5
MARKS_DIFFER = 0.55
"""What is left of a match whose diacritics differ from those written."""


@dataclass
class Posting:
    """Where a term stands: documents by number, weights without rarity, and the diacritics it has there."""

    rarity: float
    numbers: array[int]
    weights: array[float]
    marks: list[str]


@dataclass(frozen=True)
class Entry:
    """What ranking needs to know of a document besides.

    ``head``: what its title says it does, with rarities; ``written``: its title word by word; ``cases``: the words in
    which it says when it applies. ``special``: what it is found for only when asked; ``also``: what it is for among
    many other cases.
    """

    document: Document
    head: tuple[tuple[str, float], ...]
    title: frozenset[str]
    written: tuple[str, ...]
    cases: frozenset[str]
    special: frozenset[str]
    also: frozenset[str]
    commonness: float


class Index:
    """Documents ready to be searched. Never changes: other documents are another index."""

    def __init__(self, documents: Sequence[Document]) -> None:
        texts = [[(name, words_of(text)) for name, text in document.fields() if text] for document in documents]
        self.vocabulary = Vocabulary(words for fields in texts for _, words in fields)
        self._postings = _postings(documents, texts)
        self.entries = [self._entry(document) for document in documents]
        self.scores_of = lru_cache(maxsize=1024)(self._scores_of)
        self.standing = lru_cache(maxsize=600)(self._standing)

    def _standing(self, term: str, marks: str | None) -> dict[int, float]:
        """Return the documents in which ``term`` (a folded word, or two with a space) stands, and what it tells there.

        ``marks``: its diacritics, where they are sure; other ones count less.
        """
        posting = self._postings.get(term)
        found: dict[int, float] = {}
        if posting is None:
            return found
        for number, weight, own in zip(posting.numbers, posting.weights, posting.marks, strict=True):
            told = weight * posting.rarity * (1.0 if marks is None or marks == own else MARKS_DIFFER)
            if told > found.get(number, 0.0):
                found[number] = told
        return found

    def rarity(self, term: str) -> float:
        """Return how much a term tells: its inverse document frequency; 0 when it stands nowhere."""
        posting = self._postings.get(term)
        return posting.rarity if posting is not None else 0.0

    def _entry(self, document: Document) -> Entry:
        title = words_of(document.title)
        does, cases = parts_of_title(document.title)
        head, many = words_of(does), cases.count(";") >= _MANY_CASES
        everything = _spelt((*title, Word(""), *words_of("; ".join(document.agencies))))
        special = frozenset(one.name for one in qualifiers() if _is(one, everything))
        also = special - frozenset(one.name for one in qualifiers() if _is(one, _spelt(head))) if many else frozenset()
        return Entry(
            document,
            tuple((word.folded, self.rarity(word.folded)) for word in head),
            frozenset(word.folded for word in title),
            tuple(word.folded for word in words_of(without_opening(document.title))),
            frozenset(word.folded for word in words_of(cases)),
            special - also,
            also,
            document.commonness,
        )

    def _scores_of(self, phrase: str) -> dict[int, float]:
        """Return how well each document answers an official ``phrase``, where it has at least half of it."""
        terms = dict(terms_of(words_of(phrase)))
        found: dict[int, float] = {}
        matched: dict[int, float] = {}
        whole = 0.0
        for term, marks in terms.items():
            posting = self._postings.get(term)
            if posting is None:
                whole += 1.0
                continue
            whole += posting.rarity
            for number, weight, own in zip(posting.numbers, posting.weights, posting.marks, strict=True):
                if own == marks:
                    found[number] = found.get(number, 0.0) + (_SAID + _SAID_BY_WEIGHT * weight) * posting.rarity
                    matched[number] = matched.get(number, 0.0) + posting.rarity
        return {
            number: score / whole * matched[number] / whole
            for number, score in found.items()
            if matched[number] >= _HALF * whole
        }


def terms_of(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """Yield each word and each two neighbours, folded, with their diacritics."""
    for word in words:
        yield word.folded, word.marks
    for first, second in itertools.pairwise(words):
        yield f"{first.folded} {second.folded}", f"{first.marks}|{second.marks}"


def _postings(documents: Sequence[Document], texts: list[list[tuple[str, tuple[Word, ...]]]]) -> dict[str, Posting]:
    lengths = _usual_lengths(texts)
    standing: dict[str, dict[str, list[tuple[int, float]]]] = {}
    for number, fields in enumerate(texts):
        weights: dict[tuple[str, str], float] = {}
        for name, words in fields:
            share = _BY_LENGTH.get(name, _OTHER_FIELDS_BY_LENGTH)
            norm = 1 - share + share * len(words) / lengths[name]
            for key, count in Counter(terms_of(words)).items():
                weights[key] = weights.get(key, 0.0) + WEIGHTS[name] * min(count, _COUNTED_AT_MOST) / norm
        for (term, marks), weight in weights.items():
            saturated = weight * (_SATURATION + 1) / (weight + _SATURATION)
            standing.setdefault(term, {}).setdefault(marks, []).append((number, saturated))
    titles = [" ".join(word.folded for word in words_of(document.title)) for document in documents]
    many = len(set(titles))
    return {term: _posting(by_marks, titles, many) for term, by_marks in standing.items()}


def _posting(by_marks: dict[str, list[tuple[int, float]]], titles: list[str], many: int) -> Posting:
    rows = [(number, weight, marks) for marks, found in by_marks.items() for number, weight in found]
    frequency = len({titles[number] for number, _, _ in rows})
    return Posting(
        log(1 + (many - frequency + 0.5) / (frequency + 0.5)),
        array("I", (number for number, _, _ in rows)),
        array("f", (weight for _, weight, _ in rows)),
        [marks for _, _, marks in rows],
    )


def _usual_lengths(texts: list[list[tuple[str, tuple[Word, ...]]]]) -> dict[str, float]:
    sums: dict[str, list[int]] = {}
    for fields in texts:
        for name, words in fields:
            sums.setdefault(name, []).append(len(words))
    return {name: max(sum(lengths) / len(lengths), 1.0) for name, lengths in sums.items()}


def _is(qualifier: Qualifier, text: str) -> bool:
    return any(_spelt(phrase) in text for phrase in qualifier.in_title)


@lru_cache(maxsize=1024)
def _spelt(words: tuple[Word, ...]) -> str:
    """Return words with their diacritics as one text in which a phrase is found as a piece."""
    return "".join(f" {word.folded}/{word.marks} " for word in words)
