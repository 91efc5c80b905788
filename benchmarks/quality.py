"""``quality_1m``: the quality of a million made-up persons, 20 fields, 30 rules, measured whole and then what changed.

A benchmark of its own: it needs no web server. Starts a home of its own, publishes ``benchmarks/formulas/people``,
makes people up with known faults, loads them with every rule on, measures, and compares with what was planted.
``python benchmarks/quality.py --persons 1000000 [--home DIR] [--json]``
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TARGET = 60
"""Seconds a whole measuring of a million persons may take."""


def main() -> None:
    """Run it once and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--home", help="keep the install there and use it again")
    parser.add_argument("--json", action="store_true", help="add the figures to build/bench.json")
    given = parser.parse_args()
    home = Path(given.home or tempfile.mkdtemp(prefix="nenso-quality-", dir="/tmp"))
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    environment = os.environ | {"NENSO_HOME": str(home / "home"), "DJANGO_SETTINGS_MODULE": "nenso.runtime.settings"}
    for name in ("DATABASE_URL", "NENSO_OWNER_DATABASE_URL", "NENSO_ROLE", "NENSO_DATABASE"):
        environment.pop(name, None)

    def run(*words: str) -> str:
        done = subprocess.run([sys.executable, *words], env=environment, stdout=subprocess.PIPE, check=True, text=True)
        return done.stdout.strip()

    data = home / "data"
    try:
        if not data.exists():
            run("-m", "nenso.cli.main", "data", "generate", "--out", str(data), "--persons", str(given.persons))
        run("-m", "nenso.cli.main", "migrate", "--quiet")
        told = json.loads(run(str(ROOT / "benchmarks" / "quality_rows.py"), str(data)).splitlines()[-1])
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
            _keep({"quality_1m": {"value": whole["seconds"], "unit": "s", "target": TARGET, "errors": 0, **told}})
    finally:
        if not given.home:
            shutil.rmtree(home, ignore_errors=True)


def _keep(figures: dict[str, Any]) -> None:
    path = ROOT / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    found = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(found | figures, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
