"""``nenso data``: made-up people for trying registers out, with faults that are told."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.table import Table

from nenso.cli.formula.telling import console, progress_of, say
from nenso.registers.generating.faults import KINDS, shares
from nenso.registers.generating.writing import Made, generate

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Made-up data for trying registers out.")


@app.callback()
def root() -> None:
    """Made-up data for trying registers out."""


@app.command(name="generate")
def generate_(
    out: Annotated[Path, typer.Option(help="The folder to write into; must be empty or not there.", file_okay=False)],
    *,
    persons: Annotated[int, typer.Option(min=1, max=20_000_000, help="How many people.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same bytes.")] = 1,
    faults: Annotated[
        str,
        typer.Option(help="none, or shares by class or kind: clean=0.02,stale=0.1; 0.01 of each kind otherwise."),
    ] = "",
    as_of: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The day on which these people are.")
    ] = datetime(2026, 11, 1),  # noqa: DTZ001 - a day
    place: Annotated[str, typer.Option(help="Code of the commune or province where all live.")] = "",
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON object: what was made and planted.")] = False,
    language: Annotated[str, typer.Option("--lang", help="vi or en.")] = "vi",
) -> None:
    """Make people, households and births up; plant faults of each class; write the truth beside them."""
    wanted = shares(faults)
    last = 0
    with progress_of(say(language, "Đang tạo dữ liệu", "Making data"), persons) as step:

        def tell(done: int) -> None:
            nonlocal last
            step(f"{done:,}", done - last)
            last = done

        made = generate(out, persons, seed=seed, faults=wanted, as_of=as_of.date(), place=place, step=tell)
    if in_json:
        console.out(orjson.dumps(made.as_json()).decode(), highlight=False)
    else:
        _tell(made, out, language)


def _tell(made: Made, out: Path, language: str) -> None:
    rows = Table(say(language, "Tệp", "File"), say(language, "Dòng", "Rows"))
    for name, count in made.rows.items():
        rows.add_row(str(out / f"{name}.csv"), f"{count:,}")
    console.print(rows)
    planted = Table(
        say(language, "Nhóm", "Class"), say(language, "Lỗi đã gài", "Fault planted"), say(language, "Số", "Count")
    )
    for kind, of in KINDS.items():
        planted.add_row(of, kind, f"{made.planted[kind]:,}")
    console.print(planted)
