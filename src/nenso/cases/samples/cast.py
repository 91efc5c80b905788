"""Who plays in a sample: the people it names, and an official for every role whose turn it comes to be."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from nenso.agencies.models import Agency, Post
from nenso.agencies.posts import actor_for, appoint
from nenso.agencies.queries import agency_by_id
from nenso.cases.intake.joining import join_known_parties
from nenso.cases.models import Party, Task
from nenso.cases.samples.ground import SAMPLER, give_key
from nenso.people.accounts import create_account
from nenso.people.enterprises import add_representative, create_enterprise
from nenso.people.levels import HIGHEST
from nenso.people.models import Enterprise, Person
from nenso.people.persons import create_person
from nenso.runtime.acting import Actor, acting

NAMES = ("Hoàng Văn Tú", "Nông Thị Hoa", "Ma Văn Dũng", "Lường Thị Yến", "Bế Thị Lan", "Triệu Văn Sơn", "Lý Thị Mẩy")
"""What officials in samples are called, in the order in which they come on."""

UNKNOWN_NAME = "Nguyễn Văn Mẫu"
_NUMBERED = re.compile(r"(?P<role>[a-z][a-z0-9_]*?)_\d+")
_SEX_DIGIT = 3


@dataclass
class Cast:
    """The officials of one sample, by the name the sample gives them (``officer``, ``officer_2``) and agency."""

    roles: frozenset[str]
    posts: dict[tuple[str, UUID], Post] = field(default_factory=dict)
    sealed: set[UUID] = field(default_factory=set)

    def role_of(self, name: str) -> str:
        """Return the role of ``officer_1``; empty when the name is nobody's."""
        match = _NUMBERED.fullmatch(name)
        role = match["role"] if match else name
        return role if role in self.roles else ""

    def official(self, name: str, agency: Agency, role: str = "") -> Post:
        """Return the post of an official at ``agency``, appointed when first asked for, with a key to sign with."""
        key = (name, agency.id)
        if key not in self.posts:
            called = NAMES[len(self.posts) % len(NAMES)]
            account = create_account(SAMPLER, email=f"{uuid4().hex}@vidu.vn")
            role = role or self.role_of(name) or name
            self.posts[key] = appoint(SAMPLER, account.id, agency, role, holder_name=called)
            give_key(agency, called, account.id)
            if agency.id not in self.sealed:
                self.sealed.add(agency.id)
                give_key(agency, agency.name)
        return self.posts[key]

    def actor(self, name: str, agency: Agency, role: str = "") -> Actor:
        """Return an official as who acts."""
        post = self.official(name, agency, role)
        return replace(actor_for(post.account_id), name=post.holder_name)

    def at_task(
        self, task: Task, agency: Agency, name: str, parties: Iterable[Party], form: Mapping[str, Any]
    ) -> Actor:
        """Return who does ``task``: whose it is, else an official with its role, or the party whose turn it is.

        A party who is only a number so far becomes a person, as ``form`` describes them, when their turn comes.
        """
        if task.kind != "by":
            return SAMPLER
        if task.account is not None:
            held = next((post for post in self.posts.values() if post.account_id == task.account), None)
            return replace(actor_for(task.account), name=held.holder_name if held is not None else "")
        if task.party:
            return _party_in_turn(next((party for party in parties if party.name == task.party), None), form)
        with acting(SAMPLER):
            where = agency_by_id(task.agency_id) if task.agency_id else agency
        return self.actor(name or task.role, where, task.role)

    def with_posts(self, value: Any, agency: Agency) -> Any:
        """Return the values of a form where an official's name stands for the post."""
        if isinstance(value, Mapping):
            return {key: self.with_posts(item, agency) for key, item in value.items()}
        if isinstance(value, list):
            return [self.with_posts(item, agency) for item in value]
        if isinstance(value, str) and _NUMBERED.fullmatch(value) and self.role_of(value):
            return str(self.official(value, agency).id)
        return value


def _party_in_turn(party: Party | None, form: Mapping[str, Any]) -> Actor:
    if party is None or party.party_id is not None or party.kind != "person" or not party.identifier:
        return party_actor(party)
    actor = person_actor(party.identifier, form)
    join_known_parties()
    return actor


def party_actor(party: Party | None) -> Actor:
    """Return a party of the case as who acts."""
    if party is None or party.party_id is None:
        return Actor(readers=frozenset({"public", "signed_in"}))
    if party.kind == "enterprise":
        return _signed_in(None, UNKNOWN_NAME, represents=frozenset({party.party_id}))
    return _signed_in(party.party_id, party.display)


def person_actor(identifier: str, form: Mapping[str, Any]) -> Actor:
    """Return the person with ``identifier``, written down as the form describes them unless known."""
    person = _person(identifier, form)
    return _signed_in(person.id, person.full_name)


def enterprise_actor(tax_code: str, identifier: str | None, form: Mapping[str, Any]) -> tuple[Actor, UUID]:
    """Return who represents the enterprise with ``tax_code``, and the enterprise's key; both made unless known."""
    with acting(SAMPLER):
        known = Enterprise.objects.filter(tax_code=tax_code).first()
    enterprise = known or create_enterprise(SAMPLER, tax_code=tax_code, name=f"Doanh nghiệp {tax_code}")
    person = _person(identifier, form)
    if known is None:
        add_representative(SAMPLER, enterprise.id, person.id)
    return _signed_in(person.id, person.full_name, represents=frozenset({enterprise.id})), enterprise.id


def described(identifier: str, form: Any) -> Mapping[str, Any]:
    """Return the group of a form that gives a person with ``identifier`` a name; empty when there is none."""
    return next((group for group in _groups(form) if group.get("full_name") and identifier in group.values()), {})


def _groups(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for item in value.values():
            yield from _groups(item)
    elif isinstance(value, list):
        for item in value:
            yield from _groups(item)


def _person(identifier: str | None, form: Mapping[str, Any]) -> Person:
    with acting(SAMPLER):
        known = Person.objects.filter(identifier=identifier).first() if identifier else None
    if known is not None:
        return known
    group = described(identifier, form) if identifier else {}
    born_on = None
    with suppress(ValueError, TypeError):
        born_on = date.fromisoformat(str(group.get("born_on")))
    return create_person(
        SAMPLER,
        full_name=str(group.get("full_name") or UNKNOWN_NAME),
        identifier=identifier or None,
        born_on=born_on,
        sex=_sex(identifier) if identifier else "",
    )


def _sex(identifier: str) -> str:
    """Return the sex that the fourth digit tells (Circular 59/2021/TT-BCA Art. 4: even male, odd female)."""
    digit = identifier[_SEX_DIGIT : _SEX_DIGIT + 1]
    if not digit.isdigit():
        return ""
    return "female" if int(digit) % 2 else "male"


def _signed_in(person: UUID | None, name: str, *, represents: frozenset[UUID] = frozenset()) -> Actor:
    return Actor(
        person=person,
        readers=frozenset({"public", "signed_in", *(f"representative@{enterprise}" for enterprise in represents)}),
        system="" if person else "samples",
        assurance=HIGHEST,
        represents=represents,
        name=name,
    )
