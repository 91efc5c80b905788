"""What ``docs/functions.md`` names is there: every module, every test, every one of the 31 functions."""

import re
from pathlib import Path

from support.addresses import addresses

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "functions.md"
OWED = {f"CN{number:02}" for number in (*range(1, 23), *range(25, 30))}
"""What is there for officers and administrators on screen."""

_NAMED = re.compile(r"`((?:src|tests|formulas|docs)/[^`\s]*)`")
_ADDRESS = re.compile(r"`/([^`\s]*)`")
_ROW = re.compile(r"^\| (CN\d\d) \|(.+)\|$", re.MULTILINE)


def _cells() -> dict[str, list[str]]:
    text = DOCUMENT.read_text(encoding="utf-8")
    return {code: [cell.strip() for cell in rest.split("|")] for code, rest in _ROW.findall(text)}


def test_every_file_and_test_that_it_names_exists() -> None:
    gone = []
    for named in _NAMED.findall(DOCUMENT.read_text(encoding="utf-8")):
        path, _, test = named.partition("::")
        found = ROOT / path
        if not found.exists() or (test and f"def {test}(" not in found.read_text(encoding="utf-8")):
            gone.append(named)
    assert gone == []


def test_all_31_functions_are_told_once_in_order() -> None:
    assert list(_cells()) == [f"CN{number:02}" for number in range(1, 32)]


def test_every_screen_that_it_names_is_an_address_of_this_install() -> None:
    known = {address for address, _ in addresses()}
    named = {address for cells in _cells().values() for address in _ADDRESS.findall(cells[2])}
    assert named - known == set()


def test_what_this_release_owes_names_where_it_is_done_and_seen_and_what_proves_it() -> None:
    for code, (function, done, screen, proved, _) in _cells().items():
        assert "**" in function
        if code in OWED:
            assert "`src/" in done, code
            assert "`/" in screen, code
            assert "`tests/" in proved, code
