"""Words, numbers and times as a page shows them, in the language of the page.

Every text of a page stands in it in both languages, side by side: ``t("Nộp hồ sơ", "File a case")``.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from nenso.runtime import clock
from nenso.web.languages import spoken

_KILO = 1024


def t(vi: str, en: str, **facts: Any) -> Markup:
    """Return a text of our own; ``{names}`` in it are filled with ``facts``, escaped."""
    return Markup(en if spoken() == "en" else vi).format(**facts)  # noqa: S704 - constants of ours, facts are escaped


def said(words: Any) -> str:
    """Return a declared text, or its languages as JSON has them: the page's own, else the Vietnamese."""
    words = getattr(words, "languages", words)
    if not isinstance(words, Mapping):
        return str(words or "")
    return str(words.get(spoken()) or words.get("vi") or "")


def number(value: float | None, decimals: int = 0) -> str:
    """Return ``1.234.567,5``, in English ``1,234,567.5``; nothing for None."""
    if value is None:
        return ""
    shown = f"{value:,.{decimals}f}"
    return shown if spoken() == "en" else shown.translate(str.maketrans(",.", ".,"))


def money(amount: float | None) -> str:
    """Return an amount in đồng: ``8.000 đ``."""
    return f"{number(amount)} đ" if amount is not None else ""


def size(octets: int) -> str:
    """Return the size of a file: ``312 KB``, ``4,1 MB``."""
    if octets < _KILO * _KILO:
        return f"{max(1, round(octets / _KILO))} KB"
    return f"{number(octets / _KILO / _KILO, 1)} MB"


def moment(value: datetime | str | None) -> datetime | None:
    """Return a moment, also one that is text, at Viet Nam's clock."""
    if not value:
        return None
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.astimezone(clock.VIETNAM)


def day(value: date | datetime | str | None) -> str:
    """Return ``21/11/2026``; a text that is no date as it is."""
    if not value:
        return ""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    if isinstance(found, datetime) and found.tzinfo is not None:
        found = found.astimezone(clock.VIETNAM)
    return f"{found:%d/%m/%Y}"


def at(value: datetime | str | None) -> str:
    """Return a moment as people say it: ``14:10 hôm nay``, ``08:00 hôm qua``, ``16:30 ngày 21/11/2026``."""
    found = moment(value)
    if found is None:
        return ""
    away = (found.date() - clock.today()).days
    near = {0: t("hôm nay", "today"), -1: t("hôm qua", "yesterday"), 1: t("ngày mai", "tomorrow")}
    return f"{found:%H:%M} {near.get(away) or t('ngày {day}', 'on {day}', day=day(found))}"


def dated(value: datetime | str | None) -> str:
    """Return a moment as paper says it, on which today is soon yesterday: ``17:00 ngày 27/11/2026``."""
    found = moment(value)
    return f"{found:%H:%M} {t('ngày {day}', 'on {day}', day=day(found))}" if found is not None else ""


def until(value: datetime | str | None) -> str:
    """Return how long it still is, or how long it is over: ``còn 2 giờ``, ``quá hạn 1 ngày``."""
    found = moment(value)
    if found is None:
        return ""
    left = found - clock.now()
    if left >= timedelta(0):
        return str(t("còn {time}", "{time} left", time=_span(left)))
    return str(t("quá hạn {time}", "{time} overdue", time=_span(-left)))


def pressing(value: datetime | str | None) -> str:
    """Return how near a due time is, as a kind of mark: ``late``, ``soon`` within a day, else ``done``."""
    found = moment(value)
    left = found - clock.now() if found is not None else timedelta.max
    return "late" if left < timedelta(0) else "soon" if left < timedelta(days=1) else "done"


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    days, hours = minutes // (24 * 60), minutes // 60
    if days:
        return str(t("{n} ngày", "{n} day" if days == 1 else "{n} days", n=days))
    if hours:
        return str(t("{n} giờ", "{n} hour" if hours == 1 else "{n} hours", n=hours))
    return str(t("{n} phút", "{n} minute" if minutes == 1 else "{n} minutes", n=max(1, minutes)))


FILTERS = {
    "said": said,
    "number": number,
    "money": money,
    "size": size,
    "day": day,
    "at": at,
    "dated": dated,
    "until": until,
    "pressing": pressing,
}
