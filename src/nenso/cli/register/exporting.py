"""``nenso register export``: a register as a table."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from nenso.cli import set_up
from nenso.cli.formula.telling import console, progress_of, say
from nenso.cli.register.options import AsJson, Language, Register


def export(
    register: Register,
    out: Annotated[Path, typer.Argument(help="The file; its ending says CSV, XLSX or Parquet.", dir_okay=False)],
    *,
    agency: Annotated[str, typer.Option(metavar="PATH", help="Only of this agency and those below it.")] = "vn",
    words: Annotated[str, typer.Option(help="Only records with these words.")] = "",
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="FIELD=VALUE", help="Only where a filterable field is so.")
    ] = None,
    at: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As it stood at the end of this day.")
    ] = None,
    unmasked: Annotated[bool, typer.Option("--unmasked", help="Without masks; takes a purpose and a basis.")] = False,
    purpose: Annotated[
        str, typer.Option(help="What for, without masks or narrowed by a masked field; its people can read it.")
    ] = "",
    basis: Annotated[str, typer.Option(help="On which basis; its people can read it.")] = "",
    in_json: AsJson = False,
    language: Language = "vi",
) -> None:
    """Hand a register out as a table, as the operator of this install: every field, sensitive ones masked."""
    set_up()
    from nenso.language.durations import end_of_day
    from nenso.registers.exporting.unmasking import export_unmasked
    from nenso.registers.exporting.writing import export as exported
    from nenso.registers.known import register_named
    from nenso.registers.narrowing import FIRST, LAST
    from nenso.registers.searching import Wanted
    from nenso.runtime.acting import Actor

    operator = Actor(system="cli", scope=("vn",))
    narrowed = dict(one.split("=", 1) for one in where or [] if "=" in one)
    wanted = Wanted(words=words, where=narrowed, below=agency, purpose=purpose)
    known = register_named(register)
    if at is not None and not FIRST <= at.date() <= LAST:
        raise typer.BadParameter(f"{FIRST} … {LAST}", param_hint="--at")
    moment = end_of_day(at.date()) if at is not None else None
    size = 0
    kind = out.suffix.lstrip(".").lower()
    if unmasked:
        said = {"purpose": purpose, "basis": basis, "agency_path": agency}
        parts = export_unmasked(operator, known.declared, wanted, kind, language=language, moment=moment, **said)
    else:
        parts = exported(operator, known.declared, wanted, kind, language=language, moment=moment)
    with out.open("wb") as file, progress_of(say(language, "Đang xuất", "Handing out"), 0) as step:
        for part in parts:
            size += file.write(part)
            step(f"{size:,}")
    if in_json:
        console.out(orjson.dumps({"file": str(out), "bytes": size}).decode(), highlight=False)
    else:
        console.print(f"{out} ({size:,} byte)", highlight=False)
        if not unmasked and any(one.sensitive for one in known.declared.declaration.fields):
            vi = "Mục nhạy cảm được che trong tệp; dòng có ô che không nhập lại được."
            en = "Sensitive fields are masked in the file; rows with masked cells cannot be taken in again."
            console.print(say(language, vi, en), markup=False)
