"""``nenso register duplicates``: records that are probably one thing."""

from typing import Annotated

import orjson
import typer
from rich.table import Table

from nenso.cli import set_up
from nenso.cli.formula.telling import console, progress_of, say
from nenso.cli.register.options import AsJson, Language, Register

MOST_TOLD = 50


def duplicates(
    register: Register,
    *,
    threshold: Annotated[
        float | None, typer.Option(min=0.5, max=0.999999, help="From which probability on; else as declared.")
    ] = None,
    in_json: AsJson = False,
    language: Language = "vi",
) -> None:
    """Look for records that are probably one thing, for people to review on the desk; decided pairs stay decided."""
    set_up()
    from nenso.registers.duplicates.reviewing import by_agency
    from nenso.registers.duplicates.seeking import SEEKER, seek

    with progress_of(say(language, "Đang so sánh", "Comparing"), 0):
        search = seek(register, threshold=threshold)
    agencies = by_agency(SEEKER, register)
    seconds = round((search.ended_at - search.started_at).total_seconds(), 1)
    if in_json:
        told = {
            name: getattr(search, name) for name in ("register", "threshold", "records", "compared", "pairs", "model")
        }
        told |= {"seconds": seconds, "waiting": {path: count for path, _, count in agencies}}
        console.out(orjson.dumps(told).decode(), highlight=False)
        return
    vi = f"{search.records:,} bản ghi, {search.pairs:,} cặp có thể là một (từ {search.threshold:g}), {seconds:g} giây."
    en = f"{search.records:,} records, {search.pairs:,} pairs probably one (from {search.threshold:g}), {seconds:g} s."
    console.print(say(language, vi, en), highlight=False)
    if agencies:
        waiting = Table(say(language, "Cơ quan", "Agency"), say(language, "Cặp chờ xem", "Pairs to review"))
        for _, name, count in agencies[:MOST_TOLD]:
            waiting.add_row(name, f"{count:,}")
        console.print(waiting)
