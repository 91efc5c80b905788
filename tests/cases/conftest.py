"""The formula that ships, published and offered by every commune; the people of xã Phủ Thông."""

from collections.abc import Iterator
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
from nenso.runtime.config import config

BEFORE = datetime(2026, 10, 1, tzinfo=clock.VIETNAM)
FORMULAS = Path(__file__).parents[2] / "formulas"
TRIALS = Path(__file__).parent / "formulas" / "trials"


@pytest.fixture(autouse=True)
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An install that demonstrates: it makes its own signing keys."""
    monkeypatch.setenv("NENSO_DEMO", "true")
    config.cache_clear()
    yield
    monkeypatch.undo()
    config.cache_clear()


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
    names = {
        "clerk": "Nông Thị Hoa",
        "officer": "Hoàng Văn Tú",
        "leader": "Ma Văn Dũng",
        "registrar": "Lường Thị Yến",
        "cashier": "Bế Thị Lan",
    }
    with clock.at(BEFORE):
        return {role: official(role, full_name=name) for role, name in names.items()}


@pytest.fixture
def birth_form() -> dict[str, Any]:
    """What the mother fills in; the hospital's certificate is to follow."""
    return {
        "register_at": "01969",
        "requester": {"full_name": "Triệu Thị Mai", "born_on": "1995-03-08", "id": "006195000123"},
        "relation": "mother",
        "child": {
            "full_name": "Lý Triệu Bảo An",
            "born_on": "2026-10-20",
            "sex": "female",
            "ethnicity": "dao",
            "nationality": "vn",
            "born_at": "facility",
            "facility": "Trung tâm Y tế Bạch Thông",
            "birth_place": {"place": "01969", "line": "Phố Chính"},
            "hometown": "xã Phủ Thông, tỉnh Thái Nguyên",
            "situation": "ordinary",
        },
        "mother": {
            "id": "006195000123",
            "full_name": "Triệu Thị Mai",
            "born_on": "1995-03-08",
            "ethnicity": "dao",
            "nationality": "vn",
        },
        "proof_later": True,
        "wants_copies": False,
        "undertaking": True,
    }
