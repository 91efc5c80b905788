"""What may be said of a case that has ended: how it was handled, a complaint; where these are offered."""

from typing import Any
from uuid import UUID

from nenso.cases.engine.loading import ENDED
from nenso.cases.intake.subjects import filed_about
from nenso.cases.queries.words import text_of
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.offers import any_offer
from nenso.language.declarations.procedures import Limit
from nenso.runtime.acting import Actor

OPINIONS = ("petitions.rating", "petitions.complaint")


def opinions_on(actor: Actor, view: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the procedures by which an opinion on the case is filed, but for those that may be once and were."""
    if view["status"]["number"] not in ENDED:
        return []
    said, found = filed_about(actor, UUID(view["id"])), []
    for name in OPINIONS:
        try:
            procedure = any_offer(name).procedure
        except ProcedureNotOffered:
            continue
        if name not in said or not any(map(_once, procedure.limit)):
            found.append({"name": name, "title": text_of(procedure.title, name)})
    return found


def _once(limit: Limit) -> bool:
    return [str(word) for word in limit.per] == ["about"] and limit.most.only == 1
