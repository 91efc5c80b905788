"""Lists of fields, printed codes and keeping: the same checks on procedures and registers."""

from collections.abc import Iterable

from nenso.language.checking.desk import Desk
from nenso.language.checking.typed import Typed
from nenso.language.declarations.access import FieldItem, Keep, Numbering, ReadRule, Serial
from nenso.language.declarations.values import Expression
from nenso.language.expressions import Environment, ValueType

COUNTED_WITHIN = ("agency", "year", "month", "day", "quarter", "procedure", "register", "place", "formula")
"""Within what a serial may count."""


def check_under(desk: Desk, rule: ReadRule) -> None:
    """Check under what a rule lets read: ``grant``, or ``consent.`` and a purpose."""
    if rule.under is not None and rule.under != "grant" and not rule.under.startswith("consent."):
        desk.unknown(rule, "read.under", "từ", "word", rule.under, ("grant", "consent."))


def check_items(typed: Typed, items: Iterable[FieldItem], environment: Environment, owner: ValueType) -> None:
    """Check a list of fields: each is ``all``, a name of ``owner``, a path, or a new name with its expression."""
    for item in items:
        if item.compute is not None:
            typed.check(item.compute, environment)
        elif "." in item.name:
            typed.check(Expression(item.name, item.origin), environment)
        elif item.name != "all" and owner.member(item.name) is None and item.name not in environment.roots:
            typed.desk.unknown(item, "field", "trường", "field", item.name, owner.names())


def check_numbering(typed: Typed, numbering: Numbering | None, environment: Environment) -> None:
    """Check a pattern's expressions and what its serial counts within."""
    if numbering is None:
        return
    for piece in numbering.pattern.pieces():
        if isinstance(piece, Expression):
            typed.check(piece, environment)
        elif isinstance(piece, Serial) and not 1 <= piece.width <= 18:
            typed.desk.add(
                numbering, "pattern.width", "Số chữ số từ 1 đến 18.", "1 to 18 digits.", expected="{serial:5}"
            )
    this = environment.roots.get("this")
    known = [*COUNTED_WITHIN, *(this.names() if this is not None else ())]
    for word in numbering.per:
        if word not in known and "." not in word:
            typed.desk.unknown(word, "numbered.per", "từ", "word", word, known)
        elif "." in word:
            typed.check(Expression.parse(word), environment)


def check_keep(desk: Desk, keep: Keep | None) -> None:
    """Check that what is kept for a time says what happens then."""
    if keep is not None and keep.duration != "forever" and keep.then is None:
        desk.warn(
            keep,
            "keep.then",
            "Chưa nói hết hạn thì làm gì.",
            "It does not say what happens then.",
            expected="archive, erase",
        )
