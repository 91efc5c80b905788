"""The URL map: every address of this install with the view that answers it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def addresses() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield (address with its parts in braces, view), resolvers followed."""
    yield from _below(get_resolver().url_patterns, "")


def _below(patterns: list[Any], before: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and not here.startswith("^"):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", here), pattern.callback
