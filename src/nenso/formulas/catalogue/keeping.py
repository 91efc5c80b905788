"""What people changed in drafts stays theirs: a file of a draft carries the digest of its own words.

An import writes a file again only where these words are still its own; what was edited, or added, is kept. The same
holds for a folder on disk and for an edition that is published.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from nenso.language.reading import files_of

_MARK = re.compile(rb"(?:#|//) nenso-draft: ([0-9a-f]{16})\n")
_CODE = re.compile(rb'^code: "([^"]+)"$', re.MULTILINE)


def marked(path: str, content: bytes) -> bytes:
    """Return the content of a draft's file under its mark."""
    comment = "//" if path.endswith(".typ") else "#"
    return f"{comment} nenso-draft: {_digest(content)}\n".encode() + content


def is_ours(content: bytes) -> bool:
    """Return whether a file is a draft as it was written, line ends aside."""
    content = content.replace(b"\r\n", b"\n")
    match = _MARK.match(content)
    return match is not None and match[1].decode() == _digest(content[match.end() :])


def merged(existing: Mapping[str, bytes], drafts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a draft with what people changed or added in ``existing``."""
    kept = {path: content for path, content in existing.items() if not is_ours(content)}
    return {**drafts, **kept}


def kept_in(existing: Mapping[str, bytes], drafts: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the paths of drafts that stay as people changed them."""
    return tuple(sorted(path for path in drafts if path in existing and not is_ours(existing[path])))


def names_in(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the name of each procedure in a formula's files, by national code."""
    found = {}
    for path, content in files.items():
        match = _CODE.search(content.replace(b"\r\n", b"\n")) if path.startswith("procedures/") else None
        if match is not None:
            found[match[1].decode()] = Path(path).stem
    return found


def read_back(folder: Path) -> dict[str, bytes]:
    """Return the files of a formula's folder, none when there is no such folder."""
    return dict(files_of(folder)) if folder.is_dir() else {}


def write_out(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a formula's files; drafts that are no longer in it go."""
    for path, content in read_back(folder).items():
        if path not in files and is_ours(content):
            (folder / path).unlink()
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != content:
            target.write_bytes(content)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]
