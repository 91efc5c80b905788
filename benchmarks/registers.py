"""``python benchmarks/registers.py [--records 1000000] [--home DIR]``: registers at size, in an install of its own.

Prints milliseconds of the server for ``record_lookup_1m record_page_1m name_search_1m``, and how many rows a second
were loaded with every rule on. The seed of 30,000 is loaded so; the rest are copies.
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
    parser.add_argument("--records", type=int, default=1_000_000, help="how many records there are")
    parser.add_argument("--times", type=int, default=20, help="how often each is asked for")
    parser.add_argument("--home", help="keep the install there and use it again")
    asked = parser.parse_args()
    home = Path(asked.home or tempfile.mkdtemp(prefix="nenso-bench-", dir="/tmp"))
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    install = Install(home / "state")
    try:
        install.start()
        install.python("prepare.py")
        found = install.python("records.py", {"records": asked.records, "times": asked.times})
        print(json.dumps(found, indent=1))
    finally:
        if asked.home:
            install.stop()
        else:
            install.remove()
            shutil.rmtree(home)


if __name__ == "__main__":
    main()
