"""What is left of a declaration when its mistakes are taken out, so that one run finds all of them.

A declaration with a mistake is no value. Taking the smallest piece out that holds the mistake leaves one that can be
checked further; what went missing with it is kept as ``Lost``, so that nobody is told twice about one mistake.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from nenso.language.issues import Issue
from nenso.language.mistakes import Way, issues_of, ways_of
from nenso.language.sources import Notes, SourceList, SourceMap, SourceText

Model = TypeVar("Model", bound=BaseModel)

_ROUNDS = 8
_CONSEQUENCES = frozenset(
    {
        *("step.never_reached", "step.no_way_out", "step.cycle", "step.kind", "step.system_action", "joins.never"),
        *("each.nothing_counts", "procedure.no_steps", "effect.required_not_set", "field.key_missing", "deadline.kind"),
        *("indicator.kind", "about.kind", "view.kind", "page.shows", "part.kind", "part.empty", "timer.nothing"),
        *("indicator.measure", "indicator.per", "fact.incomplete", "starts.nothing", "target.empty"),
    }
)


@dataclass(slots=True)
class Lost:
    """What was taken out: names that may be missed elsewhere, and the files they stood in."""

    names: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def explains(self, issue: Issue) -> bool:
        """Tell whether ``issue`` is only a consequence of what was taken out."""
        if issue.code in _CONSEQUENCES:
            return issue.file in self.files
        return "unknown" in issue.code and any(f"“{name}”" in issue.vi for name in self.names)


def salvaged(model: type[Model], source: SourceMap, notes: Notes, lost: Lost) -> tuple[Model | None, list[Issue]]:
    """Return ``source`` as a value, without what is wrong in it, and what is wrong; None when nothing is left."""
    try:
        return model.model_validate(source, context=notes), []
    except ValidationError as found:
        error = found
    issues = issues_of(error, source)
    lost.files.add(source.origin.file)
    for _ in range(_ROUNDS):
        ways = ways_of(error, source)
        if () in ways:
            source = _with_title(source)
        source = _without(source, sorted((way for way in ways if way), key=len, reverse=True), lost)
        try:
            return model.model_validate(source, context=Notes(notes.translations)), issues
        except ValidationError as found:
            error = found
    return None, issues


def _with_title(source: SourceMap) -> SourceMap:
    if "title" in source:
        return source
    copy = source.without()
    copy.add("title", SourceText("?", source.origin), source.origin, source.origin)
    return copy


def _without(source: SourceMap, ways: Iterable[Way], lost: Lost) -> SourceMap:
    gone: dict[Way, set[int | str]] = {}
    for way in ways:
        gone.setdefault(way[:-1], set()).add(way[-1])
    copy: SourceMap = _copied(source, (), gone, lost)
    return copy


def _copied(data: Any, here: Way, gone: dict[Way, set[int | str]], lost: Lost) -> Any:
    out = gone.get(here, set())
    if isinstance(data, SourceMap):
        found = SourceMap(data.origin)
        for key, value in data.items():
            if key in out:
                lost.names |= {key, *_names_in(value)}
                continue
            inner = _copied(value, (*here, str(key)), gone, lost)
            found.add(key, inner, data.keys_at.get(key, data.origin), data.values_at.get(key, data.origin))
        return found
    if isinstance(data, SourceList):
        listed = SourceList(data.origin)
        for index, value in enumerate(data):
            if index in out:
                lost.names |= set(_names_in(value))
                continue
            listed.add(_copied(value, (*here, index), gone, lost), data.items_at[index])
        return listed
    return data


def _names_in(data: Any) -> Iterator[str]:
    if isinstance(data, SourceMap):
        for key, value in data.items():
            if key in {"name", "as", "page"} and isinstance(value, str):
                yield str(value)
            yield from _names_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _names_in(value)
