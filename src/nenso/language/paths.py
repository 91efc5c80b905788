"""Paths of answers as people and programs write them: ``mother.full_name``, ``items[0].price``."""

import re
from collections.abc import Iterable

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def joined(way: Iterable[str | int]) -> str:
    """Return the path of a way of names and indexes."""
    path = ""
    for part in way:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def parted(path: str) -> tuple[str | int, ...]:
    """Return the names and indexes that ``path`` is made of."""
    return tuple(match[1] or int(match[2]) for match in _PART.finditer(path))


def without_indexes(path: str) -> tuple[str, ...]:
    """Return only the names of ``path``: where its field stands in the declaration."""
    return tuple(part for part in parted(path) if isinstance(part, str))
