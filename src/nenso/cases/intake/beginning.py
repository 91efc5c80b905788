"""Beginning a draft for a place: at the agency there that offers the procedure, with what the place already answers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.cases.intake.drafts import file_for, open_draft, save_draft
from nenso.cases.intake.preparing import prepare
from nenso.cases.intake.routing import agency_with, serving
from nenso.cases.intake.trying import person_of
from nenso.cases.models import Case
from nenso.cases.queries.overview import case_row
from nenso.formulas.offers import Offer, any_offer, offer_of
from nenso.language.declarations.procedures import Procedure
from nenso.runtime.acting import Actor, acting

COMMUNE_DIGITS = 5
COUNTER = "counter"


def begin(actor: Actor, procedure: str, place: str, *, key: str | None = None) -> Case:
    """Begin a draft of ``procedure`` at the agency that serves the place with this code and offers it.

    Where the form itself asks which place decides, that is answered already. Raises
    ``NoCompetentAgency``, :class:`~nenso.formulas.errors.ProcedureNotOffered` and what
    :func:`~nenso.cases.intake.drafts.open_draft` raises.
    """
    offer = any_offer(procedure)
    agency = agency_for(offer, place)
    form = _answered(offer_of(agency, offer.name).procedure, place)
    return open_draft(actor, offer.name, agency, form=form, key=key)


def begin_at_counter(
    actor: Actor, procedure: str, agency: Agency, applicant: Mapping[str, Any], *, key: str | None = None
) -> Case:
    """Begin a draft for the ``applicant`` who stands at the counter of ``agency``.

    Where the form asks which place decides and the state holds none of the applicant, the place of ``agency`` stands
    there, to be changed. Raises what :func:`~nenso.cases.intake.drafts.open_draft` raises.
    """
    with acting(actor):
        draft = open_draft(actor, procedure, agency, channel=COUNTER, key=key)
        draft = file_for(actor, draft.id, applicant, "")
        ready = prepare(actor, draft.id)
        own = _answered(ready.offered.procedure, str(agency.place.code) if agency.place is not None else "")
        missing = {name: place for name, place in own.items() if name not in ready.evaluation.values}
        return save_draft(actor, draft.id, {**draft.form, **missing}, version=draft.version) if missing else draft


def begin_on(actor: Actor, procedure: str, case: str, *, key: str | None = None) -> Case:
    """Begin a draft of a procedure that is about a case (``about``), at the agency that decided the case.

    Raises ``CaseUnknown`` and what :func:`~nenso.cases.intake.drafts.open_draft` raises.
    """
    row = case_row(actor, case)
    return open_draft(actor, procedure, agency_with(UUID(row["agency"]["id"])), about={"case": row["code"]}, key=key)


def agency_for(offer: Offer, place: str) -> Agency:
    """Return the agency that serves the place with this code and is of a kind that offers the procedure.

    Raises ``NoCompetentAgency``.
    """
    return serving(place, tuple(str(kind) for kind in offer.procedure.offered_by or offer.formula.offered_by))


def place_known(actor: Actor) -> str:
    """Return the code of the place where the actor lives, as the state holds it; "" where it does not."""
    with acting(actor):
        person = person_of(actor)
    return str(person.place.code) if person is not None and person.place is not None else ""


def _answered(procedure: Procedure, place: str) -> dict[str, Any]:
    """Return the answer to the field that says which place decides (``competent: form.register_at``)."""
    source = procedure.competent.source if procedure.competent is not None else ""
    if not place:
        return {}
    level = "commune" if len(place) == COMMUNE_DIGITS else "province"
    return {
        str(one.name): place
        for one in procedure.form.fields
        if source == f"form.{one.name}" and one.type == "place" and one.level in {None, level}
    }
