"""The consents that people gave in forms: found by person and purpose, shown to them, taken back at any time.

Whoever gave a consent may withdraw it whenever they want (Law on the protection of personal data 91/2025/QH15); what
was read while it stood stays as it was.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F

from nenso.cases.engine.rights import by_engine
from nenso.cases.errors.seeing import ConsentUnknown
from nenso.cases.models import Case, Consent
from nenso.journal.recording import record
from nenso.registers.consents import Consented
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.statements import update

MOST = 200


def found(persons: Collection[UUID], purpose: str) -> list[Consented]:
    """Return the consents of ``persons`` for ``purpose`` ended ones too."""
    given = Consent.objects.filter(person__in=persons, purpose=purpose)
    now = clock.now()
    return [
        Consented(
            one.id,
            one.person,
            frozenset(one.covers),
            one.revoked_at or (one.until if one.until is not None and one.until <= now else None),
        )
        for one in given
        if one.person is not None
    ]


def my_consents(actor: Actor) -> list[Consent]:
    """Return what whoever acts agreed to, the newest first."""
    if actor.person is None:
        return []
    with acting(actor):
        return list(Consent.objects.filter(person=actor.person).order_by(F("given_at").desc(), "id")[:MOST])


def take_back(actor: Actor, consent_id: UUID) -> Consent:
    """End a consent of one's own now; ending it twice is ending it once. Raises ``ConsentUnknown``."""
    with acting(actor):
        mine = Consent.objects.filter(id=consent_id, person=actor.person).first() if actor.person else None
        if mine is None:
            raise ConsentUnknown
        case = Case.objects.select_for_update(of=("self",)).select_related("agency").get(pk=mine.case_id)
        mine = Consent.objects.get(case_id=case.id, id=consent_id)
        if mine.revoked_at is None:
            mine.revoked_at = clock.now()
            send(*by_engine(update(mine, ("revoked_at",))))
            body = {"consent": str(mine.id), "purpose": mine.purpose}
            record(case.id, "case.consent_taken_back", body, agency_path=case.agency.path, persons=case.persons)
        return mine
