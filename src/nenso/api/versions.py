"""Which version of a case or draft the caller saw: ``If-Match`` with the ETag that was read."""

import re

from django.http import HttpRequest

from nenso.api.errors import VersionNeeded, VersionUnreadable

_TAG = re.compile(r'"?(\d{1,9})(\.[0-9a-f]{1,64})?"?\Z')


def version_seen(request: HttpRequest) -> int | None:
    """Return the version in ``If-Match``, None without the header; only what stands before the dot counts.

    Raises :class:`VersionUnreadable`.
    """
    header = request.META.get("HTTP_IF_MATCH", "").strip()
    if not header or header == "*":
        return None
    found = _TAG.match(header)
    if found is None:
        raise VersionUnreadable
    return int(found[1])


def version_needed(request: HttpRequest) -> int:
    """Return the version in ``If-Match``; raise :class:`VersionNeeded` without it."""
    version = version_seen(request)
    if version is None:
        raise VersionNeeded
    return version
