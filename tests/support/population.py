"""Made-up persons in a register of their own, as the benchmark has them: generated, published, taken in."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.registers.importing.beginning import begin_file, correct
from nenso.registers.importing.running import run, start
from nenso.registers.importing.tables import Import
from nenso.runtime.acting import Actor

FORMULA = Path(__file__).parents[2] / "benchmarks" / "population"
PERSONS = "population.persons"
OPERATOR = Actor(system="tests", scope=("vn",))
COLUMNS = ("ref", "id", "full_name", "born_on", "sex", "residence.place", "residence.line", "phone")
AS_OF = date(2026, 11, 1)


def population_in_force(changes: Mapping[str, str] | None = None) -> None:
    """Publish the register and adopt it for the country; ``changes``: text to what stands instead."""
    files = {str(path.relative_to(FORMULA)): path.read_bytes() for path in FORMULA.rglob("*.yaml")}
    for was, now in (changes or {}).items():
        for name, content in files.items():
            files[name] = content.replace(was.encode(), now.encode())
    offers.forget()
    adopt(SYSTEM, agency("vn"), publish(SYSTEM, files).edition)
    offers.forget()


def taken_in(table: Path, at: str = "vn.p19.c01969") -> Import:
    """Take a table of persons into the register as the records of an agency."""
    begun = begin_file(OPERATOR, agency(at), PERSONS, table)
    begun = correct(OPERATOR, begun.id, {column: column if column in COLUMNS else "" for column in begun.columns})
    return run(start(OPERATOR, begun.id, dry=False).id, path=table)


def persons(folder: Path, *rows: Mapping[str, str], at: str = "vn.p19.c01969") -> Import:
    """Take a few persons in; what is not given of one is empty."""
    table = folder / f"{at}-{len(list(folder.iterdir()))}.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return taken_in(table, at)
