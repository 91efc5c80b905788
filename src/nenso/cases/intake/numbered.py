"""Writing a case that is filed: its code counted by the database in the round trip that writes every row."""

from uuid import UUID, uuid4

from psycopg import sql

from nenso.agencies.settings import setting
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.patterns import procedure_plan
from nenso.cases.engine.rights import by_engine
from nenso.cases.engine.turn import Turn
from nenso.cases.engine.writing import write
from nenso.cases.intake.numbering import DEFAULT_PATTERN, CodePlan, plan
from nenso.cases.intake.routing import code_for
from nenso.cases.models import Case
from nenso.runtime import clock
from nenso.runtime.acting import Session, acting
from nenso.runtime.statements import Prepared

PATTERN_SETTING = "case_code"
CODE = sql.SQL("current_setting('nenso.code')")
BLANK = uuid4().hex
"""Stands in the journal's first entry for the code, which only the database can count; nobody outside can write it."""

_COUNT = Prepared(
    "case_count",
    "WITH counted AS (INSERT INTO cases_counter (scope, value) VALUES ($1, 1)"
    " ON CONFLICT (scope) DO UPDATE SET value = cases_counter.value + 1 RETURNING value::text AS value)"
    " SELECT set_config('nenso.code', $2::text || lpad(value, greatest($3::int, length(value)), '0') || $4::text, true)"
    " FROM counted",
)
_NOTE_CODE = Prepared("case_note_code", "INSERT INTO cases_casecode (code, case_id) VALUES ($1, $2)")


def write_filed(session: Session, turn: Turn, *, new: bool) -> None:
    """Write the case as a new row, or over its draft, and commit; ``case.code`` is then what was counted.

    An anonymous case is written with the rights of its procedure: whoever files it may not read it.
    """
    if turn.case.anonymous:
        with acting(as_procedure(turn.actor, turn.offered.name)) as inner:
            _write(inner, turn, new=new)
    else:
        _write(session, turn, new=new)


def _write(session: Session, turn: Turn, *, new: bool) -> None:
    case = turn.case
    if not new:
        turn.touched |= {field.name for field in Case._meta.concrete_fields if not field.primary_key}  # noqa: SLF001
    coded = _code_plan(turn)
    case.code = CODE  # type: ignore[assignment]  # counted by the database in the same round trip
    statements = write(turn, new=new, blanks={BLANK: CODE})
    counted, *_ = session.commit(*_counting(coded, case.id), *statements)
    case.code = str(counted[0][0])


def _code_plan(turn: Turn) -> CodePlan:
    """Return how the case is numbered: as its procedure says, else by the agency's pattern."""
    case, on = turn.case, turn.at.astimezone(clock.VIETNAM).date()
    if turn.offered.procedure.numbered is not None:
        return procedure_plan(turn, turn.offered.procedure.numbered)
    pattern = setting(case.agency, PATTERN_SETTING, DEFAULT_PATTERN)
    place = case.place.code if case.place is not None else ""
    return plan(pattern, agency=code_for(case.agency), place=place, on=on)


def _counting(coded: CodePlan, case_id: UUID) -> list[sql.Composable]:
    """Return the statements that count the code: after them nothing but rows stand between the lock and the commit."""
    return by_engine(_COUNT(coded.scope, coded.before, coded.width, coded.after), _NOTE_CODE(CODE, case_id))
