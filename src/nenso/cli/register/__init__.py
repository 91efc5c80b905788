"""``nenso register``: tables into registers, registers into tables, and who stands in one twice."""

import typer

from nenso.cli.register import duplicates, exporting, grants, importing, keeping, measuring, opening

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Registers: take tables in, hand tables out, find duplicates, open data.",
)
app.add_typer(grants.app, name="grants")


@app.callback()
def root() -> None:
    """Registers: take tables in, hand tables out, find duplicates, open data."""


app.command(name="import")(importing.import_)
app.command()(exporting.export)
app.command()(measuring.quality)
app.command()(measuring.expect)
app.command()(duplicates.duplicates)
app.command()(keeping.keep)
app.command(name="open-data")(opening.open_data)
