"""``nenso formula``: check a formula, try its samples, publish it, adopt it, see what is published and what changed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.markup import escape

from nenso.cli import set_up
from nenso.cli.formula.telling import (
    as_json,
    console,
    count,
    progress_of,
    say,
    show_edition,
    show_editions,
    tell,
    tell_issues,
    working,
)
from nenso.formulas.folders import Shelf, formula_folders
from nenso.language.issues import Issue
from nenso.language.reading import Reading, files_of

if TYPE_CHECKING:
    from nenso.language.declarations.formula import Formula

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="What agencies do, declared in files: check, test, publish, adopt."
)

Folder = Annotated[Path, typer.Argument(help="The folder of a formula.", exists=True, file_okay=False)]
Named = Annotated[str, typer.Argument(metavar="NAME[@VERSION]", help="civil_registration, civil_registration@1.0.0")]
Language = Annotated[str, typer.Option("--lang", help="vi or en.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Folders of formulas, or folders with formulas in them.")],
    *,
    in_json: AsJson = False,
    language: Language = "vi",
) -> None:
    """Tell everything that is wrong in the files: where, what was expected, the nearest word. Needs no database."""
    folders = [folder for path in paths for folder in _folders(path, language)]
    shelf = Shelf(folders)
    found: list[tuple[Path, Reading]] = []
    with progress_of(say(language, "Đang kiểm tra", "Checking"), len(folders)) as step:
        for folder in folders:
            found.append((folder, shelf.checked(folder)))
            step(folder.name)
    wrong = sum(count(reading, "error") for _, reading in found)
    if in_json:
        checked = [as_json(folder, reading) for folder, reading in found]
        console.out(orjson.dumps({"errors": wrong, "formulas": checked}).decode())
    else:
        for folder, reading in found:
            tell(folder, reading, language)
    raise typer.Exit(1 if wrong else 0)


@app.command()
def schema(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Write <kind>.schema.json here.")] = None,
) -> None:
    """Give editors a JSON Schema (2020-12) for each kind of file; without a folder: print all, by kind."""
    from nenso.language.editors import schemas

    made = schemas()
    if folder is None:
        console.out(orjson.dumps(made, option=orjson.OPT_INDENT_2).decode())
        return
    folder.mkdir(parents=True, exist_ok=True)
    for kind, one in made.items():
        path = folder / f"{kind}.schema.json"
        path.write_bytes(orjson.dumps(one, option=orjson.OPT_INDENT_2))
        console.out(str(path))


@app.command()
def publish(folder: Folder, *, in_json: AsJson = False, language: Language = "vi") -> None:
    """Publish the formula in a folder as an edition that never changes; the same content again is the same edition."""
    set_up()
    from nenso.formulas.errors import FormulaRefused
    from nenso.formulas.publishing import publish as run
    from nenso.runtime.acting import Actor

    with working.status(say(language, "Đang kiểm tra và công bố…", "Checking and publishing…")):
        try:
            published = run(Actor(system="cli"), files_of(folder))
        except FormulaRefused as problem:
            issues = [Issue(**issue) for issue in problem.facts["issues"]]
            refused = problem.text(language)
        else:
            issues, refused = list(published.issues), ""
    if in_json:
        told: dict[str, Any] = {"issues": [issue.as_json() for issue in issues]}
        if not refused:
            told |= {"edition": published.edition.name, "digest": published.edition.digest, "new": published.new}
        console.out(orjson.dumps(told).decode())
    else:
        tell_issues(folder, [issue for issue in issues if issue.level != "later"], language)
        if refused:
            console.print(f"[red]✗[/red] {refused}")
        else:
            how = say(language, "mới", "new") if published.new else say(language, "đã có", "there already")
            console.print(f"[green]✓[/green] {published.edition.name} ({how})  {published.edition.digest}")
    raise typer.Exit(1 if refused else 0)


@app.command()
def adopt(
    name: Named,
    agency: Annotated[str, typer.Option(metavar="PATH", help="Who offers it, with all below: vn.p19, vn.p19.c01969")],
    adapt: Annotated[str, typer.Option(metavar="NAME[@VERSION]", help="The agency's own adaptation of it.")] = "",
    *,
    language: Language = "vi",
) -> None:
    """Let an agency, and what is below it, offer an edition from now on (or its day); running cases stay on theirs."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.formulas.adopting import adopt as run
    from nenso.formulas.library import edition_named
    from nenso.runtime.acting import Actor, acting
    from nenso.runtime.clock import VIETNAM

    operator = Actor(system="cli")
    with acting(operator):
        edition = edition_named(name)
        adaptation = edition_named(adapt) if adapt else None
        adopter = agency_by_path(agency)
    adopted = run(operator, adopter, edition, adaptation=adaptation)
    since = adopted.adoption.valid_from.astimezone(VIETNAM)
    by = f" + {adaptation.name}" if adaptation is not None else ""
    console.print(
        f"[green]✓[/green] {escape(adopter.name)}: {edition.name}{by} "
        f"{say(language, 'từ', 'from')} {since:%d/%m/%Y %H:%M}"
    )
    for sentence in sorted({issue.text(language) for issue in adopted.later}):
        console.print(f"  [dim]{escape(sentence)}[/dim]")


@app.command()
def show(name: Named, *, language: Language = "vi") -> None:
    """Show the editions of a formula and who adopted them; with a version, what that edition declares."""
    set_up()
    from nenso.formulas.library import edition_named, editions_of
    from nenso.runtime.acting import NOBODY, acting

    with acting(NOBODY):
        edition = edition_named(name)
        if "@" in name:
            show_edition(edition, language)
            return
        show_editions(editions_of(edition.formula), language)


@app.command()
def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="The older: a folder, or NAME[@VERSION].")],
    b: Annotated[str, typer.Argument(metavar="B", help="The newer: a folder, or NAME[@VERSION].")],
    *,
    in_json: AsJson = False,
    language: Language = "vi",
) -> None:
    """Tell how two editions or folders differ, and whether that asks for a patch, minor or major version."""
    from nenso.language.editions import compare, smallest_version

    old, new = _formula(a, language), _formula(b, language)
    comparison = compare(old, new)
    least = smallest_version(old.version, comparison.kind)
    if in_json:
        changes = [{"kind": one.kind, "path": one.path, "vi": one.vi, "en": one.en} for one in comparison.changes]
        told = {"kind": comparison.kind, "old": old.edition, "new": new.edition, "least": least, "changes": changes}
        console.out(orjson.dumps(told).decode())
        return
    for change in comparison.changes:
        sentence = change.en if language == "en" else change.vi
        console.print(f"{change.kind:6} {change.path}: {escape(sentence)}")
    same = comparison.kind == "same"
    console.print(
        say(language, f"{old.edition} và {new.edition} như nhau.", f"{old.edition} and {new.edition} are the same.")
        if same
        else f"{old.edition} → {new.edition}: [bold]{comparison.kind}[/bold], ≥ {least}"
    )


@app.command(name="test")
def run_samples(
    path: Annotated[str, typer.Argument(metavar="PATH", help="The folder of a formula, or NAME[@VERSION].")],
    sample: Annotated[list[str] | None, typer.Option(help="Only these samples.")] = None,
    *,
    in_json: AsJson = False,
    language: Language = "vi",
) -> None:
    """Run the samples through the engine, compare what comes out, undo everything. Ends with 1 on a difference."""
    set_up()
    from nenso.cases.samples.sampling import Sampler

    with working.status(say(language, "Đang đọc và kiểm tra…", "Reading and checking…")):
        sampler = Sampler(_files(path))
    samples = [one for one in sampler.samples if not sample or one.name in sample]
    reports = []
    with progress_of(say(language, "Đang chạy mẫu", "Running samples"), len(samples)) as step:
        for one in samples:
            reports.append(sampler.run(one))
            step(str(one.name))
    failed = [report for report in reports if not report.passed]
    if in_json:
        told = [report.as_json() for report in reports]
        console.out(orjson.dumps({"formula": sampler.formula.edition, "failed": len(failed), "samples": told}).decode())
    else:
        for report in reports:
            console.print(f"{'[green]✓[/green]' if report.passed else '[red]✗[/red]'} {report.sample}")
            for difference in report.differences:
                console.print(f"    {escape(difference.en if language == 'en' else difference.vi)}")
        passed = f"{len(reports) - len(failed)}/{len(reports)}"
        console.print(f"{sampler.formula.edition}: {passed} {say(language, 'mẫu đạt', 'samples passed')}")
    raise typer.Exit(1 if failed else 0)


def _folders(path: Path, language: str) -> list[Path]:
    found = formula_folders(path)
    if not found:
        raise typer.BadParameter(
            say(language, f"Không có formula.yaml trong {path}", f"There is no formula.yaml in {path}")
        )
    return found


def _files(path: str) -> dict[str, bytes]:
    """Return the files of a folder, or of a published edition."""
    folder = Path(path)
    if formula_folders(folder) == [folder]:
        return files_of(folder)
    from nenso.formulas.library import edition_named
    from nenso.runtime.acting import NOBODY, acting

    with acting(NOBODY):
        return {name: text.encode() for name, text in edition_named(path).files.items()}


def _formula(path: str, language: str) -> "Formula":
    """Return what a folder, or a published edition, declares; end when the folder has errors."""
    folder = Path(path)
    if formula_folders(folder) == [folder]:
        reading = Shelf([folder]).checked(folder)
        if reading.formula is None:
            tell(folder, reading, language)
            raise typer.Exit(1)
        return reading.formula
    set_up()
    from nenso.formulas.library import edition_named, formula_of
    from nenso.runtime.acting import NOBODY, acting

    with acting(NOBODY):
        return formula_of(edition_named(path))
