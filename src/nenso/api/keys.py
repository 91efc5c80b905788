"""The key by which a write that is sent twice is done once."""

from django.http import HttpRequest

from nenso.cases.errors.sent_twice import KeyNeeded


def key_of(request: HttpRequest) -> str:
    """Return ``Idempotency-Key``; raise ``KeyNeeded`` when it is missing or no such key."""
    key = str(request.META.get("HTTP_IDEMPOTENCY_KEY", ""))
    if not 8 <= len(key) <= 80 or not key.isascii() or not key.isprintable() or " " in key:
        raise KeyNeeded
    return key
