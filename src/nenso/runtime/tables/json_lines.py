"""JSON Lines: one object a line; an object in an object becomes columns with a dot, ``birth_place.line``.

A line that is no object is a row that is broken; a file whose first line is none is no JSON Lines.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson

from nenso.runtime.tables.charsets import charset_of, text_of
from nenso.runtime.tables.errors import TableUnreadable, TooManyColumns
from nenso.runtime.tables.headings import MOST_COLUMNS
from nenso.runtime.tables.rows import Row, Table
from nenso.runtime.tables.warnings import Warned
from nenso.runtime.text import normalise_all

_LOOKED_AT: Final = 1_000
_LONGEST_KEPT: Final = 2_000
_BROKEN: Final = ("Dòng này không phải một đối tượng JSON.", "This line is no JSON object.")


def open_json_lines(path: Path) -> Table:
    """Open a JSON Lines file; the columns are the names in its first 1,000 objects. Raises :class:`TableUnreadable`."""
    charset = charset_of(path)
    first = islice(_objects(path, 0), _LOOKED_AT)
    columns = _columns(path, first)
    table = Table("jsonl", columns, lambda after: read(after), warnings=charset.warnings())
    places, told = {name: at for at, name in enumerate(columns)}, set[str]()

    def read(after: int) -> Iterator[Row]:
        for number, one in _objects(path, after):
            if isinstance(one, str):
                yield Row(number, [one[:_LONGEST_KEPT]], _BROKEN)
                continue
            cells: list[Any] = [""] * len(columns)
            for name, value in one.items():
                if name in places:
                    cells[places[name]] = "" if value is None else value
                elif name not in told:
                    told.add(name)
                    table.warnings.append(_late(name, number))
            if any(cell != "" for cell in cells):
                yield Row(number, cells)

    return table


def _columns(path: Path, first: Iterable[tuple[int, dict[str, Any] | str]]) -> tuple[str, ...]:
    """Return the names in the first objects, in the order they turn up."""
    found: dict[str, None] = {}
    for number, one in first:
        found.update(dict.fromkeys(_named(path, number, one)))
        if len(found) > MOST_COLUMNS:
            raise TooManyColumns(file=path.name, most=MOST_COLUMNS)
    return tuple(found)


def _objects(path: Path, after: int) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Yield the number of each line with its object, or with its text where it is none."""
    number = 0
    for text in text_of(path, charset_of(path)):
        for line in text.split("\n"):
            number += 1
            if number > after and line.strip():
                found = _object(line)
                yield number, line.strip() if found is None else _flat(found)
        number -= text.endswith("\n")


def _object(line: str) -> Mapping[str, Any] | None:
    try:
        found = normalise_all(orjson.loads(line))
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _named(path: Path, number: int, one: dict[str, Any] | str) -> Iterable[str]:
    """Return the columns that an object names; raise :class:`TableUnreadable` when a file begins with none."""
    if isinstance(one, str) and number == 1:
        raise TableUnreadable(
            file=path.name,
            reason_vi="dòng 1 không phải một đối tượng JSON",
            reason_en="line 1 is no JSON object",
        )
    return () if isinstance(one, str) else one


def _flat(given: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, dict):
            found.update({f"{name}.{part}": inner for part, inner in value.items()})
        else:
            found[name] = value.strip() if isinstance(value, str) else value
    return found


def _late(name: str, number: int) -> Warned:
    return Warned(
        "late_column",
        f"Cột “{name}” chỉ xuất hiện từ dòng {number}; không được đọc.",
        f"The column “{name}” only turns up in line {number}; it is not read.",
        column=name,
        row=number,
    )
