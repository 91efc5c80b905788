"""From a template and data to PDF/A-2b, by Typst: the same input gives the same bytes on every machine."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from nenso.results.children import Children, Died, TookTooLong
from nenso.results.errors import (
    FileNameRefused,
    TemplateFailed,
    TemplateTooHeavy,
    TemplateTooSlow,
    UnprintableCharacter,
)
from nenso.results.qr_codes import qr
from nenso.runtime import clock
from nenso.runtime.text import normalise_all

TEMPLATES = Path(__file__).parent / "templates"
TIME_LIMIT = 10.0
"""Seconds that one document may take."""
_SHARED_FILES = ("main.typ", "nenso.typ", "office.typ")
_OWN_FILES = (*_SHARED_FILES, "asked.json", "verify.svg")
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*\Z")
_AT = re.compile(r"┌─ (?P<file>[^\n]*?):(?P<line>\d+):(?P<column>\d+)")
_PICTURE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")\n'
_SEARCHED = re.compile(r" \(searched at [^)]*\)")
_UNPRINTABLE = re.compile(r"the text `(?P<text>.+)` could not be displayed with", re.DOTALL)

_typesetters = Children("nenso.results.typesetter", processes=2)


@dataclass(frozen=True)
class Identity:
    """Which result a PDF says it is; kept in its metadata and compared with our own tables when it is verified."""

    case: str = ""
    number: str = ""
    agency: str = ""
    result: str = ""


def render(
    source: str | bytes,
    data: Mapping[str, Any],
    *,
    files: Mapping[str, bytes] | None = None,
    language: str = "vi",
    name: str = "template.typ",
    identity: Identity | None = None,
    author: str = "",
    description: str = "",
    moment: datetime | None = None,
    tags: bool = True,
    library: bool = True,
    seconds: float = TIME_LIMIT,
) -> bytes:
    """Return the PDF/A-2b that ``source`` makes of ``data``.

    ``data``: JSON-like, with dates, moments (aware; shown on Viet Nam's clock), decimals, UUIDs and dataclasses; the
    template reads it as ``data`` of ``/nenso.typ``. A ``verify_url`` in it is printed as a QR by ``verify-mark()``.
    ``files``: what the template may import or show, by path relative to its own. ``name`` is used in errors.
    ``moment`` (aware, default now) is written as the file's date, to the second; nothing else depends on the clock.
    ``tags``: structure for screen readers, wanted everywhere but in what is placed into another document.
    ``library``: whether ``/nenso.typ`` and ``/office.typ`` are there; what does without them is spared reading them.
    ``seconds``: how long it may take, of a document that is long and made by a job.

    Raises TemplateFailed, UnprintableCharacter, TemplateTooSlow, TemplateTooHeavy, FileNameRefused.
    """
    given = {name: source.encode() if isinstance(source, str) else source, **(files or {})}
    for path in given:
        if not _FILE_NAME.match(path) or path in _OWN_FILES:
            raise FileNameRefused(name=path)
    plain = json.loads(to_json(data))
    sent = {**_shared_files(_SHARED_FILES if library else _SHARED_FILES[:1]), **given}
    if url := plain.get("verify_url"):
        sent["verify.svg"] = qr(str(url))
    asked = {
        "data": plain,
        "language": language,
        "template": f"/{name}",
        "title": name.rsplit(".", 1)[0],
        "author": author,
        "description": description,
        "identity": asdict(identity or Identity()),
    }
    sent["asked.json"] = json.dumps(asked, ensure_ascii=False).encode()
    request = {"tags": tags, "moment": int((moment or clock.now()).timestamp())}
    try:
        answer, pdf = _typesetters.ask(request, sent, seconds=seconds)
    except TookTooLong:
        raise TemplateTooSlow(template=name, seconds=int(seconds)) from None
    except Died:
        raise TemplateTooHeavy(template=name) from None
    if answer["ok"]:
        return pdf
    raise _problem(name, given, _SEARCHED.sub("", answer["message"]), answer["diagnostic"])


def picture(svg: bytes) -> bytes:
    """Return a drawing (SVG with a ``viewBox`` that begins at 0 0) as PNG, two pixels a unit, its texts in Nenso Serif.

    The same drawing gives the same bytes. Raises what :func:`render` does.
    """
    files = {"main.typ": _PICTURE, "drawing.svg": svg}
    try:
        answer, png = _typesetters.ask({"ppi": 144}, files, seconds=TIME_LIMIT)
    except TookTooLong:
        raise TemplateTooSlow(template="drawing.svg", seconds=int(TIME_LIMIT)) from None
    except Died:
        raise TemplateTooHeavy(template="drawing.svg") from None
    if answer["ok"]:
        return png
    raise _problem("drawing.svg", files, answer["message"], answer["diagnostic"])


def to_json(data: Any) -> str:
    """Return ``data`` as JSON text in NFC; moments become Viet Nam's clock time with its offset."""
    return json.dumps(normalise_all(json.loads(json.dumps(data, default=_plain))), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(clock.VIETNAM) if value.tzinfo else value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, UUID | Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field: getattr(value, field) for field in value.__dataclass_fields__}
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"a template cannot be given {type(value).__name__}")


@cache
def _shared_files(names: tuple[str, ...]) -> dict[str, bytes]:
    return {name: (TEMPLATES / name).read_bytes() for name in names}


def _problem(
    name: str, given: Mapping[str, bytes], message: str, diagnostic: str
) -> TemplateFailed | UnprintableCharacter:
    if found := _UNPRINTABLE.search(message):
        return UnprintableCharacter(characters=found["text"].strip('"'))
    places = [
        (at["file"].rsplit("templates/", 1)[-1], int(at["line"]), int(at["column"])) for at in _AT.finditer(diagnostic)
    ]
    own = [place for place in places if place[0] in given]
    file, line, column = (own or places or [(name, 0, 0)])[0]
    return TemplateFailed(template=file, line=line, column=column + 1, message=message)
