"""Births at xã Phủ Thông, and the officers who have them on their desks."""

from dataclasses import dataclass

import pytest

from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from support.births import OFFICIALS, Someone, birth_form, in_force, mother, someone
from support.stories import new_key

PHU_THONG = "vn.p19.c01969"


@pytest.fixture(autouse=True)
def _of_a_demonstration(demo: None) -> None:
    """Every agency signs here."""


@dataclass(frozen=True)
class Office:
    """A mother, and who works at the People's Committee of her commune, by role."""

    mother: Someone
    clerk: Someone
    officer: Someone
    leader: Someone
    registrar: Someone
    cashier: Someone

    def filed(self, **changes: object) -> Case:
        """Return a birth that the mother has just filed."""
        return file_case(self.mother.actor, Filing("1.001193", birth_form(**changes)), key=new_key()).case


@pytest.fixture
def office(db: None) -> Office:
    """The formula in force, a mother, and an officer for each role."""
    in_force()
    return Office(mother(), **{role: someone(name, (role, PHU_THONG)) for role, name in OFFICIALS.items()})
