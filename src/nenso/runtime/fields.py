"""Column types of PostgreSQL that Django does not bring."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PathField(models.Field[Any, Any]):
    """An ``ltree`` path, read and written as text: ``vn.p19.c01969``."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "ltree"


class PathsField(ArrayField[Any, Any]):
    """An ``ltree[]`` column."""

    def __init__(self, **options: Any) -> None:
        options.pop("base_field", None)
        super().__init__(base_field=PathField(), **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("base_field", None)
        return name, path, args, options


class TransactionIdField(models.Field[Any, Any]):
    """The ``xid8`` of the transaction that wrote the row; filled by the database."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "xid8 DEFAULT pg_current_xact_id()"
