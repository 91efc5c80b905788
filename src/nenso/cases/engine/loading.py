"""A case with everything about it that a decision needs, read once and locked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from psycopg import sql

from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.models import Case, Entry, Party, Status, Task
from nenso.runtime.acting import Rows, send
from nenso.runtime.reading import Reading

ENDED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.DONE, Status.DELIVERED})


@dataclass
class Loaded:
    """One case under the lock of its row: its open and closed tasks, entries in order, parties."""

    case: Case
    tasks: list[Task] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)

    @property
    def open_tasks(self) -> list[Task]:
        """The tasks that wait for somebody or something."""
        return [task for task in self.tasks if task.closed_at is None]

    @property
    def ended(self) -> bool:
        """Whether nothing more can be done but hand over."""
        return self.case.status in ENDED

    def party(self, name: str) -> list[Party]:
        """Return the parties called ``name``."""
        return [party for party in self.parties if party.name == name]

    def latest(self, step: str) -> Entry | None:
        """Return the latest act at ``step`` that left it, or None."""
        return next((e for e in reversed(self.entries) if e.step == step and e.kind == "act"), None)


WITHOUT = ("edition__files", "adaptation__files")
"""Not read with a case: all files of its formula, which the library of formulas has read once for all."""
_WITH = ("agency", "agency__place", "receiving", "receiving__place", "edition", "adaptation")
_CASE = Reading(Case, "t.id = $1", related=_WITH, without=WITHOUT)
_LOCKED_CASE = Reading(Case, "t.id = $1", related=_WITH, lock=True, without=WITHOUT)
_TASKS = Reading(Task, "t.case_id = $1", order="t.opened_at, t.id")
_ENTRIES = Reading(Entry, "t.case_id = $1", order="t.seq")
_PARTIES = Reading(Party, "t.case_id = $1", order="t.id")


def loading(case_id: UUID, *, lock: bool = True) -> list[sql.Composable]:
    """Return the statements that read a case, to travel with others; their rows are for :func:`loaded`."""
    case = _LOCKED_CASE if lock else _CASE
    return [case(case_id), _TASKS(case_id), _ENTRIES(case_id), _PARTIES(case_id)]


def loaded(answers: Sequence[Rows]) -> Loaded:
    """Return the case that the statements of :func:`loading` answered with; raise :class:`CaseUnknown`."""
    case, tasks, entries, parties = answers
    if not case:
        raise CaseUnknown
    found = _CASE.rows(case)[0]
    if found.place_id is not None and found.place_id == found.agency.place_id:
        found.place = found.agency.place
    return Loaded(found, _TASKS.rows(tasks), _ENTRIES.rows(entries), _PARTIES.rows(parties))


def load(case_id: UUID, *, lock: bool = True) -> Loaded:
    """Read the case ``case_id`` as far as who acts may see it, inside ``acting()``; raise :class:`CaseUnknown`."""
    return loaded(send(*loading(case_id, lock=lock)))
