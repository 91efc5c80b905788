"""How many documents one network address may look up or check, on pages and by API together."""

from typing import Literal

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from nenso.results.errors import TooManyChecks


def count_check(request: HttpRequest, what: Literal["verify_code", "verify_file"]) -> None:
    """Count one look-up by code, or one file, before it is read. Raises :class:`TooManyChecks`."""
    if not ratelimit.consume(request, app="allauth.account", action=what, limit_get=True):
        raise TooManyChecks
