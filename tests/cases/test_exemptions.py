"""Whom the council of a province exempts beside those whom the procedure names: from a day, on a resolution."""

from datetime import timedelta
from typing import Any

import pytest

from factories.agencies import THAI_NGUYEN, agency
from nenso.cases.intake.filing import Filing, file_case
from nenso.formulas import offers
from nenso.formulas.deciding import decidable_at, decide
from nenso.formulas.errors import BasisNeeded, SettingNotYours, SettingWrong
from nenso.language.exemptions import exempt_setting
from nenso.payments.models import PaymentLine
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from support.births import Someone, birth_form, in_force, mother, someone
from support.stories import EVERYTHING, new_key

pytestmark = pytest.mark.django_db
NAME, BASIS = "civil_registration.exempt_birth", "NQ 23/2026/NQ-HĐND"
GIRLS = {"because": "Trẻ em gái người Dao", "condition": "form.child.ethnicity == 'dao' && form.child.sex == 'female'"}


@pytest.fixture
def admin(db: None) -> Someone:
    """The administrator of Thái Nguyên, where births are registered."""
    offers.forget()
    in_force()
    return someone("Hà Thị Thu", ("admin", THAI_NGUYEN))


def decided(who: Someone, *rows: dict[str, str], **more: Any) -> None:
    decide(who.actor, agency(more.pop("at", THAI_NGUYEN)), NAME, list(rows), **{"basis": BASIS, **more})


def lines(her: Actor, **changes: Any) -> list[tuple[int, bool, str]]:
    """Return what two copies of a birth certificate cost her: amount, whether exempt, why."""
    form = birth_form(wants_copies=True, copies=2)
    form["child"] |= changes
    case = file_case(her, Filing("1.001193", form), key=new_key()).case
    with acting(EVERYTHING):
        return list(PaymentLine.objects.filter(case_id=case.id).values_list("amount", "exempt", "because"))


def test_whom_the_council_exempts_owes_nothing_and_is_told_why_and_others_pay(admin: Someone) -> None:
    her = mother().actor
    assert lines(her) == [(16_000, False, "")]
    decided(admin, GIRLS)
    assert lines(her, full_name="Lý Thị Hai") == [(16_000, True, "Trẻ em gái người Dao")]
    assert lines(her, full_name="Lý Thị Ba", ethnicity="tay") == [(16_000, False, "")]


def test_an_exemption_holds_between_its_days_only(admin: Someone) -> None:
    her, today = mother().actor, clock.today()
    decided(admin, GIRLS, since=today + timedelta(days=10), until=today + timedelta(days=20))
    assert [line[1] for line in lines(her)] == [False]
    with clock.at(clock.now() + timedelta(days=12)):
        assert [line[1] for line in lines(her, full_name="Lý Thị Hai")] == [True]
    with clock.at(clock.now() + timedelta(days=21)):
        assert [line[1] for line in lines(her, full_name="Lý Thị Ba")] == [False]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("form.child.ethnicit == 'dao'", "Không có “ethnicit”"),
        ("form.child.ethnicity", "Ở đây cần có/không"),
        ("form.child.ethnicity == 'dao' &&", "Thiếu một giá trị"),
        ("find('births', '1').id != ''", "không được tra cứu"),
    ],
)
def test_a_condition_that_does_not_fit_the_form_is_refused_at_its_line(
    admin: Someone, condition: str, told: str
) -> None:
    with pytest.raises(SettingWrong) as met:
        decided(admin, GIRLS, {"because": "Khác", "condition": condition})
    (problem,) = met.value.facts["problems"]
    assert problem["path"] == "exempt_birth[1].condition"
    assert told in problem["vi"]


def test_nobody_is_exempted_without_a_basis_and_only_a_province_does_so(admin: Someone) -> None:
    with pytest.raises(BasisNeeded):
        decided(admin, GIRLS, basis=" ")
    with pytest.raises(SettingNotYours):
        decided(admin, GIRLS, at="vn.p19.c01969")


def test_an_exemption_that_no_longer_fits_a_newer_edition_exempts_nobody_and_stops_no_filing(admin: Someone) -> None:
    decided(admin, GIRLS)
    with acting(EVERYTHING):
        agency(THAI_NGUYEN).settings.filter(name=NAME).update(
            value=[{"because": "Cũ", "condition": "form.gone == 'a'"}]
        )
    assert lines(mother().actor) == [(16_000, False, "")]


def test_the_table_offers_conditions_that_fit_and_is_there_for_what_costs_something(admin: Someone) -> None:
    of = {one.name: one for one in decidable_at(agency(THAI_NGUYEN))}
    assert of[NAME].is_fee
    assert [procedure.name for procedure in of[NAME].used_by()] == ["birth"]
    hint = exempt_setting(of["civil_registration.exempt_marital_status"].exempts).hint
    assert "form.exemption == 'merit' (Người thuộc gia đình có công với cách mạng)" in hint.in_language("vi")
