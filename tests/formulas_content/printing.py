"""What a paper of a formula that ships says, in words."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from formulas_content.pdf_text import text_of
from nenso.formulas.folders import shipped_folders
from nenso.results.typesetting import render


@cache
def _files(of: str) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((shipped_folders()[of] / "results").glob("*.typ"))}


def printed(template: str, data: Mapping[str, Any], *, of: str = "civil_registration") -> str:
    """Return the words of the PDF that ``template`` of a formula makes of ``data``."""
    name = f"{template}.typ"
    files = {file: source for file, source in _files(of).items() if file != name}
    return text_of(render(_files(of)[name], data, files=files, name=name))
