"""The rows of open data into CSV, JSON and Parquet at once, in constant memory."""

import csv
import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson

from nenso.exchange.opendata.columns import Column
from nenso.files.storing import incoming
from nenso.registers.exporting.writing import arrow_type, typed
from nenso.runtime.sheets import harmless

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
PREVIEWED: Final = 20
_BATCH: Final = 10_000


@dataclass
class Written:
    """What was written: the file of each format, how many rows, the first of them, the hash of all as JSON."""

    files: dict[str, Path] = field(default_factory=dict)
    rows: int = 0
    preview: list[list[Any]] = field(default_factory=list)
    digest: str = ""


@contextmanager
def written(columns: Sequence[Column], rows: Iterable[list[Any]]) -> Iterator[Written]:
    """Write ``rows`` into files that are gone at the end."""
    import pyarrow as pa
    from pyarrow import parquet

    found, digest = Written(), hashlib.sha256()
    schema = pa.schema([(one.name, arrow_type(pa, one.kind)) for one in columns])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=incoming())))
        found.files = {name: folder / f"data.{name}" for name in MEDIA_TYPES}
        with (
            found.files["csv"].open("w", encoding="utf-8-sig", newline="") as table,
            found.files["json"].open("wb") as lines,
            parquet.ParquetWriter(found.files["parquet"], schema) as packed,
        ):
            out = csv.writer(table, lineterminator="\r\n")
            out.writerow([one.name for one in columns])
            taken = iter(rows)
            while batch := list(islice(taken, _BATCH)):
                found.preview += batch[: PREVIEWED - len(found.preview)]
                out.writerows([harmless(_text(cell)) for cell in row] for row in batch)
                for row in batch:
                    line = orjson.dumps(dict(zip((one.name for one in columns), row, strict=True)))
                    lines.write((b",\n" if found.rows else b"[\n") + line)
                    digest.update(line)
                    found.rows += 1
                arrays = [
                    pa.array([_typed(one.kind, row[at]) for row in batch], schema.field(at).type)
                    for at, one in enumerate(columns)
                ]
                packed.write_batch(pa.record_batch(arrays, schema=schema))
            lines.write(b"\n]\n" if found.rows else b"[]\n")
        found.digest = digest.hexdigest()
        yield found


def _text(cell: Any) -> Any:
    """Return a cell as CSV has it: dates and decimals as programs read them, yes and no as ``true`` and ``false``."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return orjson.dumps(cell).decode() if isinstance(cell, dict | list) else cell


def _typed(kind: str, cell: Any) -> Any:
    return None if cell is None else typed(kind, cell)
