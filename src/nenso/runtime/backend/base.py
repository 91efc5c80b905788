"""Django's PostgreSQL, which first sees to it that the embedded server runs and counts this process as its user."""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction
from psycopg import Connection, errors, generators
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus, TransactionStatus

from nenso.runtime.database import ensure_database

Rows = list[tuple[Any, ...]]
_DONE = frozenset((ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.EMPTY_QUERY))


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's own, for connections that a restart of the embedded server must not keep from being made."""

    prepared: set[str]
    """Names of the statements that this connection has planned (:mod:`nenso.runtime.statements`)."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, starting the embedded server unless it runs."""
        ensure_database()
        self.prepared = set()
        return super().get_new_connection(conn_params)

    def send(self, text: str) -> tuple[list[Rows], bytes]:
        """Send statements in one message; return the rows of those that answer with rows, and what the last did.

        A cursor would describe every column of every answer, which costs more than reading them.
        """
        self.ensure_connection()
        self.validate_no_broken_transaction()
        with self.wrap_database_errors, debug_transaction(self, text):
            return _sent(self.connection, text)


def _sent(connection: Connection[Any], text: str) -> tuple[list[Rows], bytes]:
    if not connection.autocommit and connection.pgconn.transaction_status == TransactionStatus.IDLE:
        text = f"BEGIN;{text}"
    with connection.lock:
        connection.pgconn.send_query(text.encode())
        results = connection.wait(generators.execute(connection.pgconn))
    transformer, answers = Transformer(connection), []
    for result in results:
        if result.status not in _DONE:
            raise errors.error_from_result(result)
        if result.status == ExecStatus.TUPLES_OK:
            transformer.set_pgresult(result)
            answers.append(transformer.load_rows(0, result.ntuples, tuple))
    return answers, results[-1].command_status or b""
