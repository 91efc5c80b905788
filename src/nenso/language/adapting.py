"""A procedure as an agency runs it: the published one with that agency's adaptation over it."""

from typing import Any

from nenso.language.declarations.procedures import Adaptation, Procedure

CHANGEABLE = ("title", "summary", "label", "conditions", "deadline", "fee", "documents", "filing", "steps")
"""What an adaptation may change."""


def adapted(procedure: Procedure, adaptation: Adaptation) -> Procedure:
    """Return ``procedure`` with what ``adaptation`` changes; form, parties, results and effects stay as they are.

    New steps replace all of the old; a case then starts at the first of them unless the adaptation has ``filing``.
    """
    changes: dict[str, Any] = {
        key: getattr(adaptation, key) for key in CHANGEABLE if getattr(adaptation, key) is not None
    }
    if adaptation.steps is not None and adaptation.filing is None:
        first = next(iter(adaptation.steps), None)
        starts = {target for way in procedure.filing.to for target in way.to}
        if first is not None and starts and not starts & set(adaptation.steps):
            changes["filing"] = procedure.filing.model_copy(update={"to": ()})
    return procedure.model_copy(update=changes)
