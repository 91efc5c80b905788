"""Who an identification service says somebody is, and the account that becomes theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nenso.people.accounts import link_person
from nenso.people.errors import NotAllowed
from nenso.people.identifiers import check_person_id
from nenso.people.models import Account, Person
from nenso.people.persons import create_person
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import normalise

IDENTIFYING = Actor(system="accounts.identify")
USUAL_CLAIMS = {"identifier": "identifier", "full_name": "name", "born_on": "birthdate", "sex": "gender"}
SEXES = {"male": "male", "female": "female", "nam": "male", "nữ": "female"}


@dataclass(frozen=True)
class Identified:
    """A person as an identification service tells of one, at a level of Decree 69/2024/NĐ-CP (1–3)."""

    identifier: str
    full_name: str
    born_on: date | None
    sex: str
    assurance: int

    @classmethod
    def of(cls, claims: Mapping[str, Any], provider: Mapping[str, Any]) -> "Identified":
        """Return whom ``claims`` name; ``provider`` says under which names and at which level.

        Raises what :func:`~nenso.people.identifiers.check_person_id` raises for a number that cannot be one.
        """
        names = USUAL_CLAIMS | dict(provider.get("claims", {}))
        told = {field: normalise(str(claims.get(claim) or "")).strip() for field, claim in names.items()}
        born_on = date.fromisoformat(told["born_on"]) if told["born_on"] else None
        sex = SEXES.get(told["sex"].lower(), "")
        if wrong := check_person_id(told["identifier"], born_on=born_on, sex=sex or None):
            raise wrong
        return cls(told["identifier"], told["full_name"], born_on, sex, level_proven(provider))


def level_proven(provider: Mapping[str, Any]) -> int:
    """Return the level (1–3) at which an identification service, as it is set, proves who somebody is."""
    return int(provider.get("assurance", 2))


def account_of_identified(told: Identified) -> Account | None:
    """Return the open account of this person, when there is one."""
    with acting(IDENTIFYING):
        return Account.objects.filter(person_id__in=_persons(told), is_active=True).order_by("created_at").first()


def link_identified(account: Account, told: Identified) -> Account:
    """Return ``account``, now of this person at least at the level that was proven; the person is made when unknown.

    Raises ``NotAllowed`` when the account is somebody else's.
    """
    with acting(IDENTIFYING):
        found = _persons(told).first()
        if account.person_id is not None and (found is None or account.person_id != found.id):
            raise NotAllowed
        if account.person_id is not None and account.assurance >= told.assurance:
            return account
    person = found or create_person(
        IDENTIFYING, full_name=told.full_name, identifier=told.identifier, born_on=told.born_on, sex=told.sex
    )
    return link_person(IDENTIFYING, account.id, person.id, assurance=max(told.assurance, account.assurance))


def _persons(told: Identified) -> Any:
    return Person.objects.filter(identifier=told.identifier)
