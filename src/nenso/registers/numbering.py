"""Numbers of records (số vào sổ): counted without gaps within what the register says, taken as a record is created."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nenso.agencies.books import next_number
from nenso.agencies.queries import agency_by_path
from nenso.language.declarations.access import Serial
from nenso.language.expressions import Stopped, compile  # noqa: A004  # the language's own word
from nenso.language.lookups import Lookup
from nenso.language.texts import shown
from nenso.registers.declared import Declared
from nenso.registers.models import Record
from nenso.runtime.clock import VIETNAM

ROOT = "vn"
PLACE = "place"


def number_of(declared: Declared, record: Record, this: Mapping[str, Any], lookup: Lookup) -> str:
    """Return the next number for a new record, empty when its register numbers none; inside ``acting()``."""
    numbering = declared.declaration.numbered
    if numbering is None:
        return ""
    local = record.created_at.astimezone(VIETNAM)
    parts: dict[str, Any] = {"year": local.year, "month": local.month, "day": local.day}
    within = [str(parts[word]) for word in numbering.per if word in parts]
    if PLACE in numbering.per and record.place is not None:
        within.append(record.place.code)
    agency = record.agency_id if "agency" in numbering.per else agency_by_path(ROOT).id
    serial = next_number(UUID(str(agency)), f"{declared.name}:{numbering.pattern}"[:100], period=".".join(within))
    names = {**parts, "this": this, "lookup": lookup}
    environment = declared.environment("numbering")

    def printed(piece: Any) -> str:
        if isinstance(piece, str):
            return piece
        if isinstance(piece, Serial):
            return f"{serial:0{piece.width}d}"
        try:
            return shown(compile(piece.source, environment).value(names))
        except Stopped:
            return ""

    return "".join(printed(piece) for piece in numbering.pattern.pieces())
