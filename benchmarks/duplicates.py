"""``dedupe_1m``: the duplicates of a million made-up persons, found by the command and held against what was planted.

A benchmark of its own: it needs no web server. Starts a home of its own, publishes the register under ``population/``,
makes people up, copies them in as the owner (each to the commune where they live), searches, and prints a line; with
``--json`` adds it to ``build/bench.json``. The time is that of ``nenso register duplicates``, whole; the memory that of
the command and of the process that compares, together.
``python benchmarks/duplicates.py --persons 1000000``
"""

import argparse
import csv
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from install import HERE, installed, keep

POPULATION = HERE / "population"
REGISTER = "population.persons"
SECONDS, PRECISION, RECALL, MEGABYTES = 300, 0.98, 0.95, 8_000

INSTALL = """
import django, pathlib, sys; django.setup()
from nenso.agencies.queries import agency_by_path
from nenso.cli.demo.people import DEMO
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
folder = pathlib.Path(sys.argv[1])
files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.yaml")}
adopt(DEMO, agency_by_path("vn"), publish(DEMO, files).edition)
"""
FILL = """
import csv, json, sys; import django; django.setup()
from nenso.agencies.models import Agency
from nenso.registers.known import register_named
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.bulk import owner_connection
from nenso.runtime.ids import uuid7_text
with acting(Actor(system="bench", scope=("vn",))):
    edition = str(register_named("population.persons").edition.id)
    rows = Agency.objects.filter(kind="commune", place__isnull=False).values_list("place__code", "id", "path")
    agencies = {code: (str(key), str(path)) for code, key, path in rows}
first, now = next(iter(agencies.values())), clock.now().isoformat()
columns = ("id, register, key, edition_id, agency_id, number, label, folded, data, terms, revision, created_at,"
    " updated_at, valid_from, agency_paths, persons, readers")
with owner_connection() as connection, open(sys.argv[1], encoding="utf-8", newline="") as file:
    with connection.cursor() as cursor, cursor.copy(f"COPY registers_record ({columns}) FROM STDIN") as copy:
        for row in csv.DictReader(file):
            agency, path = agencies.get(row["residence.place"], first)
            data = {name: row[name] for name in ("ref", "id", "full_name", "born_on", "sex", "phone") if row[name]}
            data["residence"] = {"place": row["residence.place"], "line": row["residence.line"]}
            copy.write_row((uuid7_text(), "population.persons", row["ref"], edition, agency, "", row["full_name"], "",
                json.dumps(data), "", 1, now, now, now, "{" + path + "}", "{}", "{}"))
"""
FOUND = """
import django, json, sys; django.setup()
from nenso.runtime.bulk import owner_connection
with owner_connection() as connection:
    rows = connection.execute(
        "SELECT a.key, b.key FROM registers_duplicatepair p JOIN registers_record a ON a.id = p.first"
        " JOIN registers_record b ON b.id = p.second").fetchall()
print(json.dumps(rows))
"""


def main() -> None:
    """Run it once and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true", help="add the figures to build/bench.json")
    given = parser.parse_args()
    with installed() as install:
        data = install.home.parent / "data"
        install.nenso("data", "generate", "--out", str(data), "--persons", str(given.persons))
        install.nenso("migrate", "--quiet")
        install.run("-c", INSTALL, str(POPULATION))
        install.run("-c", FILL, str(data / "persons.csv"))
        begun, memory = time.perf_counter(), Memory()
        searching = subprocess.Popen(
            [sys.executable, "-m", "nenso.cli.main", "register", "duplicates", REGISTER, "--json"],
            env=install.environment,
            stdout=subprocess.PIPE,
        )
        while searching.poll() is None:
            memory.look(searching.pid)
            time.sleep(0.2)
        seconds = time.perf_counter() - begun
        assert searching.stdout is not None
        told = json.loads(searching.stdout.read())
        found = {frozenset(pair) for pair in json.loads(install.run("-c", FOUND))}
        tell(given, told, seconds, memory.most, found, _planted(data))


class Memory:
    """The most that a process and those it started held at one moment, in MB."""

    most = 0.0

    def look(self, process: int) -> None:
        """Look at it now."""
        self.most = max(self.most, sum(_megabytes(one) for one in _with_children(process)))


def _with_children(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [process, *(below for child in children for below in _with_children(int(child)))]


def _megabytes(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def _planted(data: Path) -> set[frozenset[str]]:
    with (data / "truth.csv").open(encoding="utf-8", newline="") as file:
        return {frozenset((row["ref"], row["of"])) for row in csv.DictReader(file) if row["kind"] == "duplicate"}


def tell(
    given: argparse.Namespace,
    told: dict[str, Any],
    seconds: float,
    memory: float,
    found: set[frozenset[str]],
    planted: set[frozenset[str]],
) -> None:
    """Print the line, and keep it where asked."""
    right = len(found & planted)
    precision, recall = right / max(len(found), 1), right / max(len(planted), 1)
    kept = {
        "value": round(seconds, 1),
        "unit": "s",
        "records": told["records"],
        "pairs": len(found),
        "planted": len(planted),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "memory_mb": round(memory),
    }
    good = seconds <= SECONDS and precision >= PRECISION and recall >= RECALL and memory <= MEGABYTES
    print(
        f"dedupe_1m  {told['records']:,} records  {seconds:,.0f} s  {len(found):,} pairs of {len(planted):,} planted"
        f"  precision {precision:.4f}  recall {recall:.4f}  {memory:,.0f} MB at most  {'' if good else 'MISSED'}"
    )
    if given.json:
        keep({"dedupe_1m": kept})


if __name__ == "__main__":
    main()
