"""A case on the desk of who works on it: as it may be seen, what it runs on, and the form of a step worked out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nenso.cases.acts.asking import SUPPLY
from nenso.cases.engine.loading import load
from nenso.cases.engine.offering import Offered
from nenso.cases.engine.turning import turn_on
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.queries.overview import Row, case_row, offered_by_row
from nenso.cases.queries.sight import sight_of
from nenso.cases.queries.viewing import View, shaped
from nenso.language.evaluation import Evaluation, Stage, evaluate
from nenso.runtime.acting import Actor, acting


@dataclass(frozen=True)
class AtWork:
    """A case as an officer has it before them. ``acts``: not only to look, as an auditor does."""

    row: Row
    offered: Offered
    view: View
    acts: bool

    @property
    def key(self) -> UUID:
        """The key of the case."""
        return UUID(self.row["id"])


@dataclass(frozen=True)
class Stop:
    """A time in which the clock stood still: the applicant was waited for, ``until`` None as long as they are."""

    since: datetime
    until: datetime | None


def case_at_work(actor: Actor, wanted: str, *, to_act: bool = False) -> AtWork:
    """Return the case with this code or key for who works on it, or audits the agency and only looks.

    Raises ``CaseUnknown`` for everybody else, its applicant too; and, ``to_act``, for who may
    only look.
    """
    row = case_row(actor, wanted)
    offered = offered_by_row(row)
    sight = sight_of(actor, row, offered)
    if not sight.works or (to_act and sight.audits):
        raise CaseUnknown
    return AtWork(row, offered, shaped(actor, row, offered, sight), acts=not sight.audits)


def stops_of(case: AtWork) -> list[Stop]:
    """Return when the clock of the case stood still, in order."""
    found: list[Stop] = []
    for entry in case.row["entries"]:
        at = datetime.fromisoformat(entry["at"])
        if entry["marks"]:
            found.append(Stop(at, None))
        elif entry["kind"] == SUPPLY and found and found[-1].until is None:
            found[-1] = Stop(found[-1].since, at)
    return found


def changed_last(case: AtWork) -> dict[str, Any]:
    """Return what the last supplement changed: path → what stood there before; documents by name, with None."""
    entries = case.row["entries"]
    last = next((entry for entry in reversed(entries) if entry["kind"] == SUPPLY), None)
    if last is None:
        return {}
    before: Mapping[str, Any] = last["data"].get("before") or {}
    return {**dict.fromkeys(last["data"].get("documents") or ()), **before}


def worked_step(
    actor: Actor, case: AtWork, step: str, action: str, given: Mapping[str, Any], *, stage: Stage = "draft"
) -> Evaluation:
    """Return the form of ``action`` at ``step`` worked out over ``given``: shown, known, to choose, wrong."""
    with acting(actor):
        turn = turn_on(actor, load(case.key, lock=False))
        form = turn.offered.step_form(step, action)
        return evaluate(form, given, turn.reasoning().names, turn.lookup, stage=stage, choices=True)


def worked_filed(actor: Actor, case: AtWork, given: Mapping[str, Any], *, stage: Stage = "draft") -> Evaluation:
    """Return the form of the case worked out over ``given`` in place of what was filed."""
    with acting(actor):
        turn = turn_on(actor, load(case.key, lock=False))
        return evaluate(turn.offered.form, given, turn.reasoning().names, turn.lookup, stage=stage, choices=True)
