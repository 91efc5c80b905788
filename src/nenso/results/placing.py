"""Placing a page that Typst made into another file: its objects are taken over as bytes, only renumbered.

Reading them one by one and writing them again is what most of a signature's time would go to.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from pyhanko.pdf_utils.generic import IndirectObject, PdfObject
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter

_REFERENCE = re.compile(rb"(\d+) 0 R")
_PAGE = re.compile(rb"<</Type/Page/")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_XREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")


def place(writer: BasePdfFileWriter, pdf: bytes) -> tuple[IndirectObject, BoxConstraints]:
    """Add the only page of ``pdf``, a file of our typesetter, to ``writer``; return it as an XObject, and its size.

    Raises ValueError for a file that is not laid out like Typst's.
    """
    objects = _objects(pdf)
    page = next((content for content in objects.values() if _PAGE.match(content)), b"")
    corners = _found(rb"/MediaBox\[([-\d. ]+)\]", page)
    resources, contents = (int(_found(rb"/%s (\d+) 0 R" % name, page)) for name in (b"Resources", b"Contents"))
    names = {number: writer.allocate_placeholder() for number in _reached(objects, resources)}
    for number, reference in names.items():
        writer.add_object(_Taken(_renumbered(objects[number], names)), idnum=reference.idnum)
    head = b"<</Type/XObject/Subtype/Form/BBox[%s]/Resources %d 0 R" % (corners, names[resources].idnum)
    placed = writer.add_object(_Taken(head + objects[contents].removeprefix(b"<<")))
    left, bottom, right, top = map(float, corners.split())
    return placed, BoxConstraints(width=right - left, height=top - bottom)


class _Taken(PdfObject):
    """An object of another file as its bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def write_to_stream(self, stream: Any, handler: Any = None, container_ref: Any = None) -> None:
        del handler, container_ref
        stream.write(self._content)


def _objects(pdf: bytes) -> dict[int, bytes]:
    """Return every object by its number, as the cross-reference table at the end tells."""
    end = int(_found(_XREF.pattern, pdf[-64:]))
    numbers = [(int(entry[1]), number) for number, entry in enumerate(_ENTRY.finditer(pdf, end), 1)]
    if not numbers:
        raise ValueError("no cross-reference table")
    starts = [*sorted(numbers), (end, 0)]
    return {
        number: pdf[start:following].split(b" obj\n", 1)[1].rstrip().removesuffix(b"endobj").rstrip(b"\n")
        for (start, number), (following, _) in pairwise(starts)
    }


def _reached(objects: Mapping[int, bytes], first: int) -> Iterable[int]:
    """Return the object ``first`` and all that it refers to."""
    reached, waiting = {first: None}, [first]
    while waiting:
        for found in _REFERENCE.finditer(_head(objects[waiting.pop()])):
            if (number := int(found[1])) not in reached:
                reached[number] = None
                waiting.append(number)
    return reached


def _renumbered(content: bytes, names: Mapping[int, IndirectObject]) -> bytes:
    head = _head(content)
    return _REFERENCE.sub(lambda found: b"%d 0 R" % names[int(found[1])].idnum, head) + content[len(head) :]


def _head(content: bytes) -> bytes:
    """Return an object without the bytes of its stream."""
    return content.partition(b"stream\n")[0]


def _found(pattern: bytes, text: bytes) -> bytes:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"not laid out as expected: {pattern!r}")
    return found[1]
