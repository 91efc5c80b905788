"""Samples: filled-in examples and what must come out."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field as Key

from nenso.language.declarations.values import Declaration, Name, Names


class SamplePerson(Declaration):
    """Who files."""

    person: str | None = None
    """Identifier of the person."""
    enterprise: str | None = None
    """Tax code of the enterprise filed for."""
    agency: str | None = None
    """Agency filed for."""
    role: Name | None = None
    """Role of an official who files."""
    channel: Literal["online", "counter", "post", "national"] = "online"
    """Way in."""


class SampleAct(Declaration):
    """One act."""

    step: Name
    """The step."""
    do: Name
    """The action."""
    at: str | None = None
    """When, ISO 8601."""
    person: str | None = Key(None, alias="as")
    """Who acts."""
    child: Name | None = None
    """On the child of this procedure (its short name), the latest opened, not on the case itself."""
    form: Mapping[str, Any] = Key(default_factory=dict)
    """What is filled in."""


class Expectation(Declaration):
    """What must come out."""

    status: str | int | None = None
    """Status at the end."""
    fee: int | None = None
    """What is owed, in đồng."""
    due: str | None = None
    """When the case is due, ISO 8601."""
    records: Mapping[Name, int] = Key(default_factory=dict)
    """Register to how many records were written, by the case and those that it opened."""
    results: Names | None = None
    """Results that came out."""
    children: Mapping[Name, str | int] = Key(default_factory=dict)
    """Procedure of a child (its short name) to its status at the end."""


class Sample(Declaration):
    """A sample case: filed, acted on, and compared with what is expected."""

    name: Name = Key(alias="sample")
    """``snake_case`` name, that of the file."""
    procedure: Name
    """The procedure."""
    at: str | None = None
    """When it is filed, ISO 8601."""
    who: SamplePerson = Key(default_factory=SamplePerson, alias="as")
    """Who files."""
    form: Mapping[str, Any] = Key(default_factory=dict)
    """What is filled in."""
    documents: Names = ()
    """Documents handed in."""
    about: Any = None
    """What it is filed on: `{sample: name}`, its case, played first; with `record: register`, what it wrote."""
    settings: Mapping[Name, Any] = Key(default_factory=dict)
    """Settings that differ from their defaults."""
    acts: tuple[SampleAct, ...] = ()
    """Acts, in order."""
    expect: Expectation = Key(default_factory=Expectation)
    """What must come out."""
