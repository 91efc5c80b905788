"""When a case and its steps are due, and the clock that stands still while the applicant is waited for.

The clock starts when a complete dossier is received; for one filed elsewhere than where it is decided, when the competent
agency has it: forwarded the same day, or on the next working morning when received after 15:00 (Decree 118/2025/NĐ-CP
Art. 17(3) and 18(2) as amended by 309/2026/NĐ-CP). All moments are aware; answers are on Viet Nam's clock.
"""

from datetime import datetime, time
from fractions import Fraction

from nenso.language.declarations.times import Duration
from nenso.territory.calendar import CUTOFF, Calendar

_RUN_ON_WEEK = 7
_MONTHS_A_YEAR = 12
_MICROSECONDS_AN_HOUR = 3_600_000_000


def after(
    calendar: Calendar, start: datetime, duration: Duration, *, cutoff: str | None = None, sign: int = 1
) -> datetime:
    """Return the moment ``duration`` after ``start`` (before it when ``sign`` is -1)."""
    if duration.unit == "same_day":
        return calendar.same_day(start, time.fromisoformat(cutoff) if cutoff else CUTOFF)
    amount = sign * duration.amount
    if duration.unit == "weeks":
        return calendar.add(start, amount * _RUN_ON_WEEK, "days")
    if duration.unit == "years":
        return calendar.add(start, amount * _MONTHS_A_YEAR, "months")
    return calendar.add(start, amount, duration.unit)


def accepted_at(calendar: Calendar, received: datetime, *, forwarded: bool) -> datetime:
    """Return when the clock starts for a dossier complete at ``received``; ``forwarded`` to another agency to decide."""
    if not forwarded:
        return received
    same_day = calendar.same_day(received)
    arrives = calendar.next_working(received)
    return arrives if same_day.date() == arrives.date() else calendar.next_morning(received)


def resumed(calendar: Calendar, due: datetime, *, stopped: datetime, at: datetime, working: bool) -> datetime:
    """Return the new due time of a clock that stood still from ``stopped`` until ``at``.

    What was left is left: working time for a deadline in working time, plain time otherwise. What was overdue stays
    overdue by as much.
    """
    if not working:
        return due + (at - stopped)
    left = calendar.working_between(stopped, due)
    hours = Fraction((left.days * 86_400 + left.seconds) * 1_000_000 + left.microseconds, _MICROSECONDS_AN_HOUR)
    return calendar.add(at, hours, "working_hours") if hours else calendar.next_working(at)
