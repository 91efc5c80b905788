"""Public verification: by the file, or by the word in its QR code."""

from nenso.results.errors import ResultUnknown
from nenso.results.queries import DatabaseLookups, result_by_token
from nenso.results.verifying import KnownResult, Verdict, verify
from nenso.runtime.acting import Actor, acting
from nenso.runtime.config import config


def verify_file(actor: Actor, pdf: bytes) -> Verdict:
    """Return the verdict on a file, with what this install knows; anybody may ask, nobody's case is opened."""
    with acting(actor):
        return verify(pdf, lookups=DatabaseLookups())


def verify_token(actor: Actor, token: str) -> KnownResult:
    """Return what was issued under the word in a QR code; raises ``ResultUnknown``."""
    with acting(actor):
        found = result_by_token(token)
    if found is None:
        raise ResultUnknown
    return found


def verify_digest(actor: Actor, sha256: str) -> KnownResult:
    """Return what was issued as the file with this SHA-256, in hexadecimal; raises ``ResultUnknown``."""
    with acting(actor):
        found = DatabaseLookups().result("", sha256)
    if found is None:
        raise ResultUnknown
    return found


def verify_url(token: str) -> str:
    """Return the public address that a document's QR code leads to."""
    return f"{config().public_url.rstrip('/')}/v/{token}"
