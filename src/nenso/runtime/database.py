"""How a process reaches PostgreSQL: the embedded one or ``DATABASE_URL``, as the application or as the owner."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from nenso.runtime.config import Config, config
from nenso.runtime.embedded.layout import PORT, Layout
from nenso.runtime.errors import OwnerUrlMissing
from nenso.runtime.postgres import ensure_running

OWNER = "nenso_owner"
APPLICATION = "nenso_app"


def connection_settings(config: Config) -> dict[str, Any]:
    """Return Django's ``DATABASES["default"]``; nothing is started or connected here."""
    owner = config.role == "owner"
    common: dict[str, Any] = {
        "ENGINE": "nenso.runtime.backend",
        "CONN_MAX_AGE": None,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
    url = config.owner_database_url if owner else config.database_url
    if owner and config.database_url and not url:
        raise OwnerUrlMissing
    if config.embedded:
        return common | {
            "HOST": str(Layout(config.home_path).sockets),
            "PORT": str(PORT),
            "NAME": config.database,
            "USER": OWNER if owner else APPLICATION,
        }
    parts = urlsplit(url)
    return common | {
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def ensure_database() -> None:
    """Start the embedded database unless it runs, and count as its user; with ``DATABASE_URL`` nothing is done."""
    if config().embedded:
        ensure_running(config().home_path)
