"""The formula that ships, published and offered by every commune; the people of xã Phủ Thông."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from factories.agencies import agency, official
from factories.people import SYSTEM, citizen
from nenso.formulas import offers
from nenso.formulas.adopting import adopt
from nenso.formulas.models import Edition
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from support import births
from support.births import OFFICIALS

BEFORE = datetime(2026, 10, 1, tzinfo=clock.VIETNAM)
FORMULAS = Path(__file__).parents[2] / "formulas"
TRIALS = Path(__file__).parent / "formulas" / "trials"


@pytest.fixture(autouse=True)
def _of_a_demonstration(demo: None) -> None:
    """Every agency signs here."""


@pytest.fixture
def civil_registration(db: None) -> Edition:
    """``civil_registration``, published and adopted by the Government for all communes."""
    return _publish()


def _publish(folder: Path = FORMULAS / "civil_registration") -> Edition:
    offers.forget()
    with clock.at(BEFORE):
        edition = publish(SYSTEM, files_of(folder)).edition
        adopt(SYSTEM, agency("vn"), edition)
    return edition


@pytest.fixture
def trials(db: None) -> Edition:
    """``trials``: a procedure for each way that a case can go, offered by every commune."""
    return _publish(TRIALS)


@pytest.fixture
def mother(db: None) -> Actor:
    """A mother of xã Phủ Thông, signed in."""
    return citizen("Triệu Thị Mai", identifier="006195000123", born_on=date(1995, 3, 8))


@pytest.fixture
def officials(db: None) -> dict[str, Actor]:
    """Who works at the People's Committee of xã Phủ Thông, by role."""
    with clock.at(BEFORE):
        return {role: official(role, full_name=name) for role, name in OFFICIALS.items()}


@pytest.fixture
def birth_form() -> dict[str, Any]:
    """What the mother fills in; the hospital's certificate is to follow."""
    return births.birth_form()
