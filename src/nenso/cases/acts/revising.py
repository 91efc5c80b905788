"""Changing what was filed: the values before stay, as revisions, with who changed them and why.

What follows from the form follows its change: what the case is called, and who its parties are.
"""

from collections.abc import Mapping
from copy import deepcopy
from itertools import pairwise
from typing import Any

from nenso.cases.engine.turn import Turn
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.intake.naming import call, name_parties
from nenso.cases.models import Revision
from nenso.language.evaluation import evaluate
from nenso.language.paths import parted

CORRECTED = "corrected"
"""Under which the entry of an act keeps what was put right: path → what stood there before."""


def revise(turn: Turn, changes: Mapping[str, Any], *, why: str, documents: Mapping[str, Any] | None = None) -> None:
    """Write a revision of the case's form (paths such as ``mother.full_name`` to values) and of its dossier."""
    form = deepcopy(turn.case.form)
    for path, value in changes.items():
        put(form, path, value)
    turn.set(form=form, revision=turn.case.revision + 1)
    if documents is not None:
        turn.set(documents={**turn.case.documents, **documents})
    turn.add(
        Revision(
            case_id=turn.case.id,
            seq=turn.case.revision,
            at=turn.at,
            account=turn.actor.account,
            person=turn.actor.person,
            why=why,
            form=form,
            documents=turn.case.documents,
        )
    )
    name_parties(turn)
    call(turn)


def checked(turn: Turn, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``changes`` as they are to be kept; raise :class:`FormInvalid` when the form is wrong with them in it."""
    form = deepcopy(turn.case.form)
    for path, value in changes.items():
        put(form, path, value)
    evaluation = evaluate(turn.offered.form, form, turn.reasoning().names, turn.lookup)
    if evaluation.problems:
        raise FormInvalid(count=len(evaluation.problems), problems=[one.as_json() for one in evaluation.problems])
    return {path: at_path(evaluation.values, path) for path in changes}


def put(values: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at ``path`` (``mother.full_name``, ``members[1].name``), making groups and rows on the way."""
    *way, last = parted(path)
    holder: Any = values
    for part, following in pairwise([*way, last]):
        holder = _inside(holder, part, list if isinstance(following, int) else dict)
    _place(holder, last, value)


def _inside(holder: Any, part: str | int, kind: type[Any]) -> Any:
    """Return what stands at ``part`` of a group or table, a new empty one where nothing of that kind does."""
    found = _part(holder, part)
    if not isinstance(found, kind):
        found = kind()
        _place(holder, part, found)
    return found


def _place(holder: Any, part: str | int, value: Any) -> None:
    if isinstance(part, int):
        holder.extend({} for _ in range(part + 1 - len(holder)))
    holder[part] = value


def _part(holder: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return holder[part] if isinstance(holder, list) and part < len(holder) else None
    return holder.get(part) if isinstance(holder, Mapping) else None


def at_path(values: Mapping[str, Any], path: str) -> Any:
    """Return the value at ``path``, or None."""
    found: Any = values
    for part in parted(path):
        found = _part(found, part)
    return found
