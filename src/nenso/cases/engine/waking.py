"""Waking the cases that wait for one that moves: its parent, and itself."""

from uuid import UUID

from nenso.cases.engine.turn import Turn
from nenso.runtime.jobs import defer


def wake(turn: Turn, *, new: bool) -> None:
    """Hand over, with the turn's own transaction, a look at every case that may wait for what changed in it."""
    case = turn.case
    if case.parent_id is not None and not new:
        look(case.parent_id)
    if any(task.kind == "until" for task in turn.loaded.open_tasks):
        look(case.id)


def look(case_id: UUID) -> None:
    """Hand over a look at what waits in a case."""
    from nenso.cases.tasks import look_again

    defer(look_again, case=str(case_id))
