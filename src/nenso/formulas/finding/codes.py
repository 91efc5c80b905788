"""Finding by code: whole, or any part of it, with or without its dots."""

import re
from collections.abc import Sequence

from nenso.formulas.finding.documents import Document

_CODE = re.compile(r"[\d.\-–\s]*[a-zđ]{0,2}[\d.\-–\s]*", re.IGNORECASE)
_WITHIN = re.compile(r"(?<![\d.])(\d\.?\d{6}|\d{6})(?![\d]|\.\d)")
_NATIONAL = re.compile(r"\A\s*(\d\.\d{6})\.")
_FIGURES = re.compile(r"[\d.\-–\s]+")
_PUNCTUATION = re.compile(r"[\s.\-–]+")


def looks_like_code(text: str) -> bool:
    """Return whether ``text`` is a code or a part of one: ``1.001193``, ``001193``, ``1.011442.000.00.00.H38``."""
    return _CODE.fullmatch(text) is not None and any(character.isdigit() for character in text)


def is_figures(text: str) -> bool:
    """Return whether ``text`` has nothing but figures, so that it can be nothing but a code."""
    return _FIGURES.fullmatch(text) is not None and any(character.isdigit() for character in text)


def national_part(code: str) -> str:
    """Return the code in the national database with which one that an agency lengthened begins, or the code itself."""
    found = _NATIONAL.match(code)
    return found[1] if found else code


def coded(text: str, documents: Sequence[Document]) -> list[int]:
    """Return the numbers of the documents with ``text`` in their code: the very code first, then by where it stands."""
    wanted = _PUNCTUATION.sub("", text).casefold()
    found = []
    for number, document in enumerate(documents):
        code = _PUNCTUATION.sub("", document.code).casefold()
        at = code.find(wanted)
        if at >= 0:
            found.append(((code != wanted, at != 0, not code.endswith(wanted), -document.commonness, code), number))
    return [number for _, number in sorted(found)]


def code_within(text: str) -> str:
    """Return the code that stands among the words of ``text``, or nothing."""
    found = _WITHIN.search(text)
    return found[1] if found else ""
