"""Inside a benchmark's install: load made-up people, measure, hold what was found to what was planted; prints JSON."""

import csv
import json
import resource
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import django

django.setup()

from nenso.agencies.models import Agency  # noqa: E402 - needs django.setup()
from nenso.agencies.queries import agency_by_path  # noqa: E402
from nenso.cli.demo.people import DEMO  # noqa: E402
from nenso.formulas.adopting import adopt  # noqa: E402
from nenso.formulas.publishing import publish  # noqa: E402
from nenso.registers.known import register_named  # noqa: E402
from nenso.registers.loading import load_records  # noqa: E402
from nenso.registers.lookup import RegisterLookup  # noqa: E402
from nenso.registers.measuring.expecting import expect  # noqa: E402
from nenso.registers.measuring.running import measure  # noqa: E402
from nenso.registers.recording import Source  # noqa: E402
from nenso.runtime import clock  # noqa: E402
from nenso.runtime.acting import Actor, acting  # noqa: E402
from nenso.runtime.bulk import owner_connection  # noqa: E402

FORMULA = Path(__file__).parent / "formulas" / "people"
WRITER = Actor(system="load:bench", scope=("vn",))
COMPARED = {
    "persons": {
        ("identifier_form", "identifier_disagrees"): ("number_agrees",),
        ("field_missing",): ("filled_hometown", "filled_ethnicity", "filled_born_on", "filled_residence_line"),
        ("name_format", "name_unlikely"): ("format_full_name", "reads_like_a_name"),
        ("phone_format",): ("format_phone",),
        ("stale",): ("live",),
    },
    "births": {("authority_disagrees",): ("child_as_in_persons",), ("mother_missing",): ("mother_known",)},
}
"""Kinds of faults with the rules that are to find them."""
OF_DOUBLES = {"field_missing": "line_missing", "name_unlikely": "no_diacritics"}
"""Kinds of faults that made-up doubles have as well, and how truth calls them there."""


def main(folder: Path) -> None:
    """Load what is missing, measure, compare, print."""
    files = {str(one.relative_to(FORMULA)): one.read_bytes() for one in FORMULA.rglob("*.yaml")}
    adopt(DEMO, agency_by_path("vn"), publish(DEMO, files).edition)
    for name in ("persons", "births"):
        _load(name, folder)
    with (folder / "births_reported.csv").open(encoding="utf-8", newline="") as file:
        figures = [(row["place"], row["month"], row["births"]) for row in csv.DictReader(file)]
    expect(DEMO, "people.births", "births_reported", figures, source="made up")
    whole = measure("people.persons", whole=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    again = measure("people.persons", whole=True)
    changed = _change()
    after = measure("people.persons")
    births = measure("people.births", whole=True)
    print(
        json.dumps(
            {
                "whole": whole.as_json(),
                "again": again.as_json(),
                "changed": after.as_json() | {"changed": changed},
                "births": births.as_json(),
                "memory_mb": memory,
                "against_truth": list(_against_truth(folder)),
            }
        )
    )


def rows_of(name: str, folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file with the names that the register gives its fields."""
    names = {
        "id": "identifier",
        "residence.place": "residence_place",
        "residence.line": "residence_line",
        "household": "",
        "household_code": "household",
    }
    fields = {str(one.name) for one in register_named(f"people.{name}").declared.declaration.fields}
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = {names.get(column, column): value for column, value in row.items()}
            if name == "persons":
                found |= {"entered_by": "máy", "entered_on": "2026-11-01", "paper": "CCCD"}
            yield {column: value for column, value in found.items() if value and column in fields}


def _load(name: str, folder: Path) -> None:
    known = register_named(f"people.{name}")
    with owner_connection() as connection:
        row = connection.execute("SELECT count(*) FROM registers_record WHERE register = %s", [known.name]).fetchone()
    if row and row[0]:
        return
    with acting(WRITER):
        communes = Agency.objects.filter(kind="commune", place__isnull=False).select_related("place")
        agencies = {one.place.code: one for one in communes if one.place}
        place = "residence_place" if name == "persons" else "registered_at"
        source = Source(known.edition, "bench", clock.now(), kind="loaded")
        loaded = load_records(
            WRITER,
            known.declared,
            rows_of(name, folder),
            lambda data: agencies[data[place]],
            source,
            RegisterLookup("people"),
            load=uuid5(UUID(int=0), name),
        )
    print(name, loaded.created, len(loaded.wrong), file=sys.stderr)
    with owner_connection() as connection:
        connection.execute("ANALYZE registers_record")


def _change() -> int:
    """Change one record in a thousand, as an edit does: a revision, a new value."""
    with owner_connection() as connection:
        done = connection.execute(
            "UPDATE registers_record SET revision = revision + 1, updated_at = %s,"
            " data = data || '{\"residence_line\": \"Tổ 1\"}' WHERE register = 'people.persons'"
            " AND right(id::text, 3) = '000'",
            [clock.now() + timedelta(seconds=1)],
        )
        return done.rowcount * 1


def _against_truth(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield, by kind of fault, how many were planted and found, with precision and recall."""
    planted: dict[tuple[str, str], set[str]] = {}
    beside: dict[str, set[str]] = {}
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            planted.setdefault((row["register"], row["kind"]), set()).add(row["ref"])
            for how in row["how"].split("+"):
                beside.setdefault(how, set()).add(row["ref"])
    there = {name: {row["ref"] for row in _held(name)} for name in COMPARED}
    for register, kinds in COMPARED.items():
        for of, rules in kinds.items():
            wanted = set().union(*(planted.get((register, kind), set()) for kind in of))
            wanted |= set().union(*(beside.get(OF_DOUBLES[kind], set()) for kind in of if kind in OF_DOUBLES))
            wanted &= there[register]
            found = _found(f"people.{register}", rules)
            right = len(wanted & found)
            yield {
                "register": register,
                "kind": "+".join(of),
                "planted": len(wanted),
                "found": len(found),
                "precision": right / len(found) if found else 1.0,
                "recall": right / len(wanted) if wanted else 1.0,
            }


def _held(name: str) -> Iterator[dict[str, str]]:
    with owner_connection() as connection:
        query = "SELECT data ->> 'ref' FROM registers_record WHERE register = %s AND right(id::text, 3) <> '000'"
        if name != "persons":
            query = query.partition(" AND")[0]
        for (ref,) in connection.execute(query, [f"people.{name}"]):
            yield {"ref": ref}


def _found(register: str, rules: tuple[str, ...]) -> set[str]:
    with owner_connection() as connection:
        return {
            str(ref)
            for (ref,) in connection.execute(
                "SELECT r.data ->> 'ref' FROM registers_qualityfailure f"
                " JOIN registers_qualityrule q ON q.id = f.rule_id"
                " JOIN registers_record r ON r.id = f.record_id"
                " WHERE q.register = %s AND q.name = ANY(%s)"
                " AND (q.register <> 'people.persons' OR right(r.id::text, 3) <> '000')",
                [register, list(rules)],
            )
        }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
