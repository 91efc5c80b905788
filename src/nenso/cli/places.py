"""``nenso places``: find a place as of any date, say what an old one became, load what ships."""

from datetime import date, datetime
from typing import Annotated

import orjson
import typer
from rich.console import Console

from nenso.cli import set_up

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Provinces and communes, today's and those before them."
)
console = Console()


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date, no time zone in it
        except ValueError:
            continue
    raise typer.BadParameter(f"{text!r}: 2025-06-30 hoặc 30/06/2025")


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="A name as people write it, or a code.")],
    on: Annotated[
        str, typer.Option(metavar="DATE", help="As of this day (2025-06-30 or 30/06/2025); default: today.")
    ] = "",
    level: Annotated[str, typer.Option(help="Only province, district or commune.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many candidates.")] = 10,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say which place a text means on a day, or which ones it may mean. Ends with 1 when it is not one place."""
    set_up()
    from nenso.runtime.acting import NOBODY, acting
    from nenso.runtime.clock import today
    from nenso.territory.queries import became, resolve

    with acting(NOBODY):
        answer = resolve(text, _day(on) if on else today(), level or None)
    candidates = [became(match) | {"was": match.found_as} for match in answer.candidates[:limit]]
    if as_json:
        place = next((c for c in candidates if answer.place and c["id"] == str(answer.place.id)), None)
        body = {"text": answer.text, "on": answer.on, "status": answer.status, "place": place, "candidates": candidates}
        console.out(orjson.dumps(body).decode(), highlight=False)
    elif answer.place is not None:
        console.print(f"{answer.place.code}  {answer.place.path_name}", highlight=False, soft_wrap=True)
        for step in answer.steps:
            by = f", {step.decree}" if step.decree else ""
            console.print(f"  từ {step.since:%d/%m/%Y}{by}: {step.name}", highlight=False, soft_wrap=True)
    else:
        console.print(_SAID[answer.status])
        for candidate in candidates:
            console.print(f"  {candidate['code']}  {candidate['path_name']}", highlight=False, soft_wrap=True)
    raise typer.Exit(0 if answer.place is not None else 1)


_SAID = {
    "split": "Đã chia cho nhiều đơn vị, hãy chọn theo địa chỉ:",
    "ambiguous": "Nhiều nơi cùng tên, hãy ghi thêm tỉnh, thành phố:",
    "unknown": "Không có nơi nào tên như vậy. Gần giống:",
}


@app.command()
def load() -> None:
    """Bring places and the national calendar to what ships with this version (as the role nenso_owner)."""
    set_up()
    from nenso.territory.loading import load as run

    loaded = run(anew=True)
    console.print(
        f"{loaded.places} đơn vị, {loaded.names} tên, {loaded.changes} thay đổi, {loaded.days} ngày lịch đã ghi."
        if loaded
        else "Không có gì mới."
    )
