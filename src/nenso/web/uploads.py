"""Uploads that come along with a form: written part by part into the folder of uploads under way, never larger than
allowed.
"""

import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
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
        """Write one part; beyond the limit the file is refused."""
        del start
        self._received += len(raw_data)
        limit = config().upload_limit
        if self._received > limit:
            self.refuse(FileTooLarge(filename=self.file_name, limit=limit, limit_mb=round(limit / 1_000_000, 1)))
        self._file.write(raw_data)

    def refuse(self, problem: FileTooLarge) -> None:
        """Raise what is wrong with the file that arrives."""
        raise problem

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """Return the file, to be read from its beginning."""
        self._file.seek(0)
        return UploadedFile(self._file, self.file_name, self.content_type, file_size, self.charset)

    def close(self) -> None:
        """Forget every file of the request."""
        for file in self._kept:
            file.close()


class PageUpload(BoundedUpload):
    """Drops a file that is too large and reads on, so that what was typed beside it is kept.

    ``refused``: name of the field to what was wrong with a file of it.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.refused: dict[str, FileTooLarge] = {}

    def refuse(self, problem: FileTooLarge) -> None:
        """Note what is wrong and skip the rest of the file."""
        self.refused[str(self.field_name)] = problem
        self._file.close()
        raise SkipFile


def refused_of(request: HttpRequest, name: str) -> FileTooLarge | None:
    """Return what was wrong with a file that came under ``name``, once the request's files have been read."""
    found = (one.refused.get(name) for one in request.upload_handlers if isinstance(one, PageUpload))
    return next((one for one in found if one is not None), None)
