"""Logs: one JSON object a line, with the id of the request that it belongs to."""

import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import orjson

request_id: ContextVar[str] = ContextVar("request_id", default="")

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}
"""What is not told as a fact: what every record has, and the request that Django gives, which holds what was asked."""

_TALKATIVE = (
    "procrastinate.blueprints",
    "procrastinate.jobs",
    "procrastinate.periodic",
    "procrastinate.worker",
    "asyncio",
)
"""Loggers that tell at INFO what nobody asks for."""


_ROWS = re.compile(
    r"^(?:DETAIL|LINE \d+|CONTEXT): .*?"
    r"(?=^(?:DETAIL|HINT|CONTEXT): |^[\w.]+(?:Error|Exception)|^Traceback|^The above|^During|^$|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""What PostgreSQL tells of a row that it refused: the answers and numbers of people."""


class DiscreetFormatter(logging.Formatter):
    """Tells exceptions without the rows that PostgreSQL quotes in them."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the library's name
        """Return the traceback."""
        return _ROWS.sub("(row withheld)\n", super().formatException(ei))


class JsonFormatter(DiscreetFormatter):
    """A record as one line of JSON: time (UTC), level, logger, message, request and whatever ``extra`` gave."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


class StandardError(logging.StreamHandler[Any]):
    """Writes to what is standard error when a record comes, not what was when logging began."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        """The process's standard error as it is now."""
        return sys.stderr


def configure(settings: dict[str, Any]) -> None:
    """Send everything of at least ``settings["level"]`` to standard error in ``settings["format"]``."""
    handler = StandardError()
    handler.setFormatter(
        JsonFormatter() if settings["format"] == "json" else DiscreetFormatter("%(levelname)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings["level"])
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
