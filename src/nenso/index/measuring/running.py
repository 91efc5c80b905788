# ruff: noqa: S608 - statements are put together from the compiler's own words, literals by psycopg
"""The measuring job: bring sums up to date, then the values of the periods where something changed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import DataError, ProgrammingError, transaction

from nenso.formulas.library import formula_of
from nenso.formulas.models import Edition
from nenso.index.asking import ask, literal
from nenso.index.measuring.errors import NotMeasurable, PeriodWrong
from nenso.index.measuring.offered import write_declared
from nenso.index.measuring.plans import KEPT, Plan, Source, plan_in_force
from nenso.index.measuring.reports import take_in_reports
from nenso.index.measuring.summing import bring_up, digest_of, horizon
from nenso.index.measuring.valuing import periods_with, write_values
from nenso.index.models import Source as Kept
from nenso.language.levels import level_of
from nenso.language.periods import is_period
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for

INDEX = Actor(system="index", scope=("vn",), readers=frozenset())
"""The measuring job: it alone reads facts and writes values."""

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('index.measuring', 0))"
_MEMORY = "SET LOCAL work_mem = '192MB'; SET LOCAL jit = off; SET LOCAL random_page_cost = 1.5"
"""Single rows are found by their keys: what a job reads every ten minutes is in memory."""
_FIRST_DAY = date(2020, 1, 1)
_MISFITS = ("Kiểu dữ liệu trong phép đo không khớp.", "Types in the measure do not fit.")
_FAILS = ("Phép đo không tính được trên số liệu đang có.", "The measure cannot be worked out on what is there.")


@dataclass(slots=True)
class Report:
    """What a run did: periods whose values were looked at, how many indicators, what is not measured, seconds.

    ``reported``: how many values it took from reports that were locked since the run before.
    """

    periods: list[str] = field(default_factory=list)
    indicators: int = 0
    refused: list[NotMeasurable] = field(default_factory=list)
    seconds: float = 0.0
    reported: int = 0


def run(*, periods: Sequence[str] = (), anew: bool = False) -> Report:
    """Measure every indicator in force, in one transaction, and return what was done: nothing, where nothing happened.

    ``periods``: these, and the running month, quarter and year, and those in which something changed. ``anew``: sum up
    everything again. Raises ``PeriodWrong``.
    """
    for period in periods:
        if not is_period(period):
            raise PeriodWrong(period=period)
    began = time.perf_counter()
    with acting(INDEX):
        ask(_ONE_AT_A_TIME)
        ask(_MEMORY)
        at = horizon()
        if not periods and not anew and _nothing_happened():
            return Report(seconds=time.perf_counter() - began)
        _write_levels()
        write_declared()
        _write_working_days()
        plan = plan_in_force()
        drop_what_fails(plan)
        try:
            with transaction.atomic():
                todo = _measure(plan, at, periods, anew=anew)
        except DataError:
            drop_what_fails(plan, on_rows=True)
            todo = _measure(plan, at, periods, anew=anew)
        reported = take_in_reports()
    measured = len(plan.measured) + len(plan.derived)
    return Report(todo, measured, plan.refused, time.perf_counter() - began, reported)


def take_in_locked() -> int:
    """Take the values of reports that were locked since the last run, not waiting for the next; return how many."""
    with acting(INDEX):
        ask(_ONE_AT_A_TIME)
        return take_in_reports()


def _measure(plan: Plan, at: int, periods: Sequence[str], *, anew: bool) -> list[str]:
    """Bring the sums up to date and write values; return of which periods."""
    changed: set[date] = set()
    first_time = not Kept.objects.exists()
    for source in plan.sources.values():
        if source.how == KEPT:
            changed |= bring_up(source, at, anew=anew)
    todo = sorted({*periods, *periods_with(() if first_time or anew else changed)})
    write_values(plan, todo)
    return todo


def _nothing_happened() -> bool:
    """Return whether the journal has no entry since the last run, and it is still the same month."""
    found = ask(
        "SELECT min(horizon), min(open_from), coalesce((SELECT max(published_at) FROM formulas_edition)"
        " > min(counted_at), false) FROM index_source"
    )
    since, month, published = found[0]
    if since is None or published or month != clock.today().replace(day=1):
        return False
    return not ask(f"SELECT EXISTS (SELECT 1 FROM index_touched WHERE transaction >= '{since}'::xid8)")[0][0]


def _write_levels() -> None:
    """Write at which level, and by which national code, editions offer their procedures, once for each edition."""
    known = {row[0] for row in ask("SELECT DISTINCT edition FROM index_procedurelevel")}
    rows = []
    for edition in Edition.objects.exclude(id__in=known).defer("files"):
        formula = formula_of(edition)
        levels = {
            f"{formula.name}.{name}": (level_of(one).whole, one.code or "") for name, one in formula.procedures.items()
        }
        rows += [
            f"({literal(edition.id)}, {literal(name)}, {literal('whole' if whole else 'part')}, {literal(code)})"
            for name, (whole, code) in (levels or {"": (False, "")}).items()
        ]
    if rows:
        ask(f"INSERT INTO index_procedurelevel (edition, procedure, level, code) VALUES {', '.join(rows)}")


def _write_working_days() -> None:
    """Write how many working days of the country there were until each day, where the calendar changed."""
    calendar = calendar_for()
    last = clock.today() + timedelta(days=400)
    days = [_FIRST_DAY + timedelta(days=n) for n in range((last - _FIRST_DAY).days)]
    counts, total = [], 0
    for day in days:
        total += calendar.is_working_day(day)
        counts.append(total)
    ask(
        "INSERT INTO index_workingday (day, count)"
        f" SELECT n.day, n.count FROM unnest({literal(days)}::date[], {literal(counts)}::int[]) n (day, count)"
        " LEFT JOIN index_workingday o ON o.day = n.day WHERE o.count IS DISTINCT FROM n.count"
        " ON CONFLICT (day) DO UPDATE SET count = excluded.count"
    )


def drop_what_fails(plan: Plan, *, on_rows: bool = False) -> None:
    """Take out of a plan what the database cannot make sense of (types that do not fit), each told by its name.

    ``on_rows``: what fails on the rows that are there (text that is no number, a number beyond all bounds): sources are
    shared, so that one declaration would end the measuring of all.
    """
    known = dict(Kept.objects.values_list("name", "digest"))
    why_vi, why_en = _FAILS if on_rows else _MISFITS
    for source in list(plan.sources.values()):
        seen = not on_rows and known.get(source.name) == digest_of(source)
        if seen or _stands(source, range(len(source.leaves)), on_rows=on_rows):
            continue
        wrong = {place for place in range(len(source.leaves)) if not _stands(source, [place], on_rows=on_rows)}
        for one in list(plan.measured):
            if any(taken.source is source and wrong & {*taken.places} for taken in (one.of, one.per) if taken):
                plan.measured.remove(one)
                refused = NotMeasurable(indicator=one.name, where=source.name, why_vi=why_vi, why_en=why_en)
                plan.refused.append(refused)
        for place in wrong:
            source.leaves[place] = type(source.leaves[place])("0", "count")


def _stands(source: Source, places: Sequence[int], *, on_rows: bool) -> bool:
    leaves = ", ".join(f"({source.leaves[place].sql})::float8" for place in places)
    statement = f"SELECT {leaves} {source.rows}".replace("__today__", "now()::date")
    try:
        with transaction.atomic():
            ask(statement if on_rows else f"EXPLAIN {statement}")
    except (ProgrammingError, DataError):
        return False
    return True
