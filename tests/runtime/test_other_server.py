"""An install on a PostgreSQL of its operator (``DATABASE_URL``): here the system's, the oldest there is."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from nenso.runtime.embedded.cluster import LANGUAGES, ROLES
from nenso.runtime.embedded.identity import server_user

PROGRAMS = next(
    (path for path in sorted(Path("/usr/lib/postgresql").glob("*/bin")) if (path / "initdb").exists()), None
)


@pytest.fixture
def socket_directory() -> Iterator[Path]:
    if PROGRAMS is None:
        pytest.skip("no PostgreSQL of the system here")
    user = server_user(Path("/nowhere"))
    directory = Path(tempfile.mkdtemp(prefix="nenso-other-", dir="/tmp"))
    os.chown(directory, user.uid, user.gid)
    data = directory / "data"

    def run(*command: str | Path) -> None:
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **user.switch)

    run(PROGRAMS / "initdb", "--auth=trust", "--username=postgres", "--no-sync", f"--pgdata={data}")
    options = f"-c listen_addresses= -c unix_socket_directories={directory} -c fsync=off"
    run(PROGRAMS / "pg_ctl", "start", "--silent", f"--pgdata={data}", f"--log={directory}/log", f"--options={options}")
    yield directory
    run(PROGRAMS / "pg_ctl", "stop", "--mode=immediate", "--silent", f"--pgdata={data}")
    shutil.rmtree(directory)


def test_the_same_migrations_and_reference_data_go_to_the_operators_server(socket_directory: Path) -> None:
    with psycopg.connect(f"host={socket_directory} user=postgres dbname=postgres", autocommit=True) as server:
        for statement in ROLES.splitlines():
            server.execute(statement)
    with psycopg.connect(f"host={socket_directory} user=postgres dbname=nenso", autocommit=True) as server:
        server.execute(LANGUAGES)
    url = f"postgresql://{{}}@{str(socket_directory).replace('/', '%2F')}/nenso"
    migrated = subprocess.run(
        [sys.executable, "-m", "nenso.cli.main", "migrate", "--quiet"],
        env=os.environ
        | {"DATABASE_URL": url.format("nenso_app"), "NENSO_OWNER_DATABASE_URL": url.format("nenso_owner")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert migrated.returncode == 0, migrated.stderr
    with psycopg.connect(f"host={socket_directory} user=nenso_app dbname=nenso") as connection:
        communes = "SELECT count(*) FROM territory_place WHERE level = 'commune' AND valid_until IS NULL"
        assert connection.execute(communes).fetchone() == (3321,)
