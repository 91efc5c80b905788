"""Asked once only (chỉ hỏi một lần): of the fields of what was filed, how many the state filled in itself.

Counted as a case is filed and kept with it: fields ``held`` (shown with what the state holds, and left so),
``contested`` (the person said that it is wrong), ``asked`` (the others that were shown, answered or not). What is
computed, consents and mere text count for nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from psycopg import sql

from nenso.cases.queries.counting import Period, counted_by
from nenso.language.evaluation import Evaluation
from nenso.runtime.acting import Actor, ask

_ROW = re.compile(r"\[\d+\]")


class Fields(NamedTuple):
    """Fields of one form, by who filled them in."""

    held: int
    contested: int
    asked: int


@dataclass(frozen=True)
class Once:
    """The fields of all cases of a procedure that were filed in a period."""

    procedure: str
    cases: int
    fields: Fields

    @property
    def share(self) -> float | None:
        """How many of a hundred fields were not asked; None where there was none."""
        total = sum(self.fields)
        return 100 * self.fields.held / total if total else None

    def as_json(self) -> dict[str, object]:
        """Return the members for machines."""
        return {"procedure": self.procedure, "cases": self.cases, **self.fields._asdict(), "share": self.share}


def fields_of(evaluation: Evaluation) -> Fields:
    """Return how the shown fields of a form were filled in."""
    asks = evaluation.form.asks
    shown = {path for path in evaluation.shown if _ROW.sub("", path) in asks}
    filled_in = shown & evaluation.prefilled.keys()
    contested = len(filled_in & evaluation.contested.keys())
    held = len(filled_in) - contested
    return Fields(held, contested, len(shown) - len(filled_in))


def once_only(actor: Actor, agency: UUID, period: Period) -> list[Once]:
    """Return what the cases that an agency and those below it were given in ``period`` asked, by procedure.

    Of what was filed before this was counted nothing is told. Raises :class:`CountsRefused`.
    """
    where = counted_by(actor, agency)
    query = sql.SQL("SELECT * FROM nenso_asked_once({}::ltree, {}, {})")
    given = map(sql.Literal, (where.path, period.begins, period.ends))
    return [Once(row[0], int(row[1]), Fields(*map(int, row[2:]))) for row in ask(actor, query.format(*given))[0]]


def together(found: Iterable[Once]) -> Once:
    """Return all procedures as one."""
    listed = list(found)
    sums = [sum(one.fields[n] for one in listed) for n in range(len(Fields._fields))]
    return Once("", sum(one.cases for one in listed), Fields(*sums))
