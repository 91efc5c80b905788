"""The example of the JRC (51 countries × 49 indicators) with every step as COINr 1.1.14 computed it."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nenso.index.engine import Method, Missing, Node, Scorecard, Values
from nenso.index.engine.scorecard import exact

FOLDER = Path(__file__).parents[3] / "shared" / "checks" / "index" / "asem"
needs_it = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published example is not beside this checkout")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def number(cell: str) -> float | None:
    return float(cell) if cell not in ("", "NA") else None


@cache
def values(name: str = "ASEM_iData") -> Values:
    table = rows(name)
    numeric = [row["iCode"] for row in rows("ASEM_iMeta") if row["Type"] in {"Indicator", "Denominator"}]
    panel = len({row["uCode"] for row in table}) < len(table)
    units = tuple(f"{row['uCode']} {row['Time']}" if panel else row["uCode"] for row in table)
    columns: dict[str, list[Any]] = {one: [number(row[one]) for row in table] for one in numeric}
    groups = {one: [row[one] for row in table] for one in table[0] if one.endswith("_group")}
    return Values(units, {**columns, **groups})


def expected(name: str, columns: list[str], units: tuple[str, ...] | None = None) -> NDArray[np.float64]:
    """A published table as columns × units, in the order of our units."""
    by_unit = {row["uCode"]: row for row in rows(name)}
    order = units or values().units
    return np.array(
        [[np.nan if (cell := number(by_unit[unit][column])) is None else cell for unit in order] for column in columns]
    )


@cache
def indicators() -> tuple[str, ...]:
    return tuple(row["iCode"] for row in rows("ASEM_iMeta") if row["Type"] == "Indicator")


def tree(scale: Method | None = None, *, denominate: bool = True, name: str = "Index", **settings: Any) -> Node:
    """The tree of the example; ``settings`` are those of the whole."""
    meta = rows("ASEM_iMeta")
    scale = scale or Method("minmax")

    def node(row: Mapping[str, str]) -> Node:
        parts = tuple(node(below) for below in meta if below["Parent"] == row["iCode"])
        if parts:
            return Node(row["iCode"], parts=parts, weight=exact(row["Weight"]))
        return Node(
            row["iCode"],
            scale=scale,
            direction=-1 if row["Direction"] == "-1" else 1,
            per=(row["Denominator"] or None) if denominate else None,
            target=exact(row["Target"]),
            weight=exact(row["Weight"]),
        )

    return replace(node(next(row for row in meta if row["iCode"] == name)), **settings)


def whole() -> Scorecard:
    """The published example: denominated, filled by the mean of the group, winsorised, min–max, means."""
    root = tree(
        missing=Missing("group_mean", by="EurAsia_group"),
        treat=Method("winsorise", {"most": 5, "skew": 2, "kurtosis": 3.5}),
        combine=Method("arithmetic"),
    )
    return Scorecard(root, order=("denominate", "missing", "treat"))
