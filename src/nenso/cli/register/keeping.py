"""``nenso register keep``: what is over the time that its register declares."""

from typing import Annotated

import orjson
import typer
from rich.table import Table

from nenso.cli import set_up
from nenso.cli.formula.telling import console, say
from nenso.cli.register.options import AsJson, Language


def keep(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what is over its time, and change nothing.")] = False,
    in_json: AsJson = False,
    language: Language = "vi",
) -> None:
    """Archive and erase the records whose declared time (`keep`) is over, as the job of each night does."""
    set_up()
    from nenso.registers.keeping import keep_as_declared, over

    waiting = over()
    done = {} if dry_run else dict(keep_as_declared())
    if in_json:
        rows = [
            {"register": one.register, "then": one.then, "before": one.before.isoformat(), "records": one.records}
            for one in waiting
        ]
        console.out(orjson.dumps({"over": rows, "done": done}).decode(), highlight=False)
        return
    table = Table(say(language, "Sổ", "Register"), say(language, "Hết hạn", "Over"), say(language, "Thì", "Then"))
    for one in waiting:
        table.add_row(one.register, str(one.records), one.then)
    console.print(table)
    if not dry_run:
        console.print(say(language, f"Đã làm: {sum(done.values())}", f"Done: {sum(done.values())}"))
