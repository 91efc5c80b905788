"""Who may read a case, worked out when it changes and stored beside it for the database's policies.

Applicant, filer and parties by person; an agency that has or had a task by the roles that stand in the procedure's
steps; where the procedure is confidential, only by roles that had a task.
"""

from collections.abc import Iterable

from nenso.cases.models import Case, Party, Task

ALWAYS_AT_AGENCY = ("cashier", "registrar")


def store_readers(
    case: Case, tasks: Iterable[Task], parties: Iterable[Party], roles: Iterable[str], opened: Iterable[str]
) -> None:
    """Set ``persons`` and ``readers`` of ``case`` (not saved here); ``agency_paths`` only ever grows.

    ``roles`` stand in the procedure's steps; ``opened`` are the tokens of its read rules.
    """
    tasks = list(tasks)
    case.persons = sorted(
        {p.party_id for p in parties if p.kind == "person" and p.party_id} | set(case.persons), key=str
    )
    agencies = {task.agency_id for task in tasks if task.agency_id} | {case.agency_id, case.receiving_id}
    held = {(task.role, task.agency_id) for task in tasks if task.role and task.agency_id}
    if not case.confidential:
        held |= {(role, agency) for role in (*roles, *ALWAYS_AT_AGENCY) for agency in agencies}
    case.readers = sorted({f"{role}@{agency}" for role, agency in held} | set(opened))
