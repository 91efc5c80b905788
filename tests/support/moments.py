"""Moments in the answers of the API."""

import re
from collections.abc import Iterator
from typing import Any

import orjson

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(?P<zone>.*)")


def moments_elsewhere(content: bytes) -> list[str]:
    """Return the moments in a JSON answer that are not told in UTC, ``+00:00``; answers to forms are people's own."""
    return list(_elsewhere(orjson.loads(content)))


def _elsewhere(value: Any) -> Iterator[str]:
    if isinstance(value, str) and (found := _MOMENT.fullmatch(value)) and found["zone"] != "+00:00":
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _elsewhere(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in {"form", "data", "schema"}:
                yield from _elsewhere(one)
