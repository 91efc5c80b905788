"""``import_rows``: made-up births into their register by the command, beside a plain COPY of the same rows.

A benchmark of its own: it needs no web server. Starts a home of its own, publishes what ships, makes people up, takes
their births in from a CSV file with every rule on, and prints a line; with ``--json`` adds it to ``build/bench.json``.
``python benchmarks/import_rows.py --persons 400000``
"""

import argparse
import json
import resource
import time
from typing import Any

from install import installed, keep

AGENCY = "vn.p19.c01969"

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
    rows = [(json.dumps(one), one["child_id"]) for one in csv.DictReader(file)]
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


def main() -> None:
    """Run it once and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=400_000)
    parser.add_argument("--json", action="store_true", help="add the figures to build/bench.json")
    given = parser.parse_args()
    with installed() as install:
        data = install.home.parent / "data"
        install.nenso("data", "generate", "--out", str(data), "--persons", str(given.persons), "--faults", "none")
        install.nenso("migrate", "--quiet")
        install.run("-c", INSTALL)
        births = str(data / "births.csv")
        plain = json.loads(install.run("-c", BASELINE, births))
        begun = time.perf_counter()
        taken = install.nenso("register", "import", births, "civil_registration.births", "--agency", AGENCY, "--json")
        told, seconds = json.loads(taken), time.perf_counter() - begun
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        tell(given, told, seconds, plain, memory)


def tell(given: argparse.Namespace, told: dict[str, Any], seconds: float, plain: dict[str, Any], memory: float) -> None:
    """Print the line, and keep it where asked."""
    value, baseline = told["created"] / seconds, plain["rows"] / plain["seconds"]
    kept = {
        "value": round(value, 1),
        "unit": "1/s",
        "ratio": round(value / baseline, 3),
        "baseline": round(baseline, 1),
        "errors": told["wrong"],
        "rows": told["rows"],
    }
    print(f"import_rows  {told['rows']:,} rows  {value:,.0f}/s  baseline {baseline:,.0f}/s  {memory:,.0f} MB at most")
    if given.json:
        keep({"import_rows": kept})


if __name__ == "__main__":
    main()
