"""Events in a life, and in that of an enterprise, with the procedures that go with each (sự kiện cuộc đời)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from ruamel.yaml import YAML

from nenso.formulas.finding.spelling import words_of


@dataclass(frozen=True)
class LifeEvent:
    """An event; texts in ``vi`` and ``en``. ``group``: the heading of the National Public Service Portal."""

    name: str
    audience: Literal["citizen", "enterprise"]
    group: Mapping[str, str]
    title: Mapping[str, str]
    hint: Mapping[str, str]
    procedures: tuple[str, ...]
    fields: tuple[str, ...]
    titled: tuple[str, ...]

    def place_of(self, code: str, field: str, title: str) -> int | None:
        """Return where a procedure stands in this event's list, 0 first; None when it has no part in it."""
        if code and code in self.procedures:
            return self.procedures.index(code)
        if field in self.fields:
            return len(self.procedures)
        told = f" {_bare(title)} "
        for number, words in enumerate(self.titled):
            if f" {_bare(words)} " in told:
                return len(self.procedures) + 1 + number
        return None


@cache
def life_events() -> tuple[LifeEvent, ...]:
    """Return the events, those of citizens first, as a portal shows them."""
    with files(__package__).joinpath("data", "life_events.yaml").open(encoding="utf-8") as file:
        rows = YAML(typ="safe", pure=True).load(file)
    return tuple(
        LifeEvent(
            row["event"],
            row["for"],
            row["group"],
            row["title"],
            row["hint"],
            tuple(row.get("procedures", ())),
            tuple(row.get("fields", ())),
            tuple(row.get("titled", ())),
        )
        for row in rows
    )


@cache
def everyday_codes() -> frozenset[str]:
    """Return the codes of the procedures that belong to an event of citizens: those that most people meet once."""
    return frozenset(code for event in life_events() if event.audience == "citizen" for code in event.procedures)


def life_event(name: str) -> LifeEvent | None:
    """Return the event called ``name``, or None."""
    return next((event for event in life_events() if event.name == name), None)


def in_order(event: LifeEvent, procedures: Iterable[tuple[str, str, str]]) -> list[int]:
    """Return the numbers of those of ``procedures`` (code, field, title) that go with ``event``, in its order."""
    placed = [(event.place_of(*one), number) for number, one in enumerate(procedures)]
    return [number for _, number in sorted((place, number) for place, number in placed if place is not None)]


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return " ".join(word.folded for word in words_of(text))
