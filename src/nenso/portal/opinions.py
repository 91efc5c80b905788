"""What may be said of a case that has ended: how it was handled, a complaint; where these are offered."""

from typing import Any

from nenso.cases.loading import ENDED
from nenso.formulas.errors import ProcedureNotOffered
from nenso.formulas.offers import any_offer

OPINIONS = ("petitions.rating", "petitions.complaint")


def opinions_on(view: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the procedures by which an opinion on the case is filed."""
    if view["status"]["number"] not in ENDED:
        return []
    found = []
    for name in OPINIONS:
        try:
            title = any_offer(name).procedure.title
        except ProcedureNotOffered:
            continue
        found.append({"name": name, "title": {tag: title.in_language(tag) for tag in ("vi", "en")}})
    return found
