"""Column types of PostgreSQL that Django does not bring."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
    _ArrayField = ArrayField[Any, Any]
    _Lookup = models.Lookup[Any]
else:
    _Field, _ArrayField, _Lookup = models.Field, ArrayField, models.Lookup


class PathField(_Field):
    """An ``ltree`` path, read and written as text: ``vn.p19.c01969``."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - as Django calls it
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

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:  # noqa: ARG002 - as Django calls it
        """Read what the driver, which does not know ``ltree``, gives as text: ``{vn.p19,vn.p20}``."""
        return [path for path in value[1:-1].split(",") if path] if isinstance(value, str) else value


class TransactionIdField(_Field):
    """The ``xid8`` of the transaction that wrote the row; filled by the database."""

    filled_by_database = True

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - as Django calls it
        return "xid8 DEFAULT pg_current_xact_id()"


@PathField.register_lookup
class Covers(_Lookup):
    """``path__covers="vn.p19.c01969"``: that path itself and everything above it (``@>``)."""

    lookup_name = "covers"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return _compared(self, compiler, connection, "@>")


@PathField.register_lookup
class Below(_Lookup):
    """``path__below="vn.p19"``: that path itself and everything under it (``<@``)."""

    lookup_name = "below"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return _compared(self, compiler, connection, "<@")


class Depth(models.Func):
    """How many labels a path has: 1 for the root."""

    function = "nlevel"
    output_field = models.IntegerField()


def _compared(lookup: Any, compiler: Any, connection: Any, operator: str) -> tuple[str, tuple[Any, ...]]:
    left, left_values = lookup.process_lhs(compiler, connection)
    right, right_values = lookup.process_rhs(compiler, connection)
    return f"{left} {operator} {right}::ltree", (*left_values, *right_values)
