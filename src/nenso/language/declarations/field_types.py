"""The types a field may have, and which keys go with which."""

from collections.abc import Mapping
from typing import Literal, get_args

FieldType = Literal[
    "text",
    "multiline",
    "person_name",
    "integer",
    "money",
    "number",
    "date",
    "time",
    "datetime",
    "period",
    "yes_no",
    "choice",
    "choices",
    "person_id",
    "tax_code",
    "phone",
    "email",
    "url",
    "place",
    "address",
    "location",
    "area",
    "files",
    "signature",
    "record",
    "records",
    "table",
    "consent",
    "slot",
    "content",
    "group",
]
"""The types of a field; ``group`` is what ``use`` makes. ``area`` and ``slot`` do not run yet."""

FIELD_TYPES: tuple[str, ...] = get_args(FieldType)

_NUMBERS = ("integer", "money", "number")
_WORDS = ("text", "multiline", "person_name")
_TIMES = ("date", "time", "datetime", "period")
_COUNTED = ("files", "signature", "choices", "records")

TYPE_KEYS: Mapping[str, frozenset[str]] = {
    "max": frozenset({*_WORDS, *_NUMBERS, *_TIMES, *_COUNTED, "phone", "email", "url"}),
    "min": frozenset({*_WORDS, *_NUMBERS, *_TIMES, *_COUNTED}),
    "pattern": frozenset({*_WORDS, "phone", "email", "url"}),
    "unit": frozenset(_NUMBERS),
    "options": frozenset({"choice", "choices"}),
    "agrees": frozenset({"person_id"}),
    "level": frozenset({"place", "address"}),
    "accept": frozenset({"files", "signature"}),
    "max_mb": frozenset({"files", "signature"}),
    "of": frozenset({"record", "records", "slot"}),
    "where": frozenset({"record", "records", "slot"}),
    "rows": frozenset({"table"}),
    "fields": frozenset({"table", "group"}),
    "min_rows": frozenset({"table"}),
    "max_rows": frozenset({"table"}),
    "purpose": frozenset({"consent"}),
    "covers": frozenset({"consent"}),
    "until": frozenset({"consent"}),
    "most": frozenset({"slot"}),
    "page": frozenset({"content"}),
    "text": frozenset({"content"}),
}
"""Which types each own key goes with; a key that is not here goes with all."""
