"""The clock of a case: when it starts, and how it stands still while the applicant is waited for.

It starts when a complete dossier is received; for one filed elsewhere than where it is decided, when the competent
agency has it: forwarded the same day, or on the next working morning when received after 15:00 (Decree 118/2025/NĐ-CP
Art. 17(3) and 18(2) as amended by 309/2026/NĐ-CP). All moments are aware.
"""

from datetime import datetime
from fractions import Fraction

from nenso.territory.calendar import Calendar

_SECONDS_A_DAY = 86_400
_MICROSECONDS = 1_000_000
_MICROSECONDS_AN_HOUR = 3_600 * _MICROSECONDS


def clock_starts(calendar: Calendar, received: datetime, *, forwarded: bool) -> datetime:
    """Return when the clock starts for a dossier complete at ``received``, ``forwarded`` elsewhere to be decided."""
    if not forwarded:
        return received
    arrives = calendar.next_working(received)
    in_time = calendar.same_day(received).date() == arrives.date()
    return arrives if in_time else calendar.next_morning(received)


def resumed(calendar: Calendar, due: datetime, *, stopped: datetime, at: datetime, working: bool) -> datetime:
    """Return the new due time of a clock that stood still from ``stopped`` until ``at``.

    What was left is left: working time for a deadline in working time, plain time otherwise. What was overdue stays
    overdue by as much.
    """
    if not working:
        return due + (at - stopped)
    left = calendar.working_between(stopped, due)
    micro = (left.days * _SECONDS_A_DAY + left.seconds) * _MICROSECONDS + left.microseconds
    return calendar.add(at, Fraction(micro, _MICROSECONDS_AN_HOUR), "working_hours")
