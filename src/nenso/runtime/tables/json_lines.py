"""JSON Lines: one object a line; an object in an object becomes columns with a dot, ``birth_place.line``."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson

from nenso.runtime.tables.charsets import charset_of, text_of
from nenso.runtime.tables.errors import TableUnreadable
from nenso.runtime.tables.rows import Row, Table
from nenso.runtime.tables.warnings import Warned
from nenso.runtime.text import normalise_all

_LOOKED_AT: Final = 1_000


def open_json_lines(path: Path) -> Table:
    """Open a JSON Lines file; the columns are the names in its first 1,000 objects. Raises :class:`TableUnreadable`."""
    charset = charset_of(path)
    columns = tuple(dict.fromkeys(name for _, one in islice(_objects(path, 0), _LOOKED_AT) for name in one))
    table = Table("jsonl", columns, lambda after: read(after), warnings=charset.warnings())
    places, told = {name: at for at, name in enumerate(columns)}, set[str]()

    def read(after: int) -> Iterator[Row]:
        for number, one in _objects(path, after):
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


def _objects(path: Path, after: int) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    for text in text_of(path, charset_of(path)):
        for line in text.split("\n"):
            number += 1
            if number > after and line.strip():
                yield number, _flat(_object(path, line, number))
        number -= text.endswith("\n")


def _object(path: Path, line: str, number: int) -> Mapping[str, Any]:
    try:
        found = normalise_all(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        found = error
    if not isinstance(found, dict):
        raise TableUnreadable(
            file=path.name,
            reason_vi=f"dòng {number} không phải một đối tượng JSON",
            reason_en=f"line {number} is no JSON object",
        )
    return found


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
