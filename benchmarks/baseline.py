"""What raw PostgreSQL reaches with the pinned scripts beside this file: ``pgbench``, prepared, as nenso_app.

Reads ``{"script", "seconds", "clients", "template", "person", "places", "codes"}`` on stdin, prints the rate.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

from nenso.runtime.bulk import owner_connection
from nenso.runtime.config import config
from nenso.runtime.embedded.binaries import programs
from nenso.runtime.embedded.identity import server_user
from nenso.runtime.embedded.layout import PORT, Layout

HERE = Path(__file__).parent


def main(given: dict[str, Any]) -> None:
    """Fill in the ids of this install, run ``pgbench``, print ``{"rate": transactions a second}``."""
    text = (HERE / given["script"]).read_text()
    with owner_connection() as connection:
        known = {**given, **_literals(connection, given["template"])}
    text = re.sub(r"@(\w+)@", lambda found: str(known[found[1]]), text)
    layout = Layout(config().home_path)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(text)
        script.flush()
        command = [
            str(programs(layout.home, server_user(layout.data)) / "pgbench"),
            *("--no-vacuum", "--protocol=prepared", "--jobs=2", f"--client={given['clients']}"),
            *(f"--time={given['seconds']}", f"--file={script.name}"),
            *("-h", str(layout.sockets), "-p", str(PORT), "-U", "nenso_app", config().database),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"})
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode != 0 or rate is None:
        raise SystemExit(f"pgbench failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    print(json.dumps({"rate": float(rate[1])}))


def _literals(connection: psycopg.Connection[Any], template: str) -> dict[str, str]:
    """Return the columns of a case and, as literals, the values of the one that the engine filed."""
    rows = connection.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = 'cases_case'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    ).fetchall()
    quoted = ", ".join(f'quote_nullable("{name}"::text)' for name, _ in rows)
    found = connection.execute(f"SELECT {quoted} FROM cases_case WHERE id = %s", [template]).fetchone() or ()
    fresh = {"id": "uuidv7()", "code": "'BENCHMARK-' || :number", "created_at": "now()", "filed_at": "now()"}
    values = (fresh.get(name, f"{value}::{kind}") for (name, kind), value in zip(rows, found, strict=True))
    body = connection.execute(
        "SELECT body::text FROM journal_entry WHERE stream = %s AND seq = 1", [template]
    ).fetchone() or ("{}",)
    return {
        "columns": ", ".join(f'"{name}"' for name, _ in rows),
        "values": ", ".join(value.replace("\n", " ") for value in values),
        "body": body[0].replace("'", "''"),
    }


if __name__ == "__main__":
    main(json.load(sys.stdin))
