"""``nenso postgres PROGRAM …``: the embedded PostgreSQL's own programs, on the embedded database."""

import os
import subprocess
from typing import Annotated

import typer

from nenso.runtime.config import config
from nenso.runtime.database import ensure_database
from nenso.runtime.embedded.binaries import programs
from nenso.runtime.embedded.cluster import SUPERUSER
from nenso.runtime.embedded.identity import server_user
from nenso.runtime.embedded.layout import PORT, Layout

app = typer.Typer(add_completion=False)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    help="Run psql, pg_dump, pg_restore or another program of PostgreSQL on the embedded database.",
)
def postgres(
    context: typer.Context,
    program: Annotated[str, typer.Argument(help="psql, pg_dump, pg_restore …")] = "psql",
) -> None:
    """Run the program with the server's address in its environment; end as it ends."""
    ensure_database()
    layout = Layout(config().home_path)
    found = programs(layout.home, server_user(layout.data)) / program
    if "/" in program or not found.exists():
        raise typer.BadParameter(f"{program}: not a program of PostgreSQL", param_hint="PROGRAM")
    where = {"PGHOST": str(layout.sockets), "PGPORT": str(PORT), "PGUSER": SUPERUSER, "PGDATABASE": config().database}
    raise typer.Exit(subprocess.run([found, *context.args], env=os.environ | where, check=False).returncode)
