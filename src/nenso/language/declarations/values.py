"""The pieces that mean the same everywhere in a declaration: where something stands, text, expression, choice ⑂."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from nenso.language.declarations.meanings import meanings_of
from nenso.language.sources import NOWHERE, Notes, Origin, SourceList, SourceMap, SourceText, origin_of

LONGEST_EXPRESSION = 1000
"""Characters an expression may have; longer ones are refused before they reach CEL."""


def refuse(code: str, vi: str, en: str, **facts: Any) -> PydanticCustomError:
    """Return the error that a validator raises; ``expected`` and ``nearest`` among the facts reach the issue."""
    return PydanticCustomError(code, en, {**facts, "vi": vi})


class Declaration(BaseModel):
    """What every declared thing is: a frozen value that knows where it was written and has no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    short_forms: ClassVar[tuple[JsonSchemaValue, ...]] = ()
    """JSON Schemas of the short forms that ``shorthand`` understands, for editors."""

    _origin: Origin = PrivateAttr(default_factory=lambda: NOWHERE)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Give each key the meaning that stands under it in the source."""
        for name, text in meanings_of(cls).items():
            if name in cls.__pydantic_fields__ and cls.__pydantic_fields__[name].description is None:
                cls.__pydantic_fields__[name].description = text

    @property
    def origin(self) -> Origin:
        """Where it was written (never part of what it says: values that differ only in origin are equal)."""
        return self._origin

    @classmethod
    def written_keys(cls) -> tuple[str, ...]:
        """Return the keys that may be written in the file, in the order of the declaration."""
        return tuple(info.alias or name for name, info in cls.model_fields.items())

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """Return the full mapping for a short form (``accept: assign``); overridden where there is one."""
        return data

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        written = handler(schema)
        if cls.short_forms:
            resolved = handler.resolve_ref_schema(written)
            full = dict(resolved)
            resolved.clear()
            resolved["anyOf"] = [*cls.short_forms, full]
        return written

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        if isinstance(data, cls):
            return data
        origin = origin_of(data)
        data = cls.shorthand(data)
        if isinstance(data, SourceMap) and isinstance(info.context, Notes):
            data = info.context.without_unknown_keys(data, _keys_of(cls))
        value = handler(data)
        value._origin = origin  # noqa: SLF001  # a private attribute of the same class
        return value


@cache
def _keys_of(declaration: type[Declaration]) -> tuple[str, ...]:
    return declaration.written_keys()


def _inside_quotes(value: Any) -> Origin:
    """Return where the first character of a scalar stands, so that positions in it count from there."""
    origin = origin_of(value)
    quoted = isinstance(value, SourceText) and not value.plain and "\n" not in value
    return replace(origin, column=origin.column + 1) if quoted else origin


@dataclass(frozen=True, slots=True)
class Expression:
    """A CEL expression as written; equality is that of the source text."""

    source: str
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)

    def __str__(self) -> str:
        return self.source

    @classmethod
    def parse(cls, value: Any) -> "Expression":
        """Return ``value`` as an expression; a number or true/false is its own CEL literal."""
        if isinstance(value, Expression):
            return value
        if isinstance(value, bool):
            return cls("true" if value else "false")
        if isinstance(value, int | float):
            return cls(repr(value))
        if not isinstance(value, str):
            raise refuse("expression.not_text", "Ở đây cần một biểu thức CEL.", "A CEL expression is needed here.")
        source = value.strip()
        if not source:
            raise refuse("expression.empty", "Biểu thức để trống.", "The expression is empty.")
        if len(source) > LONGEST_EXPRESSION:
            raise refuse(
                "expression.too_long",
                f"Biểu thức dài hơn {LONGEST_EXPRESSION} ký tự.",
                f"The expression is longer than {LONGEST_EXPRESSION} characters.",
            )
        return cls(source, _inside_quotes(value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "number", "boolean"], "description": "CEL expression"}


def _name(value: Any) -> Any:
    if isinstance(value, str) and value:
        return value
    raise refuse("name.expected", "Ở đây cần một tên.", "A name is needed here.")


Name = Annotated[str, PlainValidator(_name), WithJsonSchema({"type": "string"})]
"""A name or word as written; it keeps its origin (see ``sources.origin_of``)."""


def _value(value: Any) -> Any:
    return value if isinstance(value, bool | int | float) else Expression.parse(value)


Value = Annotated[
    Expression | bool | int | float,
    PlainValidator(_value),
    WithJsonSchema({"type": ["string", "number", "boolean"], "description": "a number, true, false, or CEL"}),
]
"""A number or true/false as written, else an expression."""


def _names(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Names = Annotated[
    tuple[Name, ...],
    BeforeValidator(_names),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""One name or a list of names."""

Piece = str | Expression
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """What people read, by BCP 47 tag; a plain string is Vietnamese; ``{expression}`` inside is replaced when shown."""

    languages: Mapping[str, str]
    origin: Origin = field(default=NOWHERE, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.languages.items())))

    def __str__(self) -> str:
        return self.in_language("vi")

    def in_language(self, language: str) -> str:
        """Return the text in ``language``, else in Vietnamese, with its ``{expressions}`` as written."""
        return self.languages.get(language) or self.languages.get(language.split("-")[0]) or self.languages["vi"]

    def pieces(self, language: str = "vi") -> tuple[Piece, ...]:
        """Return the text cut at its braces: strings to show as they are and expressions to work out."""
        text, last = self.in_language(language), 0
        pieces: list[Piece] = []
        for match in _BRACES.finditer(text):
            if match.start() > last:
                pieces.append(text[last : match.start()])
            pieces.append(Expression(match.group(1).strip(), self.origin))
            last = match.end()
        return (*pieces, text[last:]) if last < len(text) else tuple(pieces)

    def expressions(self) -> tuple[Expression, ...]:
        """Return every expression in it, in any language, once."""
        found = [piece for tag in self.languages for piece in self.pieces(tag) if isinstance(piece, Expression)]
        return tuple(dict.fromkeys(found))

    @classmethod
    def parse(cls, value: Any, info: ValidationInfo | None = None) -> "Text":
        """Return a string or a mapping by language tag as text; translations of the formula are added."""
        if isinstance(value, Text):
            return value
        notes = info.context if info is not None else None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            languages = {"vi": str(value)}
        elif isinstance(value, Mapping) and value:
            languages = {str(tag): text for tag, text in value.items() if isinstance(text, str)}
            if len(languages) != len(value) or not all(map(_is_tag, languages)):
                raise refuse("text.languages", _TEXT_VI, _TEXT_EN, expected="vi, en")
            if "vi" not in languages:
                raise refuse("text.no_vietnamese", "Thiếu tiếng Việt (vi).", "Vietnamese (vi) is missing.")
        else:
            raise refuse("text.expected", _TEXT_VI, _TEXT_EN)
        if isinstance(notes, Notes):
            languages = notes.translated(languages)
        return cls(languages, origin_of(value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda text: dict(text.languages)),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        languages = {"type": "object", "required": ["vi"], "additionalProperties": {"type": "string"}}
        return {"anyOf": [{"type": ["string", "number"]}, languages]}


_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@lru_cache(maxsize=256)
def _is_tag(word: str) -> bool:
    return _TAG.fullmatch(word) is not None


_TEXT_VI = "Ở đây cần một chuỗi (tiếng Việt) hoặc {vi: …, en: …}."
_TEXT_EN = "A string (Vietnamese) or {vi: …, en: …} is needed here."

T = TypeVar("T")


class Branch(Declaration, Generic[T]):
    """One branch of a choice: ``then`` holds when ``if`` does; without ``if`` it always holds."""

    condition: Expression | None = Field(None, alias="if")
    """CEL; the first branch whose condition holds is taken."""
    then: T
    """The value of this branch."""


class Choice(Declaration, Generic[T]):
    """A choice ⑂: a plain value is one branch without a condition."""

    branches: tuple[Branch[T], ...] = Field(min_length=1)

    @property
    def only(self) -> T | None:
        """The value when there is nothing to choose, else None."""
        return self.branches[0].then if self.branches[0].condition is None else None

    @property
    def values(self) -> tuple[T, ...]:
        """Every value it may have, in order."""
        return tuple(branch.then for branch in self.branches)

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """A list of ``{if, then}`` is the branches; anything else is the only value."""
        if is_choice(data, "then"):
            return {"branches": data}
        return data if isinstance(data, dict) and set(data) == {"branches"} else {"branches": [{"then": data}]}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(schema))
        branches = written.pop("properties")["branches"]
        branch = handler.resolve_ref_schema(dict(branches["items"]))
        written.pop("type", None), written.pop("required", None), written.pop("additionalProperties", None)
        written["anyOf"] = [branch["properties"]["then"], branches]
        return written


def is_choice(data: Any, key: str) -> bool:
    """Tell whether ``data`` is written as branches: a list of mappings that each have ``key`` or ``if``."""
    return (
        isinstance(data, list | SourceList)
        and bool(data)
        and all(isinstance(item, dict) and ("if" in item or key in item) for item in data)
        and any(key in item for item in data)
    )
