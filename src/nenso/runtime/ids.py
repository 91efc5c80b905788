"""Keys made in the application: UUID version 7, ordered by time (RFC 9562)."""

from uuid import UUID

import uuid_utils
import uuid_utils.compat


def uuid7() -> UUID:
    """Return a new time-ordered identifier; the same on every PostgreSQL version and shard."""
    return uuid_utils.compat.uuid7()


def uuid7_text() -> str:
    """Return a new identifier as text, without the detour of a ``UUID``: for rows by the thousand."""
    return str(uuid_utils.uuid7())
