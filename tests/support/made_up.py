"""Made-up people with known faults, generated and loaded into the registers of ``benchmarks/formulas/people``."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.agencies.models import Agency
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.registers.generating.faults import shares
from nenso.registers.generating.writing import generate
from nenso.registers.known import register_named
from nenso.registers.loading import load_records
from nenso.registers.lookup import RegisterLookup
from nenso.registers.recording import Source
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

FORMULA = Path(__file__).parents[2] / "benchmarks" / "formulas" / "people"
PERSONS, BIRTHS = "people.persons", "people.births"
AS_OF = date(2026, 11, 1)
WRITER = Actor(system="load:tests", scope=("vn",))
_RENAMED = {
    "id": "identifier",
    "residence.place": "residence_place",
    "residence.line": "residence_line",
    "household": "",
    "household_code": "household",
}


def formula_files() -> dict[str, bytes]:
    """Return the files of the formula, path to content."""
    return {str(one.relative_to(FORMULA)): one.read_bytes() for one in FORMULA.rglob("*.yaml")}


def in_use() -> None:
    """Publish the registers and let the country adopt them."""
    offers.forget()
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, formula_files()).edition)


def made(folder: Path, persons: int, faults: str = "") -> Path:
    """Generate people with faults into ``folder``; return it."""
    generate(folder, persons, seed=7, faults=shares(faults), as_of=AS_OF)
    return folder


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file under the names of the register's fields, empty ones left out."""
    fields = {str(one.name) for one in register_named(f"people.{name}").declared.declaration.fields}
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = {_RENAMED.get(column, column): value for column, value in row.items()}
            yield {column: value for column, value in found.items() if value and column in fields}


def load(name: str, given: list[dict[str, Any]]) -> None:
    """Load rows as records of the communes that they name; all of them are right by the hard rules."""
    known, place = register_named(f"people.{name}"), "residence_place" if name == "persons" else "registered_at"
    with acting(WRITER):
        communes = Agency.objects.filter(kind="commune", place__isnull=False).select_related("place")
        agencies = {one.place.code: one for one in communes if one.place}
        source = Source(known.edition, "tests", clock.now(), kind="loaded")
        loaded = load_records(
            WRITER,
            known.declared,
            given,
            lambda data: agencies[data[place]],
            source,
            RegisterLookup("people"),
            load=uuid5(UUID(int=0), name),
        )
    assert loaded.wrong == []
