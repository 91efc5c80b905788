"""Filing without saying who one is (nộp ẩn danh), and the secret by which a case is followed with its code.

Where a procedure is ``anonymous`` nothing of who files is kept: no party, no account, no key of theirs. The case is
written with the rights of the procedure and followed by code and secret alone.
"""

import hmac
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from nenso.cases.errors.filing import NotAnonymous
from nenso.language.declarations.fields import every_field
from nenso.language.declarations.procedures import Procedure
from nenso.runtime.acting import Actor

FOLLOWING = Actor(system="cases.follow", scope=("vn",), readers=frozenset())
"""Who reads a case for somebody that has its code and secret."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Digits and letters that nobody takes for one another when they are written down and read out (Crockford's)."""
_MISTAKEN = str.maketrans("oil", "011", " -")
_LENGTH, _GROUP = 20, 5


class MustForget(Exception):
    """The procedure keeps nothing of who files: begin again as nobody."""


def is_nobody(actor: Actor) -> bool:
    """Return whether nobody is known to act: neither an account nor a person nor the system."""
    return actor.account is None and actor.person is None and not actor.system


def without_name(actor: Actor) -> Actor:
    """Return nobody, spoken to in the actor's language."""
    return Actor(language=actor.language)


def may_be_unnamed(procedure: Procedure) -> bool:
    """Return whether nobody may file it online, on a page: it forgets who files and takes no file inside its form."""
    files = any(field.type == "files" for page in procedure.form.pages for field in every_field(page.fields))
    return bool(procedure.anonymous) and "online" in procedure.channels and procedure.about is None and not files


def must_forget(actor: Actor, procedure: Procedure, *, wanted: bool) -> bool:
    """Return whether the case is anonymous; raise :class:`MustForget` while who files is known.

    ``wanted``: whether the filer asks for it. Raises :class:`NotAnonymous` where the procedure does not allow it.
    """
    if wanted and not procedure.anonymous:
        raise NotAnonymous
    forget = procedure.anonymous is True or bool(procedure.anonymous and (wanted or is_nobody(actor)))
    if forget and not is_nobody(actor):
        raise MustForget
    return forget


def secret_of(case_id: UUID, key: str) -> str:
    """Return the secret of the case that was filed with ``key``: 100 bits that only we and its filer can work out.

    Four groups of five, to be written down by hand: ``7k2qd-x0b4c-8hm5t-npw3e``.
    """
    said = hmac.digest(str(settings.SECRET_KEY).encode(), f"follow:{case_id}:{key}".encode(), "sha256")
    return _grouped("".join(_ALPHABET[byte % len(_ALPHABET)] for byte in said[:_LENGTH]))


def fits(kept: "bytes | memoryview[int] | None", secret: str) -> bool:
    """Return whether ``secret`` is the one whose SHA-256 is ``kept``: as it was told, or as people write it.

    Capitals, spaces, hyphens left out, an O for a zero and an I or L for a one are no mistake.
    """
    written = _grouped(secret.casefold().translate(_MISTAKEN))
    return bool(kept) and any(
        hmac.compare_digest(bytes(kept or b""), sha256(one.encode()).digest()) for one in (secret, written)
    )


def _grouped(plain: str) -> str:
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))
