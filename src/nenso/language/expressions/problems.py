"""What may be wrong with an expression, and what may happen while it runs."""

from dataclasses import dataclass
from typing import ClassVar

from nenso.runtime.problems import Problem


@dataclass(frozen=True)
class ExpressionProblem:
    """One thing wrong with an expression.

    ``position``: index of the character in the source. ``nearest``: the nearest valid word, when a word is wrong.
    """

    position: int
    vi: str
    en: str
    nearest: str = ""
    code: str = "expression.invalid"


class InvalidExpression(ValueError):
    """An expression that cannot be compiled; ``problems`` tells why."""

    def __init__(self, *problems: ExpressionProblem) -> None:
        self.problems = problems
        super().__init__("; ".join(one.en for one in problems))


class Stopped(Exception):
    """An expression needs a number, date, yes/no or record that is absent: it says neither yes nor no."""


class ExpressionFailed(Problem):
    """An expression could not be worked out: divided by zero, too many steps, an element that is not there."""

    code: ClassVar[str] = "expression.failed"
    status: ClassVar[int] = 422
    vi: ClassVar[str] = "Không tính được biểu thức “{source}”: {reason_vi}"
    en: ClassVar[str] = "The expression “{source}” cannot be worked out: {reason}"


def problem(code: str, position: int, vi: str, en: str, nearest: str = "") -> ExpressionProblem:
    """Return a problem with its sentence in both languages, the nearest word appended."""
    if nearest:
        vi, en = f"{vi}; gần nhất: “{nearest}”", f"{en}; nearest: “{nearest}”"
    return ExpressionProblem(position, vi, en, nearest, code)
