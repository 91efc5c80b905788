"""``nenso cases``: cases that procedures open by themselves, period by period."""

from typing import Annotated

import typer
from rich.console import Console

from nenso.cli import set_up

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Cases that procedures open by themselves.")
console = Console()


@app.callback()
def root() -> None:
    """Cases that procedures open by themselves."""


@app.command()
def start(
    procedure: Annotated[str, typer.Argument(help="dti_commune.dti_report; every procedure when left out.")] = "",
    period: Annotated[str, typer.Option(help="2026, 2026-Q3 or 2026-08; the running one when left out.")] = "",
) -> None:
    """Open the cases of a period that are not there yet; the job does it every night for the period that runs."""
    set_up()
    from nenso.cases.intake.starting import start_cases

    report = start_cases(procedure=procedure, period=period)
    opened, there, waiting = len(report.opened), len(report.there), report.waiting
    console.print(f"Đã mở {opened} hồ sơ. / {opened} cases were opened.", highlight=False)
    if not opened:
        told = f"Đã có từ trước: {there}; hôm nay không thỏa điều kiện (where): {waiting}."
        said = f"There before: {there}; the condition (where) does not hold today: {waiting}."
        console.print(f"{told} / {said}", highlight=False, soft_wrap=True)
    for one in report.refused:
        told = f"{one.procedure}, {one.subject}: {one.problem.text()}"
        console.print(told, highlight=False, markup=False, soft_wrap=True)
    if report.refused:
        raise typer.Exit(1)
