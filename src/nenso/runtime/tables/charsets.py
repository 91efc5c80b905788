"""In which code a text file is written, found by looking through all of it once, and its text in NFC, part by part.

UTF-8 and UTF-16, with their mark or without; else one byte a letter: Windows-1258, TCVN3 or VNI, whichever makes more
Vietnamese words out of a sample. What makes none is refused rather than guessed.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nenso.runtime.tables.errors import TableUnreadable
from nenso.runtime.tables.legacy import NAMES, Legacy, from_legacy
from nenso.runtime.tables.syllables import plausibility
from nenso.runtime.tables.warnings import Warned
from nenso.runtime.text import normalise

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 18
_ENOUGH: Final = 0.7
"""The share of words with marks that must be syllables for a reading to be believed."""

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NAMES: Final = {"cp1258": "Windows-1258", "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_BYTEWISE: Final = ("cp1258", "tcvn3", "vni")


@dataclass(frozen=True)
class Charset:
    """How to read a text file: the codec, the length of the mark at its start, the old code that follows if any."""

    codec: str
    skip: int = 0
    legacy: Legacy | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return NAMES[self.legacy] if self.legacy else _NAMES[self.codec]

    def warnings(self) -> list[Warned]:
        """Say that text was converted, where it was."""
        if self.codec == "utf-8":
            return []
        name = self.name
        return [
            Warned(
                "charset",
                f"Tệp viết bằng bảng mã {name}; đã chuyển sang Unicode.",
                f"The file is written in {name}; it was converted to Unicode.",
            )
        ]


def charset_of(path: Path) -> Charset:
    """Return in which code the text file is written. Raises :class:`TableUnreadable`."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Charset(codec, len(mark))
    if wide := _wide(head):
        return Charset(wide)
    if _is_utf8(path):
        return Charset("utf-8")
    return _bytewise(path, _sample(path, head))


def text_of(path: Path, charset: Charset) -> Iterator[str]:
    """Yield the text of the file in NFC, in parts that end with a line. Raises :class:`TableUnreadable`."""
    decoder = codecs.getincrementaldecoder(charset.codec)()
    rest = ""
    with path.open("rb") as file:
        file.seek(charset.skip)
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = rest + decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise _neither(path) from error
            cut = text.rfind("\n") + 1 if chunk else len(text)
            if not cut and len(text) > 64 * _CHUNK:
                raise TableUnreadable(file=path.name, reason_vi="có một dòng quá dài", reason_en="a line is too long")
            if cut:
                whole = text[:cut]
                yield normalise(from_legacy(whole, charset.legacy) if charset.legacy else whole)
            rest = text[cut:]
            if not chunk:
                return


def _wide(head: bytes) -> str:
    """Return which UTF-16 it is when every other byte of the start is nearly always zero."""
    if len(head) < 4:
        return ""
    even, odd = head[:4096:2], head[1:4096:2]
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _sample(path: Path, head: bytes) -> bytes:
    """Return the start of the file, or the part around the first letter beyond ASCII when it comes later."""
    if not head.isascii():
        return head
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if not chunk.isascii():
                return chunk
    return head


def _bytewise(path: Path, sample: bytes) -> Charset:
    scores = {name: plausibility([_read(sample, name)]) for name in _BYTEWISE}
    best = max(scores, key=lambda name: scores[name][1] / max(scores[name][0], 1))
    marked, good = scores[best]
    if not marked or good < _ENOUGH * marked:
        raise _neither(path)
    return Charset("cp1258") if best == "cp1258" else Charset("latin-1", legacy="tcvn3" if best == "tcvn3" else "vni")


def _read(sample: bytes, name: str) -> str:
    if name == "cp1258":
        return sample.decode("cp1258", "replace").replace("\ufffd", "\u00a4")
    return from_legacy(sample.decode("latin-1"), "tcvn3" if name == "tcvn3" else "vni")


def _neither(path: Path) -> TableUnreadable:
    return TableUnreadable(
        file=path.name,
        reason_vi="không phải UTF-8, UTF-16, Windows-1258, TCVN3 hay VNI; hãy lưu lại thành “CSV UTF-8”",
        reason_en="it is neither UTF-8, UTF-16, Windows-1258, TCVN3 nor VNI; save it as “CSV UTF-8”",
    )


__all__ = ["Charset", "charset_of", "text_of"]
