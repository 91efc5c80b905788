"""Pages of an uploaded PDF as pictures, so that no browser of an officer has to open what a stranger made.

Drawn by a confined process, kept by the hash of the content under ``pictures`` in the install's home for a week; the
folder may be emptied at any time.
"""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nenso.results.children import Busy, Children, Died, TookTooLong
from nenso.results.errors import NotDrawn
from nenso.runtime.config import config

SECONDS = 20.0
PATIENCE = 20.0
KEPT_SECONDS = 7 * 24 * 3600
LARGEST = 50_000_000
_drawers = Children("nenso.results.drawer", processes=1)
_swept = 0.0


@dataclass(frozen=True)
class Sheet:
    """One page as PNG, and how many the file has."""

    png: bytes
    sheets: int


def sheet_of(pdf: bytes, sha256: str, number: int) -> Sheet:
    """Return page ``number`` (from 1) of ``pdf``, whose content has the hash ``sha256``; raise :class:`NotDrawn`."""
    folder = config().home_path / "pictures" / sha256[:2]
    for kept in folder.glob(f"{sha256}-{number}-*.png"):
        with suppress(OSError, ValueError):
            return Sheet(kept.read_bytes(), int(kept.stem.rpartition("-")[2]))
    if len(pdf) > LARGEST:
        raise NotDrawn
    try:
        answer, png = _drawers.ask({"sheet": number}, {"pdf": pdf}, seconds=SECONDS, patience=PATIENCE)
    except (TookTooLong, Died, Busy) as error:
        raise NotDrawn from error
    if not png:
        raise NotDrawn
    _keep(folder / f"{sha256}-{number}-{answer['sheets']}.png", png)
    return Sheet(png, answer["sheets"])


def _keep(path: Path, png: bytes) -> None:
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}.half")
        half.write_bytes(png)
        half.replace(path)
        _sweep(path.parent.parent)


def _sweep(folder: Path) -> None:
    """Remove what is older than a week, at most once an hour in a process."""
    global _swept
    now = time.time()
    if now - _swept < 3600:
        return
    _swept = now
    for path in folder.glob("*/*"):
        if path.stat().st_mtime < now - KEPT_SECONDS:
            path.unlink(missing_ok=True)
