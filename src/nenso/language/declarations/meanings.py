"""What the keys of a declaration mean: the docstrings under its attributes.

Pydantic can read them too (``use_attribute_docstrings``), by searching for the source of every class while it is made:
that took two seconds of every start.
"""

import ast
import sys
from functools import cache
from inspect import cleandoc
from itertools import pairwise
from pathlib import Path


def meanings_of(cls: type) -> dict[str, str]:
    """Return the docstring under each attribute of ``cls`` itself, by its name; of ``Choice[int]`` as ``Choice``."""
    path = getattr(sys.modules.get(cls.__module__), "__file__", None)
    return _in_file(path).get(cls.__qualname__.partition("[")[0], {}) if path else {}


@cache
def _in_file(path: str) -> dict[str, dict[str, str]]:
    source = Path(path)
    if source.suffix != ".py" or not source.exists():
        return {}
    classes = (node for node in ast.parse(source.read_text()).body if isinstance(node, ast.ClassDef))
    return {node.name: dict(_documented(node)) for node in classes}


def _documented(cls: ast.ClassDef) -> list[tuple[str, str]]:
    return [
        (attribute.target.id, cleandoc(text.value.value))
        for attribute, text in pairwise(cls.body)
        if isinstance(attribute, ast.AnnAssign)
        and isinstance(attribute.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    ]
