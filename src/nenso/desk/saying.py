"""A form that was filed, as an officer reads it: each page its answers in words, what is hidden, what was changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from nenso.cases.queries.sight import HIDDEN
from nenso.cases.queries.working import AtWork
from nenso.language.declarations.fields import Field
from nenso.territory.models import Place
from nenso.web.forms.telling import nobody_named, row_told
from nenso.web.forms.values import said_answer
from nenso.web.wording import said


@dataclass(frozen=True)
class Line:
    """One answer. ``path`` is what a mark names; ``was`` what stood there before the last supplement."""

    path: str
    label: str
    text: str
    hidden: bool = False
    changed: bool = False
    was: str = ""


@dataclass
class Section:
    """A group of answers under a heading."""

    title: str
    lines: list[Line] = field(default_factory=list)


def sections_of(
    case: AtWork, form: Mapping[str, Any], hidden: Iterable[str], changed: Mapping[str, Any]
) -> list[Section]:
    """Return the filed form in its order, without what was left empty."""
    reader = _Reader(_places(form), frozenset(hidden), changed)
    found = []
    for page in case.offered.procedure.form.pages:
        title = said(_words(page.title)) if page.title else ""
        found += list(reader.sections(page.fields, form, "", title))
    return list(_joined(one for one in found if one.lines))


def _joined(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections; one that goes on under the same heading (a page and its only group) is one."""
    for title, same in groupby(sections, key=attrgetter("title")):
        yield Section(title, [line for one in same for line in one.lines])


def empty_fields(case: AtWork, form: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return path and label of each field that nothing stands in: it too may be what is missing."""
    headings = {node.name: said(_words(node.field.label)) for node in case.offered.form.nodes() if node.children}
    found = []
    for node in case.offered.form.nodes():
        if node.field.type in {"group", "table", "content"} or any(table for _, table in node.within):
            continue
        if _at(form, node.path) in (None, "", [], {}):
            label = said(_words(node.field.label)) or node.name
            around = ", ".join(headings.get(name, name) for name, _ in node.within)
            found.append((node.path, f"{label} – {around}" if around else label))
    return found


def _words(text: Any) -> dict[str, str]:
    return {"vi": text.in_language("vi"), "en": text.in_language("en")} if text is not None else {}


def _at(values: Any, path: str) -> Any:
    for name in path.split("."):
        values = values.get(name) if isinstance(values, Mapping) else None
    return values


def _places(form: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the places in a form by code, today's where a code was given twice."""
    codes = set(_codes(form))
    if not codes:
        return {}
    return dict(Place.objects.filter(code__in=codes).order_by("valid_until").values_list("code", "path_name"))


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _codes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _codes(inner)
    elif isinstance(value, str) and value.isdigit() and len(value) in {2, 5}:
        yield value


class _Reader:
    def __init__(self, places: Mapping[str, str], hidden: frozenset[str], changed: Mapping[str, Any]) -> None:
        self.places = places
        self.hidden = hidden
        self.changed = changed

    def sections(self, fields: Iterable[Field], values: Any, prefix: str, title: str) -> Iterator[Section]:
        """Yield the answers of ``fields``, then each group and row under its own heading."""
        own = Section(title)
        yield own
        for one in fields:
            path = f"{prefix}{one.name}"
            value = values.get(str(one.name)) if isinstance(values, Mapping) else None
            if one.type == "content" or (value in (None, "", [], {}) and path not in self.changed):
                continue
            label = said(_words(one.label)) or str(one.name)
            if one.type == "group":
                if not self.is_empty(one, value, path):
                    yield from self.sections(one.fields, value, f"{path}.", label)
            elif one.type == "table" and one.rows is not None:
                for index, row in enumerate(value or ()):
                    name, text = row_told(one, row, self.text)
                    own.lines.append(Line(f"{path}[{index}]", f"{index + 1}. {name}", text))
            elif one.type == "table":
                for index, row in enumerate(value or ()):
                    yield from self.sections(one.fields, row, f"{path}[{index}].", f"{label} {index + 1}")
            else:
                own.lines.append(self.line(one, path, label, value))

    def is_empty(self, one: Field, value: Any, path: str) -> bool:
        """Return whether a group is of a person whom nobody named, before the last supplement neither."""
        before = any(changed.startswith(f"{path}.") for changed in self.changed)
        return isinstance(value, Mapping) and nobody_named(one, value) and not before

    def line(self, one: Field, path: str, label: str, value: Any) -> Line:
        before = self.changed.get(path)
        return Line(
            path,
            label,
            self.text(one, value),
            hidden=path in self.hidden,
            changed=path in self.changed,
            was=self.text(one, before) if before not in (None, "") and path not in self.hidden else "",
        )

    def text(self, one: Field, value: Any) -> str:
        """Return one answer in words; the names of places were read together."""
        if value in (None, "", [], {}):
            return ""
        if one.type == "place":
            return self.places.get(str(value), str(value))
        if one.type == "address" and isinstance(value, Mapping):
            place = str(value.get("place") or "")
            parts = [str(value.get("line") or ""), str(value.get("hamlet") or ""), self.places.get(place, place)]
            return ", ".join(part for part in parts if part)
        if value == HIDDEN or (isinstance(value, list) and HIDDEN in value):
            return HIDDEN
        return said_answer(one, value)
