"""``nenso index run rows facts``: measure from what happened, and follow a value back to the rows it counts."""

from datetime import datetime
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from nenso.cli import set_up
from nenso.cli.index.computing import Language, app

console = Console()
Period = Annotated[str, typer.Argument(metavar="PERIOD", help="2026, 2026-Q3 or 2026-08")]
Indicator = Annotated[str, typer.Argument(metavar="INDICATOR", help="formula.indicator")]


_COLUMNS = (("Mã", "Code"), ("Tên", "Name"), ("Cơ quan", "Agency"), ("Lúc (giờ Việt Nam)", "When (Viet Nam)"))
_HIDDEN = ("(không thuộc quyền xem)", "(not yours to see)")
_SIDES = {"numerator": ("tử số", "numerator"), "denominator": ("mẫu số", "denominator")}
_FACTS = {
    "cases": ("hồ sơ", "cases"),
    "entries": ("bước của hồ sơ", "entries of cases"),
    "rows": ("dòng của báo cáo", "rows of reports"),
    "records": ("mục của sổ", "records"),
    "payments": ("khoản thanh toán", "payments"),
    "quality": ("lần đo chất lượng", "measurements of quality"),
    "lookups": ("lượt tra cứu", "lookups"),
    "messages": ("tin nhắn", "messages"),
    "adoptions": ("lần áp dụng công thức", "adoptions"),
    "procedures": ("thủ tục", "procedures"),
    "agencies": ("cơ quan", "agencies"),
    "officials": ("cán bộ", "officials"),
    "places": ("địa bàn", "places"),
}


@app.command()
def run(
    period: Annotated[list[str] | None, typer.Option(help="Also this period: 2026, 2026-Q3 or 2026-08.")] = None,
    *,
    anew: Annotated[bool, typer.Option(help="Sum up everything again, not only what changed.")] = False,
) -> None:
    """Measure every indicator in force, for the running month, quarter and year and where something changed."""
    set_up()
    from nenso.index.measuring.running import run as measure

    report = measure(periods=period or (), anew=anew)
    for problem in report.refused:
        console.print(f"[yellow]![/yellow] {problem.text('vi')}", highlight=False, soft_wrap=True)
    taken = f", {report.reported} giá trị từ báo cáo đã khóa" if report.reported else ""
    told = f"{report.indicators} chỉ số, kỳ {', '.join(report.periods)}{taken}, {report.seconds:.1f} giây."
    console.print(f"[green]✓[/green] {told}", highlight=False, soft_wrap=True)


@app.command()
def rows(
    indicator: Indicator,
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="Path or id of an agency, or id of a place.")],
    period: Period,
    side: Annotated[Literal["numerator", "denominator"], typer.Option(help="Which of the two.")] = "numerator",
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
    language: Language = "vi",
) -> None:
    """List the rows that a value counts, as the operator of this install sees them."""
    set_up()
    from nenso.index.measuring.rows import rows_of
    from nenso.runtime.acting import Actor

    operator = Actor(system="cli", scope=("vn",))
    found = rows_of(operator, indicator, unit, period, side=side, limit=limit)
    english = int(language == "en")
    heading = f"{indicator}, {period}, {_SIDES[side][english]}: {found.count} {_rows_of(found.fact, english)}"
    console.print(heading, highlight=False, markup=False, soft_wrap=True)
    if not found.rows:
        return
    table = Table(*(words[english] for words in _COLUMNS))
    for one in found.rows:
        hidden = [_HIDDEN[english], "", "", ""]
        table.add_row(*([one.code, one.label, one.agency, _moment(one.at)] if one.seen else hidden))
    console.print(table)


def _rows_of(fact: str, english: int) -> str:
    """Return what the rows of a fact are called: the source is named ``cases by finished_at, kept``."""
    name = fact.partition(" ")[0].partition(".")[0]
    return _FACTS.get(name, ("dòng", "rows"))[english]


def _moment(at: str) -> str:
    """Return a day, or a moment by the clock of Viet Nam, as people there write it."""
    from nenso.runtime.clock import VIETNAM

    if not at:
        return ""
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        return f"{moment:%d/%m/%Y}"
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


@app.command()
def facts() -> None:
    """Print the facts that can be measured with their columns, as docs/reference/facts.md has them."""
    from nenso.index.measuring.facts import reference

    console.out(reference(), end="", highlight=False)
