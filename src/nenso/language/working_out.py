"""The passes of a form, in the order of the language: hide, prefill, default, compute, require, check."""

from collections.abc import Iterator, Mapping
from typing import Any

from nenso.language.answers import Cleaner
from nenso.language.checking_answers import check_answer, check_needed, check_rules
from nenso.language.compiled import CompiledForm, CompiledPage, Node
from nenso.language.declarations.fields import Rows
from nenso.language.expressions import ExpressionFailed, Program, Stopped
from nenso.language.expressions.reading import identity
from nenso.language.field_problems import FieldProblem, field_problem
from nenso.language.fixed_rows import placed_rows
from nenso.language.lookups import Lookup
from nenso.language.paths import joined, without_indexes
from nenso.language.plain_values import as_answer, plain_parts
from nenso.language.texts import shown as as_shown
from nenso.runtime import clock

CONTESTED = "$contested"
"""The key beside the answers under which a person contests prefilled fields: path to reason."""

MOST_ROWS = 1_000
"""Rows that a table fixed by a register or list may have."""


class Work:
    """One working out: the values as they become, and what was found on the way."""

    def __init__(
        self,
        form: CompiledForm,
        given: Mapping[str, Any],
        names: Mapping[str, Any],
        lookup: Lookup | None,
        touched: frozenset[str],
        stage: str,
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
        self.score: float | None = None
        self.scores: dict[str, float] = {}
        self.names = self._names(names)

    def _names(self, given: Mapping[str, Any]) -> dict[str, Any]:
        names = {**given, "this": self.values}
        if "today" not in names or "now" not in names:
            names = {"today": clock.today(), "now": clock.now(), **names}
        if self.lookup is not None:
            names["lookup"] = self.lookup
        match self.form.bound_as:
            case (root,):
                names[root] = self.values
            case (root, part):
                names[root] = {**(given.get(root) or {}), part: self.values}
        return names

    def run(self) -> None:
        """Go through the order; afterwards the attributes tell what came out."""
        self.set_wrong_aside()
        for one in self.form.order:
            if isinstance(one, CompiledPage):
                self.page(one)
            else:
                self.work_out(one)
        if self.filled_in:
            self.set_wrong_aside()
        self.check()
        self.points()
        self.put_back()
        _prune(self.values, self.form.fields)
        self.problems = self._in_order([one for one in self.problems if not self._is_hidden(one.path)])

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
        if not node.within:
            return found
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
        """Let the table have one row for each element, with what the person gave for it.

        What came along with a row tells which it is, where it came; else the place of the row does.
        """
        elements = list(self._elements(node, names, path))[:MOST_ROWS]
        placed, left_over = placed_rows(node, holder.pop(node.name, None) or [], elements)
        if left_over:
            self.problems.append(field_problem(path, "table.fixed", limit=len(elements)))
        rows = [Cleaner().group({}, node.children, "") if row is None else row for row in placed]
        for row, element in zip(rows, elements, strict=True):
            row.update({name: part for name, part in element.items() if name not in node.children})
        if rows:
            holder[node.name] = rows

    def _elements(self, node: Node, names: Mapping[str, Any], path: str) -> Iterator[dict[str, Any]]:
        """Yield what each row brings along, as plain values: a record under a name as its id."""
        rows = node.field.rows
        if isinstance(rows, Rows):
            for record in self.lookup.records(node.rows_of) if self.lookup is not None else ():
                if node.where is None or self.value(node.where, {**names, "record": record}, path, otherwise=False):
                    yield {str(rows.named): identity(record, node.rows_of)} if rows.named else plain_parts(record)
        elif node.rows is not None:
            for element in self.value(node.rows, names, path) or ():
                yield plain_parts(element) if isinstance(element, Mapping) else {}

    # checking

    def check(self) -> None:
        """Required fields, types and rules of filled fields, rules of pages and form."""
        form = self.form
        if self.stage == "filing":
            for node in form.asked:
                for prefix, holder in self.places(node):
                    if node.name in holder and not node.is_counted:
                        continue
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

    def points(self) -> None:
        """Add the points up, of the form and of each row that has any."""
        for node in self.form.scored:
            self.score = self.score or 0.0
            for prefix, holder in self.places(node):
                points = self._points_of(node, holder, prefix)
                self.score += points
                if prefix.endswith("]."):
                    self.scores[prefix[:-1]] = self.scores.get(prefix[:-1], 0.0) + points

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
