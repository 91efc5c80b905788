"""One cluster of PostgreSQL: made once and whole, configured anew before each start."""

import os
import shutil
import subprocess
from pathlib import Path

from nenso.runtime.embedded.binaries import major_version, run
from nenso.runtime.embedded.identity import ServerUser
from nenso.runtime.embedded.layout import PORT, Layout
from nenso.runtime.errors import DatabaseDidNotStart, DataOfAnotherVersion

SUPERUSER = "postgres"

ROLES = """\
CREATE ROLE nenso_owner LOGIN;
CREATE ROLE nenso_app LOGIN;
CREATE DATABASE nenso OWNER nenso_owner;
REVOKE ALL ON DATABASE nenso FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE nenso TO nenso_app;
GRANT SET ON PARAMETER session_replication_role TO nenso_owner;
"""
"""What an administrator runs once on a server of their own too, giving both roles a password (docs/operating.md)."""

LANGUAGES = """\
REVOKE USAGE ON LANGUAGE sql, plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE sql, plpgsql TO nenso_owner;
"""
"""What is run after that in the database: who may make temporary tables could else hide functions of their own behind
them, which functions of the owner would then run with the owner's rights."""

_DURABLE = "fsync = on"
_FAST = "fsync = off\nfull_page_writes = off"
_CONFIGURATION = """\
# Written anew at each start; put changes into override.conf beside this file.
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
wal_buffers = 32MB
max_wal_size = 2GB
jit = off
io_method = sync
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = '{log}'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_error_verbosity = terse
log_min_error_statement = panic
log_line_prefix = '%m [%p] %u@%d '
{durability}
include_if_exists = 'override.conf'
"""


def ensure_made(layout: Layout, programs: Path, user: ServerUser) -> None:
    """Make the cluster with its roles and database unless it is there; refuse one of another major version."""
    if layout.data.exists():
        found = (layout.data / "PG_VERSION").read_text().strip()
        if found != major_version():
            raise DataOfAnotherVersion(data=str(layout.data), found=found, wanted=major_version())
        return
    shutil.rmtree(layout.making, ignore_errors=True)
    _succeed(
        layout,
        run(
            [
                programs / "initdb",
                f"--pgdata={layout.making}",
                f"--username={SUPERUSER}",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--auth-local=peer",
                "--auth-host=reject",
            ],
            user,
            capture_output=True,
        ),
    )
    for database, statements in (("postgres", ROLES), ("nenso", LANGUAGES)):
        _succeed(
            layout,
            run(
                [programs / "postgres", "--single", "-c", "exit_on_error=on", "-D", layout.making, database],
                user,
                input=statements,
                capture_output=True,
            ),
        )
    layout.making.rename(layout.data)


def configure(layout: Layout, user: ServerUser, *, durable: bool) -> None:
    """Write what the server reads when it starts: only we get in, only through the socket."""
    _write(
        layout.data / "postgresql.conf",
        _CONFIGURATION.format(
            port=PORT,
            sockets=_quoted(layout.sockets),
            log=_quoted(layout.log),
            durability=_DURABLE if durable else _FAST,
        ),
        user,
    )
    _write(layout.data / "pg_hba.conf", "local all all peer map=nenso\n", user)
    names = sorted({"root", user.name})
    _write(layout.data / "pg_ident.conf", "".join(f'nenso "{name}" all\n' for name in names), user)


def last_words(layout: Layout, lines: int = 12) -> str:
    """Return the end of what the server logged last."""
    written = sorted(layout.log.glob("*.log"), key=lambda path: path.stat().st_mtime)
    text = "\n".join(path.read_text(errors="replace") for path in written[-2:])
    return "\n".join(text.strip().splitlines()[-lines:])


def _write(path: Path, text: str, user: ServerUser) -> None:
    """Replace the file as a whole; written by root, it belongs to the server's user."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w") as file:
        file.write(text)
        if user.switch:
            os.fchown(file.fileno(), user.uid, user.gid)
    new.replace(path)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _succeed(layout: Layout, result: subprocess.CompletedProcess[str]) -> None:
    if result.returncode != 0:
        raise DatabaseDidNotStart(home=str(layout.home), log=result.stderr.strip())
