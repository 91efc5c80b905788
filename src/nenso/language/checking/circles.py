"""Circles among the fields of a form that are worked out from each other (vòng lặp)."""

from collections.abc import Iterable, Iterator, Mapping

from nenso.language.checking.reads import ways_in
from nenso.language.declarations.fields import Field, Rows
from nenso.language.declarations.forms import Form
from nenso.language.declarations.values import Expression

Path = tuple[str, ...]


def circle_in(form: Form, bound_as: tuple[str, ...]) -> list[str]:
    """Return the way round of fields that depend on each other, the first again at the end; empty when there is none.

    A field depends on what its ``show_if prefill default compute rows`` read, and on what those of the page and the
    groups around it read. ``bound_as`` is the path under which the form's values stand (``("form",)``).
    """
    fields: dict[Path, tuple[Field, list[Expression]]] = {}
    for page in form.pages:
        shown = [page.show_if] if page.show_if is not None else []
        for path, field, around in _places(page.fields, (), shown):
            fields[path] = (field, around)
    needs = {path: _needs(path, field, around, fields, bound_as) for path, (field, around) in fields.items()}
    return [".".join(path) for path in _circle(needs)]


def _places(
    fields: Iterable[Field], within: Path, around: list[Expression]
) -> Iterator[tuple[Path, Field, list[Expression]]]:
    for field in fields:
        path = (*within, field.name)
        yield path, field, around
        inner = [*around, field.show_if] if field.show_if is not None else around
        yield from _places(field.fields, path, inner)


def _expressions(field: Field) -> Iterator[Expression]:
    for expression in (field.show_if, field.prefill, field.compute, field.default, field.rows):
        if isinstance(expression, Expression):
            yield expression
    if isinstance(field.rows, Rows) and field.rows.where is not None:
        yield field.rows.where


def _needs(
    path: Path,
    field: Field,
    around: list[Expression],
    fields: Mapping[Path, tuple[Field, list[Expression]]],
    bound_as: tuple[str, ...],
) -> set[Path]:
    found: set[Path] = set()
    for expression in (*_expressions(field), *around):
        for way in ways_in(expression.source):
            if way[: len(bound_as)] == bound_as:
                target = _deepest(way[len(bound_as) :], fields)
            elif way[0] == "this":
                target = _deepest((*path[:-1], *way[1:]), fields)
            else:
                continue
            if target is not None and target != path[: len(target)]:
                found |= {target, *(inner for inner in fields if inner[: len(target)] == target)}
            elif target == path:
                found.add(path)
    return found


def _deepest(way: Path, fields: Mapping[Path, object]) -> Path | None:
    for length in range(len(way), 0, -1):
        if way[:length] in fields:
            return way[:length]
    return None


def _circle(needs: Mapping[Path, set[Path]]) -> list[Path]:
    state: dict[Path, int] = {}
    for start in needs:
        if start in state:
            continue
        trail: list[tuple[Path, Iterator[Path]]] = [(start, iter(sorted(needs[start])))]
        state[start] = 1
        while trail:
            here, ahead = trail[-1]
            step = next(ahead, None)
            if step is None:
                state[here] = 2
                trail.pop()
            elif state.get(step) == 1:
                way = [path for path, _ in trail]
                return [*way[way.index(step) :], step]
            elif step not in state and step in needs:
                state[step] = 1
                trail.append((step, iter(sorted(needs[step]))))
    return []
