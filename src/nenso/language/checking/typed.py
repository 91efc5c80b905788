"""Typed checking of every expression: the one door from declarations to ``nenso.language.expressions``."""

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

from nenso.language.checking.desk import Desk
from nenso.language.checking.reads import is_plain, ways_in
from nenso.language.declarations.times import Moment
from nenso.language.declarations.values import Choice, Expression, Text, Value
from nenso.language.expressions import (
    ANYTHING,
    DATETIME,
    INTEGER,
    NUMBER,
    PERIOD,
    YES_NO,
    Environment,
    ExpressionProblem,
    Kind,
    ValueType,
    accepts,
    check,
    type_of,
)
from nenso.language.issues import Issue

Wanted = ValueType | tuple[ValueType, ...] | None

ITEMS = ValueType(Kind.LIST)
"""A list of anything."""


_SCALARS = frozenset({Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.YES_NO, Kind.DATE, Kind.DATETIME})
_NAMES_MORE = re.compile(r"\b(find|in_step|after_step)\b")


def _fits(found: ValueType, wanted: Wanted) -> bool:
    if found.kind is Kind.ANYTHING:
        return False
    return wanted is None or any(accepts(one, found) for one in (wanted if isinstance(wanted, tuple) else (wanted,)))


class Typed:
    """Checks expressions in their environments and notes what is wrong where it is written; each is checked once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._known: dict[tuple[str, object, Wanted], list[ExpressionProblem]] = {}

    def check(self, expression: Expression | None, environment: Environment, wanted: Wanted = None) -> None:
        """Check one expression."""
        if expression is None:
            return
        if is_plain(expression.source) and _fits(type_of(expression.source, environment), wanted):
            return
        key = (expression.source, self._types(expression.source, environment), wanted)
        problems = self._known.get(key)
        if problems is None:
            problems = self._known[key] = check(expression.source, environment, wanted)
        for problem in _causes(problems):
            at = expression.origin
            if at.line and "\n" not in expression.source:
                at = dataclasses.replace(at, column=at.column + problem.position)
            self.desk.issues.append(
                Issue.at(at, problem.code, vi=_sentence(problem.vi), en=_sentence(problem.en), nearest=problem.nearest)
            )

    def _types(self, source: str, environment: Environment) -> object:
        """Return what decides whether ``source`` is right: the types of all it reads, or the environment itself."""
        types = tuple((way, type_of(".".join(way), environment)) for way in ways_in(source))
        simple = types and all(kind.kind in _SCALARS for _, kind in types) and not _NAMES_MORE.search(source)
        return types if simple else environment

    def value(self, value: Value | None, environment: Environment, wanted: Wanted = None, *, at: object = None) -> None:
        """Check a number, true/false or expression; ``at`` tells where a number stands."""
        if isinstance(value, Expression):
            self.check(value, environment, wanted)
        elif value is not None and wanted is not None:
            self._literal(value, wanted, at)

    def _literal(self, value: bool | int | float, wanted: ValueType | tuple[ValueType, ...], at: object) -> None:
        kinds = {one.kind for one in (wanted if isinstance(wanted, tuple) else (wanted,))}
        own = YES_NO.kind if isinstance(value, bool) else INTEGER.kind if isinstance(value, int) else NUMBER.kind
        if own is Kind.INTEGER and Kind.NUMBER in kinds:
            return
        if own not in kinds and Kind.ANYTHING not in kinds:
            first = wanted[0] if isinstance(wanted, tuple) else wanted
            self.desk.add(
                at,
                "value.type",
                f"Ở đây cần {first.describe('vi')}, không phải {value}.",
                f"{first.describe('en')} is needed here, not {value}.",
            )

    def choice(self, choice: Choice[Value] | None, environment: Environment, wanted: Wanted = None) -> None:
        """Check a choice of values."""
        if choice is None:
            return
        self.conditions(choice, environment)
        for branch in choice.branches:
            self.value(branch.then, environment, wanted, at=branch if branch.origin.line else choice)

    def conditions(self, choice: Choice[Any], environment: Environment) -> None:
        """Check the conditions of a choice, and that no branch stands after one that always holds."""
        last = len(choice.branches) - 1
        for index, branch in enumerate(choice.branches):
            self.check(branch.condition, environment, YES_NO)
            if branch.condition is None and index < last:
                self.desk.add(
                    choice.branches[index + 1],
                    "choice.never",
                    "Nhánh này đứng sau nhánh luôn đúng nên không bao giờ được chọn.",
                    "This branch stands after one that always holds and is never taken.",
                )

    def moment(self, moment: Moment | None, environment: Environment) -> None:
        """Check the expression of a moment."""
        if moment is not None and isinstance(moment.base, Expression):
            self.check(moment.base, environment, (DATETIME, PERIOD))

    def texts(self, texts: Iterable[Text | None], environment: Environment) -> None:
        """Check the expressions inside texts."""
        for text in texts:
            if text is not None:
                for expression in text.expressions():
                    self.check(expression, environment)

    def element(self, expression: Expression | None, environment: Environment) -> ValueType:
        """Return the type of the elements of the list that an expression gives; of itself when it is no list."""
        if expression is None:
            return ANYTHING
        found = type_of(expression.source, environment)
        return found.element or ANYTHING if found.kind is Kind.LIST else found


def _causes(problems: list[ExpressionProblem]) -> list[ExpressionProblem]:
    """Return the problems without those that an unknown name brings with it."""
    return [problem for problem in problems if "unknown" in problem.code] or problems


def _sentence(text: str) -> str:
    text = text.split("; gần nhất: ")[0].split("; nearest: ")[0]
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
