"""What ``nenso catalogue`` prints: how much became a draft, what stands in the way, what was not understood."""

from collections import Counter
from collections.abc import Iterable

from rich.markup import escape
from rich.table import Table

from nenso.cli.formula.telling import console, say
from nenso.formulas.catalogue.report import Report
from nenso.formulas.catalogue.rows import KIND_WORDS, Remark

MOST_SHOWN = 25
"""Lines of a list; the rest is in ``--json``."""

LONGEST = 60


def tell_report(report: Report, language: str) -> None:
    """Print a report for people; ``--json`` has every row of it."""
    _whole(report, language)
    _formulas(report, language)
    _in_the_way(report, language)
    _remarks(report, language)
    _cells(report, language)
    _rows(report, language)
    _processes(report, language)


def _whole(report: Report, language: str) -> None:
    skipped = len(report.skipped) - len(report.refined)
    levels = ", ".join(f"{number} {level}" for level, number in sorted(report.by_level.items()))
    console.print(
        say(
            language,
            f"[bold]{report.rows}[/bold] dòng: [green]{len(report.imported)}[/green] thành bản nháp ({levels}), "
            f"{len(report.refined)} đã có bản hoàn chỉnh, {skipped} không nhập được",
            f"[bold]{report.rows}[/bold] rows: [green]{len(report.imported)}[/green] became drafts ({levels}), "
            f"{len(report.refined)} are declared already, {skipped} could not be taken in",
        )
    )


def _formulas(report: Report, language: str) -> None:
    table = _table(language, ("Bộ mẫu", "Formula"), ("Thủ tục", "Procedures"), ("Kết quả", "What became of it"))
    counted = Counter(one.formula for one in report.imported)
    for name, became in report.formulas.items():
        table.add_row(name, str(counted[name]), escape(became))
    if table.row_count:
        console.print(table)


def _in_the_way(report: Report, language: str) -> None:
    """Print what stands in the way of *toàn trình*, most often first."""
    reasons = Counter(
        en.split(":")[0] if language == "en" else vi.split(":")[0]
        for one in report.imported
        for vi, en in one.level.reasons
    )
    table = _table(
        language, ("Vướng mắc để toàn trình", "In the way of full online service"), ("Thủ tục", "Procedures")
    )
    for reason, number in reasons.most_common(MOST_SHOWN):
        table.add_row(escape(reason), str(number))
    if table.row_count:
        console.print(table)


def _remarks(report: Report, language: str) -> None:
    """Print how often each thing was assumed, left open or not understood."""
    counted: Counter[tuple[str, str, str]] = Counter(
        (remark.kind, remark.column, say(language, remark.vi, remark.en).split(":")[0])
        for one in report.imported
        for remark in one.draft.remarks
    )
    table = _table(language, ("Loại", "Kind"), ("Cột", "Column"), ("Đã làm gì", "What was done"), ("Lần", "Times"))
    for (kind, column, said), number in counted.most_common(MOST_SHOWN):
        table.add_row(say(language, *KIND_WORDS[kind]), column, escape(said), str(number))
    if table.row_count:
        console.print(table)


def _cells(report: Report, language: str) -> None:
    """Print the cells that were not understood."""
    title = say(language, "Chưa hiểu, từng dòng", "Not understood, row by row")
    table = _table(language, ("Dòng", "Row"), ("Mã", "Code"), ("Cột", "Column"), ("Nội dung", "Words"), title=title)
    found = report.not_understood
    for row, code, remark in found[:MOST_SHOWN]:
        table.add_row(str(row), code, remark.column, escape(_short(remark.text)))
    _show(table, len(found), language)


def _rows(report: Report, language: str) -> None:
    """Print the rows that gave no draft."""
    title = say(language, "Dòng không thành bản nháp", "Rows that gave no draft")
    table = _table(language, ("Dòng", "Row"), ("Mã", "Code"), ("Tên", "Title"), ("Vì sao", "Why"), title=title)
    for one in report.skipped[:MOST_SHOWN]:
        table.add_row(str(one.row), one.code, escape(_short(one.title)), escape(say(language, one.vi, one.en)))
    _show(table, len(report.skipped), language)


def _processes(report: Report, language: str) -> None:
    title = say(language, "Quy trình nội bộ cộng không khớp", "Internal processes that do not add up")
    table = _table(language, ("Quy trình", "Process"), ("Điểm không khớp", "How"), title=title)
    remarks: Iterable[Remark] = (remark for _, remark in report.processes)
    for remark in remarks:
        table.add_row(escape(remark.text), say(language, remark.vi, remark.en))
    if table.row_count:
        console.print(table)


def _show(table: Table, whole: int, language: str) -> None:
    if table.row_count:
        console.print(table)
    if whole > MOST_SHOWN:
        left = whole - MOST_SHOWN
        console.print(say(language, f"… và {left} dòng nữa: --json", f"… and {left} more: --json"), style="dim")


def _table(language: str, *columns: tuple[str, str], title: str | None = None) -> Table:
    return Table(*(say(language, *words) for words in columns), title=title, title_justify="left")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
