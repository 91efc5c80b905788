"""Registers: what an agency knows (sổ, cơ sở dữ liệu), with its hard rules, its quality and who sees it."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema
from pydantic import Field as Key

from nenso.language.declarations.access import EditRule, FieldItem, FieldItems, Keep, Numbering, ReadRule
from nenso.language.declarations.fields import Field
from nenso.language.declarations.quality import Quality
from nenso.language.declarations.times import Duration, Every
from nenso.language.declarations.values import Declaration, Expression, Name, Names, Text, Value, refuse


class View(Declaration):
    """How records are shown: exactly one of ``table cards map board``."""

    table: Names | None = None
    """Columns of a table."""
    cards: Names | None = None
    """Fields of a card."""
    map: Name | None = None
    """The place, location or area on the map."""
    board: Name | None = None
    """The choice whose codes are the columns of a board."""
    colour: Name | None = None
    """The field that colours the map."""
    title: Text | None = None
    """Heading."""


PERSONAL = frozenset({"person_name", "person_id", "phone", "email", "signature"})
PEOPLE = frozenset({"persons", "households"})
"""Registers whose records are people: a field that names one of them says who it is."""
"""Types of fields that say who a person is."""


class OpenCount(Declaration):
    """How many records there are, by one field and by period; small counts are hidden."""

    by: Name
    """The field whose values are counted: a place, a choice, yes or no."""
    of: Name
    """The date that says in which period a record counts."""
    per: Literal["month", "quarter", "year"] = "month"
    """The period; one is counted once it is over."""


class OpenData(Declaration):
    """What is published for everyone (dữ liệu mở): records by their ``fields``, or how many there are (``count``)."""

    licence: str
    """SPDX identifier, such as ``CC-BY-4.0``."""
    fields: FieldItems = ()
    """Fields, ``all``, or ``{new_name: CEL}``; never a sensitive one, nor one that says who a person is."""
    count: OpenCount | None = None
    """Instead of records, how many there are."""
    refresh: Every = "day"
    """How often."""


class PublishedLookup(Declaration):
    """What the owner offers other agencies to look up, each under a grant of its own (tra cứu, chia sẻ dữ liệu)."""

    name: Name = Key(alias="lookup")
    """``snake_case`` name."""
    title: Text
    """What people call it."""
    by: Names
    """The fields that must be given; together they find at most a few records."""
    fields: FieldItems
    """What is answered: fields, ``all``, or ``{new_name: CEL}``."""
    purposes: Mapping[Name, Text]
    """For what it may be asked: code to label."""
    basis: Text
    """The legal basis (căn cứ pháp lý)."""


class Feed(Declaration):
    """Records that somebody outside sends (later)."""

    by: Name
    """The field or role that names the sender."""
    through: Annotated[
        tuple[Literal["api", "csv"], ...],
        BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    ] = ("api",)
    """Ways in."""
    every: Every | None = None
    """How often."""


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


def _hours(value: Any) -> Any:
    if not isinstance(value, dict) or not value:
        raise refuse(
            "hours.expected", "Ở đây cần giờ làm việc theo ngày.", "Hours by day are needed.", expected="{mon-fri: […]}"
        )
    for days, hours in value.items():
        ends = str(days).split("-")
        listed = hours if isinstance(hours, list | tuple) else [hours]
        if (
            len(ends) > 2
            or any(end not in _DAYS for end in ends)
            or not all(_HOURS.fullmatch(str(item)) for item in listed)
        ):
            raise refuse(
                "hours.wrong",
                f"Giờ của “{days}” không đúng.",
                f"The hours of “{days}” are wrong.",
                expected='mon-fri: ["07:30-11:30"]',
            )
    return {
        str(days): tuple(str(item) for item in (hours if isinstance(hours, list | tuple) else [hours]))
        for days, hours in value.items()
    }


class Slots(Declaration):
    """Times that can be held on a record, never given twice (later)."""

    hours: Annotated[
        Mapping[str, tuple[str, ...]],
        PlainValidator(_hours),
        WithJsonSchema({"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}),
    ]
    """Day or days to hours: ``{mon-fri: ["07:30-11:30"]}``."""
    length: Duration
    """How long one is."""
    capacity: Value = 1
    """How many at once; number or CEL."""
    ahead: Duration | None = None
    """How far ahead they can be held."""
    cancel: Duration | None = None
    """Until how long before they can be given back."""


class RegisterField(Field):
    """A field of a register; in a computed register it may be measured."""

    measure: str | None = None
    """SQL expression over the rows of ``from`` (computed register, later)."""

    @property
    def public(self) -> bool:
        """Whether it may be published: it has a value, and is neither sensitive nor says who a person is."""
        return self.has_value and not self.retired and not any(one.sensitive or says_who(one) for one in self.walk())


def says_who(field: Field) -> bool:
    """Return whether a field itself, apart from those inside it, says who a person is."""
    return field.type in PERSONAL or (field.type == "record" and field.of in PEOPLE)


class Register(Declaration):
    """A register: one in the install, shared by all that adopt it; each record belongs to an agency."""

    name: Name = Key(alias="register")
    """``snake_case`` name, that of the file."""
    title: Text
    """What people call it."""
    summary: Text | None = None
    """One paragraph for people."""
    label: Text | None = None
    """What one record is called; fields of the record stand in braces."""
    key: Names = ()
    """Unique among current records, and what ``find()`` looks up."""
    parties: Mapping[Name, Expression] = Key(default_factory=dict)
    """People of a record, usable in who; ``owner`` finds it under "my data"."""
    place: Expression | None = None
    """CEL: where the record lies."""
    fields: tuple[RegisterField, ...] = ()
    """Fields, with their hard rules."""
    filter: Names = ()
    """Fields that a list can be narrowed by, beside those of the key and of ``board`` and ``colour``; indexed."""
    search: Names = ()
    """Fields whose words find a record, with or without diacritics; every ``person_name`` when not written. Indexed."""
    edit: tuple[EditRule, ...] = ()
    """Who may change what straight through, with a reason."""
    quality: Quality | None = None
    """Soft rules, measured every day."""
    read: tuple[ReadRule, ...] = ()
    """Who sees what."""
    numbered: Numbering | None = None
    """Printed codes of records."""
    views: tuple[View, ...] = ()
    """How records are shown."""
    lookups: tuple[PublishedLookup, ...] = ()
    """What other agencies may ask to look up."""
    open_data: OpenData | None = None
    """What is published for everyone."""
    keep: Keep | None = None
    """How long a record is kept."""
    feed: Feed | None = None
    """Who sends records from outside (later)."""
    slots: Slots | None = None
    """Times that can be held (later)."""
    fact: Name | None = Key(None, alias="from")
    """The fact a computed register is worked out from (later)."""
    by: Names = ()
    """Columns a computed register groups by."""
    where: str | None = None
    """SQL condition on the rows of ``from``."""
    each: Name | None = Key(None, alias="for")
    """The register each of whose records has a row, also where nothing happened."""

    @property
    def computed(self) -> bool:
        """Whether it is worked out from a fact instead of written."""
        return self.fact is not None

    def field(self, name: str) -> RegisterField | None:
        """Return the field called ``name``."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def opened(self) -> FieldItems:
        """What is published of each record: ``all`` stands for every field that is not about a person."""
        items = self.open_data.fields if self.open_data is not None else ()
        if [item.name for item in items] != ["all"]:
            return items
        return tuple(FieldItem(name=field.name) for field in self.fields if field.public)

    @property
    def searched(self) -> tuple[str, ...]:
        """Names of the fields whose words find a record."""
        named = tuple(field.name for field in self.fields if field.type == "person_name" and not field.retired)
        return tuple(self.search) or named

    @property
    def filtered(self) -> tuple[str, ...]:
        """Names of the fields that a list can be narrowed by: what is declared, and what views divide by."""
        shown = [path for view in self.views for path in (view.board, view.colour) if path is not None]
        own = [name for name in shown if self.field(name) is not None]
        return tuple(dict.fromkeys((*self.filter, *own, *(name for name in self.key if self.field(name) is not None))))
