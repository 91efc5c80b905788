"""A formula: everything that a folder declares, as one value."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, PrivateAttr, WithJsonSchema
from pydantic import Field as Key

from nenso.language.declarations.fields import Code, Field, Options, with_key
from nenso.language.declarations.indicators import Indicator
from nenso.language.declarations.pages import IsoDate, PageText
from nenso.language.declarations.procedures import Adaptation, Procedure
from nenso.language.declarations.registers import Register
from nenso.language.declarations.samples import Sample
from nenso.language.declarations.steps import Step
from nenso.language.declarations.values import Declaration, Name, Names, Text, refuse
from nenso.language.issues import Issue
from nenso.language.sources import SourceMap

Version = tuple[int, int, int]
_VERSION = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})")
_RANGE = re.compile(r"\^(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8}))?(?:\.(0|[1-9]\d{0,8}))?")


def _version(value: Any) -> Any:
    if isinstance(value, str) and _VERSION.fullmatch(value):
        return value
    raise refuse(
        "version.expected",
        "Ở đây cần phiên bản ba số, trong ngoặc kép.",
        "A version of three numbers, quoted, is needed here.",
        expected='"1.4.0"',
    )


def _range(value: Any) -> Any:
    if isinstance(value, str) and _RANGE.fullmatch(value):
        return value
    raise refuse(
        "range.expected", "Ở đây cần khoảng phiên bản.", "A range of versions is needed here.", expected='"^1", "^1.4"'
    )


def version_of(text: str) -> Version:
    """Return ``"1.4.0"`` as three numbers."""
    major, minor, patch = text.split(".")
    return int(major), int(minor), int(patch)


def in_range(version: str, wanted: str) -> bool:
    """Tell whether ``version`` is in ``wanted``: ``^1.4`` is 1.4.0 to below 2, ``^0.3`` is 0.3.0 to below 0.4."""
    match = _RANGE.fullmatch(wanted)
    if match is None or not _VERSION.fullmatch(version):
        return False
    least = tuple(int(number or 0) for number in match.groups())
    found = version_of(version)
    same = 1 if least[0] else 2 if match[2] is not None else 1
    return found >= least and found[:same] == least[:same]


class AgencyKind(Declaration):
    """A kind of agency that the formula brings."""

    title: Text
    """What people call it."""
    under: Name | None = None
    """The kind it stands under."""


class Role(Declaration):
    """A role that the formula brings."""

    title: Text
    """What people call it."""
    like: Name | None = None
    """The role whose rights it has."""


class Setting(Field):
    """What each place decides: ``setting.<name>`` is that of the nearest ancestor that set it."""

    set_by: Names = ()
    """Kinds of agency that may set it."""

    @classmethod
    def shorthand(cls, data: Any) -> Any:
        """A default is a value and never an expression: there is nothing yet that one could be about."""
        data = super().shorthand(data)
        if isinstance(data, dict) and isinstance(data.get("default"), str):
            return with_key(data, "default", Code(data["default"]))
        return data


def plain_default(setting: Setting) -> Any:
    """Return what a setting is where nobody decided it, as a value of JSON; None when nothing is said."""
    default = setting.default
    if isinstance(default, tuple):
        return [str(one) for one in default]
    return str(default) if isinstance(default, str) else default


class FieldGroup(Declaration):
    """A group of fields for reuse."""

    name: Name = Key(alias="group")
    """``snake_case`` name, that of the file."""
    title: Text | None = None
    """What people call it."""
    fields: tuple[Field, ...] = ()
    """The fields."""


class OptionList(Declaration):
    """A list of options for reuse (danh mục)."""

    name: Name = Key(alias="list")
    """``snake_case`` name, that of the file."""
    title: Text | None = None
    """What people call it."""
    options: Options
    """``{code: label}``."""


class Flow(Declaration):
    """A flow of steps for reuse."""

    name: Name = Key(alias="flow")
    """``snake_case`` name, that of the file."""
    title: Text | None = None
    """What people call it."""
    steps: Mapping[Name, Step]
    """The steps."""


ReusablePart = FieldGroup | OptionList | Flow


class FormulaHead(Declaration):
    """``formula.yaml``: what the formula is, who made it, who may adopt it, what it needs."""

    name: Name = Key(alias="formula")
    """``snake_case`` name, that of the folder."""
    version: Annotated[
        str, PlainValidator(_version), WithJsonSchema({"type": "string", "pattern": f"^{_VERSION.pattern}$"})
    ]
    """Semantic version, quoted."""
    title: Text
    """What people call it."""
    summary: Text | None = None
    """One paragraph for people."""
    author: Text | None = None
    """Who made it: an agency's identifier, or a name."""
    licence: str | None = None
    """SPDX identifier."""
    how_to: Annotated[tuple[Text, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)] = (
        Key((), max_length=7)
    )
    """At most seven steps for who adopts it."""
    kinds: Mapping[Name, AgencyKind] = Key(default_factory=dict)
    """Kinds of agency it brings."""
    offered_by: Names = ()
    """Kinds of agency that may adopt it, or ``any``."""
    requires: Mapping[
        Name,
        Annotated[str, PlainValidator(_range), WithJsonSchema({"type": "string", "pattern": f"^{_RANGE.pattern}$"})],
    ] = Key(default_factory=dict)
    """Formulas it needs, with a range of versions: ``{residence: "^1"}``."""
    roles: Mapping[Name, Role] = Key(default_factory=dict)
    """Roles it brings."""
    settings: tuple[Setting, ...] = ()
    """What each place decides."""
    effective: IsoDate | None = None
    """Date from which new filings use this edition."""


class Formula(FormulaHead):
    """A whole formula, its uses resolved."""

    procedures: Mapping[str, Procedure] = Key(default_factory=dict)
    """By name."""
    adaptations: Mapping[str, Adaptation] = Key(default_factory=dict)
    """Adaptations of other formulas' procedures, by name."""
    registers: Mapping[str, Register] = Key(default_factory=dict)
    """By name."""
    indicators: Mapping[str, Indicator] = Key(default_factory=dict)
    """By name."""
    pages: Mapping[str, PageText] = Key(default_factory=dict)
    """By path under ``pages/`` without ``.md``."""
    parts: Mapping[str, ReusablePart] = Key(default_factory=dict)
    """Groups, lists and flows, by name."""
    samples: Mapping[str, Sample] = Key(default_factory=dict)
    """By name."""
    templates: Mapping[str, bytes] = Key(default_factory=dict)
    """Typst sources under ``results/``, by name without ``.typ``."""
    texts: Mapping[str, Mapping[str, str]] = Key(default_factory=dict)
    """Translations: language tag to Vietnamese text to translation."""

    _sources: Mapping[str, SourceMap] = PrivateAttr(default_factory=dict)
    _explains: Callable[[Issue], bool] | None = PrivateAttr(default=None)

    @property
    def sources(self) -> Mapping[str, SourceMap]:
        """The files as read, by path without ending, for formulas that use parts of this one."""
        return self._sources

    def explains(self, issue: Issue) -> bool:
        """Tell whether ``issue`` only follows from a mistake that reading this formula took out and told already."""
        return self._explains is not None and self._explains(issue)

    @property
    def edition(self) -> str:
        """``civil_registration@1.4.0``."""
        return f"{self.name}@{self.version}"
