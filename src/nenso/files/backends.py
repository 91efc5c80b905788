"""Where contents are kept on this machine: written once, whole, and on the disk before anybody is told so."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property

from nenso.runtime.config import config


class DurableFileSystemStorage(FileSystemStorage):
    """Files under ``NENSO_HOME/files`` unless a ``location`` is given; readable by this user alone.

    A content appears under its name by an atomic rename after it was flushed to the disk; the name is its hash, so that
    one that is there already is the same.
    """

    def __init__(self, location: str | Path | None = None) -> None:
        self._given = location
        super().__init__(location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @cached_property
    def base_location(self) -> str:
        """The folder that was given, or the one in the home of this install."""
        return str(self._given or config().home_path / "files")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return ``name``: no other is ever needed."""
        del max_length
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        for folder in (*reversed(target.parent.parents), target.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        partial = target.with_name(f".{target.name}.{uuid4().hex}")
        try:
            with partial.open("xb") as file:
                partial.chmod(0o600)
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(target)
        finally:
            with suppress(FileNotFoundError):
                partial.unlink()
        for folder in (target.parent, *target.parent.parents[:2]):
            _flush(folder)
        return name


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
