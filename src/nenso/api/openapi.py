"""The OpenAPI 3.1 document: what ninja gathers, with what holds for every route said once."""

from typing import Any

from nenso.people.scopes import SCOPES

JSON = dict[str, Any]

_PROBLEM: JSON = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457, in the language of Accept-Language; further members tell the facts.",
    "required": ["type", "title", "status", "code", "instance"],
    "properties": {
        "type": {"type": "string", "description": "Where the code is explained."},
        "title": {"type": "string", "description": "What happened and what to do, for people."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "examples": ["cases.form_invalid"]},
        "instance": {"type": "string", "description": "The request, to be quoted when asking for help."},
        "problems": {
            "type": "array",
            "description": "Each mistake: where, which, in words.",
            "items": {
                "type": "object",
                "required": ["path", "code", "text"],
                "properties": {
                    "path": {"type": "string"},
                    "code": {"type": "string"},
                    "text": {"type": "string"},
                },
            },
        },
    },
}

_LANGUAGE: JSON = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "vi (default) or en: the language of problems and verdicts.",
    "schema": {"type": "string", "enum": ["vi", "en"]},
}


def completed(document: JSON) -> JSON:
    """Add the answers that every route may give, how one signs in, and what of it each route needs."""
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "nns_…; scopes: " + "; ".join(f"{name} – {vi} / {en}" for name, (vi, en) in SCOPES.items()),
        },
        "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    }
    for methods in document["paths"].values():
        for operation in methods.values():
            _complete(operation)
    return document


def _complete(operation: JSON) -> None:
    operation.setdefault("parameters", []).append(dict(_LANGUAGE))
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    failure = operation["responses"].setdefault("default", {"description": "A problem.", "content": {}})
    failure["content"] = {**failure["content"], **problem}
    callers = operation.get("x-callers")
    ways: list[JSON] = [{"token": []}, {"session": []}]
    if callers is not None and callers["nobody"] != "refused":
        ways.append({})
    operation["security"] = ways
    example = operation.get("x-example")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if example is not None and body is not None:
        body["example"] = example
