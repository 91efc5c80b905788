"""A row of a table is asked for by itself: the slip names it, only it can be changed, and the change is seen."""

import re

import pytest

from desk.conftest import Office
from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.errors.supplements import MarkUnknown
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Slip
from nenso.cases.queries.viewing import view_case
from nenso.formulas.adopting import adopt
from nenso.formulas.publishing import publish
from nenso.language.reading import files_of
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support.births import BEFORE, FORMULAS
from support.stories import EVERYTHING, did, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db
FORM = {
    "register_at": "01969",
    "owner": {
        "full_name": "Triệu Thị Mai",
        "born_on": "1995-03-08",
        "sex": "female",
        "id": "006195000123",
        "residence": {"place": "01969", "line": "Thôn Nà Ít"},
        "phone": "0912345678",
    },
    "name": "Hộ kinh doanh Bánh Mai Vi Hương",
    "seat": {"place": "01969", "line": "Số 12 phố Chính"},
    "trades": [
        {"trade": "Sản xuất các loại bánh từ bột", "trade_code": "1071", "main": True},
        {"trade": "Bán lẻ thực phẩm", "trade_code": "4722", "main": False},
    ],
    "capital": 80_000_000,
    "workers": 2,
    "founder": "person",
    "undertaking": True,
}


def test_a_field_of_one_row_is_marked_supplied_and_seen_as_changed(office: Office) -> None:
    with clock.at(BEFORE):
        adopt(SYSTEM, agency("vn"), publish(SYSTEM, files_of(FORMULAS / "household_business")).edition)
    case = file_case(office.mother.actor, Filing("1.001612", FORM), key=new_key()).case
    did(office.clerk.actor, case, "accept")
    with pytest.raises(MarkUnknown):
        did(office.officer.actor, case, "ask", marks=[{"field": "trades[2].trade_code", "why": "Không có dòng này."}])
    officer, address = signed_in(office.officer), f"/can-bo/ho-so/{case.code}"
    mark = "field:trades[1].trade_code"
    assert f'value="{mark}"' in officer.get(address).text
    officer.post(
        f"{address}/viec", {"step": "examine", "action": "ask", "mark": mark, f"why:{mark}": "Mã của cửa hàng là 4711."}
    )
    (asked,) = view_case(office.mother.actor, case.code)["asked"]
    assert asked["label"]["vi"] == "3. Ngành, nghề kinh doanh 2: Mã ngành cấp 4"
    with acting(EVERYTHING):
        slip = Slip.objects.get(case_id=case.id, form_number=2)
    assert "3. Ngành, nghề kinh doanh 2: Mã ngành cấp 4" in str(slip.data)

    mother = signed_in(office.mother)
    supplying = f"/ho-so/{case.code}/bo-sung"
    assert 'value="4722"' in mother.get(supplying).text
    mother.post(supplying, {"asks": "trades[1].trade_code", "trades[1].trade_code": "4711"})
    assert [row["trade_code"] for row in view_case(office.mother.actor, case.code)["form"]["trades"]] == [
        "1071",
        "4711",
    ]
    page = officer.get(address).text
    changed = re.findall(r"lines__row--changed.*?</div>", page, re.DOTALL)
    assert len(changed) == 1
    assert "4711" in changed[0]
    assert "<del>4722</del>" in changed[0]
