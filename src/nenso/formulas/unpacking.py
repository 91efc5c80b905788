"""What somebody uploads, as the files of a formula: a ``.zip`` of its folder, or one file.

Nothing is written to disk, so no path in an archive leads anywhere; sizes are counted while unpacking, whatever the
archive says of itself.
"""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import BinaryIO

from nenso.formulas.errors import FileNotText, FilesTooLarge, FilesTooMany, UploadEmpty, UploadUnreadable
from nenso.formulas.folders import HEAD
from nenso.formulas.paths import sound_path
from nenso.language.yaml_files import LARGEST_FILE, load
from nenso.runtime.text import ForbiddenCharacter, normalise

MOST_FILES = 400
MOST_BYTES = 8_000_000
_OWNERS = {"procedure": "procedures", "register": "registers", "indicator": "indicators", "sample": "samples"}
_PARTS = ("group", "list", "flow")


def unpacked(name: str, content: BinaryIO) -> dict[str, str]:
    """Return path → text of what was uploaded under ``name``.

    A folder around all of them is left out, so are hidden files and what is none of a formula's. Raises
    :class:`UploadUnreadable`, :class:`UploadEmpty`, :class:`FilesTooMany`, :class:`FilesTooLarge`,
    :class:`FileNotText`, :class:`PathRefused`.
    """
    if name.lower().endswith((".yaml", ".yml")):
        data = content.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise FilesTooLarge(most_mb=LARGEST_FILE // 1_000_000)
        text = text_of(name, data)
        return {sound_path(_place(name, text)): text}
    try:
        with zipfile.ZipFile(content) as archive:
            found = dict(_unzipped(archive))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise UploadUnreadable(name=name) from error
    if not found:
        raise UploadEmpty(name=name)
    return found


def bounded(files: Mapping[str, str]) -> Mapping[str, str]:
    """Return files that were sent as they are; raise :class:`FilesTooLarge`, :class:`PathRefused`."""
    if sum(len(text.encode()) for text in files.values()) > MOST_BYTES:
        raise FilesTooLarge(most_mb=MOST_BYTES // 1_000_000)
    return {sound_path(path): text for path, text in files.items()}


def text_of(path: str, content: bytes) -> str:
    """Return a file's text, with ``\\n`` at the ends of lines; raise :class:`FileNotText`."""
    try:
        return normalise(content.decode("utf-8-sig")).replace("\r\n", "\n")
    except (UnicodeDecodeError, ForbiddenCharacter) as error:
        raise FileNotText(path=path) from error


def _unzipped(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _hidden(entry.filename)]
    if len(entries) > MOST_FILES:
        raise FilesTooMany(most=MOST_FILES)
    around = _folder_around([entry.filename for entry in entries])
    left = MOST_BYTES
    for entry in entries:
        path = entry.filename.removeprefix(around)
        if not _of_a_formula(path):
            continue
        sound_path(path)
        with archive.open(entry) as file:
            content = file.read(min(left, LARGEST_FILE) + 1)
        left -= len(content)
        if left < 0 or len(content) > LARGEST_FILE:
            raise FilesTooLarge(most_mb=MOST_BYTES // 1_000_000)
        yield path, text_of(path, content)


def _hidden(path: str) -> bool:
    return any(
        part == "__MACOSX" or (part.startswith(".") and not part.startswith("..")) for part in PurePosixPath(path).parts
    )


def _of_a_formula(path: str) -> bool:
    return path.endswith((".yaml", ".yml", ".typ")) or path.startswith(("pages/", "results/"))


def _folder_around(paths: list[str]) -> str:
    head = min((path for path in paths if path == HEAD or path.endswith(f"/{HEAD}")), key=len, default=HEAD)
    return head.removesuffix(HEAD)


def _place(name: str, text: str) -> str:
    """Return where one file belongs: by what it declares, else by its own name."""
    source, _ = load(text, name)
    head: Mapping[str, object] = source or {}
    if "formula" in head:
        return HEAD
    owner = next((key for key in _OWNERS if isinstance(head.get(key), str)), "")
    if owner:
        return f"{_OWNERS[owner]}/{head[owner]}.yaml"
    part = next((key for key in _PARTS if isinstance(head.get(key), str)), "")
    return f"parts/{head[part]}.yaml" if part else PurePosixPath(name.replace("\\", "/")).name
