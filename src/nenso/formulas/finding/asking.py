"""What somebody who types a question means: its words, everyday sayings in it, and what it asks about."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nenso.formulas.finding.matching import Patterns, Spot
from nenso.formulas.finding.places import places_in
from nenso.formulas.finding.sayings import (
    Manner,
    Qualifier,
    Saying,
    abbreviations,
    manners,
    qualifiers,
    sayings,
)
from nenso.formulas.finding.spelling import Word, word, words_of
from nenso.formulas.finding.vocabulary import Meant, Vocabulary

LONGEST_QUESTION = 400
MOST_WORDS = 40
_NOTHING = Word("")
_LONGEST_ABBREVIATION = 2
_SHORTEST_WORD = 2
_MARKED_SHARE = 0.45
_PURPOSE = ("de", ("", "\u0309\u0302"))
_PURPOSE_WEIGHT = 0.3
_SAID_WEIGHT = 0.4
_BEGUN_WEIGHT = 0.8
_ENOUGH_BEGUN = 1


@dataclass(frozen=True)
class Asked:
    """A word of a question: what it may have been meant to be, and how much it counts (0: only how one asks)."""

    word: Word
    meant: tuple[Meant, ...]
    weight: float


@dataclass(frozen=True)
class Question:
    """A question read.

    ``special``: the qualifiers it asks for; ``named``: those of them that it asks for in their official words.
    ``marked``: written with diacritics. ``about``: ``documents fee time place how whether``, or nothing.
    """

    asked: tuple[Asked, ...]
    sayings: tuple[tuple[Saying, str, float], ...]
    special: frozenset[str]
    named: frozenset[str]
    about: str
    marked: bool


@cache
def _said() -> Patterns[Saying | Manner]:
    known = [(pattern, saying) for saying in sayings() for pattern in saying.patterns]
    asking = [(pattern, manner) for manner in manners() for pattern in manner.patterns]
    return Patterns([*known, *asking])


@cache
def _specials() -> Patterns[Qualifier]:
    return Patterns((pattern, qualifier) for qualifier in qualifiers() for pattern in qualifier.asked_by)


@cache
def _names() -> Patterns[Qualifier]:
    return Patterns((pattern, qualifier) for qualifier in qualifiers() for pattern in qualifier.named_by)


@cache
def _meant_by(saying: Saying) -> frozenset[str]:
    """Return what the official terms of a saying all name: who says *chưa khởi công* asks for an extension."""
    named = [
        {spot.meaning.name for spot in _names().found_in(words_of(official), marked=True)}
        for official in saying.official
    ]
    return frozenset(set.intersection(*named))


def read(text: str, vocabulary: Vocabulary) -> Question:
    """Return what ``text`` asks; the last word may still be being typed when nothing follows it."""
    text = unicodedata.normalize("NFC", text)[:LONGEST_QUESTION]
    written = _expanded(words_of(text)[:MOST_WORDS], vocabulary)
    marked = sum(bool(one.marks) for one in written) >= _MARKED_SHARE * max(len(written), 1)
    places = places_in(written, marked=marked)
    meant = _meant(written, vocabulary, places)
    words = [
        _NOTHING if place in places else Word(options[0][0], one.marks, one.written)
        for place, (one, options) in enumerate(zip(written, meant, strict=True))
    ]
    found = _said().found_in(words, marked=marked)
    said, manner, about = _divided(found)
    names = _apart_from_asking(_names().found_in(words, marked=marked), found)
    hints = _apart_from_asking(_specials().found_in(words, marked=marked), found)
    manner -= {place for spot in names for place in spot.taken}
    taken = places.union(*(spot.taken for spot in said))
    purpose = _purpose(words, manner, taken)
    weights = [
        _weight(place, manner, taken) * (_PURPOSE_WEIGHT if place >= purpose else 1.0) for place in range(len(words))
    ]
    if text[-1:].isalnum() and (any(weights) or len(words) == 1):
        meant[-1] = _with_endings(meant[-1], words[-1].folded, vocabulary)
        weights[-1] = max(weights[-1], _BEGUN_WEIGHT / 2) if len(words[-1].folded) > _ENOUGH_BEGUN else weights[-1]
    return Question(
        tuple(Asked(one, tuple(options), weight) for one, options, weight in zip(written, meant, weights, strict=True)),
        tuple(_told(spot, words, purpose) for spot in said),
        frozenset(spot.meaning.name for spot in (*names, *hints)).union(*(_meant_by(spot.meaning) for spot in said)),
        frozenset(spot.meaning.name for spot in names),
        about,
        marked,
    )


def _expanded(written: Sequence[Word], vocabulary: Vocabulary) -> list[Word]:
    """Write abbreviations out, and words apart that were written together."""
    found: list[Word] = []
    position = 0
    while position < len(written):
        for length in range(_LONGEST_ABBREVIATION, 0, -1):
            meaning = abbreviations().get(tuple(one.folded for one in written[position : position + length]))
            if meaning and position + length <= len(written):
                found += meaning
                position += length
                break
        else:
            one = written[position]
            found += _begun_with_abbreviation(one, vocabulary) or [word(part) for part in vocabulary.apart(one)]
            position += 1
    return found


def _begun_with_abbreviation(one: Word, vocabulary: Vocabulary) -> list[Word]:
    """Return the words of ``dkthuong``: an abbreviation and a word that goes on with it; none when it is no such."""
    if one.folded in vocabulary.words or len(one.written) != len(one.folded):
        return []
    for cut in range(len(one.folded) - _SHORTEST_WORD, _SHORTEST_WORD - 1, -1):
        meaning, rest = abbreviations().get((one.folded[:cut],)), word(one.written[cut:])
        if meaning and vocabulary.neighbours(meaning[-1].folded, rest.folded):
            return [*meaning, rest]
    return []


def _meant(written: Sequence[Word], vocabulary: Vocabulary, places: set[int]) -> list[list[Meant]]:
    folded: list[str | None] = [None, *(one.folded for one in written), None]
    return [
        [(one.folded, 1.0)] if i in places else vocabulary.meant(one.folded, folded[i], folded[i + 2])
        for i, one in enumerate(written)
    ]


def _divided(spots: list[Spot[Saying | Manner]]) -> tuple[list[Spot[Saying]], set[int], str]:
    """Return the sayings that count, the places of words that only ask, and what is asked about; the longest win."""
    said: list[Spot[Saying]] = []
    manner: set[int] = set()
    taken: set[int] = set()
    about = ""
    for spot in sorted(spots, key=lambda one: (-len(one.taken), isinstance(one.meaning, Manner), -one.sure)):
        places = set(spot.taken)
        if isinstance(spot.meaning, Manner):
            if not places & taken:
                manner |= places
                about = about or spot.meaning.about
        elif not places <= manner and not any(places <= set(other.taken) for other in said):
            said.append(Spot(spot.meaning, spot.taken, spot.sure))
            taken |= places
    return said, manner, about


def _apart_from_asking(
    special: Sequence[Spot[Qualifier]], found: Sequence[Spot[Saying | Manner]]
) -> list[Spot[Qualifier]]:
    """Return what asks for something special: the *mất* of *mất bao lâu* does not."""
    asking = [set(spot.taken) for spot in found if isinstance(spot.meaning, Manner)]
    return [spot for spot in special if not any(set(spot.taken) < places for places in asking)]


def _purpose(words: Sequence[Word], manner: set[int], taken: set[int]) -> int:
    """Return where what somebody needs a procedure *for* begins (``… để vay vốn``): it matters less."""
    for place, one in enumerate(words):
        told_before = any(before not in manner for before in range(place))
        if one.folded == _PURPOSE[0] and one.marks in _PURPOSE[1] and place not in taken and told_before:
            return place
    return len(words)


def _weight(place: int, manner: set[int], taken: set[int]) -> float:
    if place in manner:
        return 0.0
    return _SAID_WEIGHT if place in taken else 1.0


def _with_endings(meant: Sequence[Meant], begun: str, vocabulary: Vocabulary) -> list[Meant]:
    known = dict(meant)
    return [*meant, *((one, _BEGUN_WEIGHT) for one in vocabulary.endings(begun) if one not in known)]


def _told(spot: Spot[Saying], words: Sequence[Word], purpose: int) -> tuple[Saying, str, float]:
    said = " ".join(words[place].written or words[place].folded for place in spot.taken)
    share = _PURPOSE_WEIGHT if spot.taken[0] >= purpose else 1.0
    return spot.meaning, said, spot.meaning.strength * spot.sure * share * (1.0 + 0.15 * (len(spot.taken) - 1))
