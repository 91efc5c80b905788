"""Parquet: typed columns, read a batch of rows at a time."""

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, Final

from nenso.runtime.tables.errors import TableUnreadable
from nenso.runtime.tables.headings import column_names
from nenso.runtime.tables.rows import Row, Table, number_in
from nenso.runtime.text import normalise

_BATCH: Final = 10_000


def open_parquet(path: Path) -> Table:
    """Open a Parquet file; its rows are numbered from 1. Raises :class:`TableUnreadable`."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path) from error
    counts = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]

    def read(after: int) -> Iterator[Row]:
        skipped = 0
        groups = list(range(len(counts)))
        while groups and skipped + counts[groups[0]] <= after:
            skipped += counts[groups.pop(0)]
        number = skipped
        try:
            for batch in file.iter_batches(_BATCH, row_groups=groups):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    number += 1
                    if number > after and any(cell is not None for cell in cells):
                        yield Row(number, [_cell(cell) for cell in cells])
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            raise _unreadable(path) from error

    return Table("parquet", column_names(file.schema_arrow.names), read, size=file.metadata.num_rows)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return normalise(value).strip()
    if value is None:
        return ""
    if isinstance(value, float):
        return value if isfinite(value) else number_in(value)
    if isinstance(value, bytes):
        return normalise(value.decode("utf-8", "replace")).strip()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list | tuple):
        return [_inner(one) for one in value]
    if isinstance(value, dict):
        return {name: _inner(one) for name, one in value.items()}
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) and value.tzinfo is None else value
    return value


def _inner(value: Any) -> Any:
    """Return what stands in a list or an object as JSON can hold it."""
    cell = _cell(value)
    return cell if isinstance(cell, str | int | float | bool | list | dict) else str(cell)


def _unreadable(path: Path) -> TableUnreadable:
    return TableUnreadable(
        file=path.name, reason_vi="không phải tệp Parquet lành lặn", reason_en="it is no sound Parquet file"
    )
