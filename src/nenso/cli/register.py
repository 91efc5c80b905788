"""``nenso register``: tables into registers, registers into tables, and who stands in one twice."""

import gc
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.table import Table

from nenso.cli import set_up
from nenso.cli.formula.telling import console, progress_of, say
from nenso.cli.register_grants import app as grants

if TYPE_CHECKING:
    from nenso.registers.importing.tables import Import

MOST_TOLD = 50
FIRST_TOLD = 10
SELDOM = (100_000, 20, 20)
"""When Python looks for garbage while a table is read: more often it goes through the same rows again and again."""
SHORT_TURN = 0.0005
"""Seconds that a thread may hold Python: the two that wait for the database want it back as soon as it answers."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Registers: take tables in, hand tables out, find duplicates, open data.",
)

app.add_typer(grants, name="grants")

At = Annotated[str, typer.Option("--agency", metavar="PATH", help="Whose records they are: vn.p19.c01969.")]
Language = Annotated[str, typer.Option("--lang", help="vi or en.")]


@app.callback()
def root() -> None:
    """Registers: take tables in, hand tables out, find duplicates, open data."""


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, Parquet or JSON Lines.", exists=True, dir_okay=False)],
    register: Annotated[str, typer.Argument(help="The register: civil_registration.births.")],
    agency: At,
    *,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="COLUMN=FIELD", help="Correct a guess; COLUMN= leaves a column out."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row, write nothing.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave records that are there already as they are.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the rows kept aside here, with what is wrong.")] = None,
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
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


@app.command()
def export(
    register: Annotated[str, typer.Argument(help="The register: civil_registration.births.")],
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
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
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


@app.command()
def quality(
    register: Annotated[str, typer.Argument(help="The register: civil_registration.births.")],
    *,
    agency: Annotated[str, typer.Option(metavar="PATH", help="Show it of this agency and those below it.")] = "vn",
    whole: Annotated[bool, typer.Option("--whole", help="Measure every record by every rule.")] = False,
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
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


@app.command()
def expect(
    register: Annotated[str, typer.Argument(help="The register: civil_registration.births.")],
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


@app.command()
def duplicates(
    register: Annotated[str, typer.Argument(help="The register: civil_registration.births.")],
    *,
    threshold: Annotated[
        float | None, typer.Option(min=0.5, max=0.999999, help="From which probability on; else as declared.")
    ] = None,
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
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


_MEASURES = {
    "correct": ("Đúng", "Correct"),
    "complete": ("Đủ", "Complete"),
    "clean": ("Sạch", "Clean"),
    "live": ("Sống", "Live"),
}
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


@app.command()
def keep(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what is over its time, and change nothing.")] = False,
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
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


@app.command(name="open-data")
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
