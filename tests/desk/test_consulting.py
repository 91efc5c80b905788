"""Asking another agency on the screen of a case, by its name as one types it, and answering on theirs."""

import pytest

from desk.conftest import Office
from nenso.cases.queries.viewing import view_case
from support.births import someone
from support.visits import signed_in

pytestmark = pytest.mark.django_db
ELSEWHERE = "vn.p19.c01840"


def test_an_agency_is_found_by_its_name_without_diacritics_asked_and_answers(office: Office) -> None:
    there = someone("Trần Thị Xa", ("officer", ELSEWHERE))
    name = there.actor.seats[0]
    case = office.filed()
    clerk, address = signed_in(office.clerk), f"/can-bo/ho-so/{case.code}"
    suggested = clerk.get("/can-bo/co-quan", {"agency": "thai nguyen"}).text
    assert "(vn.p19)" in suggested
    form = {"text": "Có cư trú tại địa chỉ này không?", "due": "2027-01-05T17:00"}
    unclear = clerk.post(f"{address}/lay-y-kien", form | {"agency": "xa"})
    assert unclear.status_code == 422
    assert "Chưa rõ cơ quan nào" in unclear.text
    assert "Có cư trú tại địa chỉ này không?" in unclear.text
    assert clerk.post(f"{address}/lay-y-kien", form | {"agency": f"Xã ({name.path})"}).status_code == 302
    asked = signed_in(there)
    assert case.code in asked.get("/can-bo/dieu-hanh/chi-dao?cua=asked").text
    page = asked.get(address).text
    assert "chờ trả lời" in page
    assert "Cho ý kiến" in page
    assert "Việc khác" not in page, "nothing else is theirs to do"
    (given,) = view_case(there.actor, case.code)["consultations"]
    asked.post(f"{address}/lay-y-kien/{given['id']}", {"stand": "with_changes", "text": "Mới chuyển đến."})
    assert "Đồng ý, có ý kiến" in clerk.get(address).text
    assert "Mới chuyển đến." in clerk.get(address).text
