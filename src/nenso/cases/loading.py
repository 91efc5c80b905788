"""A case with everything about it that a decision needs, read once and locked."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from nenso.cases.errors import CaseUnknown
from nenso.cases.models import Case, CaseCode, Entry, Party, Status, Task

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


def load(case_id: UUID, *, lock: bool = True) -> Loaded:
    """Read the case ``case_id`` as far as who acts may see it; raise :class:`CaseUnknown`."""
    cases = Case.objects.select_for_update(of=("self",)) if lock else Case.objects
    case = cases.select_related("agency__place", "receiving__place", "edition", "adaptation").filter(pk=case_id).first()
    if case is None:
        raise CaseUnknown
    of_case = Q(case_id=case_id)
    return Loaded(
        case,
        tasks=list(Task.objects.filter(of_case).order_by("opened_at", "id")),
        entries=list(Entry.objects.filter(of_case).order_by("seq")),
        parties=list(Party.objects.filter(of_case).order_by("id")),
    )


def case_id_of(code: str) -> UUID:
    """Return the key of the case printed as ``code``, now or before; raise :class:`CaseUnknown`."""
    found = CaseCode.objects.filter(pk=code).values_list("case_id", flat=True).first()
    if found is None:
        raise CaseUnknown
    return found
