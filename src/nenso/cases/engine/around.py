"""The cases and records around a case, for expressions: ``children``, ``parent``, ``about``; read when first asked for.

They are read with the rights of the procedure: what it was opened for, or filed on, is its to know.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from nenso.cases.engine.lazily import Lazily
from nenso.cases.engine.lookup import as_procedure
from nenso.cases.engine.names import case_value, history_of, party_record
from nenso.cases.models import Case, Entry, Party, Task
from nenso.registers.finding import as_value
from nenso.registers.models import Record
from nenso.runtime.acting import Actor, acting

MOST_CHILDREN = 1_000
CASE = "case"
RELATED = ("agency__place", "receiving__place")


def around(case: Case, actor: Actor) -> dict[str, Any]:
    """Return the names ``children``, ``about`` and ``parent`` of ``case``, read as its procedure."""
    parent, about = case.parent_id, case.about_id
    return {
        "children": Lazily(lambda: children_of(opening(actor, case), case.id)),
        "parent": Lazily(lambda: case_of(opening(actor, case), parent)) if parent is not None else None,
        "about": Lazily(lambda: about_of(opening(actor, case), case.about_kind, about)) if about is not None else None,
    }


def opening(actor: Actor, case: Case) -> Actor:
    """Return ``actor`` with the rights of the case's procedure, who also sees the drafts that the case prepared."""
    procedure = as_procedure(actor, case.procedure)
    return replace(procedure, readers=procedure.readers | {prepared_by(case)})


def prepared_by(case: Case) -> str:
    """Return the reader token of the drafts that ``case`` prepares: nobody's but its own."""
    return f"parent@{case.id}"


def children_of(reader: Actor, parent: UUID) -> dict[str, list[Any]]:
    """Return the children of a case by the name of their procedure, in the order they were opened."""
    with acting(reader):
        children = Case.objects.filter(parent_id=parent).select_related(*RELATED).order_by("id")[:MOST_CHILDREN]
        values = values_of(children)
    found: dict[str, list[Any]] = defaultdict(list)
    for value in values:
        found[value["procedure"].rpartition(".")[2]].append(value)
    return found


def case_of(reader: Actor, key: UUID) -> Mapping[str, Any]:
    """Return the case with ``key`` as ``reader`` sees it; nothing when it is not seen."""
    with acting(reader):
        found = values_of(Case.objects.filter(pk=key).select_related(*RELATED))
    return found[0] if found else {}


def newest_cases(reader: Actor, agency: UUID, procedure: str, *, but: UUID | None, most: int) -> list[dict[str, Any]]:
    """Return the newest filed cases at an agency as ``reader`` sees them, but one; ``procedure``: "" for any."""
    with acting(reader):
        found = Case.objects.filter(agency=agency, filed_at__isnull=False).select_related(*RELATED)
        found = found.exclude(pk=but) if but is not None else found
        found = found.filter(procedure=procedure) if procedure else found
        return values_of(found.order_by("-created_at", "-id")[:most])


def about_of(reader: Actor, kind: str, key: UUID) -> Mapping[str, Any]:
    """Return what a case is about: a case where ``kind`` is ``case``, else the record of that register."""
    if kind == CASE:
        return case_of(reader, key)
    with acting(reader):
        record = Record.objects.filter(pk=key, register=kind).first()
    return as_value(record) if record is not None else {}


def values_of(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Return cases as expressions see them, inside ``acting()``: four statements, however many there are."""
    cases = list(cases)
    keys = [case.id for case in cases]
    parties, tasks, entries = defaultdict(list), defaultdict(list), defaultdict(list)
    if not keys:
        return []
    for party in Party.objects.filter(case_id__in=keys).order_by("id"):
        parties[party.case_id].append(party)
    for task in Task.objects.filter(case_id__in=keys).order_by("opened_at", "id"):
        tasks[task.case_id].append(task)
    for entry in Entry.objects.filter(case_id__in=keys).order_by("seq"):
        entries[entry.case_id].append(entry)
    return [_value(case, parties[case.id], tasks[case.id], entries[case.id]) for case in cases]


def _value(case: Case, parties: list[Party], tasks: list[Task], entries: list[Entry]) -> dict[str, Any]:
    first: dict[str, Any] = {}
    for party in parties:
        if party.name:
            first.setdefault(party.name, party_record(party))
    steps = {name: found[-1] for name, found in history_of(tasks, entries).items()}
    return case_value(case, form=case.form, parties=first, tasks=tasks, steps=steps)
