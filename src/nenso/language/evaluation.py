"""A form worked out: what is shown, what is filled in by the state, what is wrong (language.md, "Order").

The order, the same on the server, in the browser and offline: (1) records and ``find``, (2) ``show_if``: hidden is empty,
(3) ``prefill``, then ``default``, where empty and untouched, (4) ``compute``, whatever was given, (5) ``required``, (6) type
and ``valid_if`` of filled fields only, (7) ``valid_if`` of pages and form.

**Contesting what the state holds.** A prefilled field is shown, not asked. Who thinks it wrong says so beside the answers:
``{"$contested": {"mother.full_name": "Tên trên giấy khai sinh là Bình"}}``. The field is then open: nothing is put into
it, and the reason is kept in :attr:`Evaluation.contested`. An answer that differs from what the state holds without a
reason stands, but is listed there too, with an empty reason and a warning, so that an officer sees it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from nenso.language.answers import Cleaner
from nenso.language.checking_answers import check_answer, check_needed, check_rules
from nenso.language.compiled import CompiledForm, CompiledPage, Node
from nenso.language.declarations.fields import Rows
from nenso.language.expressions import ExpressionFailed, Kind, Program, Stopped, ValueType
from nenso.language.expressions.reading import as_day, as_moment, identity
from nenso.language.field_problems import FieldProblem, field_problem
from nenso.language.lookups import Lookup
from nenso.language.paths import joined, without_indexes
from nenso.language.texts import shown as as_shown
from nenso.runtime import clock

Stage = Literal["draft", "filing"]
"""``draft``: saved page by page, nothing is required yet. ``filing``: filed, or an act at a step."""

CONTESTED = "$contested"
"""The key beside the answers under which a person contests prefilled fields: path to reason."""

MOST_ROWS = 1_000


@dataclass
class Evaluation:
    """What came out.

    ``values``: plain JSON values in NFC, hidden ones left out, computed ones put in; what is wrong in type stays as it
    was given, beside its problem. ``hidden``: paths that are not shown. ``prefilled``: path to what the state holds,
    also where the answer differs. ``contested``: path to reason, ``""`` where none was given. ``score``: the points.
    """

    form: CompiledForm
    values: dict[str, Any]
    hidden: frozenset[str]
    problems: tuple[FieldProblem, ...]
    warnings: tuple[FieldProblem, ...]
    prefilled: Mapping[str, Any]
    contested: Mapping[str, str]
    score: float | None = None
    scores: Mapping[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of filing."""
        return not self.problems

    @cached_property
    def shown(self) -> frozenset[str]:
        """Paths of the fields that are shown, those in groups and rows too."""
        return frozenset(self._shown(self.form.fields, self.values, ""))

    def _shown(self, nodes: Mapping[str, Node], values: Mapping[str, Any], prefix: str) -> Iterator[str]:
        for name, node in nodes.items():
            path = f"{prefix}{name}"
            if path in self.hidden:
                continue
            yield path
            if node.field.type == "group":
                yield from self._shown(node.children, values.get(name) or {}, f"{path}.")
            elif node.field.type == "table":
                for index, row in enumerate(values.get(name) or ()):
                    yield from self._shown(node.children, row, f"{path}[{index}].")


def evaluate(
    form: CompiledForm,
    given: Mapping[str, Any],
    names: Mapping[str, Any],
    lookup: Lookup | None = None,
    *,
    touched: Iterable[str] | None = None,
    stage: Stage = "filing",
) -> Evaluation:
    """Return ``form`` worked out over the answers ``given``; nothing given is changed.

    ``names``: the other roots of the form's environment (``applicant``, ``agency``, ``setting`` …); ``today`` and ``now``
    are the clock's where they are not among them. ``touched``: paths that the person has emptied on purpose, which
    ``prefill`` and ``default`` then leave alone.
    """
    work = _Work(form, given, names, lookup, frozenset(touched or ()), stage)
    return work.done()


class _Work:
    def __init__(
        self,
        form: CompiledForm,
        given: Mapping[str, Any],
        names: Mapping[str, Any],
        lookup: Lookup | None,
        touched: frozenset[str],
        stage: Stage,
    ) -> None:
        self.form = form
        self.stage = stage
        self.touched = touched
        self.lookup = lookup
        cleaner = Cleaner()
        contested = given.get(CONTESTED)
        self.contested = {str(path): str(why) for path, why in contested.items()} if isinstance(contested, dict) else {}
        answers = {name: answer for name, answer in given.items() if name != CONTESTED} if contested else given
        self.values = cleaner.group(answers, form.fields, "")
        self.problems = cleaner.problems
        self.hidden: set[str] = set()
        self.prefilled: dict[str, Any] = {}
        self.wrong: dict[str, FieldProblem] = {}
        self.aside: list[tuple[dict[str, Any], str, str, Any]] = []
        self.filled_in = False
        self.names = self._names(names)

    def _names(self, given: Mapping[str, Any]) -> dict[str, Any]:
        names = {"today": clock.today(), "now": clock.now(), **given, "this": self.values}
        if self.lookup is not None:
            names["lookup"] = self.lookup
        match self.form.bound_as:
            case (root,):
                names[root] = self.values
            case (root, part):
                names[root] = {**(given.get(root) or {}), part: self.values}
        return names

    def done(self) -> Evaluation:
        """Go through the order and return what came out."""
        self.set_wrong_aside()
        for one in self.form.order:
            if isinstance(one, CompiledPage):
                self.page(one)
            else:
                self.work_out(one)
        if self.filled_in:
            self.set_wrong_aside()
        self.check()
        score, scores = self.points()
        self.put_back()
        _prune(self.values, self.form.fields)
        kept = self._in_order([one for one in self.problems if not self._is_hidden(one.path)])
        return Evaluation(
            self.form,
            self.values,
            frozenset(self.hidden),
            tuple(one for one in kept if not one.soft),
            tuple(one for one in kept if one.soft),
            self.prefilled,
            self.contested,
            score,
            scores,
        )

    def _is_hidden(self, path: str) -> bool:
        return bool(self.hidden) and any(path == one or path.startswith((f"{one}.", f"{one}[")) for one in self.hidden)

    def _in_order(self, problems: list[FieldProblem]) -> list[FieldProblem]:
        """Return problems in the order in which their fields stand, those of the whole form last."""
        if len(problems) < 2:
            return problems
        places = {node.path: index for index, node in enumerate(self.form.nodes())}
        return sorted(problems, key=lambda one: places.get(".".join(without_indexes(one.path)), len(places)))

    # types first, so that expressions meet only what they were checked for

    def set_wrong_aside(self) -> None:
        """Take answers of a wrong type or form out of the values until the end; each keeps its problem."""
        for finding in self.form.validator.findings(self.values):
            holder, name, path = self._holder(finding.way)
            if path in self.wrong or name not in holder:
                continue
            self.wrong[path] = finding.problem
            self.aside.append((holder, name, path, holder.pop(name)))

    def _holder(self, way: tuple[str | int, ...]) -> tuple[dict[str, Any], str, str]:
        holder: dict[str, Any] = self.values
        nodes = self.form.fields
        for index, part in enumerate(way):
            if isinstance(part, int):
                continue
            kind = nodes[part].field.type if part in nodes else ""
            following = way[index + 1 : index + 2]
            if kind == "group" and following:
                holder, nodes = holder[part], nodes[part].children
            elif kind == "table" and len(way) > index + 2 and isinstance(following[0], int):
                holder, nodes = holder[part][following[0]], nodes[part].children
            else:
                return holder, part, joined(way[: index + 1])
        return holder, str(way[-1]), joined(way)

    def put_back(self) -> None:
        """Return what was set aside to the values, where nothing took its place and it is shown."""
        for holder, name, path, answer in self.aside:
            if self._is_hidden(path) or name in holder:
                continue
            holder[name] = answer
            self.problems.append(self.wrong[path])

    # working out

    def places(self, node: Node) -> list[tuple[str, dict[str, Any]]]:
        """Return, for each place where ``node`` stands, the path before its name and what holds it."""
        found = [("", self.values)]
        for name, many in node.within:
            inner: list[tuple[str, dict[str, Any]]] = []
            for prefix, holder in found:
                value = holder.get(name)
                if many:
                    inner += [(f"{prefix}{name}[{index}].", row) for index, row in enumerate(value or ())]
                elif value is not None:
                    inner.append((f"{prefix}{name}.", value))
            found = inner
        return found

    def names_in(self, holder: dict[str, Any]) -> dict[str, Any]:
        """Return the names as they are where ``holder`` is the innermost."""
        return self.names if holder is self.values else {**self.names, "this": holder}

    def value(self, program: Program, names: Mapping[str, Any], path: str, otherwise: Any = None) -> Any:
        """Return what ``program`` gives, ``otherwise`` when it stops; a failure is a problem at ``path``."""
        try:
            return program.value(names)
        except Stopped:
            return otherwise
        except ExpressionFailed as failed:
            self.problems.append(field_problem(path, "expression.failed", **failed.facts))
            return otherwise

    def page(self, page: CompiledPage) -> None:
        """Hide the fields of a page that is not shown."""
        if page.show is None or self.value(page.show, self.names, "", otherwise=False):
            return
        for name in page.fields:
            self.values.pop(name, None)
            self.hidden.add(name)

    def work_out(self, node: Node) -> None:
        """Show or hide, prefill, default and compute one field wherever it stands."""
        for prefix, holder in self.places(node):
            path = f"{prefix}{node.name}"
            if path in self.hidden:
                continue
            names = self.names_in(holder)
            if node.show is not None and not self.value(node.show, names, path, otherwise=False):
                holder.pop(node.name, None)
                self.hidden.add(path)
                continue
            if node.prefill is not None:
                self.prefill(node, holder, names, path)
            if node.name not in holder and self.is_free(path):
                self.default(node, holder, names, path)
            if node.compute is not None:
                self.put(node, holder, self.value(node.compute, names, path))
            if node.field.rows is not None:
                self.fix_rows(node, holder, names, path)

    def is_free(self, path: str) -> bool:
        """Return whether nobody touched the field: not emptied, not contested, not answered wrongly."""
        return path not in self.touched and path not in self.contested and path not in self.wrong

    def put(self, node: Node, holder: dict[str, Any], value: Any) -> None:
        """Let ``value`` be the answer, or none where it is empty."""
        plain = as_answer(value, node.type)
        self.filled_in = True
        if plain is None or plain == "" or plain == []:
            holder.pop(node.name, None)
        else:
            holder[node.name] = plain

    def prefill(self, node: Node, holder: dict[str, Any], names: Mapping[str, Any], path: str) -> None:
        """Put in what the state holds, or note that the answer differs from it."""
        if node.prefill is None:
            return
        held = as_answer(self.value(node.prefill, names, path), node.type)
        if held is None or held == "" or held == []:
            return
        self.prefilled[path] = held
        if node.name not in holder:
            if self.is_free(path):
                self.put(node, holder, held)
        elif holder[node.name] != held and path not in self.contested:
            self.contested[path] = ""
            self.problems.append(field_problem(path, "prefill.differs", soft=True, held=as_shown(held)))

    def default(self, node: Node, holder: dict[str, Any], names: Mapping[str, Any], path: str) -> None:
        """Put the default in."""
        if node.constant is not None:
            self.put(node, holder, node.constant)
        elif node.default is not None:
            self.put(node, holder, self.value(node.default, names, path))

    def fix_rows(self, node: Node, holder: dict[str, Any], names: Mapping[str, Any], path: str) -> None:
        """Let the table have one row for each element, with what the person gave for it."""
        elements = list(self._elements(node, names, path))[:MOST_ROWS]
        given = holder.pop(node.name, None) or []
        if len(given) > len(elements):
            self.problems.append(field_problem(path, "table.fixed", limit=len(elements)))
        given += [Cleaner().group({}, node.children, "") for _ in elements[len(given) :]]
        for row, element in zip(given, elements, strict=False):
            row.update({name: part for name, part in element.items() if name not in node.children})
        if elements:
            holder[node.name] = given[: len(elements)]

    def _elements(self, node: Node, names: Mapping[str, Any], path: str) -> Iterator[dict[str, Any]]:
        """Yield what each row brings along, as plain values: a record under a name as its id."""
        rows = node.field.rows
        if isinstance(rows, Rows):
            for record in self.lookup.records(node.rows_of) if self.lookup is not None else ():
                if node.where is None or self.value(node.where, {**names, "record": record}, path, otherwise=False):
                    yield {str(rows.named): identity(record, node.rows_of)} if rows.named else _parts(record)
        elif node.rows is not None:
            for element in self.value(node.rows, names, path) or ():
                yield _parts(element) if isinstance(element, Mapping) else {}

    # checking

    def check(self) -> None:
        """Required fields, types and rules of filled fields, rules of pages and form."""
        form = self.form
        if self.stage == "filing":
            for node in form.asked:
                for prefix, holder in self.places(node):
                    path = f"{prefix}{node.name}"
                    if path not in self.hidden and path not in self.wrong:
                        self.problems += check_needed(node, holder, self.names_in(holder), path, self.value)
        for node in form.checked:
            for prefix, holder in self.places(node):
                answer = holder.get(node.name)
                if answer is not None:
                    names, path = self.names_in(holder), f"{prefix}{node.name}"
                    self.problems += check_answer(node, answer, names, path, self.lookup, self.value)
        for page in form.pages:
            if page.rules and not all(name in self.hidden for name in page.fields):
                self.problems += check_rules(page.rules, self.names, "", self.value, page=page.name)
        self.problems += check_rules(form.rules, self.names, "", self.value)

    def points(self) -> tuple[float | None, dict[str, float]]:
        """Return the points of the form, and those of each row that has any, by its path."""
        if not self.form.scored:
            return None, {}
        total, scores = 0.0, dict[str, float]()
        for node in self.form.scored:
            for prefix, holder in self.places(node):
                points = self._points_of(node, holder, prefix)
                total += points
                if prefix.endswith("]."):
                    scores[prefix[:-1]] = scores.get(prefix[:-1], 0.0) + points
        return total, scores

    def _points_of(self, node: Node, holder: dict[str, Any], prefix: str) -> float:
        answer = holder.get(node.name)
        if isinstance(node.points, Program):
            return float(self.value(node.points, self.names_in(holder), f"{prefix}{node.name}", otherwise=0.0))
        codes = answer if isinstance(answer, list) else [answer]
        return sum((node.points or {}).get(str(code), 0.0) for code in codes if code is not None)


def _prune(values: dict[str, Any], nodes: Mapping[str, Node]) -> None:
    """Leave out groups in which nothing is answered."""
    for name, node in nodes.items():
        if node.field.type == "group" and name in values:
            _prune(values[name], node.children)
            if not values[name]:
                del values[name]
        elif node.field.type == "table":
            for row in values.get(name) or ():
                _prune(row, node.children)


_ANSWERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.DATE: lambda value: as_day(value).isoformat(),
    Kind.DATETIME: lambda value: as_moment(value).isoformat(),
}


def as_answer(value: Any, kind: ValueType) -> Any:
    """Return what an expression gave as a plain JSON value for a field: a record as its id, a date as ISO text."""
    if value is None:
        return None
    if kind.kind is Kind.LIST:
        return [as_answer(part, kind.element or kind) for part in value]
    if kind.kind is Kind.RECORD:
        return identity(value, kind.register) or None
    if isinstance(value, Mapping):
        return _parts(value)
    return _ANSWERS[kind.kind](value) if kind.kind in _ANSWERS and value != "" else value


def _parts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name): _plain(part) for name, part in row.items() if part is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return as_moment(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return identity(value, "") if "id" in value else {str(name): _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
