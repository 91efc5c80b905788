"""Places in tables: by code or by name, of today or from before a merger; each text is looked up once."""

from collections.abc import Container
from typing import Final

from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, acting
from nenso.territory.queries import resolve

_MOST_KEPT: Final = 200_000


class PlaceNames:
    """Answers what a cell says about a place: its code today, and whether something was done to find it.

    ``codes``: those of today's map, which need not be looked up.
    """

    def __init__(self, codes: Container[str] = frozenset()) -> None:
        self._codes = codes
        self._known: dict[tuple[str, str | None], tuple[str, str] | None] = {}

    def __call__(self, text: str, level: str | None) -> tuple[str, str] | None:
        if text in self._codes:
            return text, ""
        key = (text, level)
        if key not in self._known:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[key] = self._ask(text, level)
        return self._known[key]

    def _ask(self, text: str, level: str | None) -> tuple[str, str] | None:
        with acting(NOBODY):
            found = resolve(text, clock.today(), level)
        if found.place is None or found.status not in {"current", "became"}:
            return None
        if found.status == "became":
            return found.place.code, "place_became"
        return found.place.code, "" if text == found.place.code else "place_named"
