"""``record_lookup_1m record_page_1m name_search_1m``: registers at size, in an install of its own.

Milliseconds of the server, as an ordinary officer and as the country, row-level security on; the slowest kind of each
counts. The seed of 30,000 is loaded with every rule on; the rest are copies.
``python benchmarks/registers.py [--records 1000000] [--times 20] [--home DIR] [--json]``
"""

import argparse
from typing import Any

from install import installed, keep


def main() -> None:
    """Prepare, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="how many records there are")
    parser.add_argument("--times", type=int, default=20, help="how often each is asked for")
    parser.add_argument("--home", help="keep the install there and use it again")
    parser.add_argument("--json", action="store_true", help="add the figures to build/bench.json")
    asked = parser.parse_args()
    with installed(asked.home) as install:
        install.nenso("migrate", "--quiet")
        install.python("prepare.py")
        found = install.python("records.py", {"records": asked.records, "times": asked.times})
    figures = {name: _figure(found, name, target) for name, target in found["targets_ms"].items()}
    for name, one in figures.items():
        missed = "" if one["value"] <= one["target"] else "  MISSED"
        slowest = f"{one['value']:.1f} ms ({one['slowest']}, at most {one['target']})"
        print(f"{name:<17} {found['records']:,} records  {slowest}{missed}")
    if asked.json:
        keep(figures)


def _figure(found: dict[str, Any], name: str, target: float) -> dict[str, Any]:
    """Return a line of the report: the middle time of the slowest kind, and of each."""
    slowest = max(found[name], key=lambda kind: found[name][kind]["p50_ms"])
    took = found[name][slowest]["p50_ms"]
    told = {"value": took, "unit": "ms", "target": target, "slowest": slowest, "kinds": found[name]}
    return told | {"rows": found["records"], "errors": 0}


if __name__ == "__main__":
    main()
