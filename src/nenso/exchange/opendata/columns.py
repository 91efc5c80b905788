"""The columns of open data and what is told of the whole: the data dictionary, made from the declaration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nenso.journal.made_up import made_up
from nenso.language.declarations.fields import Field
from nenso.language.declarations.registers import OpenCount, OpenData
from nenso.registers.declared import Declared

ALL: Final = "*"
"""In the column that is counted by: the total of all its values."""
UNKNOWN: Final = "unknown"
"""In that column: the record does not say."""

Texts = Mapping[str, str]

_KINDS: Final[Mapping[str, str]] = {
    "integer": "integer",
    "money": "integer",
    "number": "number",
    "yes_no": "yes_no",
    "date": "date",
}
LICENCES: Final[Mapping[str, tuple[str, str]]] = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
}
_PERIODS: Final = {
    "month": ("Tháng", "Month", "2026-10; the year alone: its total", "2026-10; chỉ năm: tổng của năm"),
    "quarter": ("Quý", "Quarter", "2026-Q4; the year alone: its total", "2026-Q4; chỉ năm: tổng của năm"),
    "year": ("Năm", "Year", "2026", "2026"),
}


@dataclass(frozen=True)
class Column:
    """A column: its name, label, kind (``text integer number yes_no date``), unit, codes, and a note, by language."""

    name: str
    label: Texts
    kind: str
    unit: Texts | None = None
    codes: Mapping[str, Texts] = field(default_factory=dict)
    note: Texts | None = None


MADE_UP: Final = Column(
    "made_up",
    {"vi": "Dữ liệu dựng lên", "en": "Made-up data"},
    "yes_no",
    note={"vi": "Dựng lên để trình diễn, không phải số liệu thật", "en": "Of a demonstration, not real ones"},
)


def columns_of(declared: Declared) -> list[Column]:
    """Return the columns of what a register opens: its fields, or those of a table of counts.

    Where data are made up, the last one says so in every row.
    """
    data = _open(declared)
    own = _fields(declared) if data.count is None else _counted(declared, data.count)
    return own if made_up() is None else [*own, MADE_UP]


def _fields(declared: Declared) -> list[Column]:
    found = []
    for item in declared.declaration.opened:
        own = declared.declaration.field(item.name) if item.compute is None else None
        label = _texts(own.label) if own is not None and own.label is not None else _same(str(item.name))
        found.append(Column(str(item.name), label, _kind(own), _unit(own), _codes(own)))
    return found


def about(declared: Declared) -> dict[str, Any]:
    """Return what is told of the open data of a register, as JSON."""
    data, declaration = _open(declared), declared.declaration
    name, url = LICENCES.get(data.licence, (data.licence, f"https://spdx.org/licenses/{data.licence}.html"))
    return {
        "title": _texts(declaration.title),
        "summary": _texts(declaration.summary) if declaration.summary is not None else None,
        "licence": {"id": data.licence, "name": name, "url": url},
        "refresh": str(data.refresh),
        "counts": data.count is not None,
        **({"of": str(data.count.of)} if data.count is not None else {}),
        "columns": [{name: value for name, value in vars(one).items() if value} for one in columns_of(declared)],
    }


def _open(declared: Declared) -> OpenData:
    data = declared.declaration.open_data
    if data is None:
        raise LookupError(declared.name)
    return data


def _counted(declared: Declared, count: OpenCount) -> list[Column]:
    by = declared.declaration.field(count.by)
    label = _texts(by.label) if by is not None and by.label is not None else _same(str(count.by))
    everything = {"vi": f"{ALL}: tất cả", "en": f"{ALL}: all of them"}
    vi, en, note_en, note_vi = _PERIODS[count.per]
    return [
        Column(str(count.by), label, "text", codes=_codes(by), note=everything),
        Column(f"{count.by}_name", {"vi": f"{label['vi']} (tên)", "en": f"{label['en']} (name)"}, "text"),
        Column("period", {"vi": vi, "en": en}, "text", note={"vi": note_vi, "en": note_en}),
        Column(
            "records",
            {"vi": "Số bản ghi", "en": "Records"},
            "integer",
            note={"vi": "Trống: không công bố", "en": "Empty: not published"},
        ),
        Column(
            "hidden",
            {"vi": "Không công bố", "en": "Not published"},
            "yes_no",
            note={
                "vi": "Có: dưới 5, hoặc để không ai suy ra số dưới 5",
                "en": "Yes: less than 5, or so that nobody works out one that is",
            },
        ),
    ]


def _kind(own: Field | None) -> str:
    return _KINDS.get(own.type, "text") if own is not None else "text"


def _unit(own: Field | None) -> Texts | None:
    return _texts(own.unit) if own is not None and own.unit is not None else None


def _codes(own: Field | None) -> Mapping[str, Texts]:
    options = own.options if own is not None else None
    if options is None:
        return {}
    return {str(code): _texts(text) for code, text in (options.codes or {}).items()}


def _texts(text: Any) -> Texts:
    return {"vi": str(text.in_language("vi")), "en": str(text.in_language("en"))}


def _same(text: str) -> Texts:
    return {"vi": text, "en": text}
