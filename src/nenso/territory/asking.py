"""What someone who writes a place means: words, the kinds they announce, and what abbreviations may stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product

from nenso.runtime.text import fold, normalise
from nenso.territory.spelling import accents, kind_words, separate_number, short_kinds, short_names, spoken, words

_LONGEST_ABBREVIATION = 4
_MOST_READINGS = 6
_COUNTRY_WORDS = ("viet", "nam")


@dataclass(frozen=True)
class Word:
    """One word of a question, folded; ``marks`` are its diacritics; ``kinds`` are those it may announce.

    ``sure``: it can be nothing but such an announcement (``phường``, ``p.``; ``phuong`` could be a name).
    """

    folded: str
    marks: str = ""
    kinds: frozenset[str] = frozenset()
    sure: bool = False


@dataclass(frozen=True)
class Reading:
    """One way to understand a question."""

    words: tuple[Word, ...]

    @property
    def marked(self) -> bool:
        """Whether the question was written with diacritics."""
        return any(word.marks for word in self.words)

    def texts(self) -> set[str]:
        """Return what the database is asked for: everything, and what is left without the words for kinds."""
        bare = [
            word.folded
            for word, after in zip(self.words, [*self.words[1:], None], strict=True)
            if not word.kinds or after is None or (after.folded.isdigit() and not after.kinds)
        ]
        texts = {" ".join(bare)}
        if not bare or any(word.kinds and not word.sure for word in self.words):
            texts.add(" ".join(word.folded for word in self.words))
        return texts - {""}


def read(text: str) -> list[Reading]:
    """Return the ways to understand ``text``, the most literal first; empty when there is no word in it."""
    written = _without_country(_split_numbers(spoken(normalise(text))))
    choices: list[list[list[str]]] = []
    position = 0
    while position < len(written):
        length, meanings = _abbreviated(written, position)
        if length:
            choices.append([spoken(meaning) for meaning in meanings])
            if length > 1:
                choices[-1].append(written[position : position + length])
        else:
            length = 1
            choices.append([[written[position]]])
        position += length
    readings = [_reading([word for part in parts for word in part]) for parts in product(*choices)] if written else []
    return list(islice(dict.fromkeys(readings), _MOST_READINGS))


def _split_numbers(written: Sequence[str]) -> list[str]:
    found: list[str] = []
    for word in written:
        found.extend(separate_number(word) or (word,))
    return found


def _without_country(written: list[str]) -> list[str]:
    tail = tuple(fold(word) for word in written[-2:])
    return written[:-2] if tail == _COUNTRY_WORDS and len(written) > 2 else written


def _abbreviated(written: Sequence[str], position: int) -> tuple[int, tuple[str, ...]]:
    """Return how many words from ``position`` are an abbreviation of a name, and of which."""
    for length in range(min(_LONGEST_ABBREVIATION, len(written) - position), 0, -1):
        meanings = short_names().get(" ".join(fold(word) for word in written[position : position + length]))
        if meanings:
            return length, _with_same_letter(written[position], meanings)
    return 0, ()


def _with_same_letter(word: str, meanings: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the meanings that begin with the letter written, where one does: ``ĐN`` is not *Diễn …*."""
    same = tuple(meaning for meaning in meanings if meaning.casefold().startswith(word[0]))
    return same or meanings


def _reading(written: Sequence[str]) -> Reading:
    expanded: list[str] = []
    for word in written:
        title = short_kinds().get(word) or short_kinds().get(fold(word))
        expanded += title.split() if title else [word]
    found: list[Word] = []
    position = 0
    while position < len(expanded):
        length, kinds, sure = _kind_at(expanded, position)
        for word in expanded[position : position + max(length, 1)]:
            folded = " ".join(words(word))
            found.append(Word(folded, "" if kinds else "".join(accents(word)), kinds, sure))
        position += max(length, 1)
    return Reading(tuple(word for word in found if word.folded))


def _kind_at(written: Sequence[str], position: int) -> tuple[int, frozenset[str], bool]:
    """Return how many words from ``position`` announce kinds, and which: ``xã`` and ``xa`` do, ``xá`` does not."""
    for length in (2, 1):
        run = written[position : position + length]
        known = kind_words().get(tuple(fold(word) for word in run)) if len(run) == length else None
        sure = known is not None and " ".join(run) == known[1]
        if known and (sure or not any(accents(" ".join(run)))):
            return length, known[0], sure
    return 0, frozenset(), False
