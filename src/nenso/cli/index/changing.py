"""``nenso index change``: what moved since the period before, and whether places, method or data moved it."""

from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from nenso.cli import set_up
from nenso.cli.index.computing import Language, app

console = Console()
HEADINGS = {
    "vi": ("Đơn vị", "Kỳ trước", "Sáp nhập", "Cách tính", "Số liệu", "Nay"),
    "en": ("Unit", "Before", "Merger", "Method", "Data", "Now"),
}


@app.command()
def change(
    publication: Annotated[UUID, typer.Argument(help="The id of the publication.")],
    unit: Annotated[str, typer.Option(help="Path of one agency; with what of its past could not be carried.")] = "",
    language: Language = "vi",
    *,
    rank: Annotated[bool, typer.Option("--rank", help="Of ranks instead of scores.")] = False,
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """Show what changed since the publication before, split into merger, method and data that add up."""
    set_up()
    import orjson

    from nenso.index.published import book_of, changes_of, publication_told
    from nenso.runtime.acting import Actor

    operator = Actor(system="cli", scope=("vn",))
    book = book_of(operator, publication_told(operator, publication))
    found = changes_of(book, [book.standing(unit)] if unit else book.standings)
    if in_json:
        kept = ("unit", "name", "from", "score", "rank")
        console.out(orjson.dumps([{name: one[name] for name in kept} for one in found]).decode(), highlight=False)
        return
    which = "rank" if rank else "score"
    table = Table(*HEADINGS["en" if language == "en" else "vi"])
    for column in table.columns[1:]:
        column.justify = "right"
    for one in found:
        if one[which] is not None:
            table.add_row(one["name"], *_cells(one[which], 1 if rank else book.decimals))
    console.print(table)
    for one in found if unit else ():
        for lacking in one["lacking"]:
            said = lacking["words"]["en" if language == "en" else "vi"]
            console.print(f"  {lacking['node'].name}: {said}", highlight=False, markup=False, soft_wrap=True)


def _cells(parts: dict[str, Any], decimals: int) -> list[str]:
    told = [f"{parts['before']:.{decimals}f}"]
    told += [f"{parts[name]:+.{decimals}f}" for name in ("merger", "method", "data")]
    return [*told, f"{parts['now']:.{decimals}f}"]
