"""What PostgreSQL's own catalogue says about our tables."""

from typing import Any

from django.apps import apps
from django.db import connection, models


def rows(sql: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Return the rows that the query answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def our_models() -> list[type[models.Model]]:
    """Return the models of our rooms."""
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("nenso.")]


def room(model: type[models.Model]) -> str:
    """Return the name of the room (``cases``) or library (``django``) that owns the model."""
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "nenso" else parts[0]
