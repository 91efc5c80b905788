"""Enterprises, and who may act for them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from nenso.journal.recording import record
from nenso.people.changes import announce
from nenso.people.errors import EnterpriseExists, EnterpriseUnknown, NotAllowed
from nenso.people.identifiers import check_tax_code, printed_tax_code
from nenso.people.lookups import writer
from nenso.people.models import Account, Enterprise, EnterpriseRepresentative
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import fold, normalise, normalise_all, one_line, sort_key


def create_enterprise(
    actor: Actor,
    *,
    tax_code: str,
    name: str,
    place: UUID | None = None,
    address: dict[str, Any] | None = None,
    phone: str = "",
    email: str = "",
) -> Enterprise:
    """Return a new enterprise; by a post or a procedure. Raises the problem of its tax code, ``EnterpriseExists``."""
    wrong = check_tax_code(tax_code)
    if wrong:
        raise wrong
    name = one_line(name)
    enterprise = Enterprise(
        tax_code=printed_tax_code(tax_code),
        name=name,
        folded=fold(name),
        sort_key=sort_key(name),
        place_id=place,
        address=normalise_all(address or {}),
        phone=phone,
        email=email,
    )
    with acting(writer(actor, "people.enterprises")):
        try:
            enterprise.save(force_insert=True)
        except IntegrityError as error:
            raise EnterpriseExists from error
        record(enterprise.id, "enterprise.created", {"tax_code": enterprise.tax_code})
    return enterprise


def add_representative(
    actor: Actor, enterprise: UUID, person: UUID, *, title: str = "", since: date | None = None
) -> EnterpriseRepresentative:
    """Let ``person`` act for ``enterprise`` from ``since`` (default today).

    By who represents it today; the first one by a procedure or a command, which has seen the registration. Raises
    ``NotAllowed``, ``EnterpriseUnknown``.
    """
    with acting(_representing(actor, enterprise)):
        if not Enterprise.objects.filter(id=enterprise).exists():
            raise EnterpriseUnknown
        representative = EnterpriseRepresentative(
            enterprise_id=enterprise, person_id=person, title=normalise(title), valid_from=since or clock.today()
        )
        representative.save(force_insert=True)
        record(enterprise, "enterprise.represented", {"person": str(person), "title": title}, persons=[person])
        _tell_accounts_of(person)
    return representative


def end_representative(actor: Actor, enterprise: UUID, person: UUID, *, on: date | None = None) -> None:
    """Let ``person`` no longer act for ``enterprise``, from ``on`` (default today); by whoever may let act for it."""
    with acting(_representing(actor, enterprise)):
        current = EnterpriseRepresentative.objects.filter(
            enterprise_id=enterprise, person_id=person, valid_until__isnull=True
        )
        if not current.update(valid_until=on or clock.today()):
            raise EnterpriseUnknown
        record(enterprise, "enterprise.left", {"person": str(person)}, persons=[person])
        _tell_accounts_of(person)


def own_enterprises(actor: Actor) -> list[Enterprise]:
    """Return the enterprises that the actor may act for today, by name."""
    if actor.person is None:
        return []
    with acting(actor):
        acting_for = EnterpriseRepresentative.objects.filter(
            person_id=actor.person, valid_from__lte=clock.today()
        ).exclude(valid_until__lte=clock.today())
        return list(Enterprise.objects.filter(id__in=acting_for.values("enterprise_id")).order_by("sort_key", "id"))


def _representing(actor: Actor, enterprise: UUID) -> Actor:
    if not (actor.system or enterprise in actor.represents):
        raise NotAllowed
    return actor.by_way_of("people.enterprises")


def _tell_accounts_of(person: UUID) -> None:
    """Let every process forget what the accounts of ``person`` may do."""
    for account in Account.objects.filter(person_id=person).values_list("id", flat=True):
        announce("account", str(account))
