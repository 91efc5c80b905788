"""The words that a PDF shows, by the fonts' own tables; enough for what Typst writes."""

import io
import re
from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

_NEXT = re.compile(
    rb"/(?P<font>\w+) [\d.]+ Tf|(?P<hex><[0-9a-fA-F]+>)|(?P<literal>\()|\b(?P<begin>BT)\b|\b(?P<end>ET)\b"
)
_CHAR = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_RANGE = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_ESCAPES = {ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("b"): 8, ord("f"): 12}


def text_of(pdf: bytes) -> str:
    """Return the text of all pages: each text object's words, runs of spaces made one."""
    reader = PdfFileReader(io.BytesIO(pdf))
    words = [" ".join(_page(page)) for page in _leaves(reader.root["/Pages"]["/Kids"])]
    return re.sub(r"\s+", " ", " ".join(words))


def _leaves(kids: Any) -> Iterator[Any]:
    for at in range(len(kids)):
        if "/Kids" in kids[at]:
            yield from _leaves(kids[at]["/Kids"])
        else:
            yield kids[at]


def _page(page: Any) -> Iterator[str]:
    fonts = page["/Resources"]["/Font"]
    tables = {name[1:].encode(): _table(fonts[name]) for name in fonts}
    content = page["/Contents"].data
    table: dict[int, str] = {}
    words: list[str] = []
    at = 0
    while found := _NEXT.search(content, at):
        at = found.end()
        if found["font"]:
            table = tables.get(found["font"], {})
        elif found["begin"]:
            words = []
        elif found["end"]:
            yield "".join(words)
        else:
            raw, at = (bytes.fromhex(found["hex"][1:-1].decode()), at) if found["hex"] else _literal(content, at)
            words += [table.get(int.from_bytes(raw[code : code + 2], "big"), "") for code in range(0, len(raw) - 1, 2)]


def _literal(content: bytes, at: int) -> tuple[bytes, int]:
    """Return a literal string and where it ends; parentheses inside it may stand unescaped when they balance."""
    raw, depth = bytearray(), 1
    while True:
        byte = content[at]
        at += 1
        if byte == ord("\\"):
            digits = re.compile(rb"[0-7]{1,3}").match(content, at)
            raw.append(int(digits[0], 8) if digits else _ESCAPES.get(content[at], content[at]))
            at = digits.end() if digits else at + 1
            continue
        depth += (byte == ord("(")) - (byte == ord(")"))
        if not depth:
            return bytes(raw), at
        raw.append(byte)


def _table(font: Any) -> dict[int, str]:
    source = font["/ToUnicode"].data.decode("latin-1")
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        for code, text in _CHAR.findall(block):
            table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            start = int.from_bytes(bytes.fromhex(text), "big")
            for offset in range(int(last, 16) - int(first, 16) + 1):
                table[int(first, 16) + offset] = (start + offset).to_bytes(len(text) // 2, "big").decode("utf-16-be")
    return table
