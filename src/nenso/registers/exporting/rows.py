"""The rows of an export: every record that is found, with the fields that whoever asks may see of it.

Records are read by pages of keys, each in a transaction of its own: a million rows hold no transaction open for
minutes, and memory is that of one page. What is written meanwhile may be in or not; nothing is in twice.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from nenso.language.declarations.fields import Field
from nenso.registers.declared import Declared
from nenso.registers.exporting.errors import TooManyUnmasked
from nenso.registers.importing.columns import NOT_FROM_TABLES, PARTS, Target, targets_of
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record
from nenso.registers.past import Then, page_of
from nenso.registers.searching import MOST, Wanted, page
from nenso.registers.sight import Sight, sight_of
from nenso.runtime.acting import Actor, acting

Show = Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """A column of the export: the path of its field, what it is called, its type."""

    path: str
    label: str
    kind: str


class Export:
    """Records of a register for one who asks. ``plain``: codes and names for programs, instead of words for people.

    ``most``: without masks, and no more than so many records (:class:`TooManyUnmasked`); ``unmasked``: the fields that
    had one; ``persons``: whom the records with them are about. ``moment``: as the register stood then, not as it is.
    """

    def __init__(
        self,
        actor: Actor,
        declared: Declared,
        wanted: Wanted,
        *,
        language: str = "vi",
        plain: bool = False,
        most: int | None = None,
        moment: datetime | None = None,
    ) -> None:
        self.actor = actor
        self.declared = declared
        self.wanted = wanted
        self.language = language
        self.count = 0
        self.most = most
        self.moment = moment
        self.unmasked: set[str] = set()
        self.persons: set[UUID] = set()
        self._lookup = RegisterLookup(declared.name.partition(".")[0])
        targets = _targets(declared)
        self.columns = [Column(one.path, one.path if plain else one.label(language), _kind(one)) for one in targets]
        self._cells = [(str(one.field.name), one.part, self._shower(one, plain=plain)) for one in targets]

    def rows(self) -> Iterator[list[Any]]:
        """Yield the cells of each record, the newest first."""
        with acting(self.actor):
            self._lookup.know_places()
        after = None
        while True:
            with acting(self.actor):
                records, after = self._page(after)
                shown = [(stood.data, self._sight(record)) for record, stood in records]
            for data, sight in shown:
                self.count += 1
                if self.most is not None and self.count > self.most:
                    raise TooManyUnmasked(most=self.most)
                yield self._row(data, sight)
            if after is None:
                return

    def _page(self, after: UUID | None) -> tuple[list[tuple[Record, Record]], UUID | None]:
        """Return records, each with how it stood, and the key to go on after."""
        if self.moment is not None:
            held = page_of(self.actor, self.declared, Then(self.moment, self.wanted), after=after, limit=MOST)
            return held.records, held.after
        found = page(self.actor, self.declared, self.wanted, after=after, limit=MOST)
        return [(one, one) for one in found.records], found.after

    def _sight(self, record: Record) -> Sight:
        sight = sight_of(self.actor, self.declared, record)
        if self.most is None or not sight.masked:
            return sight
        self.unmasked |= sight.masked
        self.persons.update(record.persons)
        return replace(sight, masked=frozenset())

    def _row(self, data: Mapping[str, Any], sight: Sight) -> list[Any]:
        values, cells = sight.of(data), []
        for name, part, show in self._cells:
            value = values.get(name)
            if name in sight.masked:
                cells.append(value if value is not None else "")
                continue
            if part:
                value = value.get(part) if isinstance(value, dict) else None
            cells.append("" if value is None else show(value))
        return cells

    def _shower(self, target: Target, *, plain: bool) -> Show:
        if plain:
            return _as_it_is
        if target.part == "place" or target.field.type == "place":
            return self._place
        if target.field.type in {"choice", "choices"}:
            return _labels(target.field, self.language)
        if target.field.type == "yes_no":
            return lambda value: ("yes" if value else "no") if self.language == "en" else ("Có" if value else "Không")
        return _day if target.field.type == "date" else _as_it_is

    def _place(self, code: Any) -> Any:
        found = self._lookup.places.get(str(code))
        return found.place.path_name if found is not None and found.place is not None else code


def _targets(declared: Declared) -> list[Target]:
    """Return what is handed out: what could be taken in, and what was worked out."""
    found = targets_of(declared.declaration)
    known = {str(one.field.name) for one in found}
    worked_out = [
        Target(str(field.name), field, "", ())
        for field in declared.declaration.fields
        if field.has_value and field.type not in {*NOT_FROM_TABLES, *PARTS} and str(field.name) not in known
    ]
    return [*found, *worked_out]


def _kind(target: Target) -> str:
    kind = {"latitude": "number", "longitude": "number"}.get(target.part, "text" if target.part else target.field.type)
    return "text" if target.field.sensitive else kind


def _labels(field: Field, language: str) -> Show:
    codes = field.options.codes or {} if field.options is not None else {}
    known: Final = {str(code): label.in_language(language) for code, label in codes.items()}

    def show(value: Any) -> Any:
        if isinstance(value, list):
            return "; ".join(known.get(str(one), str(one)) for one in value)
        return known.get(str(value), value)

    return show


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return value


def _as_it_is(value: Any) -> Any:
    return value
