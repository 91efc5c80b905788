"""``exchange_lookup``: lookups between agencies, each kept on both sides, beside plain reads of a record by its key.

In an install of its own, by one client in one process, turn by turn; the target is 0.3 of the reads.
``python benchmarks/exchange.py [--records 20000] [--seconds 10] [--home DIR] [--json]``
"""

import argparse

from install import installed, keep


def main() -> None:
    """Prepare, measure, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="how long both are measured, turn by turn")
    parser.add_argument("--records", type=int, default=20_000, help="how many records there are to be looked up")
    parser.add_argument("--home", help="keep the install there and use it again")
    parser.add_argument("--json", action="store_true", help="add the figures to build/bench.json")
    asked = parser.parse_args()
    with installed(asked.home) as install:
        install.nenso("migrate", "--quiet")
        found = install.python("lookups.py", {"records": asked.records, "seconds": asked.seconds})
    print(
        f"exchange_lookup  {found['rows']:,} records  {found['value']:,.0f}/s  baseline {found['baseline']:,.0f}/s"
        f"  ratio {found['ratio']:.2f} (at least {found['target']})  p50 {found['p50_ms']} ms"
        f"{'' if found['ratio'] >= found['target'] else '  MISSED'}"
    )
    if asked.json:
        keep({"exchange_lookup": found})


if __name__ == "__main__":
    main()
