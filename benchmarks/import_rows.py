"""``import_rows``: made-up people, and the births among them, into their registers by the command.

A benchmark of its own: it needs no web server. Starts a home of its own, publishes what ships, makes people up, takes
both tables in with every rule on, beside a plain COPY of the same rows, and prints a line for each; with ``--json``
adds them to ``build/bench.json``. ``python benchmarks/import_rows.py --persons 200000``

With ``--check`` it writes nothing: it checks the first of the tables, every rule on, and tells every million rows what
memory the process has: ``python benchmarks/import_rows.py --persons 5000000 --check``
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from resource import struct_rusage
from threading import Event, Thread
from typing import Any

from install import Install, installed, keep

AGENCY = "vn.p19.c01969"

TABLES = {
    "import_rows": ("persons.csv", "residence.persons", "id", [
        "id=person_id", "birth_registered_at=registered_at", "updated_on=confirmed_on", "household=",
    ]),
    "import_births": ("births.csv", "civil_registration.births", "child_id", []),
}  # fmt: skip
"""What is taken in: the file, its register, the column that is the key, and what is said of columns."""

INSTALL = """
import django; django.setup()
from nenso.agencies.queries import agency_by_path
from nenso.cli.demo.people import DEMO
from nenso.formulas.adopting import adopt
from nenso.formulas.shipping import publish_shipped
for one in publish_shipped(DEMO):
    adopt(DEMO, agency_by_path("vn"), one.edition)
"""
BASELINE = """
import csv, json, sys, time
import django; django.setup()
from nenso.runtime.bulk import owner_connection
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    table = ((json.dumps(one), one[sys.argv[2]]) for one in csv.DictReader(file))
    rows = [row for row in table if row[1]]
with owner_connection() as connection:
    connection.execute("CREATE TABLE plain (data jsonb, key text primary key)")
    begun = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy("COPY plain (data, key) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    connection.commit()
    seconds = time.perf_counter() - begun
    connection.execute("DROP TABLE plain")
print(json.dumps({"rows": len(rows), "seconds": seconds}))
"""


CHECK = """
import json, resource, sys, time
from pathlib import Path
import django; django.setup()
from nenso.agencies.queries import agency_by_path
from nenso.registers.importing.beginning import begin_file, correct
from nenso.registers.importing.running import run, start
from nenso.runtime.acting import Actor
path, register, agency, every = Path(sys.argv[1]), *sys.argv[2:4], int(sys.argv[4])
said = dict(one.split("=") for one in sys.argv[5:])
operator, begun, told = Actor(system="benchmark", scope=("vn",)), time.perf_counter(), 0
def tell(now):
    global told
    if now.place // every > told:
        told = now.place // every
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds, spent = time.perf_counter() - begun, time.process_time()
        print(f"check  {now.place:>9,} rows  {megabytes:,.0f} MB at most  {now.place / seconds:,.0f}/s"
              f"  CPU µs a row {spent / now.place * 1e6:.0f}", flush=True)
taken = begin_file(operator, agency_by_path(agency), register, path)
kept = {column: field for column, field in taken.mapping.items() if column not in said and field not in said.values()}
correct(operator, taken.id, kept | {column: field for column, field in said.items() if field})
start(operator, taken.id, dry=True)
taken = run(taken.id, path=path, step=tell)
print(f"check  {taken.rows:,} rows  {taken.state}  right {taken.created:,}  wrong {taken.wrong:,}")
"""


def main() -> None:
    """Run it once and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--only", choices=TABLES, help="take one of the two tables in")
    parser.add_argument("--json", action="store_true", help="add the figures to build/bench.json")
    parser.add_argument("--check", action="store_true", help="check one table and tell the memory, write nothing")
    parser.add_argument("--every", type=int, default=1_000_000, help="with --check: after how many rows to tell")
    given = parser.parse_args()
    with installed() as install:
        data = install.home.parent / "data"
        install.nenso("data", "generate", "--out", str(data), "--persons", str(given.persons), "--faults", "none")
        install.nenso("migrate", "--quiet")
        install.run("-c", INSTALL)
        if given.check:
            checked(install, data, given.only or next(iter(TABLES)), given.every)
            return
        kept = {name: taken_in(install, data, name) for name in TABLES if given.only in {None, name}}
    if given.json:
        keep(kept)


def checked(install: Install, data: Path, name: str, every: int) -> None:
    """Check one table, and let the process tell its memory as it goes."""
    file, register, _, columns = TABLES[name]
    words = [sys.executable, "-c", CHECK, str(data / file), register, AGENCY, str(every), *columns]
    subprocess.run(words, env=install.environment, check=True)


def taken_in(install: Install, data: Path, name: str) -> dict[str, Any]:
    """Take one table in and print its line."""
    file, register, key, columns = TABLES[name]
    said = [word for column in columns for word in ("--column", column)]
    plain = json.loads(install.run("-c", BASELINE, str(data / file), key))
    words = [sys.executable, "-m", "nenso.cli.main", "register", "import", str(data / file), register]
    words += ["--agency", AGENCY, *said, "--json"]
    with watched(install) as database:
        begun = time.perf_counter()
        told, used = alone(words, install.environment)
        seconds, rows = time.perf_counter() - begun, told["rows"]
    python = (used.ru_utime + used.ru_stime) / rows * 1e6
    value, baseline = told["created"] / seconds, plain["rows"] / plain["seconds"]
    print(
        f"{name}  {rows:,} rows  {value:,.0f}/s  baseline {baseline:,.0f}/s  CPU µs a row: command {python:.0f},"
        f" database {database['cpu'] / rows * 1e6:.0f}  MB at most: command {used.ru_maxrss / 1024:,.0f},"
        f" database {database['memory']:,.0f}  load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return {
        "value": round(value, 1),
        "unit": "1/s",
        "ratio": round(value / baseline, 3),
        "baseline": round(baseline, 1),
        "errors": told["wrong"],
        "rows": rows,
    }


def alone(words: list[str], environment: dict[str, str]) -> tuple[dict[str, Any], struct_rusage]:
    """Run a command; return the JSON that it prints, and what that process alone has used."""
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        printed = process.stdout.read() if process.stdout is not None else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    return json.loads(printed), used


@contextmanager
def watched(install: Install) -> Iterator[dict[str, float]]:
    """Watch the database for the length of the block: seconds of CPU that all of it took, and MB at most in a process.

    MB without what all processes share (``shared_buffers``).
    """
    found, over = {"cpu": 0.0, "memory": 0.0}, Event()
    first: list[float] = []

    def watch() -> None:
        while not over.wait(1):
            processes = [one for one in Path("/proc").iterdir() if one.name.isdigit() and is_ours(one, install.home)]
            seconds = sum(map(seconds_of, processes))
            first.append(seconds)
            found["cpu"] = max(found["cpu"], seconds - first[0])
            found["memory"] = max([found["memory"], *map(own_memory_of, processes)])

    thread = Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def is_ours(process: Path, home: Path) -> bool:
    """Return whether a process is of the database of this install."""
    try:
        command = (process / "cmdline").read_bytes()
        return b"postgres" in command and (process / "cwd").readlink().is_relative_to(home)
    except OSError:
        return False


def seconds_of(process: Path) -> float:
    """Return the CPU of a process and of its children that have ended."""
    try:
        numbers = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, numbers[11:15])) / os.sysconf("SC_CLK_TCK")


def own_memory_of(process: Path) -> float:
    """Return the MB that a process shares with nobody."""
    try:
        found = re.search(r"^RssAnon:\s+(\d+)", (process / "status").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
