"""The process that draws pages of uploaded PDFs: bounded memory, no file or socket.

:mod:`nenso.results.drawing` bounds its time.
"""

import struct
import zlib
from collections.abc import Mapping
from typing import Any

import pypdfium2

from nenso.results.confined import serve

MEMORY = 1_500_000_000
WIDTH = 1_100
MOST_PIXELS = 4_000_000
MOST_SHEETS = 300


def handle(request: Mapping[str, Any], files: dict[str, bytes]) -> tuple[dict[str, Any], bytes]:
    """Return how many pages ``files["pdf"]`` has, and page ``request["sheet"]`` (from 1) as PNG or nothing."""
    try:
        document = pypdfium2.PdfDocument(files["pdf"])
        sheets = min(len(document), MOST_SHEETS)
        if not 1 <= request["sheet"] <= sheets:
            return {"sheets": sheets}, b""
        return {"sheets": sheets}, drawn(document[request["sheet"] - 1])
    except (pypdfium2.PdfiumError, ValueError, OverflowError, MemoryError):
        return {"sheets": 0}, b""


def drawn(page: pypdfium2.PdfPage) -> bytes:
    """Return a page as PNG, at most ``WIDTH`` wide and ``MOST_PIXELS`` large, without its form fields and scripts."""
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    return png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)


def png(pixels: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """Return rows of grey, RGB or RGBA pixels, ``stride`` bytes apart, as a PNG file; a fourth byte is left out."""
    rows = bytearray()
    for number in range(height):
        row = pixels[number * stride : number * stride + width * channels]
        rows += b"\0" + (row if channels != 4 else b"".join(row[at : at + 3] for at in range(0, len(row), 4)))
    colour = 0 if channels == 1 else 2
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    serve(handle, memory=MEMORY, sealed=True)
