"""Answers as people read them again: by the headings of their form, each with its label."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nenso.language.declarations.fields import Field
from nenso.web.forms.values import said_answer
from nenso.web.languages import spoken


@dataclass
class Line:
    """One answer: the path of its field, its label, and what was answered."""

    path: str
    label: str
    text: str


@dataclass
class Section:
    """Answers under one heading."""

    title: str
    lines: list[Line] = field(default_factory=list)


def sections(
    fields: Iterable[Field], values: Mapping[str, Any], title: str = "", shown: frozenset[str] | None = None
) -> list[Section]:
    """Return what was answered; ``shown``: paths of the fields that are asked, those without an answer too."""
    found = [Section(title)]
    _tell(fields, values, "", found, shown)
    return [one for one in found if one.lines]


def _tell(
    fields: Iterable[Field],
    values: Mapping[str, Any],
    prefix: str,
    found: list[Section],
    shown: frozenset[str] | None,
) -> None:
    home = found[-1]
    for one in fields:
        path, value = f"{prefix}{one.name}", values.get(str(one.name))
        if one.type == "group":
            _inside(one, value if isinstance(value, Mapping) else {}, path, found, shown)
        elif one.type == "table":
            for index, row in enumerate(value if isinstance(value, list) else ()):
                _inside(one, row, f"{path}[{index}]", found, shown, number=index + 1)
        elif one.has_value and not one.retired and (value not in (None, "", [], {}) or (shown and path in shown)):
            home.lines.append(Line(path, _label(one), said_answer(one, value)))


def _inside(
    one: Field,
    values: Mapping[str, Any],
    path: str,
    found: list[Section],
    shown: frozenset[str] | None,
    number: int = 0,
) -> None:
    found.append(Section(f"{_label(one)} {number}" if number else _label(one)))
    _tell(one.fields, values, f"{path}.", found, shown)


def _label(one: Field) -> str:
    return one.label.in_language(spoken()) if one.label is not None else ""
