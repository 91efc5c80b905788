"""Django's PostgreSQL, which first sees to it that the embedded server runs and counts this process as its user."""

from typing import Any

from django.db.backends.postgresql import base

from nenso.runtime.database import ensure_database


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own, for connections that a restart of the embedded server must not keep from being made."""

    prepared: set[str]
    """Names of the statements that this connection has planned (:mod:`nenso.runtime.statements`)."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, starting the embedded server unless it runs."""
        ensure_database()
        self.prepared = set()
        return super().get_new_connection(conn_params)
