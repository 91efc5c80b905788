"""Uploads as they arrive: written part by part into the folder of uploads under way, never larger than allowed."""

import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from nenso.files.errors import FileTooLarge
from nenso.files.storing import incoming
from nenso.runtime.config import config


class BoundedUpload(FileUploadHandler):
    """Keeps each upload of a request in a file of ours, that is gone when the request ends; stops one too large."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self._kept: list[Any] = []

    def new_file(self, *arguments: Any, **named: Any) -> None:
        """Begin a file."""
        super().new_file(*arguments, **named)
        self._received = 0
        self._file = tempfile.NamedTemporaryFile(dir=incoming())  # noqa: SIM115 - lives as long as the request
        self._kept.append(self._file)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write one part; raise :class:`FileTooLarge` beyond the limit."""
        del start
        self._received += len(raw_data)
        limit = config().upload_limit
        if self._received > limit:
            raise FileTooLarge(filename=self.file_name, limit=limit, limit_mb=round(limit / 1_000_000, 1))
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """Return the file, to be read from its beginning."""
        self._file.seek(0)
        return UploadedFile(self._file, self.file_name, self.content_type, file_size, self.charset)

    def close(self) -> None:
        """Forget every file of the request."""
        for file in self._kept:
            file.close()
