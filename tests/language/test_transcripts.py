"""A transcript says what the files say: read from either, a formula is the same value."""

from pathlib import Path

import pytest

from nenso.language.declarations.formula import Formula
from nenso.language.reading import read, read_again, read_folder
from nenso.language.transcripts import written_down
from support.read_formulas import OWN, SHIPPED, folders, library_in

ODD = {
    "formula.yaml": """
formula: odd
version: "1.0.0"
title: "Th\u01b0 \\ud83d \\0"
offered_by: [any]
settings: [{name: share, type: number, label: Tỉ lệ, default: 1e23, min: 0x10, max: 1e23}]
""",
    "parts/choices.yaml": "list: choices\noptions: {long: Hai, b: Một, a: &same Ba, c: *same}\n",
}


def again(formula: Formula, library: dict[str, Formula]) -> Formula:
    found = read_again(written_down(formula), library)
    assert found.issues == ()
    assert found.formula is not None
    return found.formula


@pytest.mark.parametrize("home", [OWN, SHIPPED], ids=["every key of the language", "what ships"])
def test_a_formula_read_from_its_transcript_is_the_one_read_from_its_files(home: Path) -> None:
    library = library_in(home)
    transcribed: dict[str, Formula] = {}
    for _ in range(3):
        for name, formula in library.items():
            if all(needed in transcribed for needed in formula.requires):
                transcribed[name] = again(formula, transcribed)
    assert sorted(transcribed) == sorted(library)
    for name in folders(home):
        found, wanted = transcribed[name], library[name]
        assert found == wanted
        assert found.model_dump() == wanted.model_dump()
        assert list(found.sources) == list(wanted.sources)
        assert written_down(found) == written_down(wanted)


def test_a_transcript_keeps_the_order_of_keys_every_character_and_every_number() -> None:
    files = {path: text.encode() for path, text in ODD.items()}
    formula = read(files).formula
    assert formula is not None
    found = again(formula, {})
    assert found == formula
    assert found.title.in_language("vi") == "Thư \ud83d \0"
    assert list(found.sources["parts/choices"]["options"]) == ["long", "b", "a", "c"]
    largest = found.sources["formula"]["settings"][0]["max"]
    assert (type(largest), largest) == (float, 1e23)
    assert found.sources["formula"]["settings"][0]["min"] == 16


def test_a_formula_read_from_its_transcript_has_no_lines(tmp_path: Path) -> None:
    for path, text in ODD.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    formula = read_folder(tmp_path).formula
    assert formula is not None
    assert formula.origin.line == 2
    assert again(formula, {}).origin.line == 0
