"""Declarations as YAML that people go on editing: block style, the order given, the same bytes every time."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z_ÀÁ-ỹĐđ][\w ÀÁ-ỹĐđ@.%()/-]*")
_WORDS = frozenset({"true", "false", "null", "~"})
_FLOW_UP_TO = 100


def yaml_of(declared: Mapping[str, Any], *, above: str = "") -> bytes:
    """Return ``declared`` as one YAML file, with a comment ``above`` it."""
    head = [f"# {line}".rstrip() for line in above.splitlines()]
    return ("\n".join([*head, *_block(declared, 0)]) + "\n").encode()


def _block(value: Any, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _entry(f"{pad}{_scalar(key)}:", item, depth)
    else:
        for item in value:
            if isinstance(item, Mapping) and item and _short(item, depth) is None:
                first, *rest = _block(item, depth + 1)
                yield f"{pad}- {first.lstrip()}"
                yield from rest
            else:
                yield f"{pad}- {_short(item, depth) or _flow(item)}"


def _entry(head: str, item: Any, depth: int) -> Iterator[str]:
    if not isinstance(item, Mapping | list) or not item:
        yield f"{head} {_flow(item)}"
    elif (flow := _short(item, depth)) is not None:
        yield f"{head} {flow}"
    else:
        yield head
        yield from _block(item, depth + 1)


def _short(item: Any, depth: int) -> str | None:
    """Return ``item`` on one line, or None when it is too long for that."""
    flow = _flow(item)
    return flow if len(flow) + 2 * depth <= _FLOW_UP_TO else None


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = " ".join(str(value).split()) if "\n" not in str(value) else str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS and not text.endswith(" "):
        return text
    return json.dumps(text, ensure_ascii=False)
