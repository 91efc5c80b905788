"""The process that runs Typst: no network, no files, bounded memory; :mod:`nenso.results.typesetting` bounds its time.

A template is a program written by whoever publishes a formula, and Typst would download the packages it names. After
the fonts are loaded this process can open neither file nor socket any more.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from nenso.results.confined import serve

HERE = Path(__file__).parent
MEMORY = 2_000_000_000
_WARM_UP = '#set text(font: "Nenso Serif")\nA *b* _c_ _*d*_'


class Typesetter:
    """A kept Typst compiler that has Nenso's fonts and nothing of the machine's.

    It keeps what it worked out, by what went in: a template's functions, lines that are the same on every paper. What
    changes comes as a file. Several ``sys_inputs`` would reach Typst in an order that is another one each time, and so
    as a library that is another one, with which nothing kept is used again.
    """

    def __init__(self) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")])
        compiler: Any = typst.Compiler
        self._compiler = compiler(root=HERE / "templates", font_paths=fonts, ignore_system_fonts=True)
        self._compiler.compile({"main.typ": _WARM_UP.encode()}, format="pdf", pdf_standards=["a-2b"], timestamp=0)

    def compile(self, request: Mapping[str, Any], files: dict[str, bytes]) -> tuple[dict[str, Any], bytes]:
        """Return ``({"ok": True}, pdf)``, or what Typst says is wrong with the template; PNG where ``ppi`` is given."""
        if "ppi" in request:
            how = {"format": "png", "ppi": request["ppi"]}
        else:
            moment = datetime.fromtimestamp(request["moment"], UTC)
            how = {"format": "pdf", "pdf_standards": ["a-2b"], "pdf_tags": request["tags"], "timestamp": moment}
        try:
            made = self._compiler.compile(files, **how)
        except typst.TypstError as error:
            return {"ok": False, "message": error.message, "diagnostic": error.diagnostic}, b""
        return {"ok": True}, made


if __name__ == "__main__":
    serve(Typesetter().compile, memory=MEMORY, sealed=True)
