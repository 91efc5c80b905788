"""Records that lie too near to another: points on the ground less than so many metres from each other."""

import math
from typing import Final

import polars as pl

EARTH: Final = 6_371_008.8
"""Mean radius in metres (IUGG)."""
_DEGREE: Final = EARTH * math.pi / 180
_BESIDE: Final = ((0, 0), (0, 1), (1, -1), (1, 0), (1, 1))
"""A square of the grid and half of those around it: with the other half every pair would be met twice."""


def too_near(points: pl.DataFrame, metres: float) -> list[str]:
    """Return the ids of ``points`` (``id``; ``latitude``, ``longitude`` in degrees) with another within ``metres``.

    Points are looked for in the squares of a grid, as wide as ``metres`` at the latitude farthest from the equator.
    """
    spots = points.group_by("latitude", "longitude").agg(pl.col("id"))
    together = spots.filter(pl.col("id").list.len() > 1)
    farthest = spots.select(pl.col("latitude").abs().max()).item() or 0.0
    across = _DEGREE * max(math.cos(math.radians(farthest)), 1e-6)
    grid = spots.with_row_index("spot").with_columns(
        row=(pl.col("latitude") * _DEGREE / metres).floor().cast(pl.Int64),
        column=(pl.col("longitude") * across / metres).floor().cast(pl.Int64),
    )
    near = [_pairs(grid, *offset).filter(_metres() <= metres) for offset in _BESIDE]
    found = pl.concat([together["id"], *(each[name] for each in near for name in ("id", "id_other"))])
    return found.explode(empty_as_null=False).unique().to_list()


def _pairs(grid: pl.DataFrame, row: int, column: int) -> pl.DataFrame:
    """Return each point with each of the square that is so many rows and columns away."""
    beside = grid.with_columns(pl.col("row") - row, pl.col("column") - column)
    pairs = grid.join(beside, on=["row", "column"], suffix="_other")
    return pairs.filter(pl.col("spot") < pl.col("spot_other")) if (row, column) == (0, 0) else pairs


def _metres() -> pl.Expr:
    """Return the distance of two points by the haversine formula."""
    north, other = pl.col("latitude").radians(), pl.col("latitude_other").radians()
    east = (pl.col("longitude_other") - pl.col("longitude")).radians()
    half = ((other - north) / 2).sin() ** 2 + north.cos() * other.cos() * (east / 2).sin() ** 2
    return 2 * EARTH * half.sqrt().arcsin()
