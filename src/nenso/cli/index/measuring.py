"""``nenso index run rows facts``: measure from what happened, and follow a value back to the rows it counts."""

from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from nenso.cli import set_up
from nenso.cli.index.computing import app

console = Console()
Period = Annotated[str, typer.Argument(metavar="PERIOD", help="2026, 2026-Q3 or 2026-08")]
Indicator = Annotated[str, typer.Argument(metavar="INDICATOR", help="formula.indicator")]


@app.command()
def run(
    period: Annotated[list[str] | None, typer.Option(help="Also this period: 2026, 2026-Q3 or 2026-08.")] = None,
    *,
    anew: Annotated[bool, typer.Option(help="Sum up everything again, not only what changed.")] = False,
) -> None:
    """Measure every indicator in force, for the running month, quarter and year and where something changed."""
    set_up()
    from nenso.index.measuring.running import run as measure

    report = measure(periods=period or (), anew=anew)
    for problem in report.refused:
        console.print(f"[yellow]![/yellow] {problem.text('vi')}", highlight=False, soft_wrap=True)
    taken = f", {report.reported} giá trị từ báo cáo đã khóa" if report.reported else ""
    told = f"{report.indicators} chỉ số, kỳ {', '.join(report.periods)}{taken}, {report.seconds:.1f} giây."
    console.print(f"[green]✓[/green] {told}", highlight=False, soft_wrap=True)


@app.command()
def rows(
    indicator: Indicator,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="Path or id of an agency, or id of a place.")],
    period: Period,
    side: Annotated[Literal["numerator", "denominator"], typer.Option(help="Which of the two.")] = "numerator",
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
) -> None:
    """List the rows that a value counts, as the operator of this install sees them."""
    set_up()
    from nenso.index.measuring.rows import rows_of
    from nenso.runtime.acting import Actor

    operator = Actor(system="cli", scope=("vn",))
    found = rows_of(operator, indicator, unit, period, side=side, limit=limit)
    table = Table("Mã", "Tên", "Cơ quan", "Lúc", title=f"{found.fact}: {found.count}")
    for one in found.rows:
        table.add_row(one.code if one.seen else "•••", one.label if one.seen else "•••", one.agency, one.at)
    console.print(table)


@app.command()
def facts() -> None:
    """Print the facts that can be measured with their columns, as docs/reference/facts.md has them."""
    from nenso.index.measuring.facts import reference

    console.out(reference(), end="", highlight=False)
