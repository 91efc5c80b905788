"""The embedded PostgreSQL's front door; see docs/decisions/002-embedded-postgresql.md."""

from nenso.runtime.embedded.starting import ensure_running

__all__ = ["ensure_running"]
