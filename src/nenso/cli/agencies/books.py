"""``nenso agencies books``: the books of numbers of an agency, let go on from a paper book and closed."""

from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.table import Column, Table

from nenso.cli import set_up
from nenso.cli.formula.telling import console, say

if TYPE_CHECKING:
    from nenso.agencies.models import Agency
    from nenso.runtime.acting import Actor

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Books of numbers: how far, go on from, close.")

Path = Annotated[str, typer.Argument(help="Whose books they are: vn.p19.c01969")]
Book = Annotated[str, typer.Argument(help="As `list` tells it: receipts")]
Period = Annotated[str, typer.Argument(help="As `list` tells it: 2026; '' for a book that is not kept by periods.")]
Language = Annotated[str, typer.Option("--lang", help="vi or en.")]


@app.command(name="list")
def list_(
    path: Path,
    *,
    in_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
    language: Language = "vi",
) -> None:
    """Show the books of an agency, of papers and of receipts: how far each is, in this period and before."""
    set_up()
    from nenso.agencies.queries import agency_by_path
    from nenso.cases.queries.book_keeping import books_at
    from nenso.runtime.acting import Actor

    lines = books_at(Actor(system="cli", scope=("vn",)), agency_by_path(path))
    if in_json:
        console.out(orjson.dumps([vars(one) for one in lines]).decode(), highlight=False)
        return
    book = Column(say(language, "Sổ", "Book"), overflow="fold")
    table = Table(book, *say(language, "Kỳ|Cấp số cho|Số cuối|Khóa", "Period|Numbers|Last|Closed").split("|"))
    for one in lines:
        titles = ", ".join(title["en" if language == "en" else "vi"] for title in one.titles)
        closed = f"{one.closed_at:%d/%m/%Y}" if one.closed_at is not None else ""
        table.add_row(one.book, one.period, titles, f"{one.last:,}", closed)
    console.print(table)


@app.command()
def start(
    path: Path,
    book: Book,
    period: Period,
    first: Annotated[int, typer.Argument(min=1, help="The next number: higher than any that was given.")],
    *,
    language: Language = "vi",
) -> None:
    """Let a book go on from a number, as the paper book had come so far; no number is given twice."""
    set_up()
    from nenso.agencies.books import start_book
    from nenso.agencies.queries import agency_by_path
    from nenso.runtime.acting import Actor

    operator, agency = Actor(system="cli", scope=("vn",)), agency_by_path(path)
    _must_be_kept(operator, agency, book, period)
    start_book(operator, agency, book, period, first)
    console.print(say(language, f"Số tiếp theo: {first:,}", f"The next number: {first:,}"))


@app.command()
def close(path: Path, book: Book, period: Period, *, language: Language = "vi") -> None:
    """Close a book for its period, for good: no further number is given in it."""
    set_up()
    from nenso.agencies.books import close_book
    from nenso.agencies.queries import agency_by_path
    from nenso.runtime.acting import Actor

    operator, agency = Actor(system="cli", scope=("vn",)), agency_by_path(path)
    _must_be_kept(operator, agency, book, period)
    closed = close_book(operator, agency, book, period)
    console.print(say(language, f"Đã khóa, số cuối: {closed.last:,}", f"Closed; the last number: {closed.last:,}"))


def _must_be_kept(operator: "Actor", agency: "Agency", book: str, period: str) -> None:
    """Refuse a book or a period that the agency does not keep: a mistyped one would be begun."""
    from nenso.cases.queries.book_keeping import books_at

    kept = [(one.book, one.period) for one in books_at(operator, agency)]
    if (book, period) not in kept:
        raise typer.BadParameter("; ".join(f"{name} {of!r}" for name, of in kept), param_hint="BOOK PERIOD")
