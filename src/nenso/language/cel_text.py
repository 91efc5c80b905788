"""Rewriting of CEL source text where a form is used inside another: names change, strings in it do not."""

import re

_STRINGS = re.compile(r"""(r?"(?:[^"\\]|\\.)*"|r?'(?:[^'\\]|\\.)*')""")


def renamed(source: str, name: str, path: str) -> str:
    """Return ``source`` with the free name ``name`` replaced by ``path``: ``form.a`` becomes ``form.birth.a``."""
    pattern = re.compile(rf"(?<![\w.]){re.escape(name)}(?=\s*\.|\s*[,)\]}}]|\s*$)")
    pieces = _STRINGS.split(source)
    return "".join(piece if index % 2 else pattern.sub(path, piece) for index, piece in enumerate(pieces))


def renamed_in_braces(text: str, name: str, path: str) -> str:
    """Return ``text`` with the name replaced inside ``{expressions}`` only."""
    return re.sub(r"\{([^{}]*)\}", lambda match: "{" + renamed(match[1], name, path) + "}", text)
