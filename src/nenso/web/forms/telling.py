"""Answers as people read them again: by the headings of their form, each with its label."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nenso.cases.engine.offering import Offered
from nenso.cases.queries.sight import HIDDEN
from nenso.language.declarations.fields import Field
from nenso.language.declarations.values import Expression
from nenso.language.paths import without_indexes
from nenso.web.forms.values import said_answer
from nenso.web.languages import spoken
from nenso.web.wording import t


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


@dataclass(frozen=True)
class _Known:
    """What is known beside the answers: which fields are asked, and what files are called."""

    shown: frozenset[str] | None
    files: Mapping[str, str]

    def asks(self, path: str) -> bool:
        return self.shown is not None and path in self.shown

    def said(self, one: Field, value: Any) -> str:
        if value == HIDDEN or (isinstance(value, list) and HIDDEN in value):
            return HIDDEN
        if one.type == "files" and isinstance(value, list) and self.files:
            return ", ".join(self.files.get(str(key), str(key)) for key in value)
        return said_answer(one, value)


def sections(
    fields: Iterable[Field],
    values: Mapping[str, Any],
    title: str = "",
    shown: frozenset[str] | None = None,
    files: Mapping[str, str] | None = None,
) -> list[Section]:
    """Return what was answered; ``shown``: paths of the fields that are asked, those without an answer too.

    ``files``: key to name of the files that answers may name.
    """
    found = [Section(title)]
    _tell(fields, values, "", found, _Known(shown, files or {}))
    return [one for one in found if one.lines]


def nobody_named(one: Field, values: Mapping[str, Any]) -> bool:
    """Return whether a group asks for a person who need not be named and was not: nothing is there but what stands in
    it by itself, such as a nationality.
    """
    names = [field for field in one.fields if field.type == "person_name"]
    if not names or any(field.required is True for field in names):
        return False
    answers = [(field, values.get(str(field.name))) for field in one.fields]
    return all(value in (None, "", [], {}) or _stands_by_itself(field, value) for field, value in answers)


def _stands_by_itself(one: Field, value: Any) -> bool:
    if one.type == "group":
        return isinstance(value, Mapping) and nobody_named(one, value)
    by_default = one.default.source if isinstance(one.default, Expression) else one.default
    return one.compute is not None or by_default == value


def before(offered: Offered, history: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Line]:
    """Return what stood where an act put something right: number of the entry and path → the answer in words."""
    fields = [one for page in offered.procedure.form.pages for one in page.fields]
    return {
        (line["seq"], put["path"]): line_at(fields, put["path"], put["was"])
        for line in history
        for put in line.get("corrected", ())
    }


def line_at(fields: Iterable[Field], path: str, value: Any) -> Line:
    """Return ``value``, which stood at ``path`` (``items[0].price``), under the labels of its groups and its field."""
    labels, one = [], None
    for name in without_indexes(path):
        one = next((one for one in (one.fields if one else fields) if one.name == name), None)
        if one is None:
            return Line(path, path, "")
        labels.append(_label(one))
    return Line(path, " – ".join(labels), said_answer(one, value) if one else "")


def _tell(
    fields: Iterable[Field],
    values: Mapping[str, Any],
    prefix: str,
    found: list[Section],
    known: _Known,
) -> None:
    home = found[-1]
    for one in fields:
        path, value = f"{prefix}{one.name}", values.get(str(one.name))
        if one.type == "group" and nobody_named(one, value if isinstance(value, Mapping) else {}):
            _tell_nobody(one, path, found, known)
        elif one.type == "group":
            _inside(one, value if isinstance(value, Mapping) else {}, path, found, known)
        elif one.type == "table" and one.rows is not None and known.shown is None:
            for index, row in enumerate(value if isinstance(value, list) else ()):
                name, text = row_told(one, row, known.said)
                home.lines.append(Line(f"{path}[{index}]", f"{index + 1}. {name}", text))
        elif one.type == "table":
            for index, row in enumerate(value if isinstance(value, list) else ()):
                _inside(one, row, f"{path}[{index}]", found, known, number=index + 1)
        elif one.has_value and not one.retired and (value not in (None, "", [], {}) or known.asks(path)):
            home.lines.append(Line(path, _label(one), known.said(one, value)))


def _tell_nobody(one: Field, path: str, found: list[Section], known: _Known) -> None:
    """Tell of a person who was not named only that, and where the answers can still be changed."""
    name = next(field for field in one.fields if field.type == "person_name")
    if known.asks(f"{path}.{name.name}"):
        found.append(
            Section(_label(one), [Line(f"{path}.{name.name}", _label(name), t("Không khai", "Nobody was named"))])
        )


def row_told(table: Field, row: Mapping[str, Any], said: Callable[[Field, Any], str]) -> tuple[str, str]:
    """Return what a row of a table that a list or register fixes is called, and in one line what was said of it.

    It is called by its first field, where that is worked out.
    """
    answers = [(one, row.get(str(one.name))) for one in table.fields if one.has_value]
    told = [(one, said(one, value)) for one, value in answers if value not in (None, "", [], {})]
    named = bool(told) and told[0][0].compute is not None
    name = told[0][1] if named else _label(table)
    return name, "; ".join(f"{_label(one) or one.name}: {words}" for one, words in told[int(named) :])


def _inside(
    one: Field,
    values: Mapping[str, Any],
    path: str,
    found: list[Section],
    known: _Known,
    number: int = 0,
) -> None:
    found.append(Section(f"{_label(one)} {number}" if number else _label(one)))
    _tell(one.fields, values, f"{path}.", found, known)


def _label(one: Field) -> str:
    return one.label.in_language(spoken()) if one.label is not None else ""
