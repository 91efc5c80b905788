"""Every problem that can be told has a code of its own and says the same in both languages."""

import pkgutil
import re
from importlib import import_module
from pathlib import Path
from string import Formatter

import nenso
from nenso.runtime.problems import Problem


def problems() -> list[type[Problem]]:
    for found in pkgutil.walk_packages(nenso.__path__, "nenso."):
        if {"errors", "problems"} & set(found.name.split(".")) or found.name.startswith("nenso.runtime.text"):
            import_module(found.name)
    known: list[type[Problem]] = [Problem]
    for kind in known:
        known += [sub for sub in kind.__subclasses__() if sub.__module__.startswith("nenso.")]
    return list(dict.fromkeys(known[1:]))


def places(text: str) -> set[str]:
    """Return what the sentence has filled in; ``reason_vi`` and ``reason_en`` are one fact in two languages."""
    return {name.removesuffix("_vi").removesuffix("_en") for _, name, _, _ in Formatter().parse(text) if name}


def final(kind: type[Problem]) -> bool:
    """Whether the class is told to people: a base that only gathers others has no code of its own."""
    return "code" in vars(kind)


def test_every_code_that_is_written_down_is_looked_at_here_however_a_room_sorts_its_errors() -> None:
    root = Path(nenso.__file__).parent
    files = [*root.rglob("errors.py"), *root.rglob("errors/*.py")]
    written = {code for path in files for code in re.findall(r'^    code = "(.+)"$', path.read_text(), re.MULTILINE)}
    assert written - {kind.code for kind in problems()} == set()


def test_every_code_is_used_once() -> None:
    codes = [kind.code for kind in problems() if final(kind)]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


def test_every_code_names_its_room() -> None:
    wrong = [k.code for k in problems() if final(k) and (k.code.count(".") != 1 or k.code != k.code.lower())]
    assert wrong == []


def test_every_problem_is_told_in_vietnamese_and_in_english() -> None:
    wrong = [kind.__name__ for kind in problems() if final(kind) and (not kind.vi or not kind.en or kind.vi == kind.en)]
    assert wrong == []


def test_both_languages_tell_the_same_facts() -> None:
    wrong = [kind.__name__ for kind in problems() if final(kind) and places(kind.vi) != places(kind.en)]
    assert wrong == []


def test_every_status_is_an_error() -> None:
    assert [kind.__name__ for kind in problems() if not 400 <= kind.status < 600] == []
