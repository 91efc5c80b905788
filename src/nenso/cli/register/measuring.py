"""``nenso register quality expect``: how good a register is, and how many records it is expected to hold."""

from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.table import Table

from nenso.cli import set_up
from nenso.cli.formula.telling import console, progress_of, say
from nenso.cli.register.options import AsJson, Language, Register

_MEASURES = {
    "correct": ("Đúng", "Correct"),
    "complete": ("Đủ", "Complete"),
    "clean": ("Sạch", "Clean"),
    "live": ("Sống", "Live"),
}


def quality(
    register: Register,
    *,
    agency: Annotated[str, typer.Option(metavar="PATH", help="Show it of this agency and those below it.")] = "vn",
    whole: Annotated[bool, typer.Option("--whole", help="Measure every record by every rule.")] = False,
    in_json: AsJson = False,
    language: Language = "vi",
) -> None:
    """Measure a register now (what changed, and what changes by itself) and show how good it is."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.registers.measuring.reading import standing
    from nenso.registers.measuring.running import measure
    from nenso.runtime.acting import Actor

    operator = Actor(system="cli", scope=("vn",))
    with progress_of(say(language, "Đang đo", "Measuring"), 0) as step:
        last = 0

        def tell(done: int) -> None:
            nonlocal last
            step(f"{done:,}", done - last)
            last = done

        measured = measure(register, whole=whole, step=tell)
    stands = standing(operator, register, agency_by_path(agency).id)
    if in_json:
        told = measured.as_json() | {"share": stands.whole.share, "level": stands.whole.level}
        told["measures"] = {one.name: one.share for one in stands.measures}
        told["fields"] = {one.name: one.share for one in stands.fields}
        told["rules_stand"] = [
            {
                "name": one.name,
                "measure": one.measure,
                "assessed": one.assessed,
                "failed": one.failed,
                "share": one.share,
            }
            for one in stands.rules
        ]
        console.out(orjson.dumps(told).decode(), highlight=False)
        return
    table = Table(
        say(language, "Thước đo", "Measure"),
        say(language, "Quy tắc", "Rule"),
        say(language, "Xét", "Assessed"),
        say(language, "Sai", "Failed"),
        say(language, "Tỷ lệ đạt", "Share"),
    )
    for one in stands.rules:
        shown = f"{one.share:.2f}" if one.share is not None else "–"
        table.add_row(
            say(language, *_MEASURES[one.measure]),
            one.says["en" if language == "en" else "vi"],
            f"{one.assessed:,}",
            f"{one.failed:,}",
            shown,
        )
    console.print(table)
    total = f"{stands.whole.share:.2f}" if stands.whole.share is not None else "–"
    took = f"{measured.measured:,} / {measured.records:,}, {measured.seconds:.1f} s"
    console.print(say(language, f"Cả sổ: {total} ({took})", f"The register: {total} ({took})"), highlight=False)


def expect(
    register: Register,
    name: Annotated[str, typer.Argument(help="What the rule calls it: births_reported.")],
    file: Annotated[
        Path, typer.Argument(help="CSV: agency (code of its place, or path), period, number.", exists=True)
    ],
    *,
    source: Annotated[str, typer.Option(help="Who says so.")] = "",
    language: Language = "vi",
) -> None:
    """Take in how many records each agency is expected to hold of each period, for coverage."""
    set_up()
    from nenso.registers.measuring.expecting import expect as expected
    from nenso.registers.measuring.expecting import figures_of
    from nenso.runtime.acting import Actor

    operator = Actor(system="cli", scope=("vn",))
    count = expected(operator, register, name, figures_of(file), source=source or file.name)
    console.print(say(language, f"Đã nhận {count:,} số.", f"{count:,} figures taken in."), highlight=False)
