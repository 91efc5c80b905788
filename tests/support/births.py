"""Births at xã Phủ Thông for tests of the faces: the formula in force, who lives and works there, what is filled in."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from factories.agencies import agency, post
from factories.people import SYSTEM, account, person, token
from nenso.agencies.posts import actor_for
from nenso.cases.acts.acting import Act, act
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.folders import example_of
from nenso.formulas.models import Edition
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.people.models import Account
from nenso.runtime import clock
from nenso.runtime.acting import Actor

BEFORE = datetime(2026, 10, 1, tzinfo=clock.VIETNAM)
FORMULAS = Path(__file__).parents[2] / "formulas"
MOTHER_ID = "006195000123"
OFFICIALS = {
    "clerk": "Nông Thị Hoa",
    "officer": "Hoàng Văn Tú",
    "leader": "Ma Văn Dũng",
    "registrar": "Lường Thị Yến",
    "cashier": "Bế Thị Lan",
}
"""Who works at the People's Committee of xã Phủ Thông, by role."""
_EXAMPLE = example_of("civil_registration", "birth_asked", without=("father", "marriage"))
PASSWORD = "nuoc-chay-da-mon-2026"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True)
class Someone:
    """Somebody with an account: who acts, and the secret of a token that may everything."""

    actor: Actor
    account: Account
    secret: str

    @property
    def header(self) -> dict[str, str]:
        """The header that Django's client sends."""
        return {"HTTP_AUTHORIZATION": f"Bearer {self.secret}"}


def in_force(formula: str = "civil_registration", *, at: str = "vn") -> Edition:
    """Publish a formula that ships and adopt it, for the whole country or below one agency; twice is once."""
    offers.forget()
    with clock.at(BEFORE):
        edition = publish(SYSTEM, files_of(FORMULAS / formula)).edition
        adopt(SYSTEM, agency(at), edition)
    return edition


def someone(full_name: str, *posts: tuple[str, str], **values: Any) -> Someone:
    """Return a person with an account, posts given as (role, path of the agency), and a token."""
    with clock.at(BEFORE):
        held = account(of=person(full_name, **values), password=PASSWORD)
        for role, path in posts:
            post(held, agency(path), role, holder_name=full_name)
    return Someone(actor_for(held), held, token(held)[1])


def mother() -> Someone:
    """Return a mother of xã Phủ Thông."""
    return someone("Triệu Thị Mai", identifier=MOTHER_ID, born_on=date(1995, 3, 8))


def birth_form(**changes: Any) -> dict[str, Any]:
    """Return what she fills in; the hospital's certificate is to follow."""
    return deepcopy(_EXAMPLE) | changes


def decided(case: Any, officials: dict[str, Someone], child_id: str = "019326000451") -> None:
    """Take a filed birth to its signed certificate; each child has a number of its own."""
    for role, action, form in (
        ("clerk", "accept", {}),
        ("officer", "propose", {"child_id": child_id}),
        ("leader", "sign", {}),
        ("registrar", "issue", {}),
    ):
        act(officials[role].actor, case, Act(action, form=form), key=f"{role}-{action}-{case}"[:80])
