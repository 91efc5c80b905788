"""Uploads to the API: refused at once when they say that they are too large."""

from django.http import HttpRequest

from nenso.api.errors import BodyTooLarge
from nenso.runtime.config import config
from nenso.web.uploads import BoundedUpload

MULTIPART = "multipart/form-data"
AROUND = 1_000_000
"""Bytes that a multipart body may have beside its file."""


def expect_uploads(request: HttpRequest) -> BoundedUpload:
    """Make a multipart request be read by :class:`BoundedUpload`; refuse one that says it is too large."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    limit = config().upload_limit + AROUND
    if declared.isdigit() and int(declared) > limit:
        raise BodyTooLarge(limit=limit)
    handler = BoundedUpload(request)
    request.upload_handlers = [handler]
    return handler
