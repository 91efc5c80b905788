"""Rows of a table read by a statement that is planned once and may travel with others in one round trip."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

import orjson
from django.db import connection, models
from django.db.models import DEFERRED
from psycopg import sql

from nenso.runtime.statements import Prepared

M = TypeVar("M", bound=models.Model)

Rows = list[tuple[Any, ...]]
Convert = Callable[[Any], Any]


class Reading(Generic[M]):
    """The rows of ``model`` that fulfil ``where``, a condition on ``t`` with parameters: ``t.case_id = $1``.

    ``related``: foreign keys whose rows are read along, each after the one it goes through (``agency agency__place``).
    ``lock``: hold the rows, not what they refer to, until the transaction ends. ``source``: a function that gives rows
    of the table, with its parameters. ``without``: large columns that are not read, ``edition__files``; who needs one
    all the same gets it by a question of its own. Call it for the statement, give the rows that this answers to
    :meth:`rows`.
    """

    def __init__(
        self,
        model: type[M],
        where: str = "true",
        *,
        order: str = "",
        related: Sequence[str] = (),
        lock: bool = False,
        source: str = "",
        without: Sequence[str] = (),
    ) -> None:
        self.model = model
        self.where = where
        self.order = order
        self.related = tuple(related)
        self.lock = lock
        self.source = source
        self.without = frozenset(without)

    def __call__(self, *values: Any) -> sql.Composable:
        """Return the statement, with values for its parameters."""
        return self._prepared(*values)

    def rows(self, answered: Rows) -> list[M]:
        """Return instances of ``model``, as the ORM would give them."""
        return [self._whole(row) for row in answered]

    def _whole(self, row: tuple[Any, ...]) -> M:
        made: dict[str, Any] = {}
        begin = 0
        for path, table in self._tables.items():
            end = begin + table.width
            made[path] = table.instance(row[begin:end]) if row[begin] is not None else None
            begin = end
            above, _, name = path.rpartition("__")
            if path and made[above] is not None:
                made[above]._state.fields_cache[name] = made[path]  # noqa: SLF001 - as select_related does
        whole: M = made[""]
        return whole

    @cached_property
    def _tables(self) -> dict[str, "_Table"]:
        tables = {"": _Table("t", self.model, self._left_out(""))}
        for number, path in enumerate(self.related):
            above, _, name = path.rpartition("__")
            key = _field(tables[above].model, name)
            left_out, column = self._left_out(f"{path}__"), f'{tables[above].alias}."{key.column}"'
            tables[path] = _Table(f"t{number}", key.related_model, left_out, column)
        return tables

    def _left_out(self, prefix: str) -> frozenset[str]:
        """Return the names of the fields of one table that are not read."""
        names = (name.removeprefix(prefix) for name in self.without if name.startswith(prefix))
        return frozenset(name for name in names if "__" not in name)

    @cached_property
    def _prepared(self) -> Prepared:
        columns = ", ".join(column for table in self._tables.values() for column in table.columns)
        parts = ["SELECT", columns, "FROM", f"{self.source} t" if self.source else self._tables[""].name]
        parts += [
            f'LEFT JOIN {table.name} ON {table.alias}."id" = {table.key}'
            for table in self._tables.values()
            if table.key
        ]
        parts += ["WHERE", self.where]
        parts += ["ORDER BY", self.order] if self.order else []
        parts += ["FOR UPDATE OF t"] if self.lock else []
        return Prepared.of(f"read_{self.model._meta.db_table}", " ".join(parts))  # noqa: SLF001


class _Table:
    """A table under an alias: its columns but those ``left_out``, and an instance of its model from their values.

    ``key``: the column of another table that refers to its ``id``.
    """

    def __init__(self, alias: str, model: type[models.Model], left_out: frozenset[str], key: str = "") -> None:
        self.alias = alias
        self.model = model
        self.key = key
        self.name = f'"{model._meta.db_table}" {alias}'  # noqa: SLF001
        known: list[Any] = list(model._meta.concrete_fields)  # noqa: SLF001
        fields = [field for field in known if field.name not in left_out]
        self.width = len(fields)
        self._gaps = [place for place, field in enumerate(known) if field.name in left_out]
        self.columns = [f'{alias}."{field.column}"' for field in fields]
        self._converted = [(place, convert) for place, field in enumerate(fields) if (convert := _converter(field))]

    def instance(self, values: tuple[Any, ...]) -> Any:
        """Return the instance whose columns have ``values``."""
        changed = list(values)
        for place, convert in self._converted:
            changed[place] = convert(changed[place])
        for place in self._gaps:
            changed.insert(place, DEFERRED)
        made = self.model(*changed)
        made._state.adding, made._state.db = False, connection.alias  # noqa: SLF001 - as from_db does
        return made


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)  # noqa: SLF001


def _converter(field: Any) -> Convert | None:
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else orjson.loads(value)
    if hasattr(field, "from_db_value"):
        return lambda value: field.from_db_value(value, None, connection)
    return None
