"""Results as files: CSV and XLSX for people who go on working with them, JSON with every step for programs."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from nenso.index.engine import NotComputable, Result, State
from nenso.index.engine.findings import wrong
from nenso.index.engine.robustness import RankInterval
from nenso.index.ranks import whole
from nenso.runtime.sheets import harmless

_HEADINGS = {
    "rank": ("Hạng", "Rank"),
    "unit": ("Đơn vị", "Unit"),
    "name": ("Tên", "Name"),
    "group": ("Nhóm", "Group"),
    "coverage": ("Tỷ lệ có số liệu", "Coverage"),
    "rank_low": ("Hạng, phân vị 5 %", "Rank, 5th percentile"),
    "rank_high": ("Hạng, phân vị 95 %", "Rank, 95th percentile"),
    "filled": ("Chỉ số được điền", "Filled indicators"),
    "results": ("Kết quả", "Results"),
    "values": ("Số liệu", "Values"),
    "notes": ("Ghi chú", "Notes"),
}
STATES = {
    State.VALUE: ("có số liệu", "value"),
    State.MISSING: ("thiếu", "missing"),
    State.NOT_APPLICABLE: ("không áp dụng", "not applicable"),
    State.FILLED: ("được điền", "filled"),
}


def word(name: str, language: str) -> str:
    """Return a heading in ``vi`` or ``en``."""
    return _HEADINGS[name][1 if language == "en" else 0]


def rows_of(result: Result, intervals: Sequence[RankInterval] = (), language: str = "vi") -> list[list[Any]]:
    """Return the heading and a row for each unit, best first, those without a rank last; nodes before indicators."""
    spread = {one.unit: one for one in intervals}
    named = bool(result.values.titles)
    nodes = result.plan.nodes
    front = ["rank", "unit", *(["name"] if named else []), *(["group"] if result.plan.scorecard.groups else [])]
    heading: list[Any] = [word(one, language) for one in front] + [
        nodes[0].title or nodes[0].name,
        word("coverage", language),
    ]
    heading += [word(one, language) for one in ("rank_low", "rank_high") if spread]
    heading += [node.name for node in nodes[1:]] + [word("filled", language)]
    scores = {node.name: result.column(node.name) for node in nodes}
    rows: list[list[Any]] = [heading]
    for place in order(result):
        unit = result.units[place]
        row: list[Any] = [whole(result.ranks[place]), unit]
        row += [result.values.titles.get(unit, "")] if named else []
        row += [result.groups[place]] if result.plan.scorecard.groups else []
        row += [scores[nodes[0].name][place], round(float(result.coverage[place]), 4)]
        if spread:
            one = spread.get(unit)
            row += [one.low, one.high] if one else [None, None]
        rows.append([*row, *(scores[node.name][place] for node in nodes[1:]), _filled(result, place)])
    return rows


def order(result: Result) -> list[int]:
    """Return the places of units by rank, then in the order of the values; those without a rank last."""
    ranks = result.ranks
    return sorted(range(len(ranks)), key=lambda place: (ranks[place] is None, ranks[place] or 0.0))


def _filled(result: Result, place: int) -> str:
    filled = result.states[:, place] == State.FILLED
    return ", ".join(leaf.name for leaf, flag in zip(result.plan.leaves, filled, strict=True) if flag)


def write(path: Path, result: Result, intervals: Sequence[RankInterval] = (), language: str = "vi") -> None:
    """Write the result to ``path``; its ending says how: ``.csv``, ``.xlsx`` or ``.json``."""
    writers = {".csv": as_csv, ".xlsx": as_workbook, ".json": as_json}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        vi, en = f"Không biết ghi tệp “{path.name}”: .csv, .xlsx hoặc .json.", f"“{path.name}”: .csv, .xlsx or .json."
        raise NotComputable([wrong("output.kind", vi, en)])
    path.write_bytes(writer(result, intervals, language))


def as_csv(result: Result, intervals: Sequence[RankInterval] = (), language: str = "vi") -> bytes:
    """Return the rows as CSV (UTF-8 with its mark, so that spreadsheets show Vietnamese)."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(
        [harmless(cell) for cell in row] for row in rows_of(result, intervals, language)
    )
    return out.getvalue().encode("utf-8-sig")


def as_workbook(result: Result, intervals: Sequence[RankInterval] = (), language: str = "vi") -> bytes:
    """Return a workbook: the results, the values they were made of, and what should be known."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheets: dict[str, list[list[Any]]] = {
        "results": rows_of(result, intervals, language),
        "values": _values(result, language),
        "notes": [[note.text(language)] for note in result.notes],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(word(name, language))
        if len(rows) > 1:
            sheet.freeze_panes = "C2"
        for row in rows:
            sheet.append([harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _values(result: Result, language: str) -> list[list[Any]]:
    names = result.plan.names
    rows: list[list[Any]] = [[word("unit", language), *names]]
    for place in order(result):
        cells: list[Any] = [result.units[place]]
        for at, name in enumerate(names):
            state = State(int(result.states[at, place]))
            cell = result.values.columns[name][place]
            cells.append(cell if state is State.VALUE else STATES[state][1 if language == "en" else 0])
        rows.append(cells)
    return rows


def as_json(result: Result, intervals: Sequence[RankInterval] = (), language: str = "vi") -> bytes:
    """Return everything by unit: rank, group, coverage, the score of every node, and every cell with its steps."""
    return orjson.dumps(as_plain(result, intervals, language), option=orjson.OPT_INDENT_2, default=str)


def as_plain(
    result: Result, intervals: Sequence[RankInterval] = (), language: str = "vi", *, every_step: bool = True
) -> dict[str, Any]:
    """Return the same as values for JSON (others as text, by ``str``).

    Without ``every_step`` a cell has its value, its state, what it was normalised to, and of the steps between those
    alone that changed it: half as much to keep.
    """
    spread = {one.unit: one for one in intervals}
    names = [node.name for node in result.plan.nodes]
    root = result.plan.root
    told = {name: result.column(name) for name in names}
    unrounded = result.column(root.name, unrounded=True)
    units = [
        {
            "unit": result.units[place],
            "name": result.values.titles.get(result.units[place], ""),
            "rank": whole(result.ranks[place]),
            "group": result.groups[place],
            "coverage": float(result.coverage[place]),
            "score": told[root.name][place],
            "unrounded": unrounded[place],
            **({"rank_interval": [one.low, one.high]} if (one := spread.get(result.units[place])) else {}),
            "scores": {name: told[name][place] for name in names[1:]},
            "cells": _cells(result, place, every_step=every_step),
        }
        for place in order(result)
    ]
    return {
        "scorecard": root.name,
        "title": root.node.title,
        "edition": result.plan.scorecard.edition,
        "period": result.values.period,
        "greatest": {name: None if most is None else float(most) for name, most in result.greatest.items()},
        "units": units,
        "notes": [note.as_json() | {"text": note.text(language)} for note in result.notes],
    }


def _cells(result: Result, place: int, *, every_step: bool) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for at, name in enumerate(result.plan.names):
        steps = {step: float(matrix[at, place]) for step, matrix in result.steps.items()}
        if not every_step:
            steps = dict(_changing(steps))
        found[name] = {
            "value": result.values.columns[name][place],
            "state": State(int(result.states[at, place])).name.lower(),
            **{step: None if number != number else number for step, number in steps.items() if step != "values"},
        }
    return found


def _changing(steps: dict[str, float]) -> Iterator[tuple[str, float]]:
    """Yield the steps after which a value is another one than before, and the last."""
    last: float | None = None
    for step, number in steps.items():
        same = number == last or (last is not None and number != number and last != last)
        if step == "normalised" or not same:
            yield step, number
        last = number
