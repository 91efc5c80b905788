"""The tree of an expression: its parts, each with its positions in the source."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Node:
    """A part of an expression, from ``start`` up to ``end``."""

    start: int
    end: int

    @property
    def parts(self) -> "tuple[Node, ...]":
        """The parts it is made of, in order of position."""
        return ()


@dataclass(frozen=True)
class Literal(Node):
    """A number, text, true, false or null; ``value`` is the Python value of a plain text, None when not needed."""

    kind: str
    value: Any = None


@dataclass(frozen=True)
class Name(Node):
    """A name that stands alone or begins a path."""

    name: str


@dataclass(frozen=True)
class Select(Node):
    """What is called ``name`` in ``operand``."""

    operand: Node
    name: str
    name_start: int

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Index(Node):
    """An element of a list or map."""

    operand: Node
    index: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.operand, self.index)


@dataclass(frozen=True)
class Call(Node):
    """A function, ``operand`` being None, or a method of ``operand``."""

    operand: Node | None
    function: str
    name_start: int
    arguments: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return (*(() if self.operand is None else (self.operand,)), *self.arguments)


@dataclass(frozen=True)
class Operation(Node):
    """``sign`` between or before its operands; ``?:`` has three."""

    sign: str
    sign_start: int
    operands: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True)
class Collection(Node):
    """A list (``keyed`` false) or a map (keys and values by turns) written out."""

    elements: tuple[Node, ...]
    keyed: bool

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.elements
