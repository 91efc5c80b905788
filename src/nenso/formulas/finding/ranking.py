"""The best answers to a question: words, neighbours and sayings by weight, then how special and common each is."""

import itertools
from collections.abc import Container, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from nenso.formulas.finding.asking import Asked, Question, read
from nenso.formulas.finding.codes import code_within, coded, is_figures, looks_like_code, national_part
from nenso.formulas.finding.documents import Document, without_opening
from nenso.formulas.finding.index import Entry, Index
from nenso.formulas.finding.sayings import qualifiers
from nenso.formulas.finding.spelling import Word, words_of

WORD, PAIR, APART, SAID = 0.5, 1.0, 0.5, 6.0
"""What a word counts, two neighbours, two with only asking words between them, and a saying."""

_CONSIDERED = 80
_ENOUGH = 250
_BY_TITLE = 0.8
_BY_COMMONNESS = 0.12
_WHOLE_TITLE = 1.5
_NAMED = 0.75
_SAME_CASES = 0.8
_PASTED = 12
_LEAST = 0.08
_SURE = 0.6


@dataclass(frozen=True)
class Found:
    """A document that answers. ``matched``: folded words to be marked in its title; ``meaning``: said → official."""

    document: Document
    score: float
    matched: frozenset[str]
    meaning: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What was found, the best first, and what the question is about (``fee``, ``time`` …), where it says so."""

    found: tuple[Found, ...]
    about: str = ""


class Finder:
    """Searches documents as people ask: with or without diacritics, misspelt, by code, in everyday words."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = tuple(documents)
        self._index = Index(self.documents)
        self._unasked = {one.name: one.unasked for one in qualifiers()}
        self._unmet = {one.name: one.unmet for one in qualifiers()}

    def find(self, text: str, among: Container[str] | None = None, limit: int = 20) -> Answer:
        """Return at most ``limit`` documents that answer ``text``; only those with a key in ``among``, where given."""
        code = text if looks_like_code(text) else code_within(text)
        numbers = self._coded(code, among) or self._coded(national_part(code), among)
        if numbers or is_figures(text):
            return Answer(tuple(Found(self.documents[n], 1.0, frozenset()) for n in numbers[:limit]))
        question = read(text, self._index.vocabulary)
        ranked = self._ranked(text, question, among)
        least = ranked[0][0] * _LEAST if ranked else 0.0
        best = [(score, number) for score, number in self._once_each(ranked)[:limit] if score >= least]
        return Answer(tuple(self._found(question, number, score) for score, number in best), question.about)

    def _coded(self, code: str, among: Container[str] | None) -> list[int]:
        return [n for n in coded(code, self.documents) if self._allowed(n, among)] if code else []

    def _once_each(self, ranked: list[tuple[float, int]]) -> list[tuple[float, int]]:
        """Put what is the same as one before it behind all others: other provinces' words for it, or its code."""
        seen: dict[object, list[Entry]] = {}
        first: list[tuple[float, int]] = []
        again: list[tuple[float, int]] = []
        for one in ranked:
            entry = self._index.entries[one[1]]
            code = entry.document.code or entry.document.key
            before = seen.setdefault(entry.head, [])
            (again if code in seen or any(_alike(entry, other) for other in before) else first).append(one)
            before.append(entry)
            seen[code] = before
        return [*first, *again]

    def _ranked(self, text: str, question: Question, among: Container[str] | None) -> list[tuple[float, int]]:
        scores = self._scores(question)
        best = sorted(((score, n) for n, score in scores.items() if self._allowed(n, among)), reverse=True)
        asked = _asked_words(question)
        typed = tuple(word.folded for word in words_of(without_opening(text)))
        ranked = []
        for score, number in best[:_CONSIDERED]:
            known = asked.union(*(_folded(phrase) for phrase in self._told(question, number)))
            entry = self._index.entries[number]
            judged = self._judged(entry, score, known)
            share = _WHOLE_TITLE if _is_title(typed, entry) else self._special(question, entry)
            ranked.append((judged * share, number))
        return sorted(ranked, key=lambda one: (-one[0], self.documents[one[1]].code or self.documents[one[1]].key))

    def _found(self, question: Question, number: int, score: float) -> Found:
        told = self._told(question, number)
        known = _asked_words(question).union(*(_folded(phrase) for phrase in told))
        meaning = tuple((said, phrase) for phrase, said in told.items())
        return Found(self.documents[number], score, self._index.entries[number].title & known, meaning)

    def _allowed(self, number: int, among: Container[str] | None) -> bool:
        return among is None or self.documents[number].key in among

    def _scores(self, question: Question) -> dict[int, float]:
        scores: dict[int, float] = {}
        for saying, _, sure in question.sayings:
            for number, score in self._said(saying.official).items():
                scores[number] = scores.get(number, 0.0) + SAID * sure * score
        slots = [
            (weight, [(self._index.standing(term, marks), share) for term, marks, share in terms])
            for terms, weight in _slots(question)
        ]
        for weight, standing in sorted(slots, key=_reach):
            for number, score in _best(standing, scores).items():
                scores[number] = scores.get(number, 0.0) + score * weight
        return scores

    def _said(self, official: Sequence[str]) -> dict[int, float]:
        if len(official) == 1:
            return self._index.scores_of(official[0])
        best: dict[int, float] = {}
        for phrase in official:
            for number, score in self._index.scores_of(phrase).items():
                if score > best.get(number, 0.0):
                    best[number] = score
        return best

    def _judged(self, entry: Entry, score: float, known: Set[str]) -> float:
        """Return a score after how much of the title was asked for: the plainer of two procedures comes first."""
        whole = sum(rarity for _, rarity in entry.head) or 1.0
        score *= 1 + _BY_TITLE * sum(rarity for word, rarity in entry.head if word in known) / whole
        return score * (1 + _BY_COMMONNESS * entry.commonness)

    def _told(self, question: Question, number: int) -> dict[str, str]:
        """Return which official terms of this document stand for which words of the question."""
        return {
            phrase: said
            for saying, said, _ in question.sayings
            for phrase in saying.official
            if number in self._index.scores_of(phrase)
        }

    def _special(self, question: Question, entry: Entry) -> float:
        share = 1.0
        for name in entry.special - question.special:
            share *= self._unasked[name]
        for name in question.special - entry.special - entry.also:
            share *= self._unmet[name] * (_NAMED if name in question.named else 1.0)
        return share


def _reach(slot: tuple[float, list[tuple[dict[int, float], float]]]) -> int:
    return sum(len(standing) for standing, _ in slot[1])


def _best(standing: list[tuple[dict[int, float], float]], scores: dict[int, float]) -> dict[int, float]:
    """Return what the best of some terms tells of each document.

    A term that stands nearly everywhere adds to what rarer ones found; it brings nothing new when there is enough.
    """
    best: dict[int, float] = {}
    if len(standing) == 1 and standing[0][1] == 1.0 and len(standing[0][0]) <= max(len(scores), _ENOUGH):
        return standing[0][0]
    for told, share in standing:
        if len(scores) >= _ENOUGH and len(told) > len(scores):
            pairs: Iterable[tuple[int, float]] = ((number, told[number]) for number in scores if number in told)
        else:
            pairs = told.items()
        for number, weight in pairs:
            if weight * share > best.get(number, 0.0):
                best[number] = weight * share
    return best


def _alike(entry: Entry, other: Entry) -> bool:
    """Return whether two procedures that do the same do it in the same cases, but for some words."""
    return len(entry.cases & other.cases) >= _SAME_CASES * len(entry.cases | other.cases)


def _is_title(typed: tuple[str, ...], entry: Entry) -> bool:
    """Return whether somebody typed or pasted the title, or so much of it that it can be nothing else."""
    return entry.written == typed or (len(typed) >= _PASTED and entry.written[: len(typed) - 1] == typed[:-1])


def _slots(question: Question) -> list[tuple[list[tuple[str, str | None, float]], float]]:
    """Return the words and pairs of a question: for each the terms it may be, with diacritics where they are sure."""
    slots = [
        ([(one, _marks(question, asked, one), sure) for one, sure in asked.meant], WORD * asked.weight)
        for asked in question.asked
        if asked.weight
    ]
    for first, second in zip(question.asked, question.asked[1:], strict=False):
        if first.weight or second.weight:
            slots.append((_pairs(question, first, second), PAIR * max(min(first.weight, second.weight), 0.2)))
    telling = [(place, asked) for place, asked in enumerate(question.asked) if asked.weight]
    for (place, first), (next_place, second) in itertools.pairwise(telling):
        if next_place - place > 1:
            slots.append((_pairs(question, first, second), APART * min(first.weight, second.weight)))
    return slots


def _pairs(question: Question, first: Asked, second: Asked) -> list[tuple[str, str | None, float]]:
    found: list[tuple[str, str | None, float]] = []
    for one, sure in first.meant:
        for other, other_sure in second.meant:
            marks, other_marks = _marks(question, first, one), _marks(question, second, other)
            both = None if marks is None or other_marks is None else f"{marks}|{other_marks}"
            found.append((f"{one} {other}", both, sure * other_sure))
    return found


def _marks(question: Question, asked: Asked, meant: str) -> str | None:
    return asked.word.marks if question.marked and meant == asked.word.folded else None


def _asked_words(question: Question) -> frozenset[str]:
    return frozenset(one for asked in question.asked for one, sure in asked.meant if asked.weight and sure >= _SURE)


@lru_cache(maxsize=2048)
def _folded(phrase: str) -> frozenset[str]:
    return frozenset(word.folded for word in words_of(phrase))


def marked_parts(title: str, matched: frozenset[str]) -> list[tuple[str, bool]]:
    """Return ``title`` in pieces, each with whether it is to be marked as what was asked for."""
    parts: list[tuple[str, bool]] = []
    for piece in title.split(" "):
        words: tuple[Word, ...] = words_of(piece)
        hit = bool(words) and all(word.folded in matched for word in words)
        if parts and parts[-1][1] == hit:
            parts[-1] = (f"{parts[-1][0]} {piece}", hit)
        elif parts and hit:
            parts[-1] = (f"{parts[-1][0]} ", False)
            parts.append((piece, True))
        else:
            parts.append((f" {piece}" if parts else piece, hit))
    return parts
