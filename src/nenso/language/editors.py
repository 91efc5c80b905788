"""JSON Schemas (draft 2020-12) of the declarations for editors, made from the typed values themselves."""

from collections.abc import Mapping
from typing import Any

from nenso.language.declarations.formula import FieldGroup, Flow, FormulaHead, OptionList
from nenso.language.declarations.indicators import Indicator
from nenso.language.declarations.pages import PageText
from nenso.language.declarations.procedures import Adaptation, Procedure
from nenso.language.declarations.registers import Register
from nenso.language.declarations.samples import Sample
from nenso.language.declarations.values import Declaration

DRAFT = "https://json-schema.org/draft/2020-12/schema"

FILES: Mapping[str, tuple[type[Declaration], ...]] = {
    "formula": (FormulaHead,),
    "register": (Register,),
    "procedure": (Procedure, Adaptation),
    "indicator": (Indicator,),
    "page": (PageText,),
    "part": (FieldGroup, OptionList, Flow),
    "sample": (Sample,),
}
"""Each kind of file and what may stand in it."""

_USE_FIELD = {
    "type": "object",
    "description": "A group, form or register used here: {use: parent, as: mother, label, except, prefill, default}.",
    "required": ["use"],
    "properties": {
        "use": {"type": "string"},
        "as": {"type": "string"},
        "except": {"type": ["string", "array"]},
        "prefill": {"type": "object"},
        "default": {"type": "object"},
    },
}


def schema_of(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file (``formula register procedure indicator page part sample``)."""
    models = FILES[kind]
    definitions: dict[str, Any] = {}
    whole = []
    for model in models:
        schema = model.model_json_schema(by_alias=True, mode="validation", ref_template="#/$defs/{model}")
        definitions |= schema.pop("$defs", {})
        if issubclass(model, PageText):
            for key in ("name", "body"):
                schema["properties"].pop(key, None)
        whole.append(schema)
    for schema in (*definitions.values(), *whole):
        _any_of(schema)
        _loosen(schema)
    top = whole[0] if len(whole) == 1 else {"anyOf": whole}
    return {"$schema": DRAFT, "$id": f"https://nenso.org/schema/{kind}.json", **top, "$defs": definitions}


def schemas() -> dict[str, dict[str, Any]]:
    """Return all of them, by kind."""
    return {kind: schema_of(kind) for kind in FILES}


def _loosen(schema: dict[str, Any]) -> None:
    """Let what reading resolves stand as it is written: ``use`` among fields and steps."""
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        for inner in schema.get("anyOf", ()):
            if isinstance(inner, dict):
                _loosen(inner)
        return
    for key in ("fields", "settings"):
        items = properties.get(key, {}).get("items")
        if isinstance(items, dict) and "$ref" in items and "Item" not in items["$ref"]:
            properties[key]["items"] = {"anyOf": [_USE_FIELD, items]}
    steps = properties.get("steps")
    if isinstance(steps, dict) and "procedure" in properties | {"flow": 1}:
        described = steps.pop("description", "")
        properties["steps"] = {
            "description": described,
            "anyOf": [
                {"type": "object", "required": ["use"], "properties": {"use": {"type": "string"}}},
                {key: value for key, value in steps.items() if key != "default"},
            ],
        }


def _any_of(schema: Any) -> None:
    """Let alternatives overlap: which one is meant is told by the first key, not by exclusion."""
    if isinstance(schema, dict):
        if "oneOf" in schema:
            schema["anyOf"] = schema.pop("oneOf")
        for inner in schema.values():
            _any_of(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _any_of(inner)
