"""JSON bodies: UTF-8 read by orjson, in NFC, of bounded size and depth, without NUL."""

import unicodedata
from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser

from nenso.api.errors import BodyNotJson, BodyTooDeep, BodyTooLarge, ContentTypeWrong
from nenso.runtime.config import config
from nenso.runtime.text import normalise_all

DEEPEST = 64


class BodyParser(Parser):
    """What ninja reads bodies with."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body as values; raise :class:`ContentTypeWrong` and the problems of :func:`read_json`."""
        kind = request.content_type or ""
        if kind and kind != "application/json":
            raise ContentTypeWrong(wanted="application/json", given=kind)
        return read_json(request.body)


def read_json(body: bytes) -> Any:
    """Return the value of a JSON text in NFC.

    Raises :class:`BodyTooLarge`, :class:`BodyNotJson`, :class:`BodyTooDeep`, ``ForbiddenCharacter``.
    """
    if len(body) > config().body_limit:
        raise BodyTooLarge(limit=config().body_limit)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise BodyNotJson(why="UTF-8") from error
    _must_be_shallow(text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BodyNotJson(why=str(error)) from error
    return normalise_all(value) if "\\u" in text else value


def _must_be_shallow(text: str) -> None:
    """Refuse deep nesting before anything walks it; brackets inside strings only make this more careful."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth, in_string, escaped = 0, False, False
    for character in text:
        if in_string:
            escaped, in_string = (character == "\\" and not escaped), escaped or character != '"'
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            if depth > DEEPEST:
                raise BodyTooDeep(most=DEEPEST)
        elif character in "]}":
            depth -= 1
