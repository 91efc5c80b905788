"""Adopting: an agency offers, from now on, what an edition declares; running cases stay on theirs."""

from dataclasses import dataclass
from datetime import datetime, time

from nenso.agencies.models import Agency
from nenso.formulas import offers
from nenso.formulas.errors import CodeOffered, MayNotPublish, NothingToOffer
from nenso.formulas.library import formula_of, not_run_yet
from nenso.formulas.models import Adoption, Edition
from nenso.formulas.publishing import ONE_AT_A_TIME, PUBLISHER
from nenso.journal.recording import record
from nenso.language.issues import Issue
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7


@dataclass(frozen=True)
class Adopted:
    """The adoption in force, and what of the edition this release understands but does not run yet."""

    adoption: Adoption
    later: tuple[Issue, ...]


def adopt(actor: Actor, agency: Agency, edition: Edition, *, adaptation: Edition | None = None) -> Adopted:
    """Let ``agency``, and what is below it, offer ``edition`` from now on, in its own ``adaptation`` if there is one.

    Adopting what is in force already changes nothing. Raises :class:`MayNotPublish`, :class:`NothingToOffer`,
    :class:`CodeOffered`.
    """
    if not (actor.system or PUBLISHER in actor.roles_at(agency.id)):
        raise MayNotPublish
    formula = formula_of(edition)
    later = not_run_yet(edition)
    with acting(actor, ONE_AT_A_TIME):
        if not _somebody_offers(agency, formula.offered_by):
            raise NothingToOffer(formula=edition.name)
        current = Adoption.objects.select_for_update().filter(agency=agency, formula=edition.formula, valid_until=None)
        running = current.first()
        if running is not None and (running.edition_id, running.adaptation_id) == (
            edition.id,
            adaptation.id if adaptation else None,
        ):
            return Adopted(running, later)
        _refuse_double_codes(agency, edition)
        since = _start_of(edition)
        current.update(valid_until=since)
        adoption = Adoption(
            id=uuid7(),
            agency=agency,
            formula=edition.formula,
            edition=edition,
            adaptation=adaptation,
            valid_from=since,
            adopted_by=actor.account,
        )
        adoption.save(force_insert=True)
        record(
            agency.id,
            "formula.adopted",
            {"edition": edition.name, "digest": edition.digest, "adaptation": adaptation.name if adaptation else None},
            agency_path=agency.path,
        )
    offers.forget()
    return Adopted(adoption, later)


def _start_of(edition: Edition) -> datetime:
    """Return when new filings begin to use ``edition``: now, or the day that it is dated for."""
    if edition.effective is None:
        return clock.now()
    return max(clock.now(), datetime.combine(edition.effective, time(), clock.VIETNAM))


def _somebody_offers(agency: Agency, kinds: tuple[str, ...]) -> bool:
    if "any" in kinds or agency.kind in kinds:
        return True
    return Agency.objects.filter(path__below=agency.path, kind__in=kinds).exists()


def _refuse_double_codes(agency: Agency, edition: Edition) -> None:
    """Refuse a national code that the agency itself offers under another formula."""
    codes = {one.code for one in formula_of(edition).procedures.values() if one.code}
    others = Adoption.objects.filter(agency=agency, valid_until=None).exclude(formula=edition.formula)
    for other in others.select_related("edition"):
        for procedure in formula_of(other.edition).procedures.values():
            if procedure.code in codes:
                raise CodeOffered(national_code=procedure.code, formula=other.formula)
