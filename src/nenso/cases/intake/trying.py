"""Working a form out without saving it: what is shown, filled in, wrong; what it costs, which papers it takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id, agency_serving, home_of
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.names import names_of
from nenso.cases.engine.offering import offered
from nenso.cases.engine.reasoning import Reasoning
from nenso.cases.intake import fees
from nenso.cases.intake.applicants import person_party, replace_party
from nenso.cases.intake.documents import dossier
from nenso.cases.intake.entering import settings_of
from nenso.cases.models import Case, Party, Status
from nenso.formulas.offers import Offer, offer_of
from nenso.language.declarations.forms import Document
from nenso.language.evaluation import Evaluation, Stage, evaluate
from nenso.payments.asking import FeeLine
from nenso.people.models import Person
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.territory.calendars import calendar_for
from nenso.territory.queries import the_place


@dataclass(frozen=True)
class Tried:
    """The form worked out; the fee's lines; the documents asked for, and the required ones that are not there."""

    evaluation: Evaluation
    fee: list[FeeLine]
    asked: list[Document]
    missing: list[Document]

    @property
    def owed(self) -> int:
        """What would have to be paid, in đồng."""
        return fees.owed(self.fee)


def try_form(
    actor: Actor,
    agency: Agency,
    procedure: str,
    form: Mapping[str, Any],
    *,
    channel: str = "online",
    touched: Iterable[str] = (),
    stage: Stage = "filing",
) -> Tried:
    """Return ``form`` worked out as if ``actor`` filed it at ``agency`` now; nothing is written.

    Raises :class:`~nenso.formulas.errors.ProcedureNotOffered`.
    """
    return try_offer(actor, offer_of(agency, procedure), form, channel=channel, touched=touched, stage=stage)


def try_offer(
    actor: Actor,
    offer: Offer,
    form: Mapping[str, Any],
    *,
    channel: str = "online",
    touched: Iterable[str] = (),
    stage: Stage = "filing",
) -> Tried:
    """Return ``form`` worked out as :func:`try_form` does; for an offer whose agency the form may yet say."""
    ready = offered(offer)
    with acting(actor):
        case = as_filed(offer, channel)
        lookup = CaseLookup(actor, ready, offer.agency, calendar_for(offer.agency.path))
        parties = party_of(person_of(actor))
        names = partial(names_of, case, form=form, parties=parties, actor=actor)
        reasoning = Reasoning(names, ready.environment(), lookup)
        evaluation = evaluate(ready.form, form, reasoning.names, lookup, touched=touched, stage=stage)
        reasoning = reasoning.with_form(evaluation.values)
        papers = dossier(ready.procedure.documents, reasoning, files=(), paper=None, channel=channel)
        asked = [
            document
            for document in ready.procedure.documents
            if document.name not in papers.given and reasoning.holds(document.show_if)
        ]
        lines = fees.fee_lines(ready.procedure.fee, reasoning) if evaluation.ok else []
    return Tried(evaluation, lines, asked, list(papers.missing))


def as_filed(offer: Offer, channel: str) -> Case:
    """Return the case that would be filed now, with the settings that hold at its agency; it is not saved."""
    return as_filed_with(offer, channel, settings_of(offer, offer.agency))


def as_filed_with(offer: Offer, channel: str, settings: dict[str, Any]) -> Case:
    """Return the case that would be filed now with ``settings``; it is not saved."""
    agency = offer.agency
    moment = clock.now()
    return Case(
        procedure=offer.name,
        edition=offer.edition,
        adaptation=offer.adaptation,
        agency=agency,
        receiving=agency,
        place=agency.place,
        channel=channel,
        status=Status.DRAFT,
        created_at=moment,
        filed_at=moment,
        settings=settings,
    )


def person_of(actor: Actor) -> Person | None:
    """Return the person who acts, inside ``acting()``."""
    if actor.person is None:
        return None
    return Person.objects.select_related("place").filter(pk=actor.person).first()


def party_of(person: Person | None) -> dict[str, list[Party]]:
    """Return the parties of a case that somebody files for themselves."""
    if person is None:
        return {}
    filer = person_party("filer", person)
    return {"filer": [filer], "applicant": [replace_party(filer, "applicant")]}


def agency_meant(actor: Actor, agency: UUID | None, place: str) -> Agency | None:
    """Return the agency asked about, else the one serving ``place`` (a code or name, an old one too), else one's own.

    None: neither was said, and the actor holds no post. Raises ``AgencyUnknown`` and what is wrong with the place.
    """
    if agency is not None:
        return home_of(agency_by_id(agency))
    if place:
        found = the_place(place, clock.today())
        return agency_serving(found, found.level)
    return home_of(agency_by_id(actor.seats[0].agency)) if actor.seats else None
