"""Keys made in the application: UUID version 7, ordered by time (RFC 9562)."""

from uuid import UUID

import uuid_utils.compat


def uuid7() -> UUID:
    """Return a new time-ordered identifier; the same on every PostgreSQL version and shard."""
    return uuid_utils.compat.uuid7()
