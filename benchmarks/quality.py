"""``quality_1m``: the quality of a million made-up persons, 20 fields, 30 rules, measured whole and then what changed.

A benchmark of its own: it needs no web server. Starts a home of its own, publishes ``benchmarks/formulas/people``,
makes people up with known faults, loads them with every rule on, measures, and compares with what was planted.
``python benchmarks/quality.py --persons 1000000 [--home DIR] [--json]``
"""

import argparse
import json

from install import HERE, installed, keep

TARGET = 60
"""Seconds a whole measuring of a million persons may take."""


def main() -> None:
    """Run it once and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--home", help="keep the install there and use it again")
    parser.add_argument("--json", action="store_true", help="add the figures to build/bench.json")
    given = parser.parse_args()
    with installed(given.home) as install:
        data = install.home.parent / "data"
        if not data.exists():
            install.nenso("data", "generate", "--out", str(data), "--persons", str(given.persons))
        install.nenso("migrate", "--quiet")
        told = json.loads(install.run(str(HERE / "quality_rows.py"), str(data)).splitlines()[-1])
    whole = told["whole"]
    print(
        f"quality_1m  {whole['records']:,} records × 30 rules  {whole['seconds']:.1f} s (at most {TARGET})"
        f"  {told['memory_mb']:,.0f} MB at most\n"
        f"again whole {told['again']['seconds']:.1f} s   after {told['changed']['changed']:,} changes"
        f" {told['changed']['seconds']:.1f} s   failures {whole['failures']:,}"
    )
    for line in told["against_truth"]:
        print(
            f"{line['register']:<10}{line['kind']:<22}planted {line['planted']:>7,}  found {line['found']:>7,}"
            f"  precision {line['precision']:.4f}  recall {line['recall']:.4f}"
        )
    if given.json:
        keep({"quality_1m": {"value": whole["seconds"], "unit": "s", "target": TARGET, "errors": 0, **told}})


if __name__ == "__main__":
    main()
