"""What a list is narrowed by; by what is masked only with whole values, for a stated purpose, and kept.

Whoever sees the end of a number could try the rest, a list at a time. So no search by a masked field goes unseen: it is
journalled with its purpose and its value masked, and with each record that it found as a look that its people can read;
and an account has only so many in a day (``NENSO_MASKED_SEARCHES``).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection

from nenso.journal.recording import append
from nenso.language.declarations.fields import Field
from nenso.registers.declared import Declared
from nenso.registers.errors import MaskedNotWhole, MaskedPurposeMissing, MaskedTooOften, MaskedWords
from nenso.registers.indexing import DATED, LONGEST_VALUE
from nenso.registers.models import Record
from nenso.registers.sight import masked
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.config import config
from nenso.runtime.ids import uuid7
from nenso.runtime.text import fold

NOT_RECORDED = "-"
"""Asks a field that is chosen from a list for records that say nothing of it."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_COUNT = (
    "INSERT INTO registers_maskedsearches (account, day, count) VALUES (%s, %s, 1)"
    " ON CONFLICT (account, day) DO UPDATE SET count = registers_maskedsearches.count + 1 RETURNING count"
)
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""Days that a register is asked for."""


def days_of(value: str) -> tuple[date, date]:
    """Return the first and last day that ``2026-01-01..2026-01-31``, or one day, asks for."""
    first, dots, last = value.partition("..")
    return _day(first, FIRST), _day(last if dots else first, LAST)


def masked_by(declared: Declared, where: Mapping[str, str], purpose: str, *, words: bool = False) -> tuple[str, ...]:
    """Return the masked fields that a list is narrowed by.

    Raises :class:`MaskedWords` where ``words`` would look into one, :class:`MaskedNotWhole` where a value is not whole,
    :class:`MaskedPurposeMissing` where no purpose is stated.
    """
    sensitive = {str(one.name): one for one in declared.declaration.fields if one.sensitive}
    if words and not sensitive.keys().isdisjoint({*map(str, declared.declaration.searched), *declared.called_by}):
        raise MaskedWords
    found = tuple(name for name, value in where.items() if value and name in sensitive)
    if not all(_whole(sensitive[name], where[name]) for name in found):
        raise MaskedNotWhole
    if found and not purpose.strip():
        raise MaskedPurposeMissing
    return found


def keep_search(
    actor: Actor, declared: Declared, where: Mapping[str, str], purpose: str, records: Sequence[Record], count: int
) -> None:
    """Keep that ``actor`` narrowed a list by what is masked and had these records of ``count``; inside ``acting()``.

    Raises :class:`MaskedTooOften` where the searches of the day are used up: then nothing may be answered.
    """
    fields = masked_by(declared, where, purpose)
    if not fields:
        return
    body = {"register": declared.name, "fields": sorted(fields), "purpose": purpose.strip()[:500]}
    _count(actor)
    path = next(iter((*(str(one.path) for one in actor.seats), *map(str, actor.scope))), None)
    asked = {"by": masked_where(declared, where), "records": count}
    send(
        append(uuid7(), "register.searched", body | asked, agency_path=path),
        *(
            append(one.id, "record.looked_at", body, agency_path=one.agency.path, persons=one.persons)
            for one in sorted(records, key=lambda one: one.id)
        ),
    )


def _count(actor: Actor) -> None:
    """Count a search by what is masked; raises :class:`MaskedTooOften`, which undoes it. Operators are not counted."""
    if actor.account is None:
        return
    most = config().masked_searches
    with acting(actor.by_way_of("registers.search")), connection.cursor() as cursor:
        cursor.execute(_COUNT, [actor.account, clock.today()])
        (count,) = cursor.fetchone()
    if count > most:
        raise MaskedTooOften(most=most)


def masked_where(declared: Declared, where: Mapping[str, str]) -> dict[str, str]:
    """Return what a list is narrowed by as the journal keeps it: values of masked fields masked."""
    sensitive = {str(one.name) for one in declared.declaration.fields if one.sensitive}
    return {name: masked(value) if name in sensitive else value for name, value in where.items()}


def _whole(field: Field, value: str) -> bool:
    """Return whether a value is all of it, not how it begins, a stretch of days, or that there is none."""
    if field.type in DATED:
        begins, ends = days_of(value)
        return begins == ends
    return value != NOT_RECORDED and len(fold(value)) < LONGEST_VALUE


def _day(text: str, otherwise: date) -> date:
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text) if _DAY.match(text) else otherwise
    except ValueError:
        return otherwise
