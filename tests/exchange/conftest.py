"""A birth in the register, lent to a ward of Hà Nội."""

import pytest

from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.exchange import members
from support.births import OFFICIALS, Someone, birth_form, decided, in_force, mother, someone
from support.callers import PHU_THONG
from support.lookups import CONSUMER, Lending, lending


@pytest.fixture(autouse=True)
def _of_a_demonstration(demo: None) -> None:
    """Every agency signs here."""
    members.forget()


@pytest.fixture
def mai(db: None) -> Someone:
    """The mother of the child."""
    return mother()


@pytest.fixture
def birth(mai: Someone) -> Case:
    """A birth that is registered."""
    in_force()
    officials = {role: someone(name, (role, PHU_THONG)) for role, name in OFFICIALS.items()}
    case = file_case(mai.actor, Filing("1.001193", birth_form()), key="khai-sinh-01").case
    decided(case.id, officials)
    return case


@pytest.fixture
def lent(birth: Case) -> Lending:
    """Births are lent to the ward."""
    return lending()


@pytest.fixture
def asker(db: None) -> Someone:
    """An officer of the ward."""
    return someone("Đỗ Thị Hạnh", ("officer", CONSUMER))
