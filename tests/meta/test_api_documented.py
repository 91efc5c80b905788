"""The examples of docs/api.md are run in order; what they show is what comes back."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

from nenso.people.scopes import SCOPES
from support.births import birth_form, in_force, mother, someone

DOCUMENT = Path(__file__).parents[2] / "docs/api.md"
PHU_THONG = "vn.p19.c01969"
ANYTHING = "…"
_BLOCKS = re.compile(r"```console\n(?P<commands>[^`]*)```\n```json\n(?P<answer>[^`]*)```", re.DOTALL)


@dataclass
class Curl:
    """What a curl command sends."""

    address: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    parts: dict[str, Any] = field(default_factory=dict)


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each command with the answer shown below it."""
    for found in _BLOCKS.finditer(DOCUMENT.read_text()):
        command = found["commands"].replace("\\\n", " ").removeprefix("$ ").strip()
        yield command, orjson.loads(found["answer"])


def a_birth() -> dict[str, Any]:
    """Return the birth that the document files, of a child that is as young as it was when that was written."""
    shown = re.search(r"```json\n(\{\"procedure\": .*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert shown is not None
    birth: dict[str, Any] = orjson.loads(shown[1])
    birth["form"]["child"]["born_on"] = birth_form()["child"]["born_on"]
    return birth


def scan() -> bytes:
    """Return a PDF that nobody signed."""
    stream, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.write(stream)
    return stream.getvalue()


def read(command: str) -> Curl:
    """Read a curl command."""
    words = iter(shlex.split(command)[1:])
    curl = Curl()
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            curl.headers[f"HTTP_{name.upper().replace('-', '_')}"] = value
        elif word == "-d":
            curl.body = next(words)
        elif word == "-F":
            name, _, value = next(words).partition("=")
            file = SimpleUploadedFile(value[1:], scan(), "application/pdf")
            curl.parts[name] = file if value.startswith("@") else value
        else:
            curl.address = word
    return curl


def sent(curl: Curl, files: dict[str, Any]) -> Any:
    """Send it, and return the answer."""
    client = Client()
    curl.headers.pop("HTTP_CONTENT_TYPE", None)
    address = curl.address.replace("http://localhost:8000", "")
    if curl.parts:
        return client.post(address, curl.parts, **curl.headers)
    if curl.body:
        body = orjson.dumps(files[curl.body[1:]]) if curl.body.startswith("@") else curl.body.encode()
        return client.post(address, body, content_type="application/json", **curl.headers)
    return client.get(address, **curl.headers)


def shows(shown: Any, found: Any) -> bool:
    """Return whether what the document shows is in what came back; the first of a list stands for it."""
    if shown == ANYTHING:
        return True
    if isinstance(shown, dict):
        return isinstance(found, dict) and all(name in found and shows(one, found[name]) for name, one in shown.items())
    if isinstance(shown, list) and shown and isinstance(shown[0], dict):
        return all(any(shows(one, candidate) for candidate in found) for one in shown)
    return bool(shown == found)


@pytest.mark.django_db
def test_the_examples_do_what_they_show() -> None:
    in_force()
    known = {
        "API": "http://localhost:8000/api/v1",
        "TOKEN": mother().secret,
        "CLERK": someone("Nông Thị Hoa", ("clerk", PHU_THONG)).secret,
        "OFFICER": someone("Hoàng Văn Tú", ("officer", PHU_THONG)).secret,
    }
    files = {"birth.json": a_birth()}
    count = 0
    for command, shown in examples():
        for name, value in known.items():
            command = command.replace(f"${name}", value)
        found = orjson.loads(sent(read(command), files).content)
        assert shows(shown, found), f"{command}\n{orjson.dumps(found).decode()}"
        if "secret" in found and "filed_at" in found:
            known |= {"CODE": found["code"], "SECRET": found["secret"]}
        count += 1
    assert count > 10


def test_what_a_shell_is_given_reaches_the_server() -> None:
    for command, _ in examples():
        assert " " not in read(command).address, command
        assert not re.search(r"'[^']*\$[A-Z]+[^']*'", command), f"nothing is filled in between these quotes: {command}"


def test_every_scope_is_documented() -> None:
    text = DOCUMENT.read_text()
    assert [scope for scope in SCOPES if f"`{scope}`" not in text] == []
