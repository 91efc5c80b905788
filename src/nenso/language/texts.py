"""Text with expressions in braces, shown to people: ``{form.full_name} – {form.born_on}``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nenso.language import expressions
from nenso.language.declarations.values import Expression, Text
from nenso.language.expressions import Environment, ExpressionFailed, Stopped
from nenso.language.expressions.reading import as_moment
from nenso.runtime.clock import VIETNAM

NOTHING = "…"
"""Shown where an expression in a text has nothing to show."""

_NAMES = ("label", "full_name", "name", "title", "code", "id")


def shown(value: Any, language: str = "vi") -> str:
    """Return a value as people read it: dates dd/mm/yyyy, moments on Viet Nam's clock, a record by its name."""
    if isinstance(value, bool):
        return ("Có" if value else "Không") if language == "vi" else ("yes" if value else "no")
    if isinstance(value, datetime):
        return as_moment(value).astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        number = f"{value:g}" if value == int(value) and abs(value) < 1e15 else repr(value)
        return number.replace(".", ",") if language == "vi" else number
    if isinstance(value, Mapping):
        return next((str(value[name]) for name in _NAMES if value.get(name)), NOTHING)
    if isinstance(value, list | tuple):
        return ", ".join(shown(part, language) for part in value) or NOTHING
    return NOTHING if value is None or value == "" else str(value)


@dataclass(frozen=True)
class CompiledText:
    """A text and the environment that its expressions are worked out in."""

    text: Text
    environment: Environment

    def render(self, names: Mapping[str, Any], language: str = "vi") -> str:
        """Return the text in ``language`` for ``names``; what stops or fails shows as ``…``."""
        return render_text(self.text, names, language, self.environment)


def compile_text(text: Text, environment: Environment) -> CompiledText:
    """Return ``text`` ready to be shown; raise InvalidExpression when one of its expressions is wrong."""
    for expression in text.expressions():
        expressions.compile(expression.source, environment)
    return CompiledText(text, environment)


def render_text(text: Text, names: Mapping[str, Any], language: str, environment: Environment) -> str:
    """Return ``text`` in ``language`` with its expressions worked out; what stops or fails shows as ``…``."""
    pieces = text.pieces(language)
    if len(pieces) == 1 and isinstance(pieces[0], str):
        return pieces[0]
    return "".join(
        _worked_out(piece, names, language, environment) if isinstance(piece, Expression) else piece for piece in pieces
    )


def _worked_out(expression: Expression, names: Mapping[str, Any], language: str, environment: Environment) -> str:
    try:
        return shown(expressions.compile(expression.source, environment).value(names), language)
    except (Stopped, ExpressionFailed):
        return NOTHING
