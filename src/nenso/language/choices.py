"""Choices ⑂ worked out: the first branch whose condition holds."""

from collections.abc import Mapping
from typing import Any, TypeVar

from nenso.language import expressions
from nenso.language.declarations.values import Choice, Expression
from nenso.language.expressions import YES_NO, Environment, Expected

T = TypeVar("T")


def choose(choice: "Choice[T]", names: Mapping[str, Any], environment: Environment) -> T | None:
    """Return the value, as declared, of the first branch that holds, or None; a condition that stops says no."""
    for branch in choice.branches:
        if branch.condition is None or holds(branch.condition, names, environment):
            return branch.then
    return None


def holds(condition: Expression, names: Mapping[str, Any], environment: Environment) -> bool:
    """Return whether ``condition`` says yes; stopped, it says no."""
    return expressions.compile(condition.source, environment, YES_NO).holds(names)


def work_out(value: Any, names: Mapping[str, Any], environment: Environment, expected: Expected = None) -> Any:
    """Return ``value`` itself, or what it gives when it is an expression; raise Stopped or ExpressionFailed."""
    if isinstance(value, Expression):
        return expressions.compile(value.source, environment, expected).value(names)
    return value


def evaluate_choice(
    choice: "Choice[Any]", names: Mapping[str, Any], environment: Environment, expected: Expected = None
) -> Any:
    """Return the value of the branch that holds, worked out where it is an expression; None when no branch holds."""
    return work_out(choose(choice, names, environment), names, environment, expected)
