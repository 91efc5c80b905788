"""Taking in no new cases of a procedure for a time (tạm dừng tiếp nhận), with a reason that people read; and again."""

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.formulas import offers
from nenso.formulas.errors import ProcedureNotOffered, SuspendedAbove, SuspensionReason
from nenso.formulas.library import formula_of
from nenso.formulas.models import Suspension
from nenso.journal.recording import record
from nenso.people.changes import announce, subscribe
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import normalise

LONGEST = 500
subscribe("suspensions", lambda _: offers.forget())


def suspend(actor: Actor, agency: Agency, procedure: str, reason: str) -> Suspension:
    """Return the suspension of ``procedure`` (full name or code) at ``agency`` and all below it, from now on.

    Cases that were filed go on. One that is suspended already stays as it is. For administrators of the agency or
    above. Raises ``NotAdministrator``, ``SuspensionReason``, ``ProcedureNotOffered``.
    """
    reason = normalise(reason).strip()[:LONGEST]
    if not reason:
        raise SuspensionReason
    with acting(actor):
        must_administer(agency)
        name = _name(agency, procedure)
        made, new = Suspension.objects.get_or_create(
            agency=agency, procedure=name, resumed_at=None, defaults={"reason": reason, "suspended_by": actor.account}
        )
        if new:
            body = {"procedure": name, "reason": reason}
            record(agency.id, "procedure.suspended", body, agency_path=agency.path)
        announce("suspensions", str(agency.id))
    return made


def resume(actor: Actor, agency: Agency, procedure: str) -> None:
    """Take new cases of ``procedure`` in again; one that is taken in already stays so.

    Raises ``NotAdministrator``, ``SuspendedAbove`` when an agency above suspended it.
    """
    with acting(actor):
        must_administer(agency)
        name = _name(agency, procedure)
        own = Suspension.objects.filter(agency=agency, procedure=name, resumed_at=None)
        if own.update(resumed_at=clock.now(), resumed_by=actor.account):
            record(agency.id, "procedure.resumed", {"procedure": name}, agency_path=agency.path)
        announce("suspensions", str(agency.id))
        above = offers.suspension_at(agency, name)
        if above is not None and above.agency_id != agency.id:
            raise SuspendedAbove(agency=above.agency.name)


def _name(agency: Agency, procedure: str) -> str:
    """Return the full name of a procedure that is offered at ``agency`` or below it."""
    for adoption in offers.adoptions_around(agency):
        for one in formula_of(adoption.edition).procedures.values():
            full = f"{adoption.formula}.{one.name}"
            if procedure in {full, one.code}:
                return full
    raise ProcedureNotOffered(agency=agency.name, procedure=procedure)
