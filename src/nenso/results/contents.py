"""The files of results in the store of files: typeset and signed here, so neither looked into nor scanned."""

from hashlib import sha256

from django.core.files.base import ContentFile

from nenso.files.storing import name_of, open_content, store_of_files
from nenso.runtime import clock
from nenso.runtime.acting import send
from nenso.runtime.statements import Prepared

_KEEP = Prepared("results_keep", "SELECT results_keep($1, $2, $3)")


def keep_pdf(pdf: bytes) -> str:
    """Keep ``pdf`` and return its SHA-256; it is held when the transaction of ``acting()`` commits.

    The row is written first: what a crash leaves is a file that no row names.
    """
    digest = sha256(pdf).hexdigest()
    send(_KEEP(digest, len(pdf), clock.now()))
    files, name = store_of_files(), name_of(digest)
    if not files.exists(name):
        files.save(name, ContentFile(pdf))
    return digest


def read_pdf(digest: str) -> bytes:
    """Return the file with this SHA-256."""
    with open_content(digest) as stream:
        return stream.read()
