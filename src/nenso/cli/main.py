"""The command ``nenso``."""

import os

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)


@app.callback()
def root() -> None:
    """Nenso (nền số): declare what an agency does, open it to everyone, measure it from what happened."""


@app.command()
def migrate() -> None:
    """Bring the database to the tables and reference data of this version."""
    os.environ["NENSO_ROLE"] = "owner"
    import django

    from nenso.runtime.database import ensure_database

    ensure_database()
    django.setup()
    from nenso.runtime.migrating import migrate as run

    run()


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nenso.runtime.settings")
    app()
