"""Formulas that must be right: ours with every key of the language, and the sketches the language was tried on."""

import json
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from nenso.language.checking import check_folder
from nenso.language.editors import FILES, schema_of, schemas
from nenso.language.issues import Issue, errors
from nenso.language.reading import Reading, files_of
from nenso.language.reference import declarations, keys_of
from nenso.language.sources import SourceMap
from support.read_formulas import OWN, SHIPPED, SKETCHES, folders, library_in

_KINDS = {
    "registers": "register",
    "procedures": "procedure",
    "indicators": "indicator",
    "parts": "part",
    "samples": "sample",
    "pages": "page",
}


@cache
def checked(path: Path) -> Reading:
    return check_folder(path, library_in(path.parent))


def told(issues: tuple[Issue, ...] | list[Issue]) -> list[str]:
    return [str(issue) for issue in issues]


@pytest.mark.parametrize("name", folders(OWN))
def test_our_own_formulas_are_right(name: str) -> None:
    assert told(errors(checked(OWN / name).issues)) == []


@pytest.mark.parametrize("name", folders(SHIPPED))
def test_the_formulas_that_ship_are_right(name: str) -> None:
    assert told(errors(checked(SHIPPED / name).issues)) == []


@pytest.mark.parametrize(
    "name", folders(SKETCHES) or [pytest.param("", marks=pytest.mark.skip(reason="no sketches here"))]
)
def test_the_sketches_are_right(name: str) -> None:
    assert told(errors(checked(SKETCHES / name).issues)) == []


def _written(data: Any) -> Iterator[tuple[frozenset[str], SourceMap]]:
    if isinstance(data, SourceMap):
        yield frozenset(data), data
        for value in data.values():
            yield from _written(value)
    elif isinstance(data, list):
        for value in data:
            yield from _written(value)


def test_our_formulas_use_every_key_of_every_declaration() -> None:
    """So that no key is there that was never read and checked."""
    used = {
        key
        for name in folders(OWN)
        for source in library_in(OWN)[name].sources.values()
        for keys, _ in _written(source)
        for key in keys
    }
    missing = {
        f"{model.__name__}.{key}" for model in declarations().values() for key in keys_of(model) if key not in used
    }
    assert missing == set()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


@pytest.mark.parametrize("root", [OWN, SHIPPED, SKETCHES], ids=["own", "shipped", "sketches"])
def test_editors_accept_every_file_that_is_right(root: Path) -> None:
    if not root.is_dir():
        pytest.skip("no sketches here")
    validators = {kind: jsonschema_rs.validator_for(schema_of(kind)) for kind in FILES}
    for name, formula in library_in(root).items():
        for path, source in formula.sources.items():
            kind = _KINDS.get(path.partition("/")[0], "formula" if path == "formula" else "")
            if kind:
                found = [error.message for error in validators[kind].iter_errors(_plain(source))]
                assert not found, f"{name}/{path}: {found}"


@pytest.mark.parametrize("kind", FILES)
def test_editors_are_told_what_every_key_means(kind: str) -> None:
    schema = schema_of(kind)
    assert schema["$schema"].endswith("2020-12/schema")
    for definition in [schema, *schema["$defs"].values()]:
        for key, inner in definition.get("properties", {}).items():
            assert "description" in inner or "$ref" in inner, (kind, definition.get("title"), key)


def test_editors_refuse_a_key_that_is_not_there() -> None:
    validator = jsonschema_rs.validator_for(schema_of("register"))
    assert not validator.is_valid({"register": "a", "title": "A", "feilds": []})


def test_schemas_can_be_written_as_json() -> None:
    assert set(json.loads(json.dumps(schemas()))) == set(FILES)


def test_what_does_not_run_yet_is_said_and_does_not_refuse() -> None:
    later = {
        issue.code.removeprefix("later.") for issue in checked(OWN / "everything").issues if issue.level == "later"
    }
    assert later >= {
        *("starts", "offline", "bulk", "moves", "meet", "area", "slot", "feed"),
        *(
            "slots",
            "computed_register",
            "page",
            "appoint",
            "dismiss",
            "publish",
        ),
    }


def test_a_formula_as_large_as_civil_registration_is_read_and_checked_within_a_second() -> None:
    """The bound is that of a machine at rest; processor time is measured, since tests run side by side."""
    files = files_of(SHIPPED / "civil_registration")
    if not files:
        pytest.skip("it does not ship here")
    check_folder(SHIPPED / "civil_registration")
    began = time.process_time()
    check_folder(SHIPPED / "civil_registration")
    assert time.process_time() - began < 1.5
