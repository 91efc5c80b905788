"""Every text of a page is there in Vietnamese and in English, side by side; no words stand outside of that."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import nodes

import nenso

ROOT = Path(nenso.__file__).parent
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
