"""``make bench``: what one machine does in a second, beside what raw PostgreSQL does in the same run.

Starts a real ``nenso up`` with an embedded database of its own and asks it over HTTP, from another process, as ordinary
people with tokens. See README.md beside this file for how to read the table.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from install import HERE, Install

ROOT = HERE.parent
CONNECTIONS = 16
WARM_SECONDS = 5.0
"""How long a running server does the same before it is measured: each process has then read what it keeps."""
SIZES = (3_500, 100_000)
NAMES = ("file_case", "read_case", "lifecycle", "lifecycle_one_agency", "queue_100k", "portal_page")
PAGES = ("queue_100k", "portal_page")
"""What is measured once, with ``--cases``, page by page."""
LISTS_TIMES = 15
PEOPLE = 50
PAUSE_SECONDS = 1.0
COLUMNS = ("benchmark", "cases", "per second", "baseline", "ratio", "p50 ms", "p95 ms", "p99 ms", "errors", "CPU ms")


@dataclass
class Measured:
    """What one benchmark came to, with ``rows`` cases in the tables before it; ``cpu_ms`` of an operation, by part."""

    name: str
    value: float
    baseline: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    errors: int
    rows: int
    cpu_ms: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Our rate as a part of the baseline's."""
        return round(self.value / self.baseline, 3) if self.baseline else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return it as ``build/bench.json`` has it."""
        return {
            "value": self.value,
            "unit": "1/s",
            "ratio": self.ratio,
            "baseline": self.baseline,
            "p50_ms": self.p50_ms,
            "p95_ms": self.p95_ms,
            "p99_ms": self.p99_ms,
            "errors": self.errors,
            "rows": self.rows,
            "cpu_ms": self.cpu_ms,
        }

    def row(self) -> tuple[str, ...]:
        """Return it as a line of the table."""
        return (
            self.name,
            f"{self.rows:,}",
            f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:.1f}",
            f"{self.baseline:,.0f}",
            f"{self.ratio:.2f}",
            *(f"{one:.1f}" for one in (self.p50_ms, self.p95_ms, self.p99_ms)),
            str(self.errors),
            " ".join(f"{part} {spent:.1f}" for part, spent in self.cpu_ms.items() if spent >= 0.05),
        )


class Bench:
    """One install, what was prepared in it, and the measurements asked for."""

    def __init__(self, install: Install, prepared: dict[str, Any], seconds: float) -> None:
        self.install = install
        self.prepared = prepared
        self.seconds = seconds

    def measure(self, name: str, rows: int) -> Measured:
        """Measure raw PostgreSQL before and after, and the application in between."""
        script = "read_case" if name == "read_case" else "file_case"
        before = self._baseline(script, rows)
        plans = {
            "file_case": self._filing,
            "read_case": self._reading,
            "lifecycle": self._life,
            "lifecycle_one_agency": self._life_at_one,
        }
        before_cpu = self.install.cpu()
        done = self._load(plans[name](rows))
        spent = {part: used - before_cpu.get(part, 0) for part, used in self.install.cpu().items()}
        after = self._baseline(script, rows)
        for error, times in done["errors"].items():
            print(f"  {times} x {error}", file=sys.stderr)
        return Measured(
            name,
            value=round(done["done"] / done["seconds"], 1),
            baseline=round((before + after) / 2, 1),
            errors=sum(done["errors"].values()),
            rows=rows,
            cpu_ms={part: round(1000 * used / max(1, done["all"]), 2) for part, used in spent.items()}
            | {"client": round(1000 * done["cpu"] / max(1, done["all"]), 2)},
            **{key: done[key] for key in ("p50_ms", "p95_ms", "p99_ms")},
        )

    def measure_lists(self, rows: int) -> Measured:
        """Measure the lists of an officer at an agency with ``rows`` cases: each opened again and again, one at a time.

        Rate and baseline are those of the slowest list; the percentiles are of all lists together.
        """
        given = {"template": self.prepared["template"], "cases": rows, "agency": "vn.p19.c01969"}
        self.install.python("volume.py", given)
        done = self.install.python("queues.py", {"cases": rows, "times": LISTS_TIMES})
        for name, milliseconds in done["lists"].items():
            print(f"  {name}: {milliseconds} ms", file=sys.stderr)
        return Measured(
            "queue_100k",
            value=round(1000 / done["slowest"], 1),
            baseline=round(1000 / done["raw"], 1),
            errors=0,
            rows=rows,
            **{key: done[key] for key in ("p50_ms", "p95_ms", "p99_ms")},
        )

    def measure_pages(self, rows: int) -> Measured:
        """Measure the main pages of the portal with ``rows`` cases in the tables and many people at once.

        The percentiles are of the slowest page, with people who read for a moment between two pages. The rate is of
        all pages when nobody reads and everybody waits; beside it raw PostgreSQL reading one case by its code.
        """
        self.install.python("volume.py", {"template": self.prepared["template"], "cases": rows})
        given = {"people": PEOPLE, "form": self.prepared["form"], "port": self.install.port}
        calm = self.install.python("portal.py", {**given, "seconds": 3 * self.seconds, "pause": PAUSE_SECONDS})
        rushed = self.install.python("portal.py", {**given, "seconds": self.seconds, "pause": 0})
        for name, found in calm["pages"].items():
            at_once = rushed["pages"][name]["p95_ms"]
            print(f"  {name}: p50 {found['p50_ms']} p95 {found['p95_ms']} ms; rushed p95 {at_once} ms", file=sys.stderr)
        slowest = calm["pages"][calm["slowest"]]
        baseline = self._baseline("read_case", rows)
        return Measured("portal_page", value=rushed["rate"], baseline=baseline, errors=0, rows=rows, **slowest)

    def _baseline(self, script: str, rows: int) -> float:
        given = {
            "script": f"{script}.pgbench.sql",
            "seconds": max(1, round(self.seconds / 2)),
            "clients": CONNECTIONS,
            "template": self.prepared["template"],
            "person": self.prepared["person"],
            "places": len(self.prepared["communes"]),
            "codes": rows,
        }
        return float(self.install.python("baseline.py", given)["rate"])

    def _load(self, plan: dict[str, Any]) -> dict[str, Any]:
        whole = {
            "host": "127.0.0.1",
            "port": self.install.port,
            "connections": CONNECTIONS,
            "seconds": self.seconds,
            "warm": WARM_SECONDS,
            "prefix": f"bench-{random.getrandbits(48):012x}",
            "serial": random.randrange(1_000_000),
            "fill": {},
            "keep": [],
            **plan,
        }
        answer: dict[str, Any] = self.install.python("load_client.py", whole)
        return answer

    def _filing(self, rows: int) -> dict[str, Any]:
        del rows
        form = self.prepared["form"] | {"register_at": "@commune@"}
        return {"steps": [self._file(form)], "fill": {"commune": self.prepared["communes"]}}

    def _reading(self, rows: int) -> dict[str, Any]:
        codes = [f"BENCH-{random.randint(1, rows)}" for _ in range(20_000)]
        mother = self.prepared["tokens"]["mother"]
        return {"steps": [self._step(mother, "GET", "/cases/@code@", expect=200)], "fill": {"code": codes}}

    def _life(self, rows: int) -> dict[str, Any]:
        """Return whole cases in several communes, each done by officials of its own."""
        del rows
        offices = self.prepared["offices"]
        fill = {name: [office[name] for office in offices] for name in offices[0]}
        return self._lives({name: f"@{name}@" for name in fill}, fill)

    def _life_at_one(self, rows: int) -> dict[str, Any]:
        """Return whole cases all done in one commune: each waits for the number of the one before."""
        del rows
        return self._lives(self.prepared["tokens"] | {"commune": self.prepared["form"]["register_at"]}, {})

    def _lives(self, at: dict[str, str], fill: dict[str, list[str]]) -> dict[str, Any]:
        born_on = date.fromisoformat(self.prepared["form"]["child"]["born_on"])
        child = f"019{(born_on.year // 100 - 19) * 2 + 1}{born_on.year % 100:02}@serial@"
        acts = (
            ("clerk", {"action": "accept"}),
            ("officer", {"action": "propose", "form": {"child_id": child}}),
            ("leader", {"action": "sign"}),
            ("registrar", {"action": "issue"}),
        )
        return {
            "steps": [
                self._file(self.prepared["form"] | {"register_at": at["commune"]}),
                *(self._step(at[role], "POST", "/cases/@id@/acts", body=body, expect=200) for role, body in acts),
            ],
            "fill": fill,
            "keep": ["id"],
        }

    def _file(self, form: dict[str, Any]) -> dict[str, Any]:
        return self._step(
            self.prepared["tokens"]["mother"],
            "POST",
            "/cases",
            body={"procedure": "civil_registration.birth", "form": form},
            expect=201,
        )

    def _step(self, token: str, method: str, path: str, *, expect: int, body: Any = None) -> dict[str, Any]:
        step = {
            "method": method,
            "path": f"/api/v1{path}",
            "token": token,
            "headers": {"Idempotency-Key": "@key@"} if method == "POST" else {},
            "expect": expect,
        }
        return step if body is None else step | {"body": body}


def main() -> None:
    """Run what is asked for, print the table, write ``build/bench.json``."""
    asked = _arguments()
    home = Path(asked.home or tempfile.mkdtemp(prefix="nenso-bench-", dir="/tmp"))
    home.chmod(0o755)
    install = Install(home / "state")
    try:
        _say("starting an install of its own and preparing people, keys and the formula …")
        install.start()
        prepared = install.python("prepare.py")
        bench, measured = Bench(install, prepared, asked.seconds), []
        for rows in asked.sizes:
            _say(f"{rows:,} cases …")
            install.python("volume.py", {"template": prepared["template"], "cases": rows})
            measured += [bench.measure(name, rows) for name in asked.only if name not in PAGES]
        if "portal_page" in asked.only:
            _say(f"{asked.cases:,} cases, {PEOPLE} people reading …")
            measured.append(bench.measure_pages(asked.cases))
        if "queue_100k" in asked.only:
            _say(f"{asked.cases:,} cases of one agency …")
            measured.append(bench.measure_lists(asked.cases))
        facts = _facts(install)
    finally:
        if asked.home:
            install.stop()
        else:
            install.remove()
            shutil.rmtree(home)
    _tell(measured, facts)
    _write(measured)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each measurement takes")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, help="which to measure")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="how many cases there are, growing")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases there are for the pages")
    parser.add_argument("--home", help="keep the install there and use it again")
    return parser.parse_args()


def _facts(install: Install) -> list[str]:
    """Return what is measured once: start to first answer on an existing state, memory at rest, the machine."""
    install.stop()
    started = install.start()
    memory = install.memory()
    cores, (load, *_) = os.cpu_count(), os.getloadavg()
    parts = ", ".join(f"{name} {size:.0f}" for name, size in sorted(memory.items()))
    return [
        f"start to first answer: {started:.1f} s (at most 5)",
        f"memory at rest: {sum(memory.values()):.0f} MB (at most 600; PSS: {parts})",
        f"machine: {cores} cores, load {load:.1f} at the end; client and database on it too",
    ]


def _tell(measured: list[Measured], facts: list[str]) -> None:
    rows = [COLUMNS, *(one.row() for one in measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for number, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print("\n" + "\n".join(f"- {fact}" for fact in facts))


def _write(measured: list[Measured]) -> None:
    """Write ``build/bench.json``: each name at the largest size, and ``name@rows`` at the others."""
    largest = {one.name: one.rows for one in sorted(measured, key=lambda one: one.rows)}
    found = {one.name if one.rows == largest[one.name] else f"{one.name}@{one.rows}": one.as_json() for one in measured}
    path = ROOT / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n")
    print(f"\n{path.relative_to(ROOT)}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.SubprocessError as problem:
        sys.exit(str(problem))
