"""Cells made values: what people type and what spreadsheets make of it, by the type of the field.

A cell becomes the plain value of its type, or stays as it is for the rules to tell what is wrong. What was changed on
the way beyond its form (a zero given back, a code replaced by what it became) is warned of.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from nenso.language.declarations.fields import Field
from nenso.registers.importing.columns import Target
from nenso.runtime.text import fold

Warn = Callable[[str], None]
"""Told the code of what was done, one of :data:`WARNINGS`."""

Convert = Callable[[Any], Any]

WARNINGS: Final[Mapping[str, tuple[str, str]]] = {
    "zeros_restored": ("đã thêm lại số 0 ở đầu", "zeros at the start were given back"),
    "serial_date": ("số ngày của Excel đã đổi thành ngày", "an Excel day number was made a date"),
    "time_dropped": ("đã bỏ giờ, chỉ giữ ngày", "the time of day was dropped"),
    "place_named": ("tên đơn vị hành chính đã đổi thành mã", "the name of a place was made its code"),
    "place_became": ("đơn vị cũ đã đổi thành đơn vị hiện nay", "a former place was replaced by what it became"),
    "label_for_code": ("tên lựa chọn đã đổi thành mã", "the name of an option was made its code"),
    "decimal_comma": ("dấu phẩy thập phân đã đổi thành dấu chấm", "a decimal comma was made a point"),
}
"""What may be warned of, in both languages."""

PlaceOf = Callable[[str, str | None], tuple[str, str] | None]
"""``place_of(text, level)``: code and warning (``""``, ``place_named``, ``place_became``), or None where unclear."""

_DAY: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T]+00:00(?::00)?)?\Z")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)?\Z")
_SPOKEN: Final = re.compile(r"ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})\Z")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:([.,\u00a0 ])\d{3})(?:\1\d{3})*\Z")
_WHOLE: Final = re.compile(r"[+-]?\d+(?:[.,]0+)?\Z")
_COMMA: Final = re.compile(r"[+-]?(?:\d{1,3}(?:[.\u00a0 ]\d{3})+|\d+),\d+\Z")
_POINT: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+\Z")
_MONEY: Final = re.compile(r"(?:vnd|vnđ|đồng|dong|đ|₫)\.?\Z", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d+\Z")
_NOISE: Final = re.compile(r"[\s'`.\-]")
_LONGEST_NUMBER: Final = 40
"""Signs of what is read as a number: longer ones are none that anybody counts to, and may be more than can be read."""
_FIRST_YEAR, _LAST_YEAR = 1000, 8999
_POINT_ZERO: Final = re.compile(r"(?<=\d)[.,]0\Z")
_EXCEL_EPOCH: Final = date(1899, 12, 30)
_YES: Final = frozenset(("co", "x", "v", "1", "true", "yes", "y", "dung", "c"))
_NO: Final = frozenset(("khong", "0", "false", "no", "n", "sai", "k"))
_PLAINLY: Final = ("true", "false")
_SEXES: Final = {"nam": "male", "m": "male", "trai": "male", "nu": "female", "f": "female", "gai": "female"}


def converter(target: Target, warn: Warn, place_of: PlaceOf) -> Convert:
    """Return what makes a value of a cell of ``target``; it gets cells that are not empty."""
    kind = target.field.type
    if target.part:
        if target.part == "place":
            return partial(_place, place_of, "commune", warn)
        return partial(_number, warn) if kind == "location" else _one_line
    if kind == "place":
        return partial(_place, place_of, target.field.level, warn)
    if kind in {"choice", "choices"}:
        return _chooser(target.field, warn)
    made = _BY_TYPE.get(kind)
    return partial(made, warn) if made is not None else _PLAIN.get(kind, _text)


def _text(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return (
        ("true" if cell else "false")
        if isinstance(cell, bool)
        else cell
        if isinstance(cell, list | dict)
        else str(cell)
    )


def _one_line(cell: Any) -> Any:
    if type(cell) is str and cell.isprintable() and "  " not in cell:
        return cell
    text = _text(cell)
    return " ".join(text.split()) if isinstance(text, str) else text


def _date(warn: Warn, cell: Any) -> Any:
    if type(cell) is str and len(cell) == 10 and cell[4] == cell[7] == "-" and "1000" <= cell < "9":
        return cell
    if isinstance(cell, datetime) and cell.time() != time(0):
        warn("time_dropped")
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day, cell.isoformat())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(warn, cell)
    text = str(cell)
    if found := _ISO.match(text):
        year, month, day = map(int, found.groups())
        return _day(year, month, day, text)
    if found := _DAY.match(text):
        day, month, year = map(int, found.groups())
        if len(found[3]) == 2:
            return text
        return _day(year, month, day, text)
    if _DIGITS.match(text) and len(text) == 5:
        return _serial(warn, int(text))
    if found := _SPOKEN.match(fold(text)):
        day, month, year = map(int, found.groups())
        return _day(year, month, day, text)
    return text


def _day(year: int, month: int, day: int, text: str) -> str:
    """Return the day, or the text where there is none such or its year cannot be meant."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return f"{text}?"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text


def _serial(warn: Warn, number: float) -> Any:
    """Return the day that Excel counts as ``number``: 1 is 1 January 1900, and 1900 is taken for a leap year."""
    if not 61 <= number < 110_000:
        return str(number)
    warn("serial_date")
    return (_EXCEL_EPOCH + timedelta(days=int(number))).isoformat()


def _integer(warn: Warn, cell: Any) -> Any:
    del warn
    if isinstance(cell, bool | list | dict):
        return cell
    if isinstance(cell, int | float):
        return int(cell) if float(cell).is_integer() else cell
    text = _MONEY.sub("", str(cell)).strip()
    if len(text) < _LONGEST_NUMBER and _GROUPED.match(text):
        return int(re.sub(r"[.,\s]", "", text))
    return int(re.split("[.,]", text)[0]) if _WHOLE.match(text) and len(text) < 19 else _text(cell)


def _number(warn: Warn, cell: Any) -> Any:
    if isinstance(cell, int | float | list | dict):
        return cell
    text = str(cell).replace("%", "").strip()
    if len(text) >= _LONGEST_NUMBER:
        return _text(cell)
    if _COMMA.match(text):
        warn("decimal_comma")
        return float(re.sub(r"[.\s]", "", text).replace(",", "."))
    if _POINT.match(text):
        return float(text.replace(",", ""))
    return int(text) if _WHOLE.match(text) and len(text) < 16 else _text(cell)


def _yes_no(warn: Warn, cell: Any) -> Any:
    del warn
    if isinstance(cell, bool):
        return cell
    if cell in _PLAINLY:
        return cell == "true"
    word = fold(str(cell))
    return True if word in _YES else False if word in _NO else cell if isinstance(cell, int | float) else _text(cell)


def _numbered(lengths: tuple[int, ...], most: int, warn: Warn, cell: Any) -> Any:
    """Return a number of fixed length with the zeros that a spreadsheet took away, at most ``most`` of them."""
    if type(cell) is str and len(cell) == lengths[0] and cell.isdigit():
        return cell
    if isinstance(cell, float) and not cell.is_integer():
        return str(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        text = str(int(cell))
    else:
        text = _NOISE.sub("", _POINT_ZERO.sub("", str(cell)))
    if _DIGITS.match(text):
        for length in lengths:
            if 0 < length - len(text) <= most:
                warn("zeros_restored")
                return text.zfill(length)
    return text


def _tax_code(warn: Warn, cell: Any) -> Any:
    text = str(cell).strip().lstrip("'")
    return _numbered((10,), 1, warn, cell) if "-" not in text else text


def _phone(warn: Warn, cell: Any) -> Any:
    if type(cell) is str and cell.startswith("0"):
        return cell.strip()
    if isinstance(cell, int | float) or (_DIGITS.match(str(cell)) and len(cell) < _LONGEST_NUMBER):
        text = str(int(cell))
        if len(text) == 9 and text[0] in "35789":
            warn("zeros_restored")
            return f"0{text}"
        return str(cell)
    return str(cell).strip().lstrip("'")


def _place(place_of: PlaceOf, level: str | None, warn: Warn, cell: Any) -> Any:
    text = str(int(cell)) if isinstance(cell, int | float) and not isinstance(cell, bool) else str(cell).strip()
    if _DIGITS.match(text) and level is not None and len(text) < (length := 2 if level == "province" else 5):
        warn("zeros_restored")
        text = text.zfill(length)
    found = place_of(text, level)
    if found is None:
        return text
    code, done = found
    if done:
        warn(done)
    return code


def _chooser(field: Field, warn: Warn) -> Convert:
    """Return what makes a code of a code, a label in any language, or a word that everybody uses for it."""
    codes = field.options.codes or {} if field.options is not None else {}
    known: dict[str, str] = {}
    for code, label in codes.items():
        for text in (
            *(label.in_language(language) for language in label.languages),
            str(code),
            str(code).replace("_", " "),
        ):
            known.setdefault(fold(text), str(code))
    for word, code in _SEXES.items():
        if code in codes:
            known.setdefault(word, code)
    exact = {str(code) for code in codes}

    def one(cell: Any) -> Any:
        if type(cell) is str and cell in exact:
            return cell
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
        if text in exact:
            return text
        code = known.get(fold(text))
        if code is None:
            return text
        warn("label_for_code")
        return code

    def many(cell: Any) -> Any:
        parts = cell if isinstance(cell, list) else re.split(r"[;,|]", str(cell))
        return [one(part) for part in parts if str(part).strip()]

    return many if field.type == "choices" else one


def _moment(warn: Warn, cell: Any) -> Any:
    del warn
    if isinstance(cell, datetime):
        return cell.isoformat() if cell.tzinfo else f"{cell.isoformat()}+07:00"
    return f"{cell.isoformat()}T00:00:00+07:00" if isinstance(cell, date) else str(cell)


def _clock(warn: Warn, cell: Any) -> Any:
    del warn
    return cell.strftime("%H:%M") if isinstance(cell, time | datetime) else str(cell)


def _list(cell: Any) -> Any:
    return cell if isinstance(cell, list) else [part.strip() for part in re.split(r"[;|]", str(cell)) if part.strip()]


_BY_TYPE: Final[Mapping[str, Callable[[Warn, Any], Any]]] = {
    "date": _date,
    "datetime": _moment,
    "time": _clock,
    "integer": _integer,
    "money": _integer,
    "number": _number,
    "yes_no": _yes_no,
    "consent": _yes_no,
    "person_id": partial(_numbered, (12,), 2),
    "tax_code": _tax_code,
    "phone": _phone,
}
_PLAIN: Final[Mapping[str, Convert]] = {
    "text": _one_line,
    "person_name": _one_line,
    "email": _one_line,
    "url": _one_line,
    "period": _one_line,
    "records": _list,
}
