"""Persons, households, enterprises, accounts and keys for tests, made by the uses themselves."""

from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from nenso.people.accounts import create_account, link_person
from nenso.people.enterprises import add_representative, create_enterprise
from nenso.people.households import form_household, join_household
from nenso.people.models import (
    Account,
    ApiToken,
    Enterprise,
    EnterpriseRepresentative,
    Household,
    HouseholdMember,
    Person,
)
from nenso.people.persons import create_person
from nenso.people.tokens import issue_token
from nenso.runtime.acting import Actor

SYSTEM = Actor(system="tests")
_numbers = count(1)


def identifier(born_on: date = date(1990, 5, 17), sex: str = "female", prefix: str = "019") -> str:
    """Return a number that nobody has yet, in the layout of Circular 59/2021/TT-BCA."""
    mark = (born_on.year // 100 - 19) * 2 + (sex == "female")
    return f"{prefix}{mark}{born_on.year % 100:02}{next(_numbers):06}"


def tax_code() -> str:
    """Return a tax code with a right check digit (Circular 105/2020/TT-BTC) that nobody has yet."""
    while True:
        nine = f"46{next(_numbers):07}"
        rest = (
            sum(int(digit) * weight for digit, weight in zip(nine, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=True)) % 11
        )
        if rest:
            return f"{nine}{10 - rest}"


def person(full_name: str = "Nguyễn Thị Lan", **values: Any) -> Person:
    """Return a woman of Thái Nguyên born on 17 May 1990, unless told otherwise."""
    born_on, sex = values.setdefault("born_on", date(1990, 5, 17)), values.setdefault("sex", "female")
    values.setdefault("identifier", identifier(born_on, sex))
    return create_person(SYSTEM, full_name=full_name, **values)


def account(
    *, of: Person | None = None, email: str | None = None, password: str | None = None, phone: str = ""
) -> Account:
    """Return an account, linked at level 2 with ``of`` when given."""
    made = create_account(SYSTEM, email=email or f"nguoi.{next(_numbers)}@vidu.vn", password=password, phone=phone)
    return link_person(SYSTEM, made.id, of.id, assurance=2) if of else made


def token(of: Account, *scopes: str, days: int = 30) -> tuple[ApiToken, str]:
    """Return a key of ``of`` and its secret."""
    return issue_token(SYSTEM, of, "kiểm thử", scopes or ("*",), days)


def household(head: Person, *others: tuple[Person, str]) -> Household:
    """Return a household of ``head`` and of others with their relation to the head."""
    made = form_household(SYSTEM, head.id)
    for other, relation in others:
        household_member(made, other, relation)
    return made


def household_member(of: Household, who: Person, relation: str = "child") -> HouseholdMember:
    """Return the membership of ``who``."""
    return join_household(SYSTEM, of.id, who.id, relation=relation)


def enterprise(name: str = "Hợp tác xã Miến dong Côn Minh", *, code: str | None = None) -> Enterprise:
    """Return a co-operative."""
    return create_enterprise(SYSTEM, tax_code=code or tax_code(), name=name)


def enterprise_representative(of: Enterprise, who: Person) -> EnterpriseRepresentative:
    """Let ``who`` act for ``of``."""
    return add_representative(SYSTEM, of.id, who.id, title="Giám đốc")


def citizen(full_name: str = "Nguyễn Thị Lan", **values: Any) -> Actor:
    """Return someone signed in as themselves, without a post."""
    who = person(full_name, **values)
    return actor_of(account(of=who), who.id)


def actor_of(signed_in: Account, who: UUID | None = None) -> Actor:
    """Return the actor of an account that holds no post."""
    return Actor(account=signed_in.id, person=who, readers=frozenset({"public", "signed_in"}), assurance=2)
