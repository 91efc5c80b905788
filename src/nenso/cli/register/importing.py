"""``nenso register import``: a table into a register, checked or written, with what is wrong told."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.table import Table

from nenso.cli import set_up
from nenso.cli.formula.telling import console, progress_of, say
from nenso.cli.register.options import AsJson, Language, Register

if TYPE_CHECKING:
    from nenso.registers.importing.tables import Import

FIRST_TOLD = 10
SELDOM = (100_000, 20, 20)
"""When Python looks for garbage while a table is read: more often it goes through the same rows again and again."""
SHORT_TURN = 0.0005
"""Seconds that a thread may hold Python: the two that wait for the database want it back as soon as it answers."""

_CAME = {
    "place": ("đã đọc", "read"),
    "created": ("ghi mới", "new"),
    "updated": ("sửa đổi", "revised"),
    "unchanged": ("đã có, giữ nguyên", "as they were"),
    "wrong": ("để riêng chờ sửa", "kept aside to be mended"),
}
_WOULD = _CAME | {
    "created": ("sẽ ghi mới", "would be new"),
    "updated": ("sẽ sửa đổi", "would be revised"),
    "unchanged": ("đã có, sẽ giữ nguyên", "would stay as they are"),
    "wrong": ("chưa đúng, sẽ để riêng", "wrong, would be kept aside"),
}

At = Annotated[str, typer.Option("--agency", metavar="PATH", help="Whose records they are: vn.p19.c01969.")]


def import_(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, Parquet or JSON Lines.", exists=True, dir_okay=False)],
    register: Register,
    agency: At,
    *,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="COLUMN=FIELD", help="Correct a guess; COLUMN= leaves a column out."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row, write nothing.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave records that are there already as they are.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the rows kept aside here, with what is wrong.")] = None,
    in_json: AsJson = False,
    language: Language = "vi",
) -> None:
    """Take a table into a register; stopped, the same command goes on. Ends with 1 when rows were kept aside."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.registers.importing.beginning import begin_file, correct
    from nenso.registers.importing.errors import AnotherRun, MappingWrong
    from nenso.registers.importing.mending import report_lines
    from nenso.registers.importing.running import cancel, run, start
    from nenso.runtime.acting import Actor

    operator = Actor(system="cli", scope=("vn",))
    taken = begin_file(operator, agency_by_path(agency), register, file)
    if taken.state == "mapping":
        try:
            taken = correct(operator, taken.id, _corrected(taken.mapping, column or []), "keep" if keep else "update")
        except MappingWrong:
            cancel(operator, taken.id)
            raise
        start(operator, taken.id, dry=dry_run)
    total = taken.rows or 0
    gc.freeze()
    gc.set_threshold(*SELDOM)
    sys.setswitchinterval(SHORT_TURN)
    with progress_of(
        say(language, "Đang kiểm tra", "Checking") if dry_run else say(language, "Đang nhập", "Taking in"), total
    ) as step:
        last = taken.place

        def tell(now: "Import") -> None:
            nonlocal last
            step(f"{now.place:,}", now.place - last)
            last = now.place

        taken = run(taken.id, path=file, step=tell)
    if taken.state in {"checking", "running"}:
        raise AnotherRun(place=f"{taken.place:,}")
    if report is not None:
        with report.open("wb") as out:
            out.writelines(report_lines(operator, taken.id))
    if in_json:
        console.out(orjson.dumps(_as_json(taken)).decode(), highlight=False)
    else:
        _tell(taken, language)
        _tell_wrong(taken, report, language)
    raise typer.Exit(1 if taken.wrong or taken.state == "failed" else 0)


def _corrected(guessed: dict[str, str], corrections: list[str]) -> dict[str, str]:
    found = dict(guessed)
    for one in corrections:
        column, sign, path = one.rpartition("=")
        if not sign:
            raise typer.BadParameter(one, param_hint="--column")
        found = {known: of for known, of in found.items() if of != path or not path}
        found[column] = path
    return found


def _as_json(taken: "Import") -> dict[str, Any]:
    counts = {name: getattr(taken, name) for name in ("place", "created", "updated", "unchanged", "wrong")}
    told = {"id": str(taken.id), "state": str(taken.state), "mapping": taken.mapping, "warnings": taken.warnings}
    return told | {"rows": counts.pop("place")} | counts | {"failure": taken.failure}


def _tell_wrong(taken: "Import", report: Path | None, language: str) -> None:
    """Tell the first rows that are wrong, and where all of them are."""
    from nenso.registers.importing.mending import rows_aside, said_of
    from nenso.runtime.acting import Actor

    if not taken.wrong:
        return
    tongue = "en" if language == "en" else "vi"
    for row in rows_aside(Actor(system="cli", scope=("vn",)), taken.id, limit=FIRST_TOLD):
        said = "; ".join(said_of(taken, one, tongue) for one in row.problems)
        console.print(say(language, f"Dòng {row.row}: {said}", f"Row {row.row}: {said}"), markup=False, highlight=False)
    left = max(0, taken.wrong - FIRST_TOLD)
    where = report or say(language, "dùng --report TỆP.csv để lấy đủ", "use --report FILE.csv to have them all")
    if left or report:
        console.print(say(language, f"Còn {left:,} dòng: {where}", f"{left:,} more rows: {where}"), markup=False)


def _tell(taken: "Import", language: str) -> None:
    columns = Table(say(language, "Cột", "Column"), say(language, "Mục của sổ", "Field of the register"))
    for column in taken.columns:
        columns.add_row(column, taken.mapping.get(column) or say(language, "– không lấy", "– left out"))
    console.print(columns)
    for one in taken.warnings:
        console.print(one["en" if language == "en" else "vi"], style="yellow", markup=False)
    told = Table(say(language, "Dòng", "Rows"), say(language, "Số", "Count"))
    words = _WOULD if taken.state == "checked" else _CAME
    for name, (vi, en) in words.items():
        told.add_row(say(language, vi, en), f"{getattr(taken, name):,}")
    console.print(told)
    if taken.failure:
        console.print(taken.failure["en" if language == "en" else "vi"], style="red", markup=False)
