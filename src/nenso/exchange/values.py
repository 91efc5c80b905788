"""What of a record a lookup answers: fields as they stand, and new names by expressions over the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from nenso.exchange.errors import TooManyFound
from nenso.exchange.services import Lent
from nenso.registers.errors import RecordUnknown
from nenso.registers.finding import as_value, current, record_by_id
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.paths import lies_within
from nenso.runtime.statements import Prepared, Ready
from nenso.territory.calendar import Calendar
from nenso.territory.calendars import calendar_for
from nenso.territory.queries import Resolution, resolve

MOST_FOUND = 5


_BY_KEY = Prepared(
    "exchange_found",
    "SELECT id, agency_id, number, data::text, agency_paths::text[], persons, created_at, updated_at"  # noqa: S608
    f" FROM registers_record WHERE register = $1 AND key = $2 AND ended_at IS NULL ORDER BY id LIMIT {MOST_FOUND + 1}",
)


def by_key(lends: Lent, by: Mapping[str, Any]) -> tuple[Ready, ...]:
    """Return the statement that finds the records, where ``by`` is the register's key; else none."""
    if set(lends.declared.declaration.key) != set(by):
        return ()
    return (_BY_KEY(lends.declared.name, lends.declared.key_of(by, agency="")),)


def matching(lends: Lent, owner_path: str, by: Mapping[str, Any], rows: Sequence[Sequence[Any]] | None) -> list[Record]:
    """Return the current records below ``owner_path`` that ``by`` finds; raises ``TooManyFound`` beyond a few.

    ``rows``: what the statement of :func:`by_key` answered, None where there is none.
    """
    if rows is None:
        records = Record.objects.filter(register=lends.declared.name, ended_at=None, data__contains=dict(by))
        found = list(records.order_by("id")[: MOST_FOUND + 1])
    else:
        found = [_record(lends, row) for row in rows]
    if len(found) > MOST_FOUND:
        raise TooManyFound(most=MOST_FOUND)
    return [one for one in found if any(lies_within(path, owner_path) for path in one.agency_paths)]


def _record(lends: Lent, row: Sequence[Any]) -> Record:
    key, agency, number, data, paths, persons, created, updated = row
    return Record(
        id=key,
        register=lends.declared.name,
        agency_id=agency,
        number=number,
        data=orjson.loads(data),
        agency_paths=paths,
        persons=persons,
        created_at=created,
        updated_at=updated,
    )


def answered(lends: Lent, record: Record, fields: Sequence[str]) -> dict[str, Any]:
    """Return the fields asked of a record, by name."""
    computed = {item.name: item.compute for item in lends.lookup.fields if item.compute is not None}
    this = as_value(record)
    lookup = Answering(record.agency.path if computed else "")
    return {
        name: lends.declared.value(computed[name], this, lookup) if name in computed else record.data.get(name)
        for name in fields
    }


@dataclass
class Answering:
    """What expressions of a lookup may look up themselves, with the rights that the lookup has."""

    agency_path: str

    def find(self, register: str, key: tuple[Any, ...]) -> Mapping[str, Any] | None:
        """Return the current record with this key."""
        found = current(register, key)
        return None if found is None else as_value(found)

    def record(self, register: str, identifier: str) -> Mapping[str, Any] | None:
        """Return a record by its id."""
        try:
            found = record_by_id(UUID(identifier))
        except (ValueError, RecordUnknown):
            return None
        return as_value(found) if found.register == register else None

    def records(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return none: an answer is about the records that were asked for."""
        del register
        return ()

    def seen(self, register: str) -> Sequence[Mapping[str, Any]]:
        """Return none, as :meth:`records`."""
        del register
        return ()

    def value(self, indicator: str, unit: str, moment: str | datetime) -> float | None:
        """Return None: no indicator stands in an answer."""
        del indicator, unit, moment
        return None  # the answer, not the end

    def calendar(self) -> Calendar:
        """Return the calendar of the agency whose record it is."""
        return calendar_for(self.agency_path)

    @property
    def today(self) -> date:
        """The date it is in Viet Nam."""
        return clock.today()

    def place(self, code: str, on: date) -> Resolution:
        """Return what a place code means on a day."""
        return resolve(code, on)
