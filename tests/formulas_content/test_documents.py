"""What the documents tell a newcomer to write is right."""

import re
from pathlib import Path

import pytest

from nenso.language.checking import check
from nenso.language.declarations.field_types import FIELD_TYPES
from nenso.language.reading import read

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
_FILE = re.compile(r"# formulas/lending/(\S+)\n")
_FIELD_TYPE = re.compile(r"type: (\w+)")


def _blocks(name: str, kind: str) -> list[str]:
    return [body for found, body in _BLOCK.findall((ROOT / name).read_text(encoding="utf-8")) if found == kind]


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_the_formula_of_the_readme_reads_and_checks(name: str) -> None:
    files = {match[1]: block.encode() for block in _blocks(name, "yaml") if (match := _FILE.match(block)) is not None}
    assert set(files) == {"formula.yaml", "procedures/borrow.yaml"}
    assert sum(len(block.splitlines()) - 1 for block in _blocks(name, "yaml")) <= 20
    reading = read(files)
    assert [str(issue) for issue in reading.issues] == []
    assert reading.formula is not None
    assert [str(issue) for issue in check(reading.formula)] == []


def test_both_readmes_say_the_same() -> None:
    assert _blocks("README.md", "yaml") == _blocks("README.vi.md", "yaml")
    english, vietnamese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.vi.md"))
    for mark in ("\n## ", "\n| `", "\n- **", "\n1. ", "\n2. ", "\n3. ", "\n4. "):
        assert english.count(mark) == vietnamese.count(mark), mark


@pytest.mark.parametrize(
    "name", ["README.md", "README.vi.md", "docs/formulas.md", "docs/glossary.md", "docs/functions.md"]
)
def test_every_file_that_a_document_links_to_exists(name: str) -> None:
    path = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_fields_that_the_guide_shows_are_fields() -> None:
    used = set(_FIELD_TYPE.findall((ROOT / "docs/formulas.md").read_text(encoding="utf-8")))
    assert used <= set(FIELD_TYPES)
