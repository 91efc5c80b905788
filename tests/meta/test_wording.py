"""Every text of a page, and of the code behind it, is there in Vietnamese and in English, side by side."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import nodes

import nenso

ROOT = Path(nenso.__file__).parent
MODULES = sorted(ROOT.glob("**/*.py"))
TEMPLATES = sorted(ROOT.glob("*/jinja2/**/*.html"))
SAME_IN_BOTH = frozenset(
    {"Nenso", "API", "OpenAPI", "QR", "PDF", "SHA-256", "English", "Tiếng", "Việt", "VNeID", "Zalo", "SMS"}
)
LETTERS = re.compile(r"[^\W\d_]{2,}")


def tree_of(path: Path) -> nodes.Template:
    return engines["jinja2"].env.parse(path.read_text())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_words_stand_in_a_template_in_one_language_only(path: Path) -> None:
    markup = "".join(data.data if isinstance(data, nodes.TemplateData) else "\x00" for data in flat(tree_of(path)))
    visible = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", markup, flags=re.DOTALL)
    attributes = " ".join(re.findall(r'\b(?:title|alt|aria-label|placeholder|value)="([^"\x00]*)"', markup))
    words = {word for word in LETTERS.findall(f"{visible} {attributes}") if word not in CODES}
    assert words - SAME_IN_BOTH == set()


CODES = frozenset(
    {
        "vi",
        "en",
        "DOCTYPE",
        "html",
        "nbsp",
        "middot",
        "larr",
        "rarr",
        "true",
        "on",
        "GET",
        "POST",
        "next",
        "back",
        "later",
    }
)


def flat(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the text and the expressions of a template in their order."""
    for output in node.find_all(nodes.Output):
        yield from output.nodes


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_text_has_its_vietnamese_and_its_english(path: Path) -> None:
    for call in tree_of(path).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t":
            texts = [value for argument in call.args for value in constants(argument)]
            assert len(call.args) == 2, f"line {call.lineno}"
            assert all(text.strip() for text in texts), f"line {call.lineno}"
            vi, en = (" ".join(constants(argument)) for argument in call.args)
            assert vi != en or vi in SAME_IN_BOTH, f"line {call.lineno}: {vi}"
            assert names_in(vi) == names_in(en), f"line {call.lineno}: {vi}"


def constants(node: nodes.Node) -> list[str]:
    """Return the texts an argument may be."""
    if isinstance(node, nodes.Const):
        return [str(node.value)]
    return [str(one.value) for one in node.find_all(nodes.Const) if isinstance(one.value, str)]


def names_in(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def pairs_in(path: Path) -> Iterator[tuple[int, ast.expr | None, ast.expr | None]]:
    """Yield line, Vietnamese and English of each text in code: ``t(vi, en)`` and ``{"vi": …, "en": …}``.

    A validator of the language says its English apart, with what was expected beside the Vietnamese.
    """
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "t":
            if not any(isinstance(one, ast.Starred) for one in node.args):
                vi, en, *_ = (*node.args, None, None)
                yield node.lineno, vi, en
        elif isinstance(node, ast.Dict):
            keyed = {k.value: v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant)}
            if "en" in keyed or (isinstance(keyed.get("vi"), ast.Constant) and "expected" not in keyed):
                yield node.lineno, keyed.get("vi"), keyed.get("en")


def text_of(expression: ast.expr | None) -> str | None:
    """Return a text that stands in the code as it is; None for one that is worked out."""
    if expression is None:
        return ""
    return expression.value if isinstance(expression, ast.Constant) and isinstance(expression.value, str) else None


def test_every_text_in_code_has_its_vietnamese_and_its_english() -> None:
    wrong, seen = [], 0
    for path in MODULES:
        for line, *both in pairs_in(path):
            vi, en = map(text_of, both)
            if vi is None or en is None:
                continue
            seen += 1
            missing = not (vi.strip() and en.strip()) or (vi == en and vi not in SAME_IN_BOTH)
            if missing or names_in(vi) != names_in(en):
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {vi!r} {en!r}")
    assert wrong == []
    assert seen > len(MODULES) / 4, "texts are found"
