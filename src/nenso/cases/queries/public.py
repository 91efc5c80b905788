"""What is opened to the public, a page at a time: answered petitions, decided proposals; as their rules open them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from nenso.cases.engine.loading import WITHOUT, Loaded
from nenso.cases.engine.turning import turn_on
from nenso.cases.models import Case, Entry, Party, Task
from nenso.cases.queries.listing import MOST, Listed
from nenso.cases.queries.reading import opened_parts
from nenso.cases.queries.words import status_of, text_of
from nenso.language.declarations.procedures import Procedure
from nenso.runtime.acting import Actor, acting

_WITH = ("agency__place", "receiving__place", "edition", "adaptation")
PUBLIC = "public"


def opens_to_public(procedure: Procedure) -> bool:
    """Return whether a rule opens anything of its cases to everybody."""
    terms = (term for rule in procedure.read for people in rule.who.values for term in people.terms)
    return any(term.agency is None and term.name == PUBLIC for term in terms)


def public_cases(
    actor: Actor, procedure: str, *, agency: UUID | None = None, after: Sequence[str] | None = None, limit: int = 20
) -> Listed:
    """Return the cases of ``procedure`` (its full name) that everybody may see, of ``agency`` only; newest first.

    Five statements, however many there are. Nothing is told but what the read rules open to the public.
    """
    limit = min(limit, MOST)
    with acting(Actor(language=actor.language)):
        cases = (
            Case.objects.filter(procedure=procedure, readers__contains=[PUBLIC]).select_related(*_WITH).defer(*WITHOUT)
        )
        cases = cases.filter(agency_id=agency) if agency is not None else cases
        cases = cases.filter(pk__lt=UUID(after[0])) if after else cases
        found = list(cases.order_by("-id")[: limit + 1])
        items = [_item(actor, loaded) for loaded in _loaded(found[:limit])]
    return Listed(items, [str(found[limit - 1].id)] if len(found) > limit else None)


def _loaded(cases: Sequence[Case]) -> list[Loaded]:
    keys = [case.id for case in cases]
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    entries: dict[UUID, list[Entry]] = defaultdict(list)
    parties: dict[UUID, list[Party]] = defaultdict(list)
    for task in Task.objects.filter(case_id__in=keys).order_by("opened_at", "id"):
        tasks[task.case_id].append(task)
    for entry in Entry.objects.filter(case_id__in=keys).order_by("seq"):
        entries[entry.case_id].append(entry)
    for party in Party.objects.filter(case_id__in=keys).order_by("id"):
        parties[party.case_id].append(party)
    return [Loaded(case, tasks[case.id], entries[case.id], parties[case.id]) for case in cases]


def _item(actor: Actor, loaded: Loaded) -> dict[str, Any]:
    case = loaded.case
    turn = turn_on(Actor(language=actor.language), loaded)
    procedure = turn.offered.procedure
    return {
        "id": case.id,
        "code": case.code,
        "procedure": {
            "name": case.procedure,
            "code": procedure.code,
            "title": text_of(procedure.title, case.procedure),
        },
        "agency": {"id": case.agency_id, "name": case.agency.name, "path": case.agency.path},
        "status": status_of(case.status),
        "filed_at": case.filed_at,
        "due_at": case.due_at,
        "finished_at": case.finished_at,
        "opened": opened_parts(turn.actor, turn),
    }
