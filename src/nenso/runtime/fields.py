"""Column types of PostgreSQL that Django does not bring."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
    _ArrayField = ArrayField[Any, Any]
else:
    _Field, _ArrayField = models.Field, ArrayField


class PathField(_Field):
    """An ``ltree`` path, read and written as text: ``vn.p19.c01969``."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "ltree"


class PathsField(_ArrayField):
    """An ``ltree[]`` column."""

    def __init__(self, **options: Any) -> None:
        options.pop("base_field", None)
        super().__init__(base_field=PathField(), **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("base_field", None)
        return name, path, args, options


class TransactionIdField(_Field):
    """The ``xid8`` of the transaction that wrote the row; filled by the database."""

    filled_by_database = True

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "xid8 DEFAULT pg_current_xact_id()"
