"""How a process reaches PostgreSQL: the embedded one or ``DATABASE_URL``, as the application or as the owner."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from nenso.runtime.config import Config


def connection_settings(config: Config) -> dict[str, Any]:
    """Return Django's ``DATABASES["default"]``; nothing is started or connected here."""
    owner = config.role == "owner"
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
    url = config.owner_database_url if owner and config.database_url else config.database_url
    if not url:
        return common | {
            "HOST": str(config.home_path / "run"),
            "NAME": "nenso",
            "USER": "nenso_owner" if owner else "nenso_app",
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
