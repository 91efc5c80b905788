"""What ``nenso formula`` prints: issues, editions, adoptions, how far it is."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from nenso.language.issues import Issue
from nenso.language.reading import Reading

if TYPE_CHECKING:
    from nenso.formulas.models import Edition

console = Console(soft_wrap=True, highlight=False)
working = Console(stderr=True)

_LEVELS = {
    "error": ("lỗi", "error", "red"),
    "warning": ("lưu ý", "warning", "yellow"),
    "later": ("chưa chạy", "later", "dim"),
}
_COLUMNS = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


def say(language: str, vi: str, en: str) -> str:
    """Return what is said in ``language``."""
    return en if language == "en" else vi


@contextmanager
def progress_of(title: str, total: int) -> Iterator[Any]:
    """Show how far it is, on a terminal; give the function that says that one more, or so many, are done."""
    with Progress(*_COLUMNS, console=working, transient=True) as progress:
        task = progress.add_task(title, total=total)

        def step(done: str, more: int = 1) -> None:
            progress.update(task, advance=more, description=f"{title}: {escape(done)}")

        yield step


def count(reading: Reading, level: str) -> int:
    """Return how many issues of a level there are."""
    return sum(issue.level == level for issue in reading.issues)


def as_json(folder: Path, reading: Reading) -> dict[str, Any]:
    """Return what checking a folder came to, for machines."""
    formula = reading.partial
    return {
        "path": str(folder),
        "edition": formula.edition if formula is not None else None,
        "errors": count(reading, "error"),
        "issues": [issue.as_json() for issue in reading.issues],
    }


def tell(folder: Path, reading: Reading, language: str) -> None:
    """Print what checking a folder came to."""
    tell_issues(folder, reading.issues, language)
    wrong, warned = count(reading, "error"), count(reading, "warning")
    mark = "[red]✗[/red]" if wrong else "[green]✓[/green]"
    name = reading.partial.edition if reading.partial is not None else folder.name
    told = say(language, f"{wrong} lỗi, {warned} lưu ý", f"{wrong} errors, {warned} warnings")
    console.print(f"{mark} {name}: {told}")


def tell_issues(folder: Path, issues: Iterable[Issue], language: str) -> None:
    """Print each issue with file, line, column and path, and what was expected there."""
    for issue in issues:
        vi, en, colour = _LEVELS[issue.level]
        where = f"{folder / issue.file}:{issue.line}:{issue.column}"
        path = f" ({issue.path})" if issue.path else ""
        console.print(
            f"{escape(where)}: [{colour}]{say(language, vi, en)}[/{colour}]: "
            f"{escape(issue.text(language))}{escape(path)} {escape(f'[{issue.code}]')}"
        )
        if issue.expected:
            console.print(f"    {say(language, 'cần', 'expected')}: {escape(issue.expected)}")


def show_editions(editions: "list[Edition]", language: str) -> None:
    """Print the editions of a formula, and who offers which, inside ``acting()``."""
    from nenso.formulas.models import Adoption
    from nenso.runtime.clock import VIETNAM

    table = Table(*_columns(language, ("Phiên bản", "Edition"), ("Công bố", "Published"), ("Áp dụng từ", "Effective")))
    table.add_column("SHA-256")
    for edition in editions:
        effective = f"{edition.effective:%d/%m/%Y}" if edition.effective else "–"
        published = edition.published_at.astimezone(VIETNAM)
        table.add_row(edition.name, f"{published:%d/%m/%Y %H:%M}", effective, edition.digest[:16])
    console.print(table)
    adoptions = Adoption.objects.filter(formula=editions[0].formula, valid_until=None).select_related(
        "agency", "edition", "adaptation"
    )
    table = Table(*_columns(language, ("Cơ quan", "Agency"), ("Phiên bản", "Edition"), ("Từ", "From")))
    for adoption in adoptions.order_by("agency__path"):
        name = adoption.edition.name + (f" + {adoption.adaptation.name}" if adoption.adaptation else "")
        since = adoption.valid_from.astimezone(VIETNAM)
        table.add_row(f"{adoption.agency.path}  {adoption.agency.name}", name, f"{since:%d/%m/%Y %H:%M}")
    if table.row_count:
        console.print(table)
    else:
        console.print(say(language, "Chưa cơ quan nào áp dụng.", "No agency has adopted it."))


def show_edition(edition: "Edition", language: str) -> None:
    """Print what an edition declares, inside ``acting()``."""
    from nenso.formulas.library import formula_of
    from nenso.language.checking import level_of

    formula = formula_of(edition)
    console.print(f"[bold]{edition.name}[/bold]  {escape(formula.title.in_language(language))}")
    if formula.summary is not None:
        console.print(escape(formula.summary.in_language(language)))
    console.print(f"SHA-256 {edition.digest}", style="dim")
    table = Table(*_columns(language, ("Thủ tục", "Procedure"), ("Mã", "Code"), ("Tên", "Title"), ("Mức độ", "Level")))
    for procedure in formula.procedures.values():
        level = level_of(procedure)
        word = level.vi if language != "en" else "whole" if level.whole else "partial"
        table.add_row(str(procedure.name), str(procedure.code or "–"), procedure.title.in_language(language), word)
    if table.row_count:
        console.print(table)
    for adaptation in formula.adaptations.values():
        console.print(f"{say(language, 'Quy trình riêng của', 'Adapts')} {adaptation.adapts}")
    for words, names in (
        (("Sổ", "Registers"), formula.registers),
        (("Chỉ số", "Indicators"), formula.indicators),
        (("Trang", "Pages"), formula.pages),
        (("Mẫu thử", "Samples"), formula.samples),
        (("Cần", "Requires"), [f"{name} {wanted}" for name, wanted in formula.requires.items()]),
    ):
        if names:
            console.print(f"{say(language, *words)}: {', '.join(names)}")
    for number, step in enumerate(formula.how_to, 1):
        console.print(f"{number}. {escape(step.in_language(language))}")


def _columns(language: str, *words: tuple[str, str]) -> list[str]:
    return [say(language, *pair) for pair in words]
