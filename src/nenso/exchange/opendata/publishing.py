"""Publishing what registers open to everyone: files, written anew only when what they hold has changed."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from nenso.agencies.queries import agency_by_path
from nenso.exchange.opendata.columns import ALL, MADE_UP, UNKNOWN, Column, about, columns_of
from nenso.exchange.opendata.counting import Counted, cells, counted
from nenso.exchange.opendata.errors import NothingToOpen, NotOpen
from nenso.exchange.opendata.periods import between
from nenso.exchange.opendata.tables import OpenRelease
from nenso.exchange.opendata.writing import MEDIA_TYPES, Written, written
from nenso.exchange.values import Answering
from nenso.files.storing import Blob, hold, store_own
from nenso.journal.recording import record as journal
from nenso.language.declarations.access import FieldItems
from nenso.language.declarations.fields import Field
from nenso.language.durations import shift
from nenso.registers.declared import Declared
from nenso.registers.finding import as_value
from nenso.registers.known import Known, register_named, registers_in_force
from nenso.registers.lookup import RegisterLookup
from nenso.registers.measuring.reading import standing
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for

PUBLISHER: Final = Actor(system="exchange.open_data", scope=("vn",), readers=frozenset())
COUNTRY: Final = "vn"
_PAGE: Final = 2_000
_CHARTED: Final = 24


@dataclass(frozen=True)
class Published:
    """What became of one register: its newest release, and whether it was made now."""

    release: OpenRelease
    new: bool


def opened() -> Iterator[Known]:
    """Yield the registers in force that open data."""
    for one in registers_in_force():
        if one.declared.declaration.open_data is not None:
            yield one


def due(known: Known, now: datetime) -> bool:
    """Return whether a register is to be published again, by how often it says."""
    last = newest(known.name)
    data = known.declared.declaration.open_data
    if last is None or data is None:
        return data is not None
    if last.withdrawn_at is not None:  # somebody says when it is right again
        return False
    if isinstance(data.refresh, str):
        return _turn(data.refresh, clock.today()) != _turn(data.refresh, last.checked_at.astimezone(clock.VIETNAM))
    with acting(PUBLISHER):
        return shift(last.checked_at, data.refresh, calendar_for(None)) <= now


def newest(register: str) -> OpenRelease | None:
    """Return the last release of a register."""
    with acting(PUBLISHER):
        return OpenRelease.objects.filter(register=register).order_by("-number").first()


def publish(register: str) -> Published:
    """Publish what a register opens; where nothing changed since the last release, say only that it was looked at.

    To be called outside any transaction. Raises :class:`~nenso.registers.errors.RegisterUnknown`, :class:`NotOpen`,
    :class:`NothingToOpen` where there is no row. After a withdrawal it is published anew.
    """
    known = register_named(register)
    if known.declared.declaration.open_data is None:
        raise NotOpen(register=register)
    last, told = newest(register), about(known.declared)
    with _made(known.declared, last) as made:
        if not made.written.rows:
            raise NothingToOpen(register=register)
        digest = hashlib.sha256(orjson.dumps([told, made.written.digest], option=orjson.OPT_SORT_KEYS)).hexdigest()
        if last is not None and last.digest == digest and last.withdrawn_at is None:
            return Published(_looked_at(last, made), new=False)
        blobs = {name: store_own(path, MEDIA_TYPES[name]) for name, path in made.written.files.items()}
    return _kept(known, last, digest, told, made, blobs)


@dataclass
class _Made:
    """The rows of a register as they were written now, and what is told beside them."""

    written: Written
    latest: datetime | None = None
    completeness: float | None = None
    chart: list[tuple[str, int | None]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def _made(declared: Declared, last: OpenRelease | None) -> Iterator[_Made]:
    columns = columns_of(declared)
    data = declared.declaration.open_data
    latest = _latest(declared.name)
    if data is not None and data.count is not None:
        with acting(PUBLISHER):
            before = [(str(value), str(period)) for value, period in last.hidden] if last is not None else []
            day = last.published_at.astimezone(clock.VIETNAM).date() if last is not None else None
            after = _told_otherwise(declared)
            table = counted(declared, data.count, clock.today(), before, day, after=after)
            names = _names(declared.declaration.field(data.count.by), table)
        with written(columns, _marked(columns, cells(table.rows, names))) as found:
            chart = table.totals(data.count.per, clock.today())[-_CHARTED:]
            yield _Made(found, latest, _completeness(declared), chart, table.hidden)
        return
    charted = _Months(columns)
    with written(columns, _marked(columns, charted.through(_rows(declared)))) as found:
        yield _Made(found, latest, _completeness(declared), charted.shown())


def _marked(columns: Sequence[Column], rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Yield rows with what is the same in each of them: that they are made up, where a column says so."""
    marks = [True for one in columns if one is MADE_UP]
    return ([*row, *marks] for row in rows)


def _told_otherwise(declared: Declared) -> int:
    """Return the last year that other counts of the register told something of (by, of or per was another), or 0.

    Who kept them would subtract: months from a quarter, one place from another. So other counts begin with a new year.
    """
    own = _shape(about(declared))
    told = OpenRelease.objects.filter(register=declared.name).values_list("about", "published_at")
    years = [
        at.astimezone(clock.VIETNAM).year
        for said, at in told
        if said["counts"] and _shape({"of": own[2], **said}) != own
    ]
    return max(years, default=0)


def _shape(told: dict[str, Any]) -> tuple[str, str, str]:
    """Return by what, by which period and of which day a release counts."""
    by, _, period, *_ = told["columns"]
    return by["name"], period["label"]["vi"], told["of"]


def _latest(register: str) -> datetime | None:
    with acting(PUBLISHER):
        found: datetime | None = _current(register).aggregate(last=Max("updated_at"))["last"]
    return found


def _current(register: str) -> QuerySet[Record]:
    return Record.objects.filter(register=register, ended_at=None, archived_at=None)


def _rows(declared: Declared) -> Iterator[list[Any]]:
    """Yield the fields of each current record, the oldest first, page by page."""
    items = declared.declaration.opened
    computed = any(item.compute is not None for item in items)
    after = UUID(int=0)
    while True:
        with acting(PUBLISHER):
            records = _current(declared.name).filter(id__gt=after).defer("terms").order_by("id")
            page = list((records.select_related("agency") if computed else records)[:_PAGE])
            rows = [_row(declared, items, record, computed=computed) for record in page]
        yield from rows
        if len(page) < _PAGE:
            return
        after = page[-1].id


def _row(declared: Declared, items: FieldItems, record: Record, *, computed: bool) -> list[Any]:
    this = as_value(record) if computed else {}
    lookup = Answering(record.agency.path if computed else "")
    return [
        declared.value(item.compute, this, lookup) if item.compute is not None else record.data.get(item.name)
        for item in items
    ]


def _names(by: Field | None, table: Counted) -> dict[str, str]:
    """Return what the values of a table of counts are called, in Vietnamese."""
    values = {row.value for row in table.rows}
    names = {ALL: "Tất cả", UNKNOWN: "Không rõ"}
    if by is not None and by.type == "place":
        lookup = RegisterLookup("")
        lookup.know_places()
        for value in values - set(names):
            place = lookup.place(value, clock.today()).place
            names[value] = place.path_name if place is not None else ""
    elif by is not None and by.type == "yes_no":
        names |= {"true": "Có", "false": "Không"}
    elif by is not None and by.options is not None:
        names |= {str(code): text.in_language("vi") for code, text in (by.options.codes or {}).items()}
    return names


def _completeness(declared: Declared) -> float | None:
    """Return how complete the register is in the whole country, 0–100, as it was last measured.

    To one place: from all places of a share it can be worked out of how many records it is one.
    """
    if declared.declaration.quality is None:
        return None
    stands = standing(PUBLISHER, declared.name, agency_by_path(COUNTRY).id)
    share = next((one.share for one in stands.measures if one.name == "complete"), None)
    return round(share, 1) if share is not None else None


@dataclass
class _Months:
    """How many rows there are by month of the first date among the columns."""

    columns: list[Column]
    counts: dict[str, int] = field(default_factory=dict)

    def through(self, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
        at = next((number for number, one in enumerate(self.columns) if one.kind == "date"), None)
        for row in rows:
            if at is not None and row[at]:
                month = str(row[at])[:7]
                self.counts[month] = self.counts.get(month, 0) + 1
            yield row

    def shown(self) -> list[tuple[str, int | None]]:
        if not self.counts:
            return []
        months = between(min(self.counts), max(self.counts), "month")
        return [(one, self.counts.get(one, 0)) for one in months[-_CHARTED:]]


def _looked_at(last: OpenRelease, made: _Made) -> OpenRelease:
    last.checked_at, last.latest, last.completeness = clock.now(), made.latest, made.completeness
    with acting(PUBLISHER):
        last.save(update_fields=["checked_at", "latest", "completeness"])
    return last


def _kept(
    known: Known,
    last: OpenRelease | None,
    digest: str,
    told: dict[str, Any],
    made: _Made,
    blobs: dict[str, Blob],
) -> Published:
    now, short = clock.now(), known.name.rpartition(".")[2]
    release = OpenRelease(
        register=known.name,
        number=last.number + 1 if last is not None else 1,
        edition=known.edition,
        digest=digest,
        published_at=now,
        checked_at=now,
        latest=made.latest,
        completeness=made.completeness,
        rows=made.written.rows,
        about=told,
        files=[
            {
                "format": name,
                "name": f"{short}.{name}",
                "media_type": blob.media_type,
                "sha256": blob.sha256,
                "size": blob.size,
            }
            for name, blob in blobs.items()
        ],
        preview=made.written.preview,
        chart=made.chart,
        hidden=made.hidden,
    )
    body = {"register": known.name, "number": release.number, "rows": release.rows}
    body["files"] = {str(one["format"]): one["sha256"] for one in release.files}
    try:
        with acting(PUBLISHER), transaction.atomic():
            for blob in blobs.values():
                hold(blob)
            release.save(force_insert=True)
            journal(release.id, "open_data.published", body, agency_path=COUNTRY)
    except IntegrityError:  # somebody else published it meanwhile
        there = newest(known.name)
        if there is None:
            raise
        return Published(there, new=False)
    return Published(release, new=True)


def _turn(rhythm: str, day: date) -> tuple[int, ...]:
    """Return which day, week, month, quarter or year it is."""
    turns = {
        "day": (day.year, day.month, day.day),
        "week": day.isocalendar()[:2],
        "month": (day.year, day.month),
        "quarter": (day.year, (day.month + 2) // 3),
        "year": (day.year,),
    }
    return tuple(turns[rhythm])
