"""Operators: what their answer is, and records compared by what identifies them."""

from typing import TYPE_CHECKING

from nenso.language.expressions import tree
from nenso.language.expressions.terms import Emitted, Member, Path, Piece, Term
from nenso.language.expressions.types import ANYTHING, DATETIME, DURATION, NUMBER, YES_NO, Kind, ValueType, accepts
from nenso.language.issues import nearest

if TYPE_CHECKING:
    from nenso.language.expressions.lowering import Lowering

_RELATIONS = {"<", "<=", ">", ">=", "==", "!=", "in"}


def lower_operation(lowering: "Lowering", node: tree.Operation) -> Term:
    """Return the term for an operator and its operands."""
    terms = [lowering.lower(operand) for operand in node.operands]
    if node.sign == "()":
        return _in_brackets(lowering, node, terms[0])
    if node.sign in {"==", "!=", "in"}:
        _check_codes(lowering, node, terms)
        if terms[0].type.is_row or terms[1].type.is_row or terms[1].type.holds_rows:
            return _compare_records(lowering, node, terms)
    parts = [lowering.emit(term) for term in terms]
    if node.sign in {"&&", "||", "?:"}:
        lowering.decides = True
    if node.sign in {"&&", "||", "!"} or node.sign in _RELATIONS:
        return lowering.spliced(node, parts, YES_NO)
    if node.sign == "?:":
        return lowering.spliced(node, parts, _of_both(terms[1].type, terms[2].type))
    return lowering.spliced(node, parts, _of_arithmetic(node.sign, [term.type for term in terms]))


def _in_brackets(lowering: "Lowering", node: tree.Operation, inner: Term) -> Term:
    if isinstance(inner, Path | Member):
        return inner
    return lowering.spliced(node, [inner.emitted], inner.type)


def _of_both(first: ValueType, second: ValueType) -> ValueType:
    return first if accepts(first, second) else ANYTHING


def _of_arithmetic(sign: str, kinds: list[ValueType]) -> ValueType:
    if len(kinds) == 1:
        return kinds[0]
    left, right = kinds
    if left.is_moment:
        return DURATION if sign == "-" and right.is_moment else left
    if right.is_moment:
        return right
    if NUMBER in kinds:
        return NUMBER
    if DATETIME in kinds or DURATION in kinds:
        return DURATION
    return right if left.kind is Kind.ANYTHING else left


def _check_codes(lowering: "Lowering", node: tree.Operation, terms: list[Term]) -> None:
    for term, other in ((terms[0], node.operands[1]), (terms[1], node.operands[0])):
        codes = term.type.codes
        if node.sign == "in" and term.type.element is not None:
            codes = term.type.element.codes
        word = other.value if isinstance(other, tree.Literal) and other.kind == "text" else None
        if codes and isinstance(word, str) and word and word not in codes:
            lowering.refuse(
                "expression.unknown_code",
                other.start,
                f"không có lựa chọn “{word}”; có: {', '.join(codes)}",
                f"there is no option “{word}”; there are: {', '.join(codes)}",
                nearest(word, codes),
            )


def _compare_records(lowering: "Lowering", node: tree.Operation, terms: list[Term]) -> Term:
    left, right = terms
    wanted = right.type.element if node.sign == "in" and right.type.element is not None else right.type
    if not (left.type.is_row and wanted.is_row) and ANYTHING not in {left.type, wanted}:
        return lowering.refuse(
            "expression.type",
            node.sign_start,
            f"không so được {left.type.describe('vi')} với {wanted.describe('vi')}; hãy so bằng .id",
            f"{left.type.describe('en')} cannot be compared with {wanted.describe('en')}; compare by .id",
        )
    if not accepts(left.type, wanted):
        return lowering.refuse(
            "expression.type",
            node.sign_start,
            f"không so được {left.type.describe('vi')} với {wanted.describe('vi')}",
            f"{left.type.describe('en')} cannot be compared with {wanted.describe('en')}",
        )
    parts = [lowering.emit(left, "identity"), _identities(lowering, right)]
    return lowering.spliced(node, parts, YES_NO)


def _identities(lowering: "Lowering", term: Term) -> Emitted:
    if term.type.kind is not Kind.LIST or isinstance(term, Path | Member):
        return lowering.emit(term, "identity")
    rows = lowering.emit(term)
    element = term.type.element or ANYTHING
    start = term.start
    loop = (Piece("nenso_each", start),)
    one = lowering.emit(Member(Emitted(loop, loop, rows.shapes), element, (), element, start), "identity")
    run = (Piece("(", start), *rows.run, Piece(").map(nenso_each, ", start), *one.run, Piece(")", start))
    return Emitted(rows.check, run)
