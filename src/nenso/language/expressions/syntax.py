"""Reading an expression: words, then a tree with positions, so that names can be resolved before the engine sees it.

The grammar is CEL's (https://github.com/google/cel-spec, ``langdef.md``); the engine parses again what is handed to it,
so a text this reader takes and CEL does not is still refused.
"""

import re
from dataclasses import dataclass

from nenso.language.expressions.problems import ExpressionProblem, InvalidExpression, problem
from nenso.language.expressions.tree import Call, Collection, Index, Literal, Name, Node, Operation, Select

MOST_CHARACTERS = 1_000
"""Characters an expression may have."""

MOST_DEPTH = 24
"""Brackets and arguments that may stand inside each other."""

MOST_CHAINED = 64
"""Operators and dots that may follow each other; the engine refuses long sums earlier, at 32."""

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<number>0[xX][0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+[uU]?)
    |(?P<string>[rRbB]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''
        |"(?:\\.|[^\\"\n])*"|'(?:\\.|[^\\'\n])*'))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>\|\||&&|==|!=|<=|>=|[-+*/%<>!?:.,()\[\]{}])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A word of an expression: its kind (number, string, name, sign, end), text, first and one-past-last position."""

    kind: str
    text: str
    start: int
    end: int


def tokens(source: str) -> list[Token]:
    """Return the words of ``source`` without spaces and comments, ``end`` last; raise InvalidExpression."""
    found: list[Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise InvalidExpression(
                problem("expression.syntax", position, f"ký tự lạ “{source[position]}”", f"stray “{source[position]}”")
            )
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(Token(kind, match.group(), position, match.end()))
        position = match.end()
    found.append(Token("end", "", len(source), len(source)))
    return found


_LEVELS = (("||",), ("&&",), ("<", "<=", ">", ">=", "==", "!=", "in"), ("+", "-"), ("*", "/", "%"))
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


class _Reader:
    def __init__(self, source: str) -> None:
        self.tokens = tokens(source)
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def take(self, *signs: str) -> Token | None:
        token = self.token
        if token.text in signs and token.kind in {"sign", "name"}:
            self.index += 1
            return token
        return None

    def need(self, sign: str) -> Token:
        token = self.take(sign)
        if token is None:
            raise self.unexpected(f"thiếu “{sign}”", f"“{sign}” is missing")
        return token

    def unexpected(self, vi: str, en: str) -> InvalidExpression:
        token = self.token
        at_vi, at_en = (
            ("ở cuối", "at the end") if token.kind == "end" else (f"trước “{token.text}”", f"before “{token.text}”")
        )
        return InvalidExpression(problem("expression.syntax", token.start, f"{vi} {at_vi}", f"{en} {at_en}"))

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise InvalidExpression(_too_deep(self.token.start))
        condition = self.binary(0)
        if sign := self.take("?"):
            then = self.expression()
            self.need(":")
            other = self.expression()
            condition = Operation(condition.start, other.end, "?:", sign.start, (condition, then, other))
        self.depth -= 1
        return condition

    def binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while sign := self.take(*_LEVELS[level]):
            right = self.binary(level + 1)
            left = Operation(left.start, right.end, sign.text, sign.start, (left, right))
        return left

    def unary(self) -> Node:
        signs: list[Token] = []
        while sign := self.take("!", "-"):
            signs.append(sign)
        node = self.member()
        for sign in reversed(signs):
            node = Operation(sign.start, node.end, sign.text, sign.start, (node,))
        return node

    def member(self) -> Node:
        node = self.primary()
        while True:
            if self.take("."):
                name = self.name()
                if self.take("("):
                    arguments = self.list(")")
                    node = Call(node.start, self.tokens[self.index - 1].end, node, name.text, name.start, arguments)
                else:
                    node = Select(node.start, name.end, node, name.text, name.start)
            elif self.take("["):
                index = self.expression()
                node = Index(node.start, self.need("]").end, node, index)
            else:
                return node

    def name(self) -> Token:
        token = self.token
        if token.kind != "name":
            raise self.unexpected("thiếu một tên", "a name is missing")
        self.index += 1
        return token

    def list(self, close: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self.take(close):
            if found:
                self.need(",")
                if self.take(close):
                    break
            found.append(self.expression())
        return tuple(found)

    def primary(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.index += 1
            return Literal(token.start, token.end, _number_kind(token.text))
        if token.kind == "string":
            self.index += 1
            return Literal(token.start, token.end, "text", plain_text(token.text))
        if token.kind == "name" and token.text != "in":
            return self.named()
        if self.take("("):
            inner = self.expression()
            close = self.need(")")
            return Operation(token.start, close.end, "()", token.start, (inner,))
        if self.take("["):
            elements = self.list("]")
            return Collection(token.start, self.tokens[self.index - 1].end, elements, keyed=False)
        if self.take("{"):
            return self.map(token)
        raise self.unexpected("thiếu một giá trị", "a value is missing")

    def named(self) -> Node:
        token = self.name()
        if token.text in {"true", "false"}:
            return Literal(token.start, token.end, "yes_no", token.text == "true")
        if token.text == "null":
            raise InvalidExpression(
                problem(
                    "expression.null",
                    token.start,
                    "không dùng null; hãy dùng filled(…)",
                    "there is no null; use filled(…)",
                )
            )
        if self.take("("):
            arguments = self.list(")")
            return Call(token.start, self.tokens[self.index - 1].end, None, token.text, token.start, arguments)
        return Name(token.start, token.end, token.text)

    def map(self, opened: Token) -> Node:
        found: list[Node] = []
        while not self.take("}"):
            if found:
                self.need(",")
            found.append(self.expression())
            self.need(":")
            found.append(self.expression())
        return Collection(opened.start, self.tokens[self.index - 1].end, tuple(found), keyed=True)


def _number_kind(text: str) -> str:
    if text[-1] in "uU":
        return "unsigned"
    return "number" if re.search(r"[.eE]", text) and not text.lower().startswith("0x") else "integer"


def plain_text(token: str) -> str | None:
    """Return the text that a quoted word stands for, or None when it is written with numeric escapes or as bytes."""
    prefix = re.match(r"[rRbB]*", token)
    raw, body = prefix.group().lower() if prefix else "", token[prefix.end() if prefix else 0 :]
    if "b" in raw:
        return None
    quotes = 3 if body[:3] in {'"""', "'''"} else 1
    inner = body[quotes:-quotes]
    if "r" in raw or "\\" not in inner:
        return inner
    if re.search(r"\\[0-7xXuU]", inner):
        return None
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match.group(1), match.group(1)), inner, flags=re.DOTALL)


def parse(source: str) -> Node:
    """Return the tree of ``source``; raise InvalidExpression when it is too long, too deep or not an expression."""
    if len(source) > MOST_CHARACTERS:
        raise InvalidExpression(
            problem(
                "expression.too_long",
                MOST_CHARACTERS,
                f"biểu thức dài hơn {MOST_CHARACTERS} ký tự",
                f"the expression is longer than {MOST_CHARACTERS} characters",
            )
        )
    reader = _Reader(source)
    node = reader.expression()
    if reader.token.kind != "end":
        raise reader.unexpected("thừa nội dung", "something is left over")
    if _depth(node) > MOST_CHAINED:
        raise InvalidExpression(_too_deep(0))
    return node


def _depth(node: Node) -> int:
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        one, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(part, depth + 1) for part in one.parts]
    return deepest


def _too_deep(position: int) -> ExpressionProblem:
    vi, en = "biểu thức lồng quá sâu", "the expression nests too deeply"
    return problem("expression.too_deep", position, vi, en)
