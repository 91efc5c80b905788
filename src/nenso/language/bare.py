"""What a file says, without where it was written."""

from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Return ``value`` as ordinary strings, lists and mappings, ready for JSON."""
    if isinstance(value, str):
        return "".join(value)
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
