"""A form worked out: what is shown, what is filled in by the state, what is wrong (language.md, "Order").

The order, the same on the server, in the browser and offline: (1) records and ``find``, (2) ``show_if``: hidden is
empty, (3) ``prefill``, then ``default``, where empty and untouched, (4) ``compute``, whatever was given, (5)
``required``, (6) type and ``valid_if`` of filled fields only, (7) ``valid_if`` of pages and form.

**Contesting what the state holds.** A prefilled field is shown, not asked. Who thinks it wrong says so beside the
answers: ``{"$contested": {"mother.full_name": "Tên trên giấy khai sinh là Bính"}}``. The field is then open: nothing is
put into it, and the reason is kept in ``Evaluation.contested``. An answer that differs from what the state holds
without a reason stands, but is listed there too, with an empty reason and a warning, so that an officer sees it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from nenso.language.choosing import Choices, choices_of
from nenso.language.compiled import CompiledForm, Node
from nenso.language.field_problems import FieldProblem
from nenso.language.lookups import Lookup
from nenso.language.working_out import CONTESTED, Work

Stage = Literal["draft", "filing"]
"""``draft``: saved page by page, nothing is required yet. ``filing``: filed, or an act at a step."""


@dataclass
class Evaluation:
    """What came out.

    ``values``: plain JSON values in NFC, hidden ones left out, computed ones put in; what is wrong in type stays as it
    was given, beside its problem. ``hidden``: paths that are not shown. ``prefilled``: path to what the state holds,
    also where the answer differs. ``contested``: path to reason, ``""`` where none was given. ``score``: the points.
    ``choices``: path to what may be chosen there, code and name, where that is worked out and was wanted.
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
    choices: Choices = field(default_factory=dict)

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
    choices: bool = False,
) -> Evaluation:
    """Return ``form`` worked out over the answers ``given``; nothing given is changed.

    ``names``: the other roots of the form's environment (``applicant``, ``agency``, ``setting`` …); ``today`` and
    ``now`` are the clock's where they are not among them. ``touched``: paths that the person has emptied on purpose,
    which ``prefill`` and ``default`` then leave alone. ``choices``: say also what may be chosen, for a page to offer.
    """
    work = Work(form, given, names, lookup, frozenset(touched or ()), stage)
    work.run()
    return Evaluation(
        form,
        work.values,
        frozenset(work.hidden),
        tuple(one for one in work.problems if not one.soft),
        tuple(one for one in work.problems if one.soft),
        work.prefilled,
        work.contested,
        work.score,
        work.scores,
        choices_of(work) if choices else {},
    )


__all__ = ["CONTESTED", "Evaluation", "Stage", "evaluate"]
