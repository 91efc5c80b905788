"""Effects: what an act changes beyond its own entry, with the rights of the procedure (tác động)."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, PlainValidator, Tag, WithJsonSchema
from pydantic import Field as Key

from nenso.language.declarations.people import AgencyReference, Who
from nenso.language.declarations.times import Moment
from nenso.language.declarations.values import Declaration, Expression, Name, Names, Text, Value, refuse

VERBS = (
    "create",
    "update",
    "end",
    "open",
    "amend",
    "transfer",
    "notify",
    "refund",
    "grant",
    "revoke",
    "appoint",
    "dismiss",
    "publish",
)
"""The first word of each effect, which tells what it is."""


def _values(value: Any) -> Any:
    if isinstance(value, dict):
        wrong = [key for key, item in value.items() if not isinstance(item, str | bool | int | float | Expression)]
        if wrong:
            raise refuse(
                "set.expected",
                f"Giá trị của “{wrong[0]}” phải là CEL, số hoặc true/false.",
                f"The value of “{wrong[0]}” must be CEL, a number, or true/false.",
            )
        return {
            key: item if isinstance(item, bool | int | float) else Expression.parse(item) for key, item in value.items()
        }
    return Expression.parse(value)


FieldValues = Annotated[
    Mapping[str, Value] | Expression,
    PlainValidator(_values),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
                {"type": "string"},
            ]
        }
    ),
]
"""``{field: CEL}``, or one CEL that gives all fields."""


class AnyEffect(Declaration):
    """What all effects share."""

    condition: Expression | None = Key(None, alias="if")
    """CEL: only when it holds."""
    each: Expression | None = Key(None, alias="for")
    """CEL that gives a list: once for each element, which is ``this``."""
    named: Name | None = Key(None, alias="as")
    """Afterwards what was made is ``created.<name>``."""


class Create(AnyEffect):
    """Writes a new record."""

    create: Name
    """The register."""
    values: FieldValues = Key(default_factory=dict, alias="set")
    """``{field: CEL}``, or CEL for all of them."""


class Update(AnyEffect):
    """Writes a revision of a record, read under lock."""

    update: Expression
    """The record, or a list of them."""
    values: FieldValues = Key(alias="set")
    """``{field: CEL}``; ``record`` is the record as locked."""


class End(AnyEffect):
    """Ends the validity of a record."""

    end: Expression
    """The record."""


class Open(AnyEffect):
    """Opens a child: a case of its own path, clock and agency."""

    open: Name
    """The procedure."""
    values: FieldValues | None = Key(None, alias="set")
    """Its form."""
    agency: AgencyReference | None = None
    """Where it is filed; the agency of this case when not written."""
    applicant: Expression | None = None
    """Whose case it is; this case's applicant when not written."""
    documents: Literal["all"] | Names = ()
    """``all`` or names of this case's documents that go along."""
    to: Name | None = None
    """The step it starts at."""
    level: Literal["remind", "prepare", "recommend", "do"] | None = None
    """``prepare``: a draft for its applicant to send."""


class Amend(AnyEffect):
    """Changes filed values of this case; old, new, who and why stay."""

    amend: Annotated[Mapping[str, Value], PlainValidator(_values), WithJsonSchema({"type": "object"})]
    """``{field: CEL}`` of this case's form."""


class Transfer(AnyEffect):
    """Gives the case another competent agency."""

    transfer: AgencyReference
    """The agency."""


class Notify(AnyEffect):
    """Sends a message."""

    notify: Who
    """Who is told."""
    text: Text | None = None
    """What they are told."""


class Refund(AnyEffect):
    """Gives money back."""

    refund: Expression
    """The entry of a ``pay`` step."""


class Grant(AnyEffect):
    """Lets someone read records of the case's agency and those below it, for a purpose, for a time."""

    grant: Name
    """The register, or ``cases.<procedure>`` of the formula; it says who may read what ``under: grant``."""
    to: Who
    """Who may read: roles at agencies, or parties."""
    what: Names = ()
    """Fields, of those that the register opens under a grant; all of them when not written."""
    purpose: Text | None = None
    """For what; whoever reads states the same words. The title of the procedure when not written."""
    until: Moment | None = None
    """Until when; until it is taken back when not written."""


class Revoke(AnyEffect):
    """Takes back what the case's agency granted."""

    revoke: Expression
    """The grant (by its id), or the register it was for."""
    to: Who | None = None
    """Who had it; with a register and without this, what this case granted."""


class Appoint(AnyEffect):
    """Gives a person a role in an agency (later)."""

    appoint: Expression
    """The person."""
    role: Name
    """The role."""
    agency: AgencyReference | None = None
    """Where."""
    until: Moment | None = None
    """Until when."""


class Dismiss(AnyEffect):
    """Takes a role back (later)."""

    dismiss: Expression
    """The person or official."""
    role: Name | None = None
    """The role."""
    agency: AgencyReference | None = None
    """Where."""


class Publish(AnyEffect):
    """Publishes an edition of a formula (later)."""

    publish: Expression
    """The formula."""


def verb_of(value: Any) -> str:
    """Return which effect ``value`` is, by its first verb, or ``""``."""
    if isinstance(value, AnyEffect):
        return type(value).__name__.lower()
    return next((verb for verb in VERBS if isinstance(value, dict) and verb in value), "")


Effect = Annotated[
    Annotated[Create, Tag("create")]
    | Annotated[Update, Tag("update")]
    | Annotated[End, Tag("end")]
    | Annotated[Open, Tag("open")]
    | Annotated[Amend, Tag("amend")]
    | Annotated[Transfer, Tag("transfer")]
    | Annotated[Notify, Tag("notify")]
    | Annotated[Refund, Tag("refund")]
    | Annotated[Grant, Tag("grant")]
    | Annotated[Revoke, Tag("revoke")]
    | Annotated[Appoint, Tag("appoint")]
    | Annotated[Dismiss, Tag("dismiss")]
    | Annotated[Publish, Tag("publish")],
    Discriminator(
        verb_of,
        custom_error_type="effect.unknown",
        custom_error_message="An effect has exactly one of these words.",
        custom_error_context={"vi": "Một tác động có đúng một trong các từ này.", "expected": ", ".join(VERBS)},
    ),
]
"""One effect of ``does`` or ``on_done``."""
