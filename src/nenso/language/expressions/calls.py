"""Functions, methods and loops: which there are, what they take, and what their answer is."""

from typing import TYPE_CHECKING

from nenso.language.expressions import tree
from nenso.language.expressions.reading import Shape
from nenso.language.expressions.terms import Emitted, Member, Piece, Term, Value, joined, type_word
from nenso.language.expressions.types import (
    ANYTHING,
    DURATION,
    YES_NO,
    Kind,
    ValueType,
    accepts,
    list_of,
)
from nenso.language.functions import FUNCTIONS, OWN_OF_CEL, SPECIAL, Function
from nenso.language.issues import nearest

if TYPE_CHECKING:
    from nenso.language.expressions.lowering import Lowering

LOOPS = ("all", "exists", "exists_one", "filter", "map")
MOST_LOOPS = 2
"""Loops that may stand inside each other."""


def lower_call(lowering: "Lowering", node: tree.Call) -> Term:
    """Return the term for a call."""
    if node.operand is not None:
        return _lower_method(lowering, node, node.operand)
    if node.function == "filled":
        return _lower_filled(lowering, node)
    if node.function == "length":
        return _lower_length(lowering, node)
    if node.function == "find":
        return _lower_find(lowering, node)
    if node.function == "has":
        return lowering.refuse(
            "expression.has", node.start, "dùng filled(…) thay cho has(…)", "use filled(…), not has(…)", "filled"
        )
    function = FUNCTIONS.get(node.function)
    if function is not None:
        return _lower_own(lowering, node, function)
    kind = OWN_OF_CEL.get(node.function)
    if kind is None:
        names = [*FUNCTIONS, *SPECIAL, *OWN_OF_CEL]
        return lowering.refuse(
            "expression.unknown_function",
            node.start,
            f"không có hàm “{node.function}”",
            f"there is no function “{node.function}”",
            nearest(node.function, names),
        )
    return lowering.spliced(node, [lowering.emit(lowering.lower(part)) for part in node.arguments], kind)


def _lower_method(lowering: "Lowering", node: tree.Call, operand: tree.Node) -> Term:
    if node.function in LOOPS:
        return _lower_loop(lowering, node, operand)
    if node.function not in OWN_OF_CEL:
        return lowering.refuse(
            "expression.unknown_function",
            node.name_start,
            f"không có “.{node.function}(…)”",
            f"there is no “.{node.function}(…)”",
            nearest(node.function, [*LOOPS, *OWN_OF_CEL]),
        )
    terms = [lowering.lower(part) for part in node.parts]
    if node.function == "matches" and len(node.arguments) == 1:
        pattern = node.arguments[0]
        if isinstance(pattern, tree.Literal) and isinstance(pattern.value, str):
            lowering.patterns.append((pattern.start, pattern.value))
    return lowering.spliced(node, [lowering.emit(term) for term in terms], OWN_OF_CEL[node.function])


def _count(lowering: "Lowering", node: tree.Call, least: int, most: int) -> bool:
    if least <= len(node.arguments) <= most:
        return True
    wanted = str(least) if least == most else f"{least}–{most}"
    lowering.refuse(
        "expression.arguments",
        node.name_start,
        f"{node.function}(…) cần {wanted} giá trị",
        f"{node.function}(…) takes {wanted} values",
    )
    return False


def _lower_filled(lowering: "Lowering", node: tree.Call) -> Term:
    if not _count(lowering, node, 1, 1):
        return lowering.anything(node.start)
    return Value(lowering.emit(lowering.lower(node.arguments[0]), "filled"), YES_NO, node.start)


def _lower_length(lowering: "Lowering", node: tree.Call) -> Term:
    if not _count(lowering, node, 1, 1):
        return lowering.anything(node.start)
    inner = lowering.emit(lowering.lower(node.arguments[0]))
    return Value(inner.around(node.start, "size(", ")"), OWN_OF_CEL["size"], node.start)


def _lower_find(lowering: "Lowering", node: tree.Call) -> Term:
    if not _count(lowering, node, 2, 8):
        return lowering.anything(node.start)
    first, *rest = node.arguments
    if not isinstance(first, tree.Literal) or not isinstance(first.value, str):
        return lowering.refuse(
            "expression.find",
            first.start,
            "find cần tên sổ trong dấu nháy",
            "find takes the name of a register in quotes",
        )
    register = lowering.environment.register(first.value)
    if register is None:
        return lowering.refuse(
            "expression.unknown_register",
            first.start,
            f"không có sổ “{first.value}”",
            f"there is no register “{first.value}”",
            nearest(first.value, lowering.environment.registers),
        )
    terms = [lowering.lower(argument) for argument in rest]
    if register.key and len(register.key) != len(rest):
        return lowering.refuse(
            "expression.arguments",
            node.start,
            f"khoá của sổ “{first.value}” có {len(register.key)} phần",
            f"the key of register “{first.value}” has {len(register.key)} parts",
        )
    for wanted, term in zip(register.key, terms, strict=False):
        if not accepts(wanted, term.type) and not term.type.is_row:
            lowering.refuse(
                "expression.type",
                term.start,
                f"khoá là {wanted.describe('vi')}, đây là {term.type.describe('vi')}",
                f"the key is {wanted.describe('en')}, this is {term.type.describe('en')}",
            )
    parts = [lowering.emit(term, "identity" if term.type.is_row else "value") for term in terms]
    name, shape = lowering.new_find(register.record.register or first.value)
    arguments = joined(_separated(parts), node.start)
    return Value(
        Emitted(
            (Piece("nenso_find([", node.start), *arguments.check, Piece("])", node.start)),
            (Piece(f"{name}([", node.start), *arguments.run, Piece("])", node.start)),
            (shape,),
        ),
        register.record,
        node.start,
    )


def _separated(parts: list[Emitted]) -> list[Emitted | str]:
    found: list[Emitted | str] = []
    for part in parts:
        found += [", ", part] if found else [part]
    return found


def _lower_own(lowering: "Lowering", node: tree.Call, function: Function) -> Term:
    terms = [lowering.lower(argument) for argument in node.arguments]
    if function.name in {"first", "last"} and len(terms) == 1 and terms[0].type.holds_rows:
        return _pick(lowering, node, terms[0], terms[0].type.element or ANYTHING)
    if function.name in {"in_step", "after_step"}:
        _check_step(lowering, node)
    if function.name == "days" and [type(one) for one in node.arguments] == [tree.Literal]:
        return _literal_days(lowering, node, terms[0])
    kind = function.result([term.type for term in terms])
    parts = [lowering.emit(term) for term in terms]
    name = f"{function.name}_{type_word(kind)}"
    lowering.functions[f"nenso_{name}"] = (function.name, kind)
    arguments = joined(_separated(parts), node.start)
    shapes = arguments.shapes if kind.is_row else ()
    return Value(
        Emitted(
            (Piece(f"{function.name}(", node.start), *arguments.check, Piece(")", node.start)),
            (Piece(f"nenso_{name}([", node.start), *arguments.run, Piece("])", node.start)),
            shapes,
        ),
        kind,
        node.start,
    )


def _literal_days(lowering: "Lowering", node: tree.Call, amount: Term) -> Term:
    """``days(60)`` is known beforehand: the engine gets it as a duration of its own."""
    literal, words = node.arguments[0], lowering.source[node.arguments[0].start : node.arguments[0].end]
    emitted = lowering.emit(amount).around(node.start, "days(", ")")
    if isinstance(literal, tree.Literal) and literal.kind == "integer" and words.isdigit() and len(words) < 7:
        run = (Piece(f"duration('{int(words) * 86_400}s')", node.start),)
        return Value(Emitted(emitted.check, run), DURATION, node.start)
    return Value(emitted, DURATION, node.start)


def _pick(lowering: "Lowering", node: tree.Call, rows: Term, element: ValueType) -> Term:
    emitted = lowering.emit(rows)
    name = f"nenso_{node.function}_row"
    lowering.functions[name] = (node.function, ValueType(Kind.GROUP))
    return Value(
        Emitted(
            (Piece("nenso_get_record(", node.start), *emitted.check, Piece(")", node.start)),
            (Piece(f"{name}([", node.start), *emitted.run, Piece("])", node.start)),
            emitted.shapes,
        ),
        element,
        node.start,
    )


def _check_step(lowering: "Lowering", node: tree.Call) -> None:
    if len(node.arguments) != 2 or not lowering.environment.steps:
        return
    case, step = node.arguments
    if not isinstance(case, tree.Name) or case.name != "case":
        return
    if isinstance(step, tree.Literal) and isinstance(step.value, str) and step.value not in lowering.environment.steps:
        lowering.refuse(
            "expression.unknown_step",
            step.start,
            f"không có bước “{step.value}”",
            f"there is no step “{step.value}”",
            nearest(step.value, lowering.environment.steps),
        )


def _lower_loop(lowering: "Lowering", node: tree.Call, operand: tree.Node) -> Term:
    over = lowering.lower(operand)
    if not _count(lowering, node, 2, 3 if node.function == "map" else 2):
        return lowering.anything(node.start)
    variable, *bodies = node.arguments
    if not isinstance(variable, tree.Name):
        return lowering.refuse(
            "expression.loop", variable.start, "thiếu tên của phần tử", "the name of the element is missing"
        )
    if over.type.kind not in {Kind.LIST, Kind.ANYTHING}:
        return lowering.refuse(
            "expression.type",
            node.name_start,
            f".{node.function}(…) cần danh sách, đây là {over.type.describe('vi')}",
            f".{node.function}(…) takes a list, this is {over.type.describe('en')}",
        )
    if len(lowering.scopes) >= MOST_LOOPS:
        return lowering.refuse(
            "expression.loops",
            node.name_start,
            f"chỉ lồng tối đa {MOST_LOOPS} vòng lặp",
            f"loops stand {MOST_LOOPS} deep at most",
        )
    rows = lowering.emit(over)
    element = over.type.element or ANYTHING
    name = variable.name

    def loop_variable(start: int) -> Term:
        piece = (Piece(name, start),)
        emitted = Emitted(piece, piece, rows.shapes)
        return Member(emitted, element, (), element, start) if element.is_row else Value(emitted, element, start)

    lowering.scopes.append((name, loop_variable))
    terms = [lowering.lower(body) for body in bodies]
    lowering.scopes.pop()
    parts = [lowering.emit(term) for term in terms]
    kind = YES_NO
    shapes: tuple[Shape, ...] = ()
    if node.function == "filter":
        kind, shapes = over.type, rows.shapes
    elif node.function == "map":
        kind, shapes = list_of(terms[-1].type), parts[-1].shapes
    named = Emitted((Piece(name, variable.start),), (Piece(name, variable.start),))
    value = lowering.spliced(node, [rows, named, *parts], kind)
    lowering.decides = lowering.decides or node.function in {"all", "exists"}
    return Value(Emitted(value.emitted.check, value.emitted.run, shapes), kind, node.start)
