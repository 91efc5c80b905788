"""Answers between what a page shows and what a form keeps: numbers, days, moments, periods; and how they are said."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from nenso.language.declarations.fields import Field
from nenso.web.forms.places import name_of_place
from nenso.web.languages import spoken
from nenso.web.wording import at, day, money, number, t

PERIODS = ("", "Q1", "Q2", "Q3", "Q4", *(f"{month:02d}" for month in range(1, 13)))
"""What a period may be a part of its year: nothing (the whole), a quarter, a month."""

_GROUPED_FROM = 10_000
_LONGEST_NUMBER = 40
"""Signs that are read as a number: of thousands of digits Python makes none, or infinity."""

_VIETNAMESE_NUMBER = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+(,\d+)?")
_ENGLISH_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")


def read_number(written: str) -> int | float | str:
    """Return the number written ``1.234.567,5`` (English ``1,234,567.5``), or ``1.5``; else the text itself."""
    bare = re.sub(r"[\s₫đ]", "", written.strip())
    english = spoken() == "en"
    if len(bare) > _LONGEST_NUMBER:
        return written
    if _VIETNAMESE_NUMBER.fullmatch(bare) and not (english and not bare.isdigit()):
        plain = bare.replace(".", "").replace(",", ".")
    elif _ENGLISH_NUMBER.fullmatch(bare):
        plain = bare.replace(",", "")
    else:
        return written
    return float(plain) if "." in plain else int(plain)


def written_number(value: Any, kind: str = "number") -> str:
    """Return a number as it is written into a box again; an integer of four digits, often a year, without a dot."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if kind == "integer" and abs(value) < _GROUPED_FROM:
        return f"{value:.0f}"
    decimals = 0 if float(value).is_integer() else len(f"{value:.6f}".rstrip("0").rpartition(".")[2])
    return number(value, decimals)


def read_day(parts: Mapping[str, str]) -> str:
    """Return ``2026-11-02`` from ``day month year``, "" from nothing; half a day gives what is no day."""
    written = [parts.get(name, "").strip() for name in ("year", "month", "day")]
    if not any(written):
        return ""
    year, month, of_month = (part.replace("-", "") for part in written)
    return f"{year}-{month.zfill(2) if month else ''}-{of_month.zfill(2) if of_month else ''}"


def day_parts(value: Any) -> dict[str, str]:
    """Return what stands in the three boxes of a day."""
    year, month, of_month, *_ = [*str(value or "").partition("T")[0].split("-"), "", "", ""]
    return {"day": of_month.lstrip("0"), "month": month.lstrip("0"), "year": year}


def read_moment(parts: Mapping[str, str]) -> str:
    """Return a moment of Viet Nam from the boxes of its day and its time."""
    found, time = read_day(parts), parts.get("time", "").strip()
    if not found and not time:
        return ""
    return f"{found}T{time}+07:00"


def time_of(value: Any) -> str:
    """Return ``15:00`` of a moment, as its box holds it."""
    return str(value or "").partition("T")[2].partition("+")[0][:5]


def read_period(parts: Mapping[str, str]) -> str:
    """Return ``2026``, ``2026-Q3`` or ``2026-08`` from a year and the part of it."""
    year, part = parts.get("year", "").strip(), parts.get("part", "")
    return f"{year}-{part}" if part and part in PERIODS else year


def period_name(part: str) -> str:
    """Return what a part of a year is called."""
    if not part:
        return t("Cả năm", "Whole year")
    if part.startswith("Q"):
        return t("Quý {n}", "Quarter {n}", n=part[1:])
    return t("Tháng {n}", "Month {n}", n=int(part))


def label_of(field: Field) -> str:
    """Return what a field is called, in the language of the page."""
    return field.label.in_language(spoken()) if field.label is not None else str(field.name)


def shown_value(field: Field, value: Any) -> str:
    """Return a value of a record as people read it; what is masked as it is."""
    return value if isinstance(value, str) and "•" in value else said_answer(field, value)


def shown_change(field: Field | None, before: Any, after: Any) -> tuple[str, str]:
    """Return the two values of a field that was corrected as people read them; "" where there is none."""
    return _shown_or_nothing(field, before), _shown_or_nothing(field, after)


def _shown_or_nothing(field: Field | None, value: Any) -> str:
    if value is None:
        return ""
    return shown_value(field, value) if field is not None else str(value)


def said_answer(field: Field, value: Any) -> str:
    """Return an answer as people read it; nothing where there is none."""
    if value is None or value == "" or value in ([], {}):
        return ""
    say = _SAYS.get(field.type)
    return say(field, value) if say is not None else str(value)


def option_label(field: Field, code: Any) -> str:
    """Return what a choice is called."""
    codes = field.options.codes if field.options is not None else None
    label = codes.get(code) if isinstance(codes, Mapping) else None
    return label.in_language(spoken()) if label is not None else str(code)


def _number(field: Field, value: Any) -> str:
    unit = f" {field.unit.in_language(spoken())}" if field.unit is not None else ""
    return f"{written_number(value, field.type)}{unit}"


def _address(_: Field, value: Any) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    parts = [str(value[name]) for name in ("line", "hamlet") if value.get(name)]
    place = str(value.get("place") or "")
    return ", ".join([*parts, *([name_of_place(place)] if place else [])])


def _period(_: Field, value: Any) -> str:
    year, _dash, part = str(value).partition("-")
    return f"{period_name(part)} {year}" if part in PERIODS and part else year


def _yes_no(_: Field, value: Any) -> str:
    return t("Có", "Yes") if value is True else t("Không", "No") if value is False else str(value)


_SAYS: Mapping[str, Callable[[Field, Any], str]] = {
    "yes_no": _yes_no,
    "consent": lambda _, value: t("Đồng ý", "Agreed") if value else t("Không đồng ý", "Not agreed"),
    "integer": _number,
    "number": _number,
    "money": lambda _, value: money(value) if isinstance(value, int | float) else str(value),
    "date": lambda _, value: day(value),
    "datetime": lambda _, value: at(value),
    "period": _period,
    "choice": option_label,
    "choices": lambda field, value: ", ".join(option_label(field, one) for one in value),
    "place": lambda _, value: name_of_place(str(value)),
    "address": _address,
    "location": lambda _, value: f"{value.get('latitude')}, {value.get('longitude')}",
    "records": lambda _, value: ", ".join(map(str, value)),
    "files": lambda _, value: t("{n} tệp", "{n} files", n=len(value)),
}
