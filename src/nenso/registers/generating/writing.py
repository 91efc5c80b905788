"""``nenso data generate``: people, households and births as CSV files, with the truth about every fault beside them.

Rows are written as they are made; memory does not grow with their number.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from nenso.registers.generating.errors import FolderTaken
from nenso.registers.generating.faults import KINDS, OF_BIRTHS, OF_PERSONS, PLANTING, Planted, Values, doubled
from nenso.registers.generating.people import BIRTHS_SINCE, House, People, Somebody
from nenso.registers.generating.places import Commune, communes_in

_PERSONS: Final = """
ref id full_name born_on sex ethnicity nationality hometown birth_registered_at residence.place residence.line
household relation mother_id father_id phone updated_on registered_at household_code
"""
_HOUSEHOLDS: Final = """
ref code head_id head_name address.place address.line registered_at confirmed_on members
"""
_BIRTHS: Final = """
ref number book registered_on registered_at child_id child_name born_on sex ethnicity nationality hometown
birth_place.place birth_place.line mother_id mother_name mother_born_on mother_nationality father_id father_name
father_born_on declarant_name late updated_on
"""
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "persons": tuple(_PERSONS.split()),
    "households": tuple(_HOUSEHOLDS.split()),
    "births": tuple(_BIRTHS.split()),
    "births_reported": ("place", "month", "births"),
    "truth": ("class", "kind", "register", "ref", "key", "field", "was", "now", "of", "how"),
}
"""The files, with the columns of each; named as the registers name their fields (a household by its head's number)."""

_WAITING: Final = 5_000
"""Doubles that wait, so that they stand far from who they double."""


@dataclass
class Made:
    """What was made: rows by file, faults by kind, SHA-256 by file."""

    seed: int
    as_of: date
    rows: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    twins: int = 0
    files: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the members for machines."""
        by_class: dict[str, dict[str, int]] = {}
        for kind, of in KINDS.items():
            by_class.setdefault(of, {})[kind] = self.planted[kind]
        told = {"seed": self.seed, "as_of": self.as_of.isoformat(), "rows": dict(self.rows), "planted": by_class}
        return told | {"twins": self.twins, "sha256": self.files}


def generate(
    folder: Path,
    persons: int,
    *,
    seed: int,
    faults: Mapping[str, float],
    as_of: date,
    place: str = "",
    step: Callable[[int], None] = lambda _: None,
) -> Made:
    """Write the files of ``persons`` made-up people into ``folder``; return what was made.

    ``faults``: the share of each kind; ``as_of``: the day on which they are; ``place``: the commune or province of them
    all; ``step`` is told how many there are now. Raises :class:`FolderTaken`, :class:`PlaceUnknown`.
    """
    homes = communes_in(place)
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(folder=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    made = Made(seed, as_of)
    with ExitStack() as stack:
        files = {name: stack.enter_context(_file(folder / f"{name}.csv")) for name in COLUMNS}
        writer = _Writer({name: csv.writer(file, lineterminator="\n") for name, file in files.items()}, made, faults)
        for name, columns in COLUMNS.items():
            writer.files[name].writerow(columns)
        writer.run(persons, homes, step)
    for name in COLUMNS:
        made.files[name] = _digest(folder / f"{name}.csv")
    return made


def _file(path: Path) -> Any:
    return path.open("w", encoding="utf-8", newline="", buffering=1 << 20)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Writer:
    """Writes rows, planting faults as it goes."""

    def __init__(self, files: Mapping[str, Any], made: Made, faults: Mapping[str, float]) -> None:
        self.files = files
        self.made = made
        self.faults = faults
        self.random = Random(f"nenso people {made.seed}")  # noqa: S311 - made-up people need no secrets
        self.chance = Random(f"nenso faults {made.seed}")  # noqa: S311 - as above
        self.waiting: list[tuple[Values, str, str]] = []
        self.reported: Counter[tuple[str, str]] = Counter()
        self.numbers: Counter[tuple[str, int]] = Counter()

    def run(self, persons: int, homes: Sequence[Commune], step: Callable[[int], None]) -> None:
        """Write so many persons, with their households and births."""
        done = 0
        for house in People(self.random, self.made.as_of, homes).houses():
            if done >= persons:
                break
            del house.members[persons - done :]
            self.house(house)
            done += len(house.members)
            if house.number % 2_000 == 0:
                step(done)
        while self.waiting:
            self.double(self.waiting.pop())
        for (place, month), births in sorted(self.reported.items()):
            self.put("births_reported", (place, month, births))
        step(done)

    def put(self, name: str, row: Any) -> None:
        """Write one row."""
        self.files[name].writerow(row)
        self.made.rows[name] += 1

    def house(self, house: House) -> None:
        """Write a household, its people, and the births among them."""
        head, today = house.members[0], self.made.as_of
        known = today - timedelta(days=int(self.random.random() * 300))
        code = f"H{house.number:09}"
        where = house.commune.code
        named = (code, code, head.identifier, head.full_name)
        self.put("households", (*named, where, house.line, where, known, len(house.members)))
        for somebody in house.members:
            clear = self.person(house, code, somebody)
            if somebody.mother is not None and somebody.born_on >= BIRTHS_SINCE:
                self.birth(house, somebody, clear=clear)
        if len(self.waiting) > _WAITING:
            at = int(self.chance.random() * len(self.waiting))
            self.waiting[at], self.waiting[-1] = self.waiting[-1], self.waiting[at]
            self.double(self.waiting.pop())

    def person(self, house: House, code: str, somebody: Somebody) -> bool:
        """Write a person, perhaps with a fault; return whether the record is without one."""
        known = self.made.as_of - timedelta(days=int(self.random.random() * 300))
        self.made.twins += somebody.twin
        row: Values = {
            "ref": f"P{self.made.rows['persons'] + 1:09}",
            "id": somebody.identifier,
            "full_name": somebody.full_name,
            "born_on": somebody.born_on.isoformat(),
            "sex": somebody.sex,
            "ethnicity": somebody.ethnic,
            "nationality": "vn",
            "hometown": f"{somebody.born_at.name}, {somebody.born_at.province}",
            "birth_registered_at": somebody.born_at.code,
            "residence.place": house.commune.code,
            "residence.line": house.line,
            "household": house.members[0].identifier,
            "relation": somebody.relation,
            "mother_id": somebody.mother.identifier if somebody.mother else "",
            "father_id": somebody.father.identifier if somebody.father else "",
            "phone": somebody.phone,
            "updated_on": known.isoformat(),
            "registered_at": house.commune.code,
            "household_code": code,
        }
        kind = self.drawn(OF_PERSONS)
        if kind == "duplicate":
            copy, how = doubled(self.chance, row)
            self.waiting.append((copy, row["ref"], how))
        elif kind:
            before = dict(row)
            changed = PLANTING[kind](self.chance, row)
            self.tell(Planted(kind, "persons", row["ref"], row["id"], changed, before[changed], row[changed]))
        self.put("persons", row.values())
        return not kind or kind == "duplicate"

    def double(self, waiting: tuple[Values, str, str]) -> None:
        """Write a person a second time."""
        row, of, how = waiting
        row["ref"] = f"P{self.made.rows['persons'] + 1:09}"
        self.put("persons", row.values())
        self.tell(Planted("duplicate", "persons", row["ref"], row["id"], "", of, row["ref"], of, how))

    def birth(self, house: House, child: Somebody, *, clear: bool) -> None:
        """Count a birth as reported, and write its record unless it is one that is missing.

        ``clear``: the child's own record is right, so that a difference between the two is the birth's.
        """
        commune, year = house.commune.code, child.born_on.year
        self.reported[commune, child.born_on.isoformat()[:7]] += 1
        self.numbers[commune, year] += 1
        number = self.numbers[commune, year]
        kind = self.drawn(OF_BIRTHS if clear else OF_BIRTHS[1:])
        ref = f"B{self.made.rows['births'] + 1:09}"
        row = self.birth_row(house, child, ref, number)
        if kind == "coverage_missing":
            self.tell(
                Planted(
                    kind, "births", "", child.identifier, "", "", "", how=f"{commune} {child.born_on.isoformat()[:7]}"
                )
            )
            return
        if kind == "authority_disagrees":
            row["born_on"], was = _another_day(self.chance, child.born_on), row["born_on"]
            self.tell(Planted(kind, "births", ref, child.identifier, "born_on", was, row["born_on"]))
        elif kind == "mother_missing":
            row["mother_id"], was = "", row["mother_id"]
            self.tell(Planted(kind, "births", ref, child.identifier, "mother_id", was, ""))
        self.put("births", row.values())

    def birth_row(self, house: House, child: Somebody, ref: str, number: int) -> Values:
        """Return the record of a birth, without faults."""
        mother, father = child.mother, child.father
        days = int(self.random.random() ** 2 * 70)
        registered = min(child.born_on + timedelta(days=days), self.made.as_of)
        declared = (father or mother or child).full_name
        return {
            "ref": ref,
            "number": f"{number}/{child.born_on.year}",
            "book": f"01/{child.born_on.year}",
            "registered_on": registered.isoformat(),
            "registered_at": house.commune.code,
            "child_id": child.identifier,
            "child_name": child.full_name,
            "born_on": child.born_on.isoformat(),
            "sex": child.sex,
            "ethnicity": child.ethnic,
            "nationality": "vn",
            "hometown": f"{house.commune.name}, {house.commune.province}",
            "birth_place.place": house.commune.code,
            "birth_place.line": "Trạm y tế",
            "mother_id": mother.identifier if mother else "",
            "mother_name": mother.full_name if mother else "",
            "mother_born_on": mother.born_on.isoformat() if mother else "",
            "mother_nationality": "vn",
            "father_id": father.identifier if father else "",
            "father_name": father.full_name if father else "",
            "father_born_on": father.born_on.isoformat() if father else "",
            "declarant_name": declared,
            "late": "true" if days > 60 else "false",
            "updated_on": registered.isoformat(),
        }

    def drawn(self, kinds: tuple[str, ...]) -> str:
        """Return which fault a row gets, at most one; usually none."""
        left = self.chance.random()
        for kind in kinds:
            left -= self.faults[kind]
            if left < 0:
                return kind
        return ""

    def tell(self, planted: Planted) -> None:
        """Write down what was planted."""
        self.made.planted[planted.kind] += 1
        self.put(
            "truth",
            (
                planted.class_,
                planted.kind,
                planted.register,
                planted.ref,
                planted.key,
                planted.field,
                planted.was,
                planted.now,
                planted.of,
                planted.how,
            ),
        )


def _another_day(chance: Random, day: date) -> str:
    """Return another day of the same year, so that the identifier still agrees."""
    first = date(day.year, 1, 1)
    found = first + timedelta(days=((day - first).days + 1 + int(chance.random() * 300)) % 365)
    return found.isoformat()


def read_truth(folder: Path) -> Iterator[Planted]:
    """Yield what was planted into the files of ``folder``."""
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            row.pop("class")
            yield Planted(**row)
