"""File names as people gave them, made safe to store, show and send."""

import unicodedata

from nenso.runtime.text import normalise

LONGEST = 200
_UNSAFE = str.maketrans(dict.fromkeys('<>:"|?*', "_"))


def clean_name(given: str) -> str:
    """Return ``given`` without path, control or direction characters, in NFC, at most 200 characters, extension kept.

    ``C:\\fakepath\\Giấy  khai sinh.PDF`` gives ``Giấy khai sinh.PDF``; a name of nothing gives ``tep``.
    """
    text = normalise(given.replace("\x00", "")).replace("\\", "/").rpartition("/")[2]
    text = "".join(" " if character.isspace() else character for character in text)
    text = "".join(character for character in text if unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cn"})
    text = " ".join(text.translate(_UNSAFE).split()).lstrip(". ")
    if len(text) > LONGEST:
        stem, dot, extension = text.rpartition(".")
        text = f"{stem[: LONGEST - len(extension) - 1]}.{extension}" if dot and len(extension) <= 10 else text[:LONGEST]
    return text or "tep"
