"""Values of many rows, column by column."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import polars as pl


class MadeColumn(NamedTuple):
    """The values of a field, or of a part of one, None where there is none; ``texts``: the same when all are texts."""

    name: str
    part: str
    values: Sequence[Any]
    texts: pl.Series | None

    @property
    def path(self) -> str:
        """``born_on``, ``birth_place.line``"""
        return f"{self.name}.{self.part}" if self.part else self.name


class Made(NamedTuple):
    """The values of ``size`` rows, as columns in the order of the table."""

    size: int
    columns: tuple[MadeColumn, ...]

    def row(self, at: int) -> dict[str, Any]:
        """Return the values of one row by field; what is empty is not in it."""
        values: dict[str, Any] = {}
        for name, part, column, _ in self.columns:
            value = column[at]
            if value is None:
                continue
            if part:
                values.setdefault(name, {})[part] = value
            else:
                values[name] = value
        return values
