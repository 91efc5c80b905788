"""Styles and scripts that ``assets/`` builds, by the names of their sources; each file is named by its content."""

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

STATIC = Path(__file__).with_name("static")
PREFIX = "/static/"


class _Built(TypedDict):
    file: str
    imports: list[str]


def asset(name: str) -> str:
    """Return the address of ``main.css``, ``main.js`` …; raise ``KeyError`` for a name that was not built."""
    return f"{PREFIX}{_manifest()[name]['file']}"


def imports_of(name: str) -> list[str]:
    """Return the addresses of what a script imports, to be fetched along with it."""
    return [f"{PREFIX}{file}" for file in _manifest()[name]["imports"]]


@cache
def _manifest() -> dict[str, _Built]:
    found: dict[str, _Built] = json.loads((STATIC / "manifest.json").read_bytes())
    return found
