"""Who sees what, how printed codes are made, and how long things are kept: the same on procedures and registers."""

import re
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic import (
    Field as Key,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from nenso.language.declarations.people import Who
from nenso.language.declarations.times import Duration, Moment
from nenso.language.declarations.values import Declaration, Expression, Name, Names, refuse
from nenso.language.sources import NOWHERE, Origin, origin_of


class FieldItem(Declaration):
    """An item of a list of fields: a ``name`` (or path), ``all``, or a new name for what an expression gives."""

    name: Name
    """Field, path such as ``step.triage.public_text``, ``all``, or the new name."""
    compute: Expression | None = None
    """CEL, for a new name."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """Read ``price``, ``all``, ``{born_year: year(this.born_on)}``."""
        if isinstance(data, str):
            return {"name": data}
        if isinstance(data, dict) and len(data) == 1 and not set(data) & {"name"}:
            ((name, compute),) = data.items()
            return {"name": name, "compute": compute}
        if isinstance(data, dict) and set(data) <= {"name", "compute"}:
            return data
        raise refuse(
            "item.expected",
            "Mỗi mục là một tên, all, hoặc {tên_mới: CEL}.",
            "An item is a name, all, or {new_name: CEL}.",
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        new = {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": {"type": ["string", "number"]},
        }
        return {"anyOf": [{"type": "string"}, new]}


def _items(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


_ITEM = {
    "anyOf": [
        {"type": "string"},
        {"type": "object", "maxProperties": 1, "additionalProperties": {"type": ["string", "number", "boolean"]}},
    ]
}
FieldItems = Annotated[
    tuple[FieldItem, ...],
    BeforeValidator(_items),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "array", "items": _ITEM}]}),
]
"""A list of field items, or ``all``."""


class ReadRule(Declaration):
    """Adds readers: ``who`` may read ``what`` when ``when`` holds and, where set, ``under`` a grant or consent."""

    who: Who
    """Who may read."""
    what: FieldItems
    """Fields, ``all``, or ``{new_name: CEL}``."""
    when: Expression | None = None
    """CEL, worked out as the case or record changes, never while reading."""
    under: Name | None = None
    """``grant`` or ``consent.<purpose>``: every look is logged and shown to the person."""


class EditRule(Declaration):
    """Who may change fields of a record straight through, without a procedure."""

    who: Who
    """Who may edit."""
    fields: FieldItems
    """Which fields."""
    when: Expression | None = None
    """CEL over ``this``."""


@dataclass(frozen=True, slots=True)
class Serial:
    """The running number in a pattern, with at least ``width`` digits."""

    width: int = 1


PatternPiece = str | Serial | Expression
_PIECE = re.compile(r"\{([^{}]*)\}")
_SERIAL = re.compile(r"serial(?::(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """How a printed code looks: ``{serial}/{year}``, ``{form.need}{serial:3}``."""

    source: str
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)

    def __str__(self) -> str:
        return self.source

    def pieces(self) -> tuple[PatternPiece, ...]:
        """Return plain text, the serial, and expressions (``year month day`` are those of the moment of numbering)."""
        pieces: list[PatternPiece] = []
        last = 0
        for match in _PIECE.finditer(self.source):
            if match.start() > last:
                pieces.append(self.source[last : match.start()])
            inner = match[1].strip()
            serial = _SERIAL.fullmatch(inner)
            pieces.append(Serial(int(serial[1] or 1)) if serial else Expression(inner, self.origin))
            last = match.end()
        if last < len(self.source):
            pieces.append(self.source[last:])
        return tuple(pieces)

    @classmethod
    def parse(cls, value: Any) -> "NumberPattern":
        """Read a pattern; it must hold the serial."""
        if isinstance(value, NumberPattern):
            return value
        pattern = cls(str(value), origin_of(value)) if isinstance(value, str) else cls("")
        if not any(isinstance(piece, Serial) for piece in pattern.pieces()):
            raise refuse(
                "pattern.no_serial", "Mẫu số phải có {serial}.", "A pattern needs {serial}.", expected="{serial}/{year}"
            )
        return pattern

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "examples": ["{serial}/{year}", "{form.need}{serial:3}"]}


class Numbering(Declaration):
    """Printed codes counted without gaps within ``per``; old codes (``aliases``) still answer."""

    pattern: NumberPattern
    """``{serial}`` or ``{serial:5}``, ``{year}``, and expressions."""
    per: Names = ()
    """Within what the serial counts: ``agency year month day place procedure``."""
    aliases: Names = ()
    """Fields or earlier patterns whose codes still answer."""


def _keep_for(value: Any) -> Any:
    return "forever" if value == "forever" else Duration.parse(value)


class Keep(Declaration):
    """How long it is kept (thời hạn bảo quản)."""

    duration: Annotated[
        Duration | Literal["forever"],
        PlainValidator(lambda value: value if isinstance(value, Duration) else _keep_for(value)),
        WithJsonSchema({"type": "string", "examples": ["forever", "20 years"]}),
    ] = Key(alias="for")
    """``forever`` or a duration."""
    then: Literal["archive", "erase"] | None = None
    """What happens after."""


class Sealed(Declaration):
    """Takes form and entries away from all but their writer until a moment."""

    until: Moment
    """When it opens, known at filing; follows when the moment is moved later, never earlier."""
