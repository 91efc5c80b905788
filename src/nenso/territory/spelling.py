"""How names of places are written: folding for search, and the abbreviations of everyday addresses."""

import re
import unicodedata
from functools import cache, lru_cache

from nenso.runtime.text import fold
from nenso.territory.kinds import TITLES
from nenso.territory.shipped import abbreviations

_JOINED = re.compile(r"['’‘ʼ`´]")
_PARTS = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"(p|f|q|phuong|quan)\.?(\d{1,2})\Z")
_DIGITS = re.compile(r"\d+\Z")


def words(text: str) -> list[str]:
    """Return the folded words of ``text``: ``Cư M'gar`` → ``cu mgar``, ``Phường 05`` → ``phuong 5``."""
    return [_plain_number(word) for word in _PARTS.findall(_JOINED.sub("", fold(text)))]


@lru_cache(maxsize=4096)
def own_words(kind: str, name: str) -> str:
    """Return what search compares with a place's own name: folded, with the kind where the name is only a number."""
    return " ".join(words(f"{TITLES[kind]} {name}" if name.isdigit() else name))


def _plain_number(word: str) -> str:
    return str(int(word)) if _DIGITS.match(word) and len(word) < 3 else word


def accents(text: str) -> list[str]:
    """Return the marks of each word, wherever in the word they stand: ``hoà`` and ``hòa`` have the same."""
    return ["".join(sorted(c for c in unicodedata.normalize("NFD", word) if _is_mark(c))) for word in spoken(text)]


def spoken(text: str) -> list[str]:
    """Return the words of ``text`` in lower case with their diacritics."""
    return _PARTS.findall(_JOINED.sub("", unicodedata.normalize("NFC", text).casefold()))


def _is_mark(character: str) -> bool:
    return bool(unicodedata.combining(character)) or character == "đ"


@cache
def kind_words() -> dict[tuple[str, ...], tuple[frozenset[str], str]]:
    """Return the words that announce a kind, folded → the kinds they may mean and the title with diacritics."""
    found: dict[tuple[str, ...], tuple[frozenset[str], str]] = {}
    for kind, title in TITLES.items():
        if kind != "country":
            key = tuple(words(title))
            kinds = found.get(key, (frozenset(), ""))[0] | {kind}
            found[key] = (kinds, title.casefold())
    return found


@cache
def short_kinds() -> dict[str, str]:
    """Return the abbreviations of kinds: ``p`` → ``phường``."""
    return {row.written: row.meaning for row in abbreviations() if row.use == "kind"}


@cache
def short_names() -> dict[str, tuple[str, ...]]:
    """Return the abbreviations of names, folded → what they may mean: ``dn`` → Đà Nẵng, Đồng Nai."""
    found: dict[str, tuple[str, ...]] = {}
    for row in abbreviations():
        if row.use == "name":
            key = " ".join(words(row.written))
            found[key] = (*found.get(key, ()), row.meaning)
    return found


def separate_number(word: str) -> tuple[str, str] | None:
    """Return ``p`` and ``15`` of ``p15``; None for other words."""
    match = _NUMBERED.match(fold(word))
    return (match[1], str(int(match[2]))) if match else None
