"""The names that a procedure's expressions may use, filled for one case (language: Expressions)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.cases.engine.lazily import Lazily
from nenso.cases.intake.routing import code_for
from nenso.cases.models import Case, Entry, Party, Status, Task
from nenso.people.models import Enterprise, Person
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from nenso.territory.models import Place

STATUS_WORDS = {status.value: status.name.lower() for status in Status}
"""Status numbers as declarations write them: ``case.status == 'done'``."""

_DONE = frozenset({Status.DONE, Status.DELIVERED})
_OPEN = frozenset({Status.FILED, Status.ACCEPTED, Status.WORKING, Status.ASKED, Status.PAYING})


def agency_record(agency: Agency | None) -> dict[str, Any] | None:
    """Return an agency as a record of the kernel register ``agencies``."""
    if agency is None:
        return None
    return {
        "id": str(agency.id),
        "name": agency.name,
        "kind": agency.kind,
        "code": code_for(agency),
        "path": agency.path,
        "place": agency.place.code if agency.place is not None else None,
        "parent": str(agency.parent_id) if agency.parent_id else None,
        "valid_from": agency.valid_from.isoformat() if agency.valid_from else None,
        "valid_until": agency.valid_until.isoformat() if agency.valid_until else None,
    }


def person_record(person: Person | None) -> dict[str, Any] | None:
    """Return a person as a record of the kernel register ``persons``."""
    if person is None:
        return None
    return {
        "id": str(person.id),
        "identifier": person.identifier or "",
        "full_name": person.full_name,
        "born_on": person.born_on,
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "nationality": person.nationality,
        "died_on": person.died_on,
        "place": person.place.code if person.place_id and person.place else "",
        "address": person.address,
        "phone": person.phone,
        "email": person.email,
    }


def place_record(place: Place | None) -> dict[str, Any] | None:
    """Return a place as a record of the kernel register ``places``."""
    if place is None:
        return None
    return {
        "id": place.code,
        "code": place.code,
        "name": place.name,
        "full_name": place.full_name,
        "kind": place.kind,
        "level": place.level,
        "parent": _above(place),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "area_km2": place.area_km2,
        "valid_from": place.valid_from,
        "valid_until": place.valid_until,
    }


def _above(place: Place) -> str | None:
    """Return the code of the place around ``place``, as its path tells it: ``vn.p19.c01969`` lies in 19."""
    labels = place.path.split(".")
    return labels[-2][1:] if len(labels) > 2 else None


def enterprise_record(enterprise: Enterprise | None) -> dict[str, Any] | None:
    """Return an enterprise as a record of the kernel register ``enterprises``."""
    if enterprise is None:
        return None
    return {
        "id": str(enterprise.id),
        "kind": "enterprise",
        "name": enterprise.name,
        "tax_code": enterprise.tax_code,
        "place": enterprise.place.code if enterprise.place is not None else "",
        "address": enterprise.address,
        "phone": enterprise.phone,
        "email": enterprise.email,
    }


def party_record(party: Party | None) -> dict[str, Any] | None:
    """Return a party of a case: at least ``id``, ``identifier`` and ``full_name``."""
    if party is None:
        return None
    return {
        "id": str(party.party_id or party.identifier),
        "identifier": party.identifier,
        "full_name": party.display,
        "kind": party.kind,
        **party.facts,
    }


def entry_record(entry: Entry, task: Task | None = None) -> dict[str, Any]:
    """Return what was filled in at a step, with who did it and when; ``task``: the turn in which it was."""
    return {
        **entry.data,
        "id": str(entry.id),
        "actor": {
            "id": str(entry.account or ""),
            "account": str(entry.account or ""),
            "role": entry.role,
            "agency": str(entry.agency_id or ""),
            "full_name": entry.actor_name,
        },
        "action": entry.action,
        "reason": entry.reason,
        "acted_at": entry.at,
        "opened_at": task.opened_at if task is not None else None,
        "due_at": task.due_at if task is not None else None,
        "round": entry.round,
    }


def case_record(case: Case) -> dict[str, Any]:
    """Return the case as expressions see it; times are aware moments."""
    agency = agency_record(case.agency)
    return {
        "id": str(case.id),
        "code": case.code if isinstance(case.code, str) else "",
        "title": case.label,
        "created": list(case.created_records),
        "procedure": case.procedure,
        "channel": case.channel,
        "status": STATUS_WORDS[case.status],
        "ended": case.status not in _OPEN,
        "done": case.status in _DONE,
        "filed_at": case.filed_at,
        "accepted_at": case.accepted_at,
        "due_at": case.due_at,
        "finished_at": case.finished_at,
        "occurred_at": case.occurred_at or case.filed_at,
        "agency": agency,
        "received_by": agency if case.receiving_id == case.agency_id else agency_record(case.receiving),
    }


def actor_record(actor: Actor, name: str = "") -> dict[str, Any]:
    """Return who acts, as an official's record when seated somewhere."""
    seat = actor.seats[0] if actor.seats else None
    return {
        "id": str(actor.account or ""),
        "account": str(actor.account or ""),
        "full_name": name,
        "agency": str(seat.agency) if seat else "",
        "place": str(seat.place) if seat and seat.place else "",
    }


def names_of(
    case: Case,
    *,
    form: Mapping[str, Any],
    parties: Mapping[str, list[Party]],
    tasks: Iterable[Task] = (),
    entries: Iterable[Entry] = (),
    actor: Actor | None = None,
    created: Mapping[str, Any] | None = None,
    around: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Return every name for the case as it stands: what ``Reasoning`` works with.

    ``around``: ``children``, ``about`` and ``parent`` (:mod:`nenso.cases.engine.around`); nothing where not given.
    ``period`` is what the case was opened for, else the year of its filing.
    """
    moment = at or clock.now()
    tasks = list(tasks)
    history = history_of(tasks, entries)
    steps = {name: found[-1] for name, found in history.items()}
    first = {name: party_record(found[0]) for name, found in parties.items() if found}
    return {
        "today": moment.astimezone(clock.VIETNAM).date(),
        "now": moment,
        "form": form,
        "this": steps,
        "case": Lazily(partial(case_value, case, form=form, parties=first, tasks=tasks, steps=steps)),
        "agency": agency_record(case.agency),
        "setting": case.settings,
        "period": case.period or f"{(case.filed_at or moment).astimezone(clock.VIETNAM):%Y}",
        "applicant": first.get("applicant"),
        "filer": first.get("filer"),
        "actor": actor_record(actor) if actor else None,
        "step": steps,
        "entries": history,
        "created": dict(created or {}),
        "results": {},
        **(around or {"children": {}, "about": None, "parent": None}),
    }


def history_of(tasks: Iterable[Task], entries: Iterable[Entry]) -> dict[str, list[Any]]:
    """Return the acts at each step, in order, as records."""
    turns = {(task.step, task.round): task for task in tasks}
    history: dict[str, list[Any]] = {}
    for entry in entries:
        if entry.step and entry.kind == "act":
            record = entry_record(entry, turns.get((entry.step, entry.round)))
            history.setdefault(entry.step, []).append(record)
    return history


def case_value(
    case: Case,
    *,
    form: Mapping[str, Any],
    parties: Mapping[str, Any],
    tasks: Iterable[Task],
    steps: Mapping[str, Any],
) -> dict[str, Any]:
    """Return a case with its form, steps and parties, as ``case`` and every other case in expressions is."""
    tasks = list(tasks)
    return case_record(case) | {
        "about": str(case.about_id) if case.about_id is not None else None,
        "form": form,
        "step": steps,
        "parties": parties,
        "applicant": parties.get("applicant"),
        "filer": parties.get("filer"),
        "open_steps": [task.step for task in tasks if task.closed_at is None],
        "left_steps": [task.step for task in tasks if task.closed_at is not None],
    }


def identity(value: Any) -> UUID | None:
    """Return the key in a record, or a key as text, as UUID; None when it is neither."""
    if isinstance(value, Mapping):
        value = value.get("id")
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
