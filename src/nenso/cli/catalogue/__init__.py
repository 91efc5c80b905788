"""``nenso catalogue``: the national database of procedures as drafts that can be filed the same day."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from nenso.cli import set_up
from nenso.cli.catalogue.telling import tell_report
from nenso.cli.formula.telling import console, progress_of, say, working
from nenso.formulas.catalogue.drafts import DraftFormula
from nenso.formulas.catalogue.importing import checked, drafts_of, files_of
from nenso.formulas.catalogue.keeping import write_out
from nenso.formulas.catalogue.reading import read_tables
from nenso.formulas.catalogue.report import report_of
from nenso.language.declarations.formula import Formula

if TYPE_CHECKING:
    from nenso.formulas.catalogue.publishing import Standing

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Procedures of the national database, taken in as drafts."
)


@app.callback()
def root() -> None:
    """Procedures of the national database, taken in as drafts."""


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="The table of procedures: CSV or XLSX.", exists=True, dir_okay=False)],
    *,
    documents: Annotated[
        Path | None, typer.Option(help="Components of dossiers, by procedure code.", exists=True)
    ] = None,
    channels: Annotated[
        Path | None, typer.Option(help="Times and fees by way in, by procedure code.", exists=True)
    ] = None,
    steps: Annotated[Path | None, typer.Option(help="Internal processes with their steps.", exists=True)] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the drafts here, a folder for each formula.", file_okay=False)
    ] = None,
    publish: Annotated[bool, typer.Option("--publish", help="Publish them; what is published already stays.")] = False,
    adopt: Annotated[
        str,
        typer.Option(
            metavar="PATH", help="With --publish: let agencies at and below this one offer them (vn, vn.p19)."
        ),
    ] = "",
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[str, typer.Option("--lang", help="vi or en.")] = "vi",
) -> None:
    """Turn rows of the national procedure database into drafts; tell row by row what was not understood."""
    if adopt and not publish:
        raise typer.BadParameter(say(language, "--adopt cần --publish", "--adopt needs --publish"))
    with working.status(say(language, "Đang đọc bảng…", "Reading the tables…")):
        tables = read_tables(file, documents=documents, channels=channels, steps=steps)
    if publish:
        set_up()
    published = _standing() if publish else None
    drafted = drafts_of(
        tables,
        out=out,
        refined=published.refined if published is not None else None,
        names=published.names if published is not None else None,
    )
    parsed: dict[str, Formula] = {}
    became: dict[str, str] = {}
    doing = say(language, "Đang công bố", "Publishing") if publish else say(language, "Đang kiểm tra", "Checking")
    with progress_of(doing, len(drafted.formulas)) as step:
        for name, formula in drafted.formulas.items():
            files, kept = files_of(formula, out / name if out is not None else None)
            if publish:
                parsed[name], became[name] = _publish(formula, files, adopt, language)
            else:
                parsed[name], became[name] = checked(name, files), "draft"
            if out is not None:
                write_out(out / name, files)
            if kept:
                became[name] += say(
                    language, f"; giữ nguyên {len(kept)} tệp đã sửa", f"; {len(kept)} edited files kept"
                )
            step(name)
    report = report_of(drafted, parsed, tables.processes, became)
    if in_json:
        console.out(orjson.dumps(report.as_json()).decode())
    else:
        tell_report(report, language)
    raise typer.Exit(1 if report.skipped and len(report.skipped) > len(report.refined) else 0)


def _standing() -> "Standing":
    from nenso.formulas.catalogue.publishing import standing
    from nenso.runtime.acting import NOBODY, acting

    with acting(NOBODY):
        return standing()


def _publish(formula: DraftFormula, files: Mapping[str, bytes], adopt: str, language: str) -> tuple[Formula, str]:
    """Publish a formula of drafts, and let it be offered; return what it declares and what became of it."""
    from nenso.formulas.catalogue.publishing import offer_draft, publish_draft
    from nenso.formulas.library import formula_of
    from nenso.runtime.acting import Actor, acting

    operator = Actor(system="cli")
    edition = publish_draft(operator, formula, files).edition
    with acting(operator):
        parsed = formula_of(edition)
    if not adopt:
        return parsed, edition.name
    offered = offer_draft(operator, formula, edition, adopt)
    where = offered.agency.name if offered.agency is not None else say(language, offered.vi, offered.en)
    return parsed, f"{edition.name} → {where}"
