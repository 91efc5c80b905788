"""What she may say of a case that has ended: offered beside it, thanked for, and not asked for twice."""

import pytest
from django.test import Client

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.acts.ending import withdraw
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.runtime import clock
from support.births import BEFORE, FORMULAS, birth_form, in_force, mother
from support.stories import new_key
from support.visits import signed_in
from web.sent import hidden_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
RATE, COMPLAIN = "/thu-tuc/petitions.rating/nop", "/thu-tuc/petitions.complaint/nop"


@pytest.fixture
def hers() -> tuple[Client, Case]:
    """The browser of a mother, and her case, which has ended."""
    in_force()
    with clock.at(BEFORE):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, files_of(FORMULAS / "petitions")).edition)
    her = mother()
    case = file_case(her.actor, Filing("1.001193", birth_form()), key=new_key()).case
    withdraw(her.actor, case.id, "Khai nhầm ngày sinh.", key=new_key())
    return signed_in(her), case


def test_a_case_is_rated_once_and_who_did_is_thanked_and_told_of_nothing_more_to_do(hers: tuple[Client, Case]) -> None:
    client, case = hers
    page = client.get(f"/ho-so/{case.code}").text
    assert (RATE in page, COMPLAIN in page) == (True, True)
    begun = client.post(f"{RATE}?ho-so={case.code}", {"case": case.code, "once": "danh-gia-01"})
    sheet = client.get(begun["Location"])["Location"]
    check = client.post(sheet, hidden_of(client.get(sheet).text) | {"overall": "satisfied", "do": "next"})["Location"]
    told = client.post(check, hidden_of(client.get(check).text) | {"oath": "true"})["Location"]
    thanked = client.get(told).text
    assert "Cảm ơn bạn." in thanked
    assert "Giấy tiếp nhận hồ sơ" not in thanked
    page = client.get(f"/ho-so/{case.code}").text
    assert (RATE in page, COMPLAIN in page) == (False, True)
