"""The command ``nenso``: what installs and runs it is here; each room's commands are a module beside this one.

A module ``nenso/cli/<name>.py`` with a Typer ``app`` is the command ``nenso <name>``; it is imported when it is used.
"""

import os
import sys
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import nenso.cli
from nenso.runtime.errors import NotMigrated
from nenso.runtime.problems import Problem

_OWN = "main"


class Commands(TyperGroup):
    """The commands of this module, and those of the modules beside it."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return all names, in alphabetical order."""
        beside = [name.replace("_", "-") for _, name, _ in iter_modules(nenso.cli.__path__) if name != _OWN]
        return sorted([*super().list_commands(ctx), *beside])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of that name, importing its module when it has one."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or cmd_name not in self.list_commands(ctx):
            return own
        command = typer.main.get_command(import_module(f"nenso.cli.{cmd_name.replace('-', '_')}").app)
        command.name = cmd_name
        return command


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def root() -> None:
    """Nenso (nền số): declare what an agency does, open it to everyone, measure it from what happened."""


@app.command()
def migrate(*, quiet: Annotated[bool, typer.Option(help="Say nothing but errors.")] = False) -> None:
    """Bring the database to the tables and the reference data of this version (as the role nenso_owner)."""
    os.environ["NENSO_ROLE"] = "owner"
    nenso.cli.set_up()
    from nenso.runtime.migrating import migrate as run

    run(verbosity=0 if quiet else 1)


@app.command()
def up() -> None:
    """Serve: the database, migrations, the web server and the job worker, until Ctrl-C."""
    from nenso.runtime.serving import serve

    raise typer.Exit(serve(ready=lambda address: typer.echo(f"Nenso: {address}")))


@app.command()
def worker(*, once: Annotated[bool, typer.Option(help="Stop when no job is waiting.")] = False) -> None:
    """Do jobs until told to stop; `nenso up` has one of these already."""
    from nenso.runtime.serving import work

    work(once=once)


@app.command()
def settings(*, markdown: Annotated[bool, typer.Option(help="As docs/reference/settings.md.")] = False) -> None:
    """Print every setting: its name, its value here, what it means."""
    from nenso.runtime.config import config, reference

    if markdown:
        typer.echo(reference(), nl=False)
        return
    for name, value, meaning in config().rows():
        typer.echo(f"{name}={value}\n    {meaning}")


def main() -> None:
    """Run the command line; a problem is told in Vietnamese and in English, without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nenso.runtime.settings")
    try:
        app()
    except Problem as problem:
        sys.exit(f"{problem.text()}\n{problem.text('en')}")
    except Exception as error:
        if not _is_of_tables(error):
            raise
        told = NotMigrated()
        sys.exit(f"{told.text()}\n{told.text('en')}")


def _is_of_tables(error: Exception) -> bool:
    """Return whether ``error`` is the database's, about a table, column or function that it has not."""
    return getattr(error.__cause__, "sqlstate", None) in {"42P01", "42703", "42883"}


if __name__ == "__main__":
    main()
