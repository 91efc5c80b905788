"""The file of an import as one that can be read again and again: what the store holds, brought to this machine."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nenso.files.storing import incoming, open_content


@contextmanager
def unpacked(sha256: str, filename: str) -> Iterator[Path]:
    """Give the path of a content of the store for the length of the block; constant memory."""
    suffix = Path(filename).suffix.lower()
    with tempfile.NamedTemporaryFile(dir=incoming(), suffix=suffix) as copy, open_content(sha256) as content:
        shutil.copyfileobj(content, copy, 1 << 20)
        copy.flush()
        yield Path(copy.name)
