"""Keys made in the application: UUID version 7, ordered by time (RFC 9562); and keys read from what was sent."""

from uuid import UUID

import uuid_utils
import uuid_utils.compat

NO_KEY = UUID(int=0)
"""The key that nothing has, below all others."""


def uuid7() -> UUID:
    """Return a new time-ordered identifier; the same on every PostgreSQL version and shard."""
    return uuid_utils.compat.uuid7()


def uuid7_text() -> str:
    """Return a new identifier as text, without the detour of a ``UUID``: for rows by the thousand."""
    return str(uuid_utils.uuid7())


def key_in(text: str) -> UUID | None:
    """Return the key that ``text`` is; None where it is none, as in an address that nobody of us made."""
    try:
        return UUID(text)
    except ValueError:
        return None
