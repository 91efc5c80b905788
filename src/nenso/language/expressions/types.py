"""What an expression may hold: the types of values, as the declarations know them.

They are fewer than the types of fields (``money`` is an integer here, ``tax_code`` a text) and carry what the engine
does not know: which register a record is of, what a group holds, what rows a table has.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of values an expression works with."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    DATETIME = "datetime"
    DURATION = "duration"
    PERIOD = "period"
    LIST = "list"
    RECORD = "record"
    GROUP = "group"
    ANYTHING = "anything"


def _no_members() -> "Mapping[str, ValueType]":
    return {}


@dataclass(frozen=True)
class ValueType:
    """The type of a value.

    ``element``: of the elements of a list. ``register``: the full name of the register a record is of, empty when it
    may be of several. ``members``: what a record or group holds, asked for only when walked, since records point at
    records.
    ``codes``: what a choice may be, when it is known beforehand.
    """

    kind: Kind
    element: "ValueType | None" = None
    register: str = ""
    members: "Callable[[], Mapping[str, ValueType]]" = field(default=_no_members, compare=False, repr=False)
    codes: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def is_row(self) -> bool:
        """Whether the value holds other values by name."""
        return self.kind in {Kind.RECORD, Kind.GROUP}

    @property
    def is_moment(self) -> bool:
        """Whether the value is a day or a moment."""
        return self.kind in {Kind.DATE, Kind.DATETIME}

    @property
    def holds_rows(self) -> bool:
        """Whether the value is a list of records or of rows."""
        return self.kind is Kind.LIST and self.element is not None and self.element.is_row

    def member(self, name: str) -> "ValueType | None":
        """Return the type of what is called ``name`` in it, or None."""
        if self.kind is Kind.PERIOD:
            return DATE if name in {"start", "end"} else None
        return self.members().get(name)

    def names(self) -> list[str]:
        """Return the names that may follow a dot."""
        return ["start", "end"] if self.kind is Kind.PERIOD else list(self.members())

    def describe(self, language: str) -> str:
        """Return what a person calls the type, in ``vi`` or ``en``."""
        vi, en = _WORDS[self.kind]
        text = en if language == "en" else vi
        if self.kind is Kind.LIST and self.element is not None:
            text += (" of " if language == "en" else " ") + self.element.describe(language)
        if self.register:
            text += (" of " if language == "en" else " của ") + self.register
        return text


_WORDS = {
    Kind.TEXT: ("chữ", "text"),
    Kind.INTEGER: ("số nguyên", "integer"),
    Kind.NUMBER: ("số thập phân", "number"),
    Kind.YES_NO: ("có/không", "yes/no"),
    Kind.DATE: ("ngày", "date"),
    Kind.DATETIME: ("thời điểm", "moment"),
    Kind.DURATION: ("khoảng thời gian", "duration"),
    Kind.PERIOD: ("kỳ", "period"),
    Kind.LIST: ("danh sách", "list"),
    Kind.RECORD: ("bản ghi", "record"),
    Kind.GROUP: ("nhóm", "group"),
    Kind.ANYTHING: ("giá trị", "value"),
}

TEXT = ValueType(Kind.TEXT)
INTEGER = ValueType(Kind.INTEGER)
NUMBER = ValueType(Kind.NUMBER)
YES_NO = ValueType(Kind.YES_NO)
DATE = ValueType(Kind.DATE)
DATETIME = ValueType(Kind.DATETIME)
DURATION = ValueType(Kind.DURATION)
PERIOD = ValueType(Kind.PERIOD)
ANYTHING = ValueType(Kind.ANYTHING)


def list_of(element: ValueType) -> ValueType:
    """Return the type of a list of ``element``."""
    return ValueType(Kind.LIST, element=element)


def group_of(members: Mapping[str, ValueType]) -> ValueType:
    """Return the type of a group, row, entry or map that holds ``members``."""
    return ValueType(Kind.GROUP, members=lambda: members)


def record_of(register: str, members: Callable[[], Mapping[str, ValueType]]) -> ValueType:
    """Return the type of a record of ``register``."""
    return ValueType(Kind.RECORD, register=register, members=members)


def accepts(expected: ValueType, actual: ValueType) -> bool:
    """Return whether a value of type ``actual`` may stand where ``expected`` is asked for.

    An integer may stand for a number, a day for a moment and the other way round, a period for a text.
    """
    if Kind.ANYTHING in {expected.kind, actual.kind}:
        return True
    if expected.kind is Kind.LIST and actual.kind is Kind.LIST:
        return expected.element is None or actual.element is None or accepts(expected.element, actual.element)
    if expected.kind is Kind.RECORD and actual.kind is Kind.RECORD:
        return not expected.register or not actual.register or expected.register == actual.register
    return expected.kind is actual.kind or (expected.kind, actual.kind) in _INTERCHANGEABLE


_INTERCHANGEABLE = {
    (Kind.NUMBER, Kind.INTEGER),
    (Kind.DATE, Kind.DATETIME),
    (Kind.DATETIME, Kind.DATE),
    (Kind.TEXT, Kind.PERIOD),
    (Kind.PERIOD, Kind.TEXT),
    (Kind.GROUP, Kind.RECORD),
}
