"""``python benchmarks/exchange.py [--seconds 10] [--home DIR]``: lookups between agencies, in an install of its own.

Prints how many lookups a second one client gets answered (kept on both sides), how many plain reads of a record by its
key the same client gets in the same seconds, and the ratio of both; the target is 0.3.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from install import Install


def main() -> None:
    """Start, prepare, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10, help="how long both are measured, turn by turn")
    parser.add_argument("--records", type=int, default=2_000, help="how many records there are to be looked up")
    parser.add_argument("--home", help="keep the install there and use it again")
    asked = parser.parse_args()
    home = Path(asked.home or tempfile.mkdtemp(prefix="nenso-bench-", dir="/tmp"))
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    install = Install(home / "state")
    try:
        install.start()
        print(json.dumps(install.python("lookups.py", {"records": asked.records, "seconds": asked.seconds}), indent=1))
    finally:
        if asked.home:
            install.stop()
        else:
            install.remove()
            shutil.rmtree(home)


if __name__ == "__main__":
    main()
