"""Parquet: typed columns, read a batch of rows at a time."""

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any, Final

from nenso.runtime.tables.errors import TableRefused, TableUnreadable
from nenso.runtime.tables.headings import column_names
from nenso.runtime.tables.rows import Row, Table, number_in
from nenso.runtime.text import normalise

MOST_RATIO: Final = 200
_FREE: Final = 1 << 28
_BATCH: Final = 10_000
_LONGEST_ROW: Final = 1_000_000
_TEXTS: Final = 1 << 26
"""Octets of text that are made of a batch at a time."""


def open_parquet(path: Path) -> Table:
    """Open a Parquet file; its rows are numbered from 1. Raises :class:`TableRefused`, :class:`TableUnreadable`."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        schema = parquet.ParquetFile(path).schema
        texts = [one.path for one in schema if one.physical_type == "BYTE_ARRAY"]
        file = parquet.ParquetFile(path, read_dictionary=texts)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path) from error
    if _unpacked(file.metadata) > max(_FREE, MOST_RATIO * path.stat().st_size):
        raise TableRefused(
            file=path.name,
            reason_vi="tệp nén phình to bất thường",
            reason_en="it unpacks to an abnormal size",
        )
    counts = [file.metadata.row_group(group).num_rows for group in range(file.metadata.num_row_groups)]

    def read(after: int) -> Iterator[Row]:
        skipped = 0
        groups = list(range(len(counts)))
        while groups and skipped + counts[groups[0]] <= after:
            skipped += counts[groups.pop(0)]
        number = skipped
        try:
            for batch in file.iter_batches(_BATCH, row_groups=groups):
                for part in _in_bounds(path, batch):
                    for cells in zip(*(column.to_pylist() for column in part.columns), strict=True):
                        number += 1
                        if number > after and any(cell is not None for cell in cells):
                            yield Row(number, [_cell(cell) for cell in cells])
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            raise _unreadable(path) from error

    return Table("parquet", column_names(file.schema_arrow.names), read, size=file.metadata.num_rows)


def _unpacked(metadata: Any) -> int:
    """Return the octets that a file says it unpacks to."""
    groups = (metadata.row_group(number) for number in range(metadata.num_row_groups))
    return sum(one.column(at).total_uncompressed_size for one in groups for at in range(one.num_columns))


def _in_bounds(path: Path, batch: Any) -> Iterator[Any]:
    """Yield a batch in parts whose texts take no more than :data:`_TEXTS`; a text may be kept once for many rows."""
    longest = sum(_longest(column) for column in batch.columns)
    if longest > _LONGEST_ROW:
        raise TableUnreadable(file=path.name, reason_vi="có ô quá dài", reason_en="a cell is too long")
    size = max(1, min(batch.num_rows, _TEXTS // max(longest, 1)))
    for start in range(0, batch.num_rows, size):
        yield batch.slice(start, size)


def _longest(column: Any) -> int:
    """Return the octets of the longest text in a column, wherever in it."""
    import pyarrow as pa
    from pyarrow import compute

    kind = column.type
    if pa.types.is_dictionary(kind):
        return _longest(column.dictionary)
    if pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_string(kind):
        return int(compute.max(compute.binary_length(column)).as_py() or 0)
    if pa.types.is_struct(kind):
        return sum(_longest(one) for one in column.flatten())
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        lengths = int(compute.max(compute.list_value_length(column)).as_py() or 0)
        return lengths * max(_longest(column.flatten()), 1)
    return 0


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
