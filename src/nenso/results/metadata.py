"""What our typesetter writes into a PDF about itself: which result it is and where it is to be signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader


@dataclass(frozen=True)
class Field:
    """Where a signature is shown: ``page`` counts from 1; points from the page's upper left corner."""

    name: str
    page: int
    x: float
    y: float
    width: float
    height: float


def metadata_of(reader: PdfFileReader) -> Mapping[str, Any]:
    """Return ``{"result": {...}, "fields": [...]}`` as written by our typesetter; empty for other PDFs."""
    try:
        found = json.loads(str(reader.trailer_view["/Info"]["/Keywords"]))
    except (LookupError, TypeError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and {"result", "fields"} <= found.keys() else {}


def fields_of(reader: PdfFileReader) -> dict[str, Field]:
    """Return the places for signatures that the template left, by name."""
    return {each["name"]: Field(**each) for each in metadata_of(reader).get("fields", [])}
