"""What a part of an expression turns into: text for the engine to check, text for it to run, and what both read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from nenso.language.expressions.reading import Shape, Step
from nenso.language.expressions.types import ANYTHING, Kind, ValueType


@dataclass(frozen=True)
class Piece:
    """Some text; ``start`` is where it comes from, character by character when ``verbatim``."""

    text: str
    start: int
    verbatim: bool = False


Code = tuple[Piece, ...]


def text_of(code: Code) -> str:
    """Return the text of ``code``."""
    return "".join(piece.text for piece in code)


def source_position(code: Code, offset: int) -> int:
    """Return where in the source the character at ``offset`` of the text of ``code`` comes from."""
    for piece in code:
        if offset < len(piece.text):
            return piece.start + (offset if piece.verbatim else 0)
        offset -= len(piece.text)
    return code[-1].start if code else 0


@dataclass(frozen=True)
class Emitted:
    """A part as the engine sees it. ``shapes``: of the rows that it is or holds, from wherever they come."""

    check: Code
    run: Code
    shapes: tuple[Shape, ...] = ()

    def around(self, start: int, before: str, after: str) -> "Emitted":
        """Return this with the same text around it in both forms."""
        return Emitted(
            (Piece(before, start), *self.check, Piece(after, start)),
            (Piece(before, start), *self.run, Piece(after, start)),
            self.shapes,
        )


def joined(parts: Iterable["Emitted | str"], start: int) -> Emitted:
    """Return parts and separators as one; the shapes are those of all parts."""
    check: list[Piece] = []
    run: list[Piece] = []
    shapes: list[Shape] = []
    for part in parts:
        if isinstance(part, str):
            check.append(Piece(part, start))
            run.append(Piece(part, start))
        else:
            check.extend(part.check)
            run.extend(part.run)
            shapes.extend(part.shapes)
    return Emitted(tuple(check), tuple(run), tuple(shapes))


@dataclass(frozen=True)
class Value:
    """Something the engine works out itself."""

    emitted: Emitted
    type: ValueType
    start: int


@dataclass(frozen=True)
class Path:
    """A way through the names given: ``root`` and the steps from it."""

    root: str
    root_type: ValueType
    steps: tuple[Step, ...]
    type: ValueType
    start: int = field(compare=False)

    @property
    def words(self) -> tuple[str, ...]:
        """The names on the way, without indexes."""
        return (self.root, *(name for name, _ in self.steps if isinstance(name, str)))


@dataclass(frozen=True)
class Member:
    """A way from a row that the engine holds: a loop's element, or what ``find`` gave."""

    row: Emitted
    row_type: ValueType
    steps: tuple[Step, ...]
    type: ValueType
    start: int


Term = Value | Path | Member


def records_walked(term: Path | Member) -> int:
    """Return through how many records the way leads."""
    return sum(1 for _, owner in term.steps if owner.kind == "record")


def type_word(kind: ValueType) -> str:
    """Return the word by which the engine's helper functions tell a type."""
    if kind.kind is Kind.LIST:
        return f"list_{type_word(kind.element or ANYTHING)}"
    words = {Kind.PERIOD: "text", Kind.DATE: "moment", Kind.DATETIME: "moment", Kind.GROUP: "record"}
    return words.get(kind.kind, kind.kind.value)
