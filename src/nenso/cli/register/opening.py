"""``nenso register open-data``: what registers open to everyone, published or withdrawn."""

from contextlib import suppress
from typing import Annotated

import orjson
import typer
from rich.table import Table

from nenso.cli import set_up
from nenso.cli.formula.telling import console, progress_of, say
from nenso.cli.register.options import Language


def open_data(
    register: Annotated[str, typer.Argument(help="The register; none: every one that opens data.")] = "",
    *,
    withdraw: Annotated[int, typer.Option(help="Withdraw this release of the register instead; needs --why.")] = 0,
    why: Annotated[str, typer.Option(help="Why it is withdrawn, as everybody reads it.")] = "",
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
    language: Language = "vi",
) -> None:
    """Publish what registers open to everyone, now; where nothing changed or nothing is there, nothing is."""
    set_up()
    from nenso.exchange.opendata.errors import NothingToOpen
    from nenso.exchange.opendata.publishing import Published, opened, publish
    from nenso.exchange.opendata.withdrawing import USE
    from nenso.exchange.opendata.withdrawing import withdraw as take_back
    from nenso.runtime.acting import Actor

    if withdraw:
        gone = take_back(Actor(system=USE, scope=("vn",)), register, withdraw, why)
        line = {"register": gone.register, "number": gone.number, "withdrawn_at": gone.withdrawn_at}
        shown = say(language, "Đã thu hồi {0} bản {1}.", "Withdrawn: {0}, release {1}.").format(register, withdraw)
        console.out(orjson.dumps([line]).decode() if in_json else shown, highlight=False)
        return
    names = [register] if register else [one.name for one in opened()]
    found: list[Published] = []
    with progress_of(say(language, "Đang công bố", "Publishing"), len(names)) as step:
        for name in names:
            with suppress(*([] if register else [NothingToOpen])):
                found.append(publish(name))
            step(name)
    if in_json:
        told = [
            {
                "register": one.release.register,
                "number": one.release.number,
                "new": one.new,
                "rows": one.release.rows,
                "hidden": len(one.release.hidden),
                "completeness": one.release.completeness,
                "files": one.release.files,
            }
            for one in found
        ]
        console.out(orjson.dumps(told).decode(), highlight=False)
        return
    table = Table(*say(language, "Sổ|Bản|Mới|Dòng|Ẩn", "Register|Release|New|Rows|Hidden").split("|"))
    for one in found:
        new = say(language, "có" if one.new else "không đổi", "yes" if one.new else "unchanged")
        cells = (one.release.register, str(one.release.number), new, f"{one.release.rows:,}")
        table.add_row(*cells, f"{len(one.release.hidden):,}")
    console.print(table)
