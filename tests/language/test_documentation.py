"""The reference of the language cannot fall behind the language."""

import re
from pathlib import Path

from nenso.language.reference import blocks_in, declarations, filled_in, keys_of
from nenso.language.yaml_files import load

DOCUMENT = Path(__file__).parents[2] / "docs" / "language.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")


def test_every_declaration_is_in_the_reference_once() -> None:
    assert sorted(blocks_in(TEXT)) == sorted(declarations())


def test_every_key_stands_in_the_reference_as_the_program_has_it() -> None:
    """When this fails: ``filled_in`` of ``nenso.language.reference`` writes the tables anew."""
    assert filled_in(TEXT) == TEXT


def test_every_key_is_explained() -> None:
    for name, model in declarations().items():
        by_key = {info.alias or field: info for field, info in model.model_fields.items()}
        assert [key for key in keys_of(model) if not by_key[key].description] == [], name


def test_the_examples_are_yaml() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert len(examples) >= 7
    for example in examples:
        assert load(example, "docs/language.md")[1] == [], example
