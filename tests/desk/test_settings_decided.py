"""Fees and other settings on the screens of an administrator: what holds on a day, a resolution, a new filing."""

import re
from datetime import timedelta

import pytest

from factories.agencies import THAI_NGUYEN, agency
from nenso.agencies.settings import setting
from nenso.cases.intake.filing import Filing, file_case
from nenso.payments.models import PaymentLine
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support.births import Someone, birth_form, in_force, mother, someone
from support.stories import EVERYTHING, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db
FEE = "civil_registration.copy_fee"


@pytest.fixture
def admin(db: None) -> Someone:
    """The administrator of Thái Nguyên, where births are registered."""
    in_force()
    return someone("Hà Thị Thu", ("admin", THAI_NGUYEN))


def address(path: str, rest: str) -> str:
    return f"/can-bo/quan-tri/{agency(path).id}/{rest}"


def decide(who: Someone, amount: str, at: str = THAI_NGUYEN, **more: str) -> tuple[int, str]:
    """Send the form of the fee for a copy as its page has it; return the status and the page that comes."""
    page, here = signed_in(who), address(at, f"thong-so/{FEE}")
    seen = re.search(r'name="seen" value="([^"]*)"', page.get(here).text)
    form = {"do": "decide", "asks": "copy_fee", "copy_fee": amount, "once": new_key(), "seen": seen[1] if seen else ""}
    answer = page.post(here, form | more)
    return answer.status_code, answer.text if answer.status_code != 302 else page.get(here).text


def test_a_fee_of_the_council_is_what_the_next_case_owes(admin: Someone) -> None:
    status, text = decide(admin, "9.500", basis="NQ 23/2026/NQ-HĐND")
    assert (status, "9.500" in text, "NQ 23/2026/NQ-HĐND" in text) == (302, True, True)
    form = birth_form(wants_copies=True, copies=2)
    case = file_case(mother().actor, Filing("1.001193", form), key=new_key()).case
    with acting(EVERYTHING):
        amounts = list(PaymentLine.objects.filter(case_id=case.id).values_list("amount", flat=True))
    assert amounts == [19_000]


def test_the_page_shows_which_amount_holds_on_a_day_and_what_was(admin: Someone) -> None:
    soon = clock.today() + timedelta(days=30)
    decide(admin, "9500", since=f"{soon:%d/%m/%Y}", basis="NQ 23")
    page = signed_in(admin)
    for path in (THAI_NGUYEN, "vn.p19.c01969"):
        assert "8.000" in page.get(address(path, "phi")).text
        assert "9.500" in page.get(address(path, f"phi?ngay={soon.isoformat()}")).text
    assert "mức sẵn có" in page.get(address(THAI_NGUYEN, f"thong-so/{FEE}")).text
    assert page.get(address(THAI_NGUYEN, "phi?ngay=hôm nao")).status_code == 422


def test_what_is_wrong_is_told_at_its_field_and_kept(admin: Someone) -> None:
    status, text = decide(admin, "nhiều lắm", basis="NQ 9")
    assert status == 422
    assert 'value="nhiều lắm"' in text
    assert 'value="NQ 9"' in text
    assert 'href="#copy_fee"' in text
    yesterday = clock.today() - timedelta(days=1)
    assert decide(admin, "1000", since=yesterday.isoformat())[0] == 422
    assert setting(agency(), FEE) is None, "nothing was decided"


def test_a_second_tab_that_read_an_older_decision_is_told(admin: Someone) -> None:
    decide(admin, "9500")
    status, text = decide(admin, "1", seen="")
    assert (status, "người khác đã quyết định lại" in text) == (409, True)


def test_a_commune_sees_what_the_province_decides_and_cannot_decide_it(admin: Someone) -> None:
    decide(admin, "9500", basis="NQ 23")
    own = someone("Ma Văn Sơn", ("admin", "vn.p19.c01969"))
    text = signed_in(own).get(address("vn.p19.c01969", f"thong-so/{FEE}")).text
    assert "9.500" in text
    assert 'name="do" value="decide"' not in text
    assert decide(own, "1", "vn.p19.c01969")[0] == 403
    assert signed_in(own).get(address(THAI_NGUYEN, "phi")).status_code == 403
    assert signed_in(own).get(address("vn.p19.c01969", "thong-so/no.such")).status_code == 404
    assert "Số bản sao nhiều nhất" in signed_in(own).get(address("vn.p19.c01969", "thong-so")).text


def test_whom_the_council_exempts_is_a_table_among_the_fees_told_with_what_may_be_asked(admin: Someone) -> None:
    page, here = signed_in(admin), address(THAI_NGUYEN, "thong-so/civil_registration.exempt_birth")
    assert "Đối tượng được miễn thêm: Đăng ký khai sinh" in page.get(address(THAI_NGUYEN, "phi")).text
    shown = page.get(here).text
    assert "form.relation ==" in shown
    rows = {"because": "Trẻ em người Dao", "condition": "form.child.ethnicity == 'dao'"}
    form: dict[str, object] = {f"exempt_birth[0].{name}": value for name, value in rows.items()}
    form |= {"asks": ["exempt_birth", *form], "exempt_birth.rows": "1", "do": "decide", "once": new_key(), "seen": ""}
    wrong = page.post(here, form | {"exempt_birth[0].condition": "form.child.ethnicit == 'dao'", "basis": "NQ 1"})
    assert wrong.status_code == 422
    assert "Không có “ethnicit”" in wrong.text
    assert page.post(here, form | {"once": new_key()}).status_code == 422, "nobody is exempted on nothing"
    assert page.post(here, form | {"once": new_key(), "basis": "NQ 23/2026/NQ-HĐND"}).status_code == 302
    with acting(EVERYTHING):
        assert setting(agency("vn.p19.c01969"), "civil_registration.exempt_birth") == [rows]
    assert "Trẻ em người Dao" in page.get(here).text
