"""What no test runs whole, the benchmarks and scripts, at least finds what it asks of the product."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(
    path.relative_to(ROOT).as_posix() for folder in ("benchmarks", "scripts") for path in ROOT.glob(f"{folder}/*.py")
)


def asked(script: str) -> Iterator[tuple[str, str]]:
    """Yield module and name of whatever a script imports from the product, wherever it does."""
    for node in ast.walk(ast.parse((ROOT / script).read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nenso"):
            yield from ((str(node.module), one.name) for one in node.names)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_finds_what_it_imports_from_the_product(script: str) -> None:
    for module, name in asked(script):
        found = importlib.import_module(module)
        assert hasattr(found, name) or importlib.import_module(f"{module}.{name}"), f"{module}.{name}"
