"""The process that reads uploaded PDFs: bounded memory; :mod:`nenso.results.verifying` bounds its time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nenso.results.confined import serve
from nenso.results.inspecting import inspect

MEMORY = 2_000_000_000


def handle(request: Mapping[str, Any], files: dict[str, bytes]) -> tuple[dict[str, Any], bytes]:
    """Inspect ``files["pdf"]`` with the trusted certificates, which are the other files."""
    pdf = files.pop("pdf")
    return inspect(pdf, list(files.values()), now=datetime.fromisoformat(request["now"])).as_json(), b""


if __name__ == "__main__":
    serve(handle, memory=MEMORY, sealed=False)
