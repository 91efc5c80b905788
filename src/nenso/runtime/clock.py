"""The time it is, in one place, so that a sample or a demonstration can happen at a stated moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _moment.get() or datetime.now(UTC)


def local_now() -> datetime:
    """Return the present moment on Viet Nam's wall clock (UTC+7, no summer time)."""
    return now().astimezone(VIETNAM)


def today() -> date:
    """Return the date it is in Viet Nam: the one that codes, deadlines and validity are counted by."""
    return local_now().date()


def written(moment: datetime) -> str:
    """Return a moment as it is kept in JSON and told to programs: ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at ``moment`` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("a moment carries its time zone")
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
