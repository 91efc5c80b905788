"""What administrators read and decide: posts, settings, days of the calendar, procedures suspended."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from nenso.api.shapes.base import AgencyBrief, Asked, Words

Text = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")]
Contact = Annotated[str, StringConstraints(min_length=3, max_length=254, pattern=r"^[^\x00]+$")]
Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Full = Annotated[str, StringConstraints(min_length=1, max_length=160, pattern=r"^[A-Za-z0-9_.]+$")]
Day = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2035, 12, 31))]


class PostShape(Schema):
    """``valid_until``: the first day no longer."""

    id: UUID
    agency: AgencyBrief
    role: str
    holder_name: str
    title: str
    basis: str
    valid_from: date
    valid_until: date | None
    stands_in_for: UUID | None


class Posts(Schema):
    items: list[PostShape]


class PostAsked(Asked):
    """``contact``: e-mail, telephone or identification number of whose account it is."""

    contact: Contact
    role: Role
    holder_name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    title: Text = ""
    basis: Text = ""
    since: Day | None = None
    until: Day | None = None


class PostEnd(Asked):
    """``on``: the first day without rights; now when left out."""

    basis: Text = ""
    on: Day | None = None


class SettingShape(Schema):
    """``decided_by`` is empty where nobody decided and ``value`` is the formula's own."""

    name: str
    label: Words
    type: str
    value: Any
    default: Any
    decided_by: AgencyBrief | None
    since: date | None
    until: date | None
    basis: str
    set_by: list[str]


class Settings(Schema):
    on: date
    items: list[SettingShape]


class SettingAsked(Asked):
    """``value`` null: what the formula says where nobody decided."""

    value: Any
    since: Day | None = None
    until: Day | None = None
    basis: Text = ""


class DaysAsked(Asked):
    """Days off, or worked instead (``working_saturday``), from ``first`` to ``last``."""

    first: Day
    last: Day | None = None
    kind: Annotated[str, StringConstraints(pattern="^(holiday|swapped_off|compensatory|working_saturday)$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
    hours: Annotated[str, StringConstraints(max_length=100, pattern=r"^[0-9:\- ]*$")] = ""
    source: Text = ""


class CalendarEffect(Schema):
    """How many open cases get another due time; ``more``: at least so many."""

    cases: int = Field(ge=0)
    more: bool


class SuspensionAsked(Asked):
    procedure: Full
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00]+$")]
