"""Handing out the bytes of a file, with the headers that its owner says and no others."""

from django.http import FileResponse

from nenso.files.opening import OpenFile


def file_answer(opened: OpenFile) -> FileResponse:
    """Answer with a file to be saved under its own name; Django alone would open it in place, named after its hash."""
    response = FileResponse(opened.stream)
    for name, value in opened.headers.items():
        response[name] = value
    return response
