"""The door to tables: by its content, not its name, a file is CSV, XLSX, Parquet or JSON Lines.

Text columns that hold old Vietnamese codes as Latin letters (``NguyÔn``, a spreadsheet whose font said *Nguyễn*) are
found by a sample and converted, column by column, because such files mix them.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from nenso.runtime.tables.delimited import open_delimited
from nenso.runtime.tables.errors import TableKindUnknown, TableUnreadable, TooManyColumns
from nenso.runtime.tables.headings import MOST_COLUMNS, Known, column_names
from nenso.runtime.tables.json_lines import open_json_lines
from nenso.runtime.tables.legacy import NAMES, Legacy, from_legacy
from nenso.runtime.tables.parquet import open_parquet
from nenso.runtime.tables.rows import Row, Table
from nenso.runtime.tables.syllables import plausibility
from nenso.runtime.tables.warnings import Warned
from nenso.runtime.tables.workbook import open_workbook

_SAMPLE: Final = 500
_FEWEST: Final = 3
_ENOUGH: Final = 0.7


def open_table(path: Path, known: Known | None = None, *, name: str = "") -> Table:
    """Open a table of any kind that is taken.

    ``known`` says which headings are waited for; ``name`` is what people call the file.

    Raises :class:`TableUnreadable`, :class:`TableRefused`, :class:`TableKindUnknown`, :class:`TableWithoutHeading`.
    """
    if not path.is_file():
        raise TableUnreadable(file=name or path.name, reason_vi="không có tệp này", reason_en="there is no such file")
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise TableUnreadable(file=name or path.name, reason_vi="tệp trống", reason_en="it is empty")
    suffix = Path(name or path.name).suffix.lower()
    if head.startswith(b"PK\x03\x04"):
        table = open_workbook(path, known)
    elif head.startswith(b"PAR1"):
        table = open_parquet(path)
    elif head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x7fELF", b"MZ", b"\x89PNG")):
        raise TableKindUnknown(file=name or path.name)
    elif suffix in {".jsonl", ".ndjson", ".json"} or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        table = open_json_lines(path)
    else:
        table = open_delimited(path, known)
    if len(table.columns) > MOST_COLUMNS:
        raise TooManyColumns(file=name or path.name, most=MOST_COLUMNS)
    return _modern(table, known)


def _modern(table: Table, known: Known | None) -> Table:
    """Return the table with columns in old codes converted, and the warning that says so."""
    sample = list(islice(table.rows(), _SAMPLE))
    old: dict[int, Legacy] = {}
    for at, column in enumerate(table.columns):
        texts = [row.cells[at] for row in sample if at < len(row.cells) and isinstance(row.cells[at], str)]
        legacy = _legacy_of(texts) or _legacy_of([column], fewest=1)
        if legacy:
            old[at] = legacy
    if not old:
        return table
    usual = Counter(old.values()).most_common(1)[0][0]
    names = column_names([_heading(name, old.get(at), usual, known) for at, name in enumerate(table.columns)])
    warnings = [
        _converted(names[at], legacy)
        for at, legacy in old.items()
        if _legacy_of([c for r in sample for c in r.cells[at : at + 1] if isinstance(c, str)])
    ]

    def read(after: int) -> Iterator[Row]:
        for row in table.read(after):
            for at, legacy in old.items() if row.broken is None else ():
                if at < len(row.cells) and isinstance(row.cells[at], str):
                    row.cells[at] = from_legacy(row.cells[at], legacy)
            yield row

    table.warnings.extend(warnings)
    return Table(table.kind, names, read, table.size, table.warnings)


def _heading(name: str, own: Legacy | None, usual: Legacy, known: Known | None) -> str:
    """Return a heading in Unicode; one that reads as Vietnamese as it stands (``Sè``, *Số*) goes with its neighbours.

    ``own``: the code of its column; ``usual``: that of most converted columns.
    """
    if own is not None:
        return from_legacy(name, own)
    modern = from_legacy(name, usual)
    return modern if known is not None and known(modern) and not known(name) else name


def _legacy_of(texts: list[str], fewest: int = _FEWEST) -> Legacy | None:
    """Return the old code of a column's texts when it makes Vietnamese of what is none as it stands."""
    marked, good = plausibility(texts)
    if marked < fewest or good > 0.5 * marked:
        return None
    scores: dict[Legacy, float] = {}
    for legacy in NAMES:
        now, better = plausibility(from_legacy(text, legacy) for text in texts)
        scores[legacy] = better / max(now, marked, 1)
    best = max(scores, key=lambda one: scores[one])
    return best if scores[best] >= _ENOUGH else None


def _converted(column: str, legacy: Legacy) -> Warned:
    return Warned(
        "charset",
        f"Cột “{column}” viết bằng bảng mã {NAMES[legacy]}; đã chuyển sang Unicode.",
        f"The column “{column}” is written in {NAMES[legacy]}; it was converted to Unicode.",
        column=column,
    )
