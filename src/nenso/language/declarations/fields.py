"""Fields: what is asked, kept or worked out, one typed value each (trường thông tin)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, GetJsonSchemaHandler, PlainValidator, Tag, WithJsonSchema
from pydantic import Field as Key
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from nenso.language.declarations.field_types import FieldType
from nenso.language.declarations.times import Moment
from nenso.language.declarations.values import Declaration, Expression, Name, Names, Text, Value, refuse
from nenso.language.sources import SourceMap, origin_of


class Rule(Declaration):
    """A rule of ``valid_if``: when ``if`` does not hold, ``message`` is shown; ``soft`` only warns."""

    condition: Expression = Key(alias="if")
    """CEL: must be true."""
    message: Text | None = None
    """What to tell when it is not."""
    soft: bool = False
    """Warns instead of refusing."""


def _rules(value: Any) -> Any:
    if isinstance(value, list):
        return [item if isinstance(item, dict | Rule) else {"if": item} for item in value]
    return [value if isinstance(value, dict | Rule) else {"if": value}]


Rules = Annotated[
    tuple[Rule, ...],
    BeforeValidator(_rules),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["string", "boolean"]},
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["if"],
                        "properties": {"if": {"type": "string"}, "message": {}, "soft": {"type": "boolean"}},
                        "additionalProperties": False,
                    },
                },
            ]
        }
    ),
]
"""One CEL with ``message`` and ``soft`` beside it, or a list of ``{if, message, soft}``."""


def with_rules(data: Any) -> Any:
    """Return a mapping whose single ``valid_if`` carries the ``message`` and ``soft`` that stand beside it."""
    if not isinstance(data, dict) or not isinstance(data.get("valid_if"), str):
        return data
    at = origin_of(data["valid_if"])
    rule = SourceMap(at)
    for key, beside in (("if", "valid_if"), ("message", "message"), ("soft", "soft")):
        if beside in data:
            rule.add(key, data[beside], at, origin_of(data[beside]))
    if not isinstance(data, SourceMap):
        return {**data, "valid_if": [rule]}
    copy = data.without()
    copy["valid_if"] = [rule]
    return copy


class Options(Declaration):
    """What may be chosen: ``codes`` with their labels, or ``from`` an expression that gives a list of codes."""

    codes: Mapping[Name, Text] | None = None
    """Code to label; taken from the list when one is named."""
    list: Name | None = None
    """The list of the formula (or of one it requires) they come from."""
    source: Expression | None = Key(None, alias="from")
    """CEL that gives the codes."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """Read ``{code: label}``, a list's name, or ``{from: CEL}``."""
        if isinstance(data, str):
            return {"list": data}
        if not isinstance(data, dict) or not data:
            raise refuse(
                "options.expected", "Ở đây cần các lựa chọn {mã: nhãn}.", "Options {code: label} are needed here."
            )
        return data if set(data) == {"from"} or set(data) <= {"codes", "list"} else {"codes": data}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, {"type": "object", "minProperties": 1}]}


class Rows(Declaration):
    """Fixed rows of a table: one for each record of ``of`` where ``where`` holds, whose fields come along."""

    of: Name
    """The register."""
    where: Expression | None = None
    """CEL over ``record``."""
    named: Name | None = Key(None, alias="as")
    """The name in the row under which the record stands."""


def _rows_kind(value: Any) -> str:
    return "records" if isinstance(value, dict | Rows) else "list"


class Code(str):
    """A default that is one of the field's own codes, not an expression."""

    __slots__ = ()


def _default(value: Any) -> Any:
    if isinstance(value, bool | int | float | Expression | Code):
        return value
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(str(item) for item in value)
    return Expression.parse(value)


def _points(value: Any) -> Any:
    if isinstance(value, dict):
        if all(isinstance(number, int | float) and not isinstance(number, bool) for number in value.values()):
            return dict(value)
        raise refuse("points.expected", "Mỗi mã cần một số điểm.", "Each code needs a number of points.")
    return Expression.parse(value)


def _sensitive(value: Any) -> Any:
    if value in (True, False, "health"):
        return str(value) if isinstance(value, str) else value
    raise refuse("sensitive.expected", "Chỉ nhận true hoặc health.", "Only true or health.", expected="true, health")


_SCALAR = {"type": ["string", "number", "boolean"]}


class Field(Declaration):
    """One field of a form, group, table row or register."""

    name: Name
    """``snake_case`` name."""
    type: FieldType
    """What kind of value it has."""
    label: Text | None = None
    """What people see beside it."""
    hint: Text | None = None
    """Help under the label."""
    required: Value = False
    """``true``, or CEL: must be answered."""
    show_if: Expression | None = None
    """CEL; hidden is empty."""
    default: Annotated[
        Expression | bool | int | float | str | tuple[str, ...] | None,
        PlainValidator(_default),
        WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": {"type": "string"}}]}),
    ] = None
    """Number, true, false or one of its codes; else CEL. Taken where the field is empty and untouched."""
    prefill: Expression | None = None
    """CEL for what the state holds already: shown, not asked; contesting opens it."""
    compute: Expression | None = None
    """CEL; never asked."""
    valid_if: Rules = ()
    """CEL that must hold once it is filled, or a list of ``{if, message, soft}``."""
    message: Text | None = None
    """What to tell when ``valid_if`` does not hold."""
    soft: bool = False
    """``valid_if`` only warns."""
    sensitive: Annotated[
        bool | Literal["health"], PlainValidator(_sensitive), WithJsonSchema({"enum": [True, False, "health"]})
    ] = False
    """``true`` or ``health``: masked in lists, each look logged."""
    points: Annotated[
        Mapping[str, int | float] | Expression | None,
        PlainValidator(_points),
        WithJsonSchema({"anyOf": [_SCALAR, {"type": "object", "additionalProperties": {"type": "number"}}]}),
    ] = None
    """``{code: number}`` or CEL; never sent to the browser."""
    was: Names = ()
    """Earlier name or names under which old records hold it."""
    upgrade: Expression | None = None
    """CEL that makes the value from an old record (``this``)."""
    retired: bool = False
    """No longer asked; old records keep it."""
    options: Options | None = None
    """What may be chosen: ``{code: label}``, a list's name, or ``{from: CEL}``."""
    min: Value | None = None
    """Least value, or fewest files or choices; a number or CEL."""
    max: Value | None = None
    """Greatest value, most characters, or most files or choices; a number or CEL."""
    pattern: str | None = None
    """Regular expression (RE2) that the whole text must match."""
    unit: Text | None = None
    """Unit of a number, for people."""
    agrees: Mapping[Literal["born_on", "sex"], Expression] | None = None
    """Fields that the 12 digits of a ``person_id`` must agree with."""
    level: Literal["province", "commune"] | None = None
    """Which places may be chosen."""
    accept: Names = ()
    """File name extensions that may be uploaded."""
    max_mb: int | float | None = Key(None, gt=0, le=1024)
    """Largest file, in megabytes."""
    of: Name | None = None
    """The register (or ``cases.<procedure>``) of a record."""
    where: Expression | None = None
    """CEL over ``record``: which may be chosen."""
    rows: (
        Annotated[Annotated[Expression, Tag("list")] | Annotated[Rows, Tag("records")], Discriminator(_rows_kind)]
        | None
    ) = None
    """Fixes the rows of a table: CEL that gives a list, or ``{of, where, as}``."""
    fields: "tuple[Field, ...]" = ()
    """Fields of each row of a table, or of a group."""
    min_rows: int | None = Key(None, ge=0)
    """Fewest rows."""
    max_rows: int | None = Key(None, ge=1)
    """Most rows."""
    purpose: Name | None = None
    """What the consent is for, as a name."""
    covers: Names = ()
    """Which fields or registers the consent covers."""
    until: Moment | None = None
    """Until when the consent holds."""
    most: Value | None = None
    """How many one person may hold (slot)."""
    page: str | None = None
    """File under ``pages/`` that a content field shows."""
    text: Text | None = None
    """Markdown that a content field shows."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """``valid_if`` carries the ``message`` and ``soft`` beside it; a default among the codes is a code."""
        data = with_rules(data)
        if isinstance(data, dict) and isinstance(data.get("options"), dict) and isinstance(data.get("default"), str):
            codes = data["options"].get("codes") if isinstance(data["options"].get("codes"), dict) else data["options"]
            if data["default"] in codes and "from" not in data["options"]:
                return with_key(data, "default", Code(data["default"]))
        return data

    @property
    def has_value(self) -> bool:
        """Whether it holds a value at all."""
        return self.type != "content"

    def walk(self) -> "Iterator[Field]":
        """Yield this field and every field inside it."""
        yield self
        for inner in self.fields:
            yield from inner.walk()


def every_field(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield fields, and those in their groups and tables."""
    for one in fields:
        yield one
        yield from every_field(one.fields)


def with_key(data: "dict[str, Any]", key: str, value: Any) -> "dict[str, Any]":
    """Return ``data`` with ``value`` under ``key``; what is given stays as it is."""
    copy = data.without() if isinstance(data, SourceMap) else dict(data)
    copy[key] = value
    return copy


Field.model_rebuild()
