"""Rows that could not be taken in: listed, mended one by one or in a file that is sent again, never lost."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from nenso.journal.recording import record as journal
from nenso.registers.importing.beginning import USE, import_of, refuse_others
from nenso.registers.importing.cells import converter
from nenso.registers.importing.columns import targets_of
from nenso.registers.importing.errors import RowStillWrong, RowUnknown
from nenso.registers.importing.places import PlaceNames
from nenso.registers.importing.running import IMPORTS, loader_of, lookup_of
from nenso.registers.importing.tables import Import, ImportRow
from nenso.registers.known import of_edition
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.sheets import harmless
from nenso.runtime.text import normalise

A_PAGE: Final = 50
WRONG: Final = "Lỗi cần sửa"
ROW: Final = "Dòng trong tệp gốc"
"""The two columns that the report adds; a table that is sent again may keep them."""


def rows_aside(actor: Actor, key: UUID, *, after: int = 0, limit: int = A_PAGE) -> list[ImportRow]:
    """Return the rows that wait to be mended, in the order of the file; raises :class:`ImportUnknown`."""
    with acting(actor):
        taken = import_of(key)
        return list(ImportRow.objects.filter(of=taken, state="open", row__gt=after).order_by("row")[:limit])


def waiting_rows(actor: Actor, key: UUID) -> int:
    """Return how many rows wait to be mended."""
    with acting(actor):
        return ImportRow.objects.filter(of_id=key, state="open").count()


def row_aside(actor: Actor, key: UUID, row: int) -> tuple[Import, ImportRow]:
    """Return one row that was kept aside and its import; raises :class:`RowUnknown`, :class:`ImportUnknown`."""
    with acting(actor):
        taken = import_of(key)
        return taken, _row(taken, row)


def mend(actor: Actor, key: UUID, row: int, given: Mapping[str, str]) -> ImportRow:
    """Write a row with its values as they are now given (path of a target to text); the rules hold as for all.

    Raises :class:`RowStillWrong` with every mistake under ``problems``, :class:`RowUnknown`, :class:`ImportNotAllowed`.
    """
    with acting(actor.by_way_of(USE)):
        taken = import_of(key)
        refuse_others(actor, taken.agency)
        aside = _row(taken, row)
    known = of_edition(taken.edition, taken.register)
    values = _values(known.declared.declaration, aside.values, given)
    loader = loader_of(taken, known, lookup_of(taken))
    with acting(loader.actor):
        *_, wrong = loader.check(values)
        if not wrong:
            loaded = loader.write([values], first=aside.place)
            wrong = loaded.wrong[0][1] if loaded.wrong else ()
    if wrong:
        raise RowStillWrong(count=len(wrong), problems=[one.as_json() for one in wrong], values=values)
    return _become(actor, taken, aside, ImportRow.State.MENDED, "", values)


def drop(actor: Actor, key: UUID, row: int, why: str) -> ImportRow:
    """Say of a row that it is not to be taken in, and why; it stays readable."""
    with acting(actor.by_way_of(USE)):
        taken = import_of(key)
        refuse_others(actor, taken.agency)
        aside = _row(taken, row)
    return _become(actor, taken, aside, ImportRow.State.DROPPED, normalise(why).strip()[:300], aside.values)


def report_lines(actor: Actor, key: UUID) -> Iterator[bytes]:
    """Yield a CSV of the rows that wait, each as it stood with what is wrong in words, to be mended and sent again."""
    with acting(actor):
        taken = import_of(key)
    yield "\ufeff".encode()
    yield _line([*taken.columns, WRONG, ROW])
    after = 0
    while rows := rows_aside(actor, key, after=after, limit=1_000):
        for one in rows:
            said = "; ".join(said_of(taken, problem) for problem in one.problems)
            yield _line([*(one.cells.get(column, "") for column in taken.columns), said, one.row])
        after = rows[-1].row


def said_of(taken: Import, problem: Mapping[str, Any], language: str = "vi") -> str:
    """Return a problem of a row in words, after the column that it is about where it is about one."""
    said, path = str(problem[language]), str(problem["path"])
    return f"{label_of(taken, path)}: {said}" if path else said


def label_of(taken: Import, path: str) -> str:
    """Return the column of the file that a problem is about, or the field when no column gives it."""
    start = path.partition(".")[0]
    for column, target in taken.mapping.items():
        if target == path or target.partition(".")[0] == start:
            return str(column)
    return path


def _values(register: Any, held: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of a row with what was typed over them, read as cells are."""
    values: dict[str, Any] = {name: dict(one) if isinstance(one, dict) else one for name, one in held.items()}
    for target in targets_of(register):
        if target.path not in given:
            continue
        name, text = str(target.field.name), normalise(given[target.path]).strip()
        value = converter(target, lambda _: None, PlaceNames())(text) if text else None
        if target.part:
            parts = {**values.get(name, {}), target.part: value}
            values[name] = {part: one for part, one in parts.items() if one not in ("", None)}
        else:
            values[name] = value
    return {name: one for name, one in values.items() if one not in ("", None, {})}


def _row(taken: Import, row: int) -> ImportRow:
    found = ImportRow.objects.filter(of=taken, row=row, state="open").first()
    if found is None:
        raise RowUnknown
    return found


def _become(
    actor: Actor, taken: Import, row: ImportRow, state: ImportRow.State, why: str, values: Mapping[str, Any]
) -> ImportRow:
    with acting(IMPORTS):
        done = ImportRow.objects.filter(of=taken, row=row.row, state="open").update(
            state=state, why=why, values=values, account=actor.account, changed_at=clock.now()
        )
    if done:
        with acting(actor.by_way_of(USE)):
            journal(taken.id, f"import.row_{state}", {"row": row.row, "why": why}, agency_path=taken.agency.path)
    row.state = state
    return row


def _line(cells: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([harmless(cell) for cell in cells])
    return text.getvalue().encode()
