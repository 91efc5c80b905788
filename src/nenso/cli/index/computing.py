"""``nenso index compute``: a scorecard from plain files, follow a score back to its values. Needs no database."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nenso.cli.index.method_words import METHODS
from nenso.runtime.problems import Problem

if TYPE_CHECKING:
    from nenso.index.engine import Finding, Result
    from nenso.index.engine.explaining import Line
    from nenso.index.engine.robustness import RankInterval

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Scores and ranks from plain files, by declared and visible steps."
)
console = Console()

Scorecard = Annotated[
    Path, typer.Argument(help="The scorecard: a YAML file of an indicator with parts.", exists=True, dir_okay=False)
]
Numbers = Annotated[
    Path, typer.Argument(help="The values: CSV or XLSX, units down, indicators across.", exists=True, dir_okay=False)
]
Unit = Annotated[
    str, typer.Option("--unit", metavar="COLUMN", help="The column of units; default: found by its heading.")
]
Period = Annotated[str, typer.Option(help="Only the rows of this period.")]
Previous = Annotated[
    Path | None, typer.Option(help="The values of the period before, for what is carried forward.", exists=True)
]
Sign = Annotated[Literal["", ",", "."], typer.Option("--decimal", help="The decimal sign; default: found out.")]
Accept = Annotated[list[str] | None, typer.Option("--accept", metavar="CODE", help="Go on in spite of this doubt.")]
Language = Annotated[str, typer.Option("--lang", help="vi or en.")]

_WORDS = {
    "ranked": ("đơn vị xếp hạng", "units ranked"),
    "unranked": ("đơn vị không xếp hạng (thiếu số liệu)", "units not ranked (too little data)"),
    "filled": ("ô được điền theo quy tắc", "cells filled by rule"),
    "written": ("Đã ghi", "Written"),
    "notes": ("Cần biết", "To be known"),
    "points": ("điểm", "points"),
    "weight": ("tỷ trọng", "weight"),
    "better": (
        "Điều gì nâng hạng nhiều nhất (tính lại toàn bộ, từng chỉ số một):",
        "What would raise it most (all computed again, one indicator at a time):",
    ),
    "nothing": ("Mọi chỉ số đã ở mức tốt nhất.", "Every indicator is at its best."),
    "rank": ("hạng", "rank"),
    "score": ("điểm", "score"),
    "none": ("không xếp hạng", "not ranked"),
    "unknown": ("Không có đơn vị “{unit}”.", "There is no unit “{unit}”."),
    "near": (" Ý bạn là “{near}”?", " Did you mean “{near}”?"),
    "indicators": ("chỉ số", "indicators"),
    "yes": ("có", "yes"),
    "no": ("không", "no"),
    "fine": ("Bảng điểm dùng được.", "The scorecard can be computed."),
}  # fmt: skip


@app.command()
def compute(
    scorecard: Scorecard,
    values: Numbers,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write .csv, .xlsx or .json.")] = None,
    unit: Unit = "",
    period: Period = "",
    previous: Previous = None,
    decimal: Sign = "",
    accept: Accept = None,
    intervals: Annotated[int, typer.Option(metavar="DRAWS", help="Rank intervals from so many draws of weights.")] = 0,
    seed: Annotated[int, typer.Option(help="The seed of the draws: the same seed, the same intervals.")] = 1,
    language: Language = "vi",
    *,
    in_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compute scores and ranks; nothing is computed while anything is wrong with the scorecard or the values."""
    with _told(language):
        job = _computed(scorecard, values, _Choices(unit, period, previous, decimal, accept or [], language))
        spread = _intervals(job.result, intervals, seed)
        if in_json:
            from nenso.index.writing import as_json

            console.out(as_json(job.result, spread, language).decode(), highlight=False)
            return
        _tell_notes(_once([*job.notes, *job.result.notes]), language)
        if out is not None:
            from nenso.index.writing import write

            write(out, job.result, spread, language)
            _tell_counts(job.result, language)
            console.print(f"{_word('written', language)} {out}", highlight=False, markup=False)
        else:
            _show(job.result, spread, language)
            _tell_counts(job.result, language)


@app.command()
def explain(
    scorecard: Scorecard,
    values: Numbers,
    name: Annotated[str, typer.Argument(metavar="UNIT", help="The unit, as it stands in the values.")],
    unit: Unit = "",
    period: Period = "",
    previous: Previous = None,
    decimal: Sign = "",
    accept: Accept = None,
    better: Annotated[int, typer.Option(help="So many things that would raise it most.")] = 5,
    language: Language = "vi",
) -> None:
    """Lead the score of one unit back to its parts, indicators and values, and say what would raise it most."""
    with _told(language):
        job = _computed(scorecard, values, _Choices(unit, period, previous, decimal, accept or [], language))
        from nenso.index.engine.explaining import explain as lines_of

        chosen = _unit(job.result, name)
        for line in lines_of(job.result, chosen):
            console.print(_line(line, job.result, chosen, language), highlight=False, soft_wrap=True)
        if better:
            _tell_improvements(job.result, chosen, better, language)


@app.command()
def check(scorecard: Scorecard, language: Language = "vi") -> None:
    """Check a scorecard alone and show its parts with what each weighs in the whole."""
    with _told(language):
        from nenso.index.declared import read_scorecard
        from nenso.index.engine import prepare
        from nenso.index.engine.robustness import effective_weights

        plan = prepare(read_scorecard(scorecard).scorecard(language))
        weights = effective_weights(plan)

        def show(node: Any, depth: int) -> None:
            most = f", ≤ {float(node.max):g} {_word('points', language)}" if node.max is not None else ""
            title = escape(node.title or node.name)
            told = f"{'  ' * depth}{title}  [dim]{float(weights[node.name]):.1%}{most}[/dim]"
            console.print(told, highlight=False, soft_wrap=True)
            for part in node.parts:
                show(part, depth + 1)

        show(plan.scorecard.root, 0)
        console.print(f"[green]✓[/green] {_word('fine', language)} {len(plan.leaves)} {_word('indicators', language)}.")


@dataclass(frozen=True, slots=True)
class _Choices:
    unit: str
    period: str
    previous: Path | None
    decimal: Literal["", ",", "."]
    accept: Sequence[str]
    language: str


@dataclass(frozen=True, slots=True)
class _Job:
    result: "Result"
    notes: "tuple[Finding, ...]"


def _computed(scorecard: Path, values: Path, said: _Choices) -> _Job:
    from nenso.index.declared import read_scorecard
    from nenso.index.doubts import known_codes
    from nenso.index.engine import compute as run
    from nenso.index.engine import prepare
    from nenso.index.tables import Choices, read_values

    plan = prepare(read_scorecard(scorecard).scorecard(said.language))
    choices = Choices(said.unit, said.period, said.decimal or None, known_codes(said.accept))
    table = read_values(values, plan, choices, said.previous)
    return _Job(run(plan, table.values, table.before), table.notes)


def _intervals(result: "Result", draws: int, seed: int) -> "list[RankInterval]":
    if not draws:
        return []
    from nenso.index.engine.robustness import monte_carlo

    return monte_carlo(result, draws=draws, seed=seed)


@contextmanager
def _told(language: str) -> Iterator[None]:
    """Tell a problem in the language asked for and end with 1."""
    try:
        yield
    except Problem as problem:
        Console(stderr=True).print(problem.text(language), highlight=False, markup=False, soft_wrap=True)
        sys.exit(1)


def _word(name: str, language: str) -> str:
    return _WORDS[name][1 if language == "en" else 0]


def _once(notes: "Sequence[Finding]") -> "list[Finding]":
    """Return each note once: what was accepted of a table is told by the engine again."""
    return list({(note.code, note.unit, note.indicator, note.row): note for note in reversed(notes)}.values())[::-1]


def _tell_notes(notes: "Sequence[Finding]", language: str) -> None:
    if notes:
        console.print(f"{_word('notes', language)}:", highlight=False)
    for note in notes[:20]:
        console.print(f"  {note.text(language)}", highlight=False, markup=False, soft_wrap=True)
    if len(notes) > 20:
        console.print(f"  … +{len(notes) - 20}", highlight=False)


def _tell_counts(result: "Result", language: str) -> None:
    from nenso.index.engine import State

    ranked = sum(rank is not None for rank in result.ranks)
    counts = {
        "ranked": ranked,
        "unranked": len(result.units) - ranked,
        "filled": int((result.states == State.FILLED).sum()),
    }
    told = [f"{number} {_word(name, language)}" for name, number in counts.items() if number or name == "ranked"]
    console.print("; ".join(told) + ".", highlight=False)


def _show(result: "Result", spread: "Sequence[RankInterval]", language: str) -> None:
    from nenso.index.writing import rows_of, word

    heading, *rows = rows_of(result, spread, language)
    indicators = set(result.plan.names)
    shown = [at for at, name in enumerate(heading[:-1]) if name not in indicators]
    titles = {branch.name: branch.node.title or branch.name for branch in result.plan.branches}
    table = Table()
    for at in shown:
        table.add_column(titles.get(heading[at], heading[at]), justify="left" if at in {1, 2} else "right")
    share = heading.index(word("coverage", language))
    for row in rows:
        row[share] = f"{row[share]:.0%}"
        table.add_row(*(_shown(row[at], language) for at in shown))
    console.print(table)


def _answer(cell: Any, method: str, language: str) -> str:
    """Return a value as people read it; yes and no in their language, however it was written."""
    from nenso.index.engine.values import YES_NO_CODES

    known = YES_NO_CODES.get(f"{cell:g}" if isinstance(cell, float) else str(cell).strip().casefold())
    return _shown(bool(known) if method == "yes_no" and known is not None else cell, language)


def _shown(cell: Any, language: str) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, bool):
        return _word("yes" if cell else "no", language)
    return f"{cell:.10g}" if isinstance(cell, float) else escape(str(cell))


def _unit(result: "Result", name: str) -> str:
    from nenso.index.engine import NotComputable
    from nenso.index.engine.findings import wrong
    from nenso.language.issues import nearest
    from nenso.runtime.text import fold, one_line

    by_name = {fold(unit): unit for unit in result.units}
    by_name |= {fold(title): unit for unit, title in result.values.titles.items()}
    found = by_name.get(fold(one_line(name)))
    if found is not None:
        return found
    near = nearest(name, [*result.units, *result.values.titles.values()])
    vi, en = (
        _word("unknown", tongue).format(unit=name) + (_word("near", tongue).format(near=near) if near else "")
        for tongue in ("vi", "en")
    )
    raise NotComputable([wrong("unit.unknown", vi, en)])


def _line(line: "Line", result: "Result", unit: str, language: str) -> str:
    from nenso.index.writing import STATES

    score = "–" if line.score is None else f"{line.score:.10g}"
    most = "" if line.greatest is None else f"/{line.greatest:.10g}"
    told = f"{'  ' * line.depth}[bold]{escape(line.title or line.name)}[/bold]  {score}{most}"
    if line.depth == 0:
        rank, group = result.rank(unit), result.groups[result.places[unit]]
        place = _word("none", language) if rank is None else f"{_word('rank', language)} {rank:g}/{len(result.units)}"
        return f"{escape(result.values.titles.get(unit, unit))}: {told}, {place}{f', {group}' if group else ''}"
    told += f"  [dim]{line.weight:.1%}, {METHODS[line.method][1 if language == 'en' else 0]}[/dim]"
    if line.state is None:
        return told
    state = STATES[line.state][1 if language == "en" else 0]
    value = "" if line.value is None else f" = {_answer(line.value, line.method, language)}"
    way = " → ".join(f"{number:.10g}" for _, number in line.steps) if len(line.steps) > 1 else ""
    return f"{told}  {escape(line.name)}{value} ({state}){f'  [dim]{way}[/dim]' if way else ''}"


def _tell_improvements(result: "Result", unit: str, most: int, language: str) -> None:
    from nenso.index.engine.what_if import improvements

    found = improvements(result, unit)
    scales = {leaf.name: leaf.scale for leaf in result.plan.leaves}
    console.print(_word("better" if found else "nothing", language), highlight=False)
    for one in found[:most]:
        rank = "–" if one.rank is None else f"{one.rank:g}"
        gain = f"{_word('score', language)} +{one.gained_score:.6g}, {_word('rank', language)} {rank}"
        value, best = (_answer(cell, scales[one.indicator], language) for cell in (one.value, one.best))
        console.print(
            f"  {one.title or one.indicator}: {value} → {best}: {gain}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
