"""How well a place answers a question: its own name found in it, and the rest explained by what it lies in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nenso.territory.asking import Reading, Word
from nenso.territory.spelling import accents, kind_words, words

_SOUNDS = (
    ("y", "i"),
    ("tr", "ch"),
    ("gi", "d"),
    ("r", "d"),
    ("x", "s"),
    ("ph", "f"),
    ("l", "n"),
    ("gh", "g"),
    ("k", "c"),
)
_ALIKE = 0.55
_PARENT_ALIKE = 0.7
_LEVEL_FIRST = {"province": 0.12, "district": 0.04}


@dataclass(frozen=True)
class Part:
    """One level of an address: the kinds its title may mean, the folded words of its name and their diacritics."""

    kinds: frozenset[str]
    words: tuple[str, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A name that a place has or had: its own part, what it lies in, nearest first, and provinces it came into."""

    level: str
    kind: str
    parts: tuple[Part, ...]
    later: tuple[tuple[str, ...], ...] = ()
    former: bool = False


@dataclass(frozen=True)
class Fit:
    """How a candidate answers a reading; ``exact``: every word is accounted for, letter by letter but diacritics."""

    score: float
    exact: bool
    marks: float
    kind: int


def candidate(level: str, kind: str, path_name: str, label: str, *, former: bool) -> Candidate:
    """Return the candidate written ``Xã Phủ Thông, tỉnh Thái Nguyên`` and labelled with later provinces too."""
    parts = tuple(_part(text) for text in path_name.split(", "))
    later = tuple(tuple(text.split()) for text in label.split(", ")[len(parts) :])
    own = Part(frozenset({kind}), parts[0].words, parts[0].marks)
    return Candidate(level, kind, (own, *parts[1:]), later, former)


@lru_cache(maxsize=2048)
def _part(text: str) -> Part:
    folded, marks = words(text), accents(text)
    for length in (2, 1):
        known = kind_words().get(tuple(folded[:length]))
        if known and len(folded) > length and text.casefold().startswith(known[1]):
            return Part(known[0], tuple(folded[length:]), tuple(marks[length:]))
    return Part(frozenset(), tuple(folded), tuple(marks))


def fit(reading: Reading, place: Candidate) -> Fit | None:
    """Return how well ``place`` answers ``reading``; None when its own name is not in it."""
    best: Fit | None = None
    for start in range(len(reading.words)):
        for end, alike in _windows(reading.words, start, place.parts[0].words):
            found = _fit_at(reading, place, start, end, alike)
            if best is None or found.score > best.score:
                best = found
    return best


def _windows(asked: Sequence[Word], start: int, own: Sequence[str]) -> list[tuple[int, float]]:
    """Return where a run of words from ``start`` that is like the name ``own`` ends, with how alike it is."""
    found = []
    end = min(start + len(own), len(asked))
    alike = [similar(asked[start + i].folded, own[i], end == len(asked) == start + i + 1) for i in range(end - start)]
    missing = len(own) - len(alike)
    if all(alike):
        share = (sum(alike) + 0.3 * missing) / len(own)
        if share >= _ALIKE or (missing and start == 0):
            found.append((end, share))
    joined = "".join(own)
    run = ""
    for stop in range(start, min(start + len(own) + 1, len(asked))):
        run += asked[stop].folded
        if run == joined and stop + 1 - start != len(own):
            found.append((stop + 1, 0.96))
    return found


def _fit_at(reading: Reading, place: Candidate, start: int, end: int, alike: float) -> Fit:
    asked = reading.words
    taken = [start <= i < end for i in range(len(asked))]
    kind = _kind_before(asked, start, taken, place.parts[0].kinds)
    exact = alike >= 0.95
    marks = _marks_alike(asked[start:end], place.parts[0])
    for part in place.parts[1:]:
        found = _explain(asked, taken, part)
        if found is not None:
            exact, marks = exact and found[0] >= 0.95, min(marks, found[1])
    for later in place.later:
        _explain(asked, taken, Part(frozenset({"province", "city"}), later, ()))
    letters = sum(len(word.folded) for word in asked)
    unexplained = sum(len(word.folded) for word, done in zip(asked, taken, strict=True) if not done)
    leftover_kinds = sum(len(word.folded) for word, done in zip(asked, taken, strict=True) if not done and word.kinds)
    covered = 1 - (unexplained - leftover_kinds * 0.7) / letters
    score = alike + covered + 0.15 * (kind > 0) - 0.25 * (kind < 0)
    score += (
        (0.05 if all(taken[:start]) else 0.0) - 0.06 * place.former + (0.1 * (marks - 0.5) if reading.marked else 0)
    )
    if kind == 0:
        score += _LEVEL_FIRST.get(place.level, 0.0)
    return Fit(score, exact and unexplained == 0, marks if reading.marked else 1.0, kind)


def _kind_before(asked: Sequence[Word], start: int, taken: list[bool], kinds: frozenset[str]) -> int:
    """Take the words before ``start`` that announce a kind: 1 when it is one of ``kinds``, -1 when not, 0 for none."""
    before = start
    announced: frozenset[str] = frozenset()
    while before > 0 and asked[before - 1].kinds and not taken[before - 1]:
        if announced and asked[before - 1].kinds != announced:
            break
        before -= 1
        announced = asked[before].kinds
        taken[before] = True
    if not announced:
        return 0
    return 1 if announced & kinds else -1


def _explain(asked: Sequence[Word], taken: list[bool], part: Part) -> tuple[float, float] | None:
    """Find ``part`` among the words not taken, take it with its kind; return how alike it and its diacritics are."""
    own = part.words
    best: tuple[float, int, int] | None = None
    for start in range(len(asked)):
        for end, alike in _windows(asked, start, own):
            free = not any(taken[start:end])
            if free and alike >= _PARENT_ALIKE and (best is None or alike > best[0]):
                best = (alike, start, end)
    if best is None:
        return None
    alike, start, end = best
    for i in range(start, end):
        taken[i] = True
    _kind_before(asked, start, taken, part.kinds)
    return alike, _marks_alike(asked[start:end], part)


def _marks_alike(asked: Sequence[Word], part: Part) -> float:
    if len(asked) != len(part.marks):
        return 0.5
    return sum(word.marks == marks for word, marks in zip(asked, part.marks, strict=True)) / max(len(asked), 1)


@lru_cache(maxsize=65536)
def similar(asked: str, own: str, last: bool = False) -> float:
    """Return how alike two folded words are, 0 to 1; the ``last`` word asked may still be being typed."""
    if asked == own:
        return 1.0
    if asked.isdigit() or own.isdigit():
        return 0.0
    if asked.replace("y", "i") == own.replace("y", "i"):
        return 0.97
    if last and own.startswith(asked):
        return 0.6 + 0.35 * len(asked) / len(own)
    if _sound(asked) == _sound(own):
        return 0.88
    longest = max(len(asked), len(own))
    if not _one_slip(asked, own):
        return 0.0
    return 0.8 if longest >= 5 else 0.7 if longest >= 3 else 0.45


def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return word


def _one_slip(first: str, second: str) -> bool:
    """Return whether one letter was left out, put in, changed, or two neighbours were exchanged."""
    if len(first) > len(second):
        first, second = second, first
    if len(second) - len(first) > 1:
        return False
    i = 0
    while i < len(first) and first[i] == second[i]:
        i += 1
    if len(first) < len(second):
        return first[i:] == second[i + 1 :]
    return first[i + 1 :] == second[i + 1 :] or (
        first[i : i + 2] == second[i : i + 2][::-1] and first[i + 2 :] == second[i + 2 :]
    )
