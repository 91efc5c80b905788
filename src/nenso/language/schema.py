"""JSON Schema of a form: what the API publishes, and the compiled validator behind the answers.

Two forms of one schema (draft 2020-12): the published one says all that can be said beforehand, with labels, required
fields and patterns; the validating one only what a value must be so that expressions can read it, because required
fields, identifiers and places are told with better words in ``nenso.language.evaluation``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from nenso.language.declarations.fields import Field
from nenso.language.declarations.forms import Form
from nenso.language.field_problems import FieldProblem, field_problem, with_nearest
from nenso.language.issues import nearest
from nenso.language.paths import joined

Schema = dict[str, Any]

MOST_CHARACTERS: Mapping[str, int] = {
    "text": 1_000,
    "multiline": 20_000,
    "person_name": 200,
    "email": 254,
    "url": 2_000,
    "phone": 30,
    "person_id": 30,
    "tax_code": 30,
    "place": 30,
    "signature": 200,
    "record": 200,
}
"""Characters an answer may have where the declaration does not say."""

MOST_ITEMS = 1_000
"""Elements a list of answers may have where the declaration does not say."""

_WHOLE = 2**53 - 1
_PATTERNS = {
    "time": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
    "period": r"^[0-9]{4}(-(Q[1-4]|0[1-9]|1[0-2]))?$",
    "datetime": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?$",
    "url": r"^https?://\S+$",
}
_PUBLISHED_PATTERNS = {
    "person_id": r"^[0-9]{12}$",
    "tax_code": r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})$",
    "phone": r"^(0|\+84)[0-9]{9}$",
    "place": r"^([0-9]{2}|[0-9]{5})$",
}
_TEXTS = frozenset(
    (
        "text",
        "multiline",
        "person_name",
        "person_id",
        "tax_code",
        "phone",
        "email",
        "place",
        "signature",
        "record",
        "url",
    )
)
_LISTS = frozenset(("choices", "files", "records"))


def json_schema(form: Form) -> Schema:
    """Return the JSON Schema of ``form`` as the API publishes it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(form.fields, published=True)}


def _object(fields: Sequence[Field], *, published: bool) -> Schema:
    kept = [field for field in fields if field.has_value]
    schema: Schema = {
        "type": "object",
        "properties": {str(field.name): field_schema(field, published=published) for field in kept},
        "additionalProperties": False,
    }
    required = [str(field.name) for field in kept if always_asked(field)]
    if published and required:
        schema["required"] = required
    return schema


def always_asked(field: Field) -> bool:
    """Return whether an answer to ``field`` must be given whatever else is answered."""
    given = (field.show_if, field.prefill, field.compute, field.default)
    return field.required is True and all(one is None for one in given)


def field_schema(field: Field, *, published: bool) -> Schema:
    """Return the schema of one field's value."""
    schema = _of_type(field, published=published)
    if published:
        if field.label is not None:
            schema["title"] = str(field.label)
        if field.hint is not None:
            schema["description"] = str(field.hint)
        if field.compute is not None:
            schema["readOnly"] = True
    return schema


def _of_type(field: Field, *, published: bool) -> Schema:
    kind = field.type
    if kind == "group":
        return _object(field.fields, published=published)
    if kind == "table":
        items = _object(field.fields, published=published)
        items["additionalProperties"] = field.rows is not None
        return _bounded({"type": "array", "items": items}, field.min_rows, field.max_rows)
    if kind in _TEXTS:
        return _text(field, published=published)
    if kind in _LISTS:
        return _list(field)
    if kind in {"integer", "money"}:
        return _number(field, {"type": "integer", "minimum": -_WHOLE, "maximum": _WHOLE})
    if kind == "number":
        return _number(field, {"type": "number"})
    if kind in {"yes_no", "consent"}:
        return {"type": "boolean"}
    if kind == "choice":
        return _options(field) or {"type": "string", "maxLength": 200}
    if kind == "date":
        return {"type": "string", "format": "date"}
    return _compound(kind)


def _compound(kind: str) -> Schema:
    text = {"type": "string", "maxLength": 500}
    if kind == "address":
        parts = {"place": {"type": "string", "maxLength": 30}, "line": text, "hamlet": text, "code": text}
        return {"type": "object", "properties": parts, "additionalProperties": False}
    if kind == "location":
        sides = {"latitude": {"type": "number", "minimum": -90, "maximum": 90}}
        sides["longitude"] = {"type": "number", "minimum": -180, "maximum": 180}
        sides["place"] = {"type": "string", "maxLength": 30}
        return {
            "type": "object",
            "properties": sides,
            "required": ["latitude", "longitude"],
            "additionalProperties": False,
        }
    if kind in _PATTERNS:
        return {"type": "string", "pattern": _PATTERNS[kind]}
    return {"type": ["object", "string"]}


def _text(field: Field, *, published: bool) -> Schema:
    schema: Schema = {"type": "string", "maxLength": MOST_CHARACTERS[field.type]}
    if _is_number(field.max):
        schema["maxLength"] = field.max
    if _is_number(field.min):
        schema["minLength"] = field.min
    pattern = f"^(?:{field.pattern})$" if field.pattern else _PATTERNS.get(field.type)
    if published:
        pattern = pattern or _PUBLISHED_PATTERNS.get(field.type)
    if pattern:
        schema["pattern"] = pattern
    return schema


def _number(field: Field, schema: Schema) -> Schema:
    if _is_number(field.min):
        schema["minimum"] = field.min
    if _is_number(field.max):
        schema["maximum"] = field.max
    return schema


def _list(field: Field) -> Schema:
    items = _options(field) or {"type": "string", "maxLength": 200}
    least = field.min if _is_number(field.min) else None
    most = field.max if _is_number(field.max) else None
    return {**_bounded({"type": "array", "items": items}, least, most), "uniqueItems": True}


def _bounded(schema: Schema, least: Any, most: Any) -> Schema:
    if least is not None:
        schema["minItems"] = least
    return {**schema, "maxItems": MOST_ITEMS if most is None else most}


def _options(field: Field) -> Schema | None:
    codes = [str(code) for code in field.options.codes or ()] if field.options is not None else []
    return {"enum": codes} if codes else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class Finding:
    """What the validator found: the way to the value (names and indexes), and the problem."""

    way: tuple[str | int, ...]
    problem: FieldProblem


class Validator:
    """The validating schema of a form, compiled; safe for many threads."""

    def __init__(self, form: Form) -> None:
        schema = _without_counts(_object(form.fields, published=False))
        self._compiled = jsonschema_rs.validator_for(
            schema, validate_formats=True, pattern_options=jsonschema_rs.RegexOptions(), offline=True
        )

    def fits(self, values: Mapping[str, Any]) -> bool:
        """Return whether ``values`` have the right types and forms."""
        return self._compiled.is_valid(values)

    def findings(self, values: Mapping[str, Any]) -> list[Finding]:
        """Return what is wrong with the types and forms of ``values``, once for each value; usually nothing."""
        if self._compiled.is_valid(values):
            return []
        found: dict[tuple[str | int, ...], Finding] = {}
        for error in self._compiled.iter_errors(values):
            finding = _finding(error)
            found.setdefault(finding.way, finding)
        return list(found.values())


def _without_counts(schema: Schema) -> Schema:
    """Fewest rows and items are asked for at filing, not while a draft is written."""
    return {
        key: _without_counts(value) if isinstance(value, dict) else value
        for key, value in schema.items()
        if key != "minItems"
    }


def _finding(error: Any) -> Finding:
    way = tuple(error.instance_path)
    keyword, kind = error.kind.name, error.kind
    path = joined(way)
    if keyword == "enum":
        near = nearest(str(error.instance), [str(option) for option in kind.options])
        return Finding(way, field_problem(path, "field.option", **with_nearest(near)))
    if keyword == "type":
        return Finding(way, field_problem(path, _OF_TYPES.get(kind.types[0], "field.invalid")))
    if keyword == "pattern":
        code = next((_OF_PATTERNS[name] for name, one in _PATTERNS.items() if one == kind.pattern), "field.pattern")
        return Finding(way, field_problem(path, code))
    if keyword == "additionalProperties":
        return Finding((*way, kind.unexpected[0]), field_problem(path, "field.unknown", name=kind.unexpected[0]))
    if keyword in _OF_LIMITS:
        return Finding(way, field_problem(path, _OF_LIMITS[keyword], limit=kind.limit))
    return Finding(way, field_problem(path, _OF_WORDS.get(keyword, "field.invalid")))


_OF_TYPES = {
    "string": "field.text",
    "integer": "field.integer",
    "number": "field.number",
    "boolean": "field.yes_no",
    "array": "field.list",
    "object": "field.group",
}
_OF_PATTERNS = {
    "time": "time.invalid",
    "period": "period.invalid",
    "datetime": "datetime.invalid",
    "url": "url.invalid",
}
_OF_LIMITS = {
    "maxLength": "field.max_length",
    "minLength": "field.min_length",
    "minimum": "field.minimum",
    "maximum": "field.maximum",
    "maxItems": "field.max_items",
    "minItems": "field.min_items",
}
_OF_WORDS = {"format": "date.invalid", "uniqueItems": "field.twice", "required": "field.invalid"}


def compile_schema(form: Form) -> Validator:
    """Return the compiled validator of ``form``; raise ``ValueError`` when a pattern in it is wrong."""
    return Validator(form)
