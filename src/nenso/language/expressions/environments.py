"""The names that an expression may use in its place, with their types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nenso.language.expressions.types import ValueType


@dataclass(frozen=True)
class Findable:
    """A register as ``find`` sees it: the type of a record and of each part of its key."""

    record: ValueType
    key: tuple[ValueType, ...]


def _nothing(_: str) -> Findable | None:
    return None


@dataclass(frozen=True, eq=False)
class Environment:
    """What may be named.

    ``roots``: the names a path may begin with. ``register``: what is known of a register by its name as written in the
    formula. ``registers``: the names that may be written, for the nearest one. ``steps``: the steps of the procedure.
    """

    roots: Mapping[str, ValueType]
    register: Callable[[str], Findable | None] = _nothing
    registers: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    programs: dict[Any, Any] = field(default_factory=dict, repr=False)
    """Compiled programs by source and expected type: compiled once, run by many threads."""

    def with_names(self, **roots: ValueType) -> "Environment":
        """Return a copy in which these names stand too, or for something else."""
        return Environment({**self.roots, **roots}, self.register, self.registers, self.steps)
