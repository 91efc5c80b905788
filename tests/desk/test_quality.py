"""Quality on the desk: figures, the records to mend that open, measuring anew; others are turned away."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from nenso.registers.measuring.expecting import expect
from nenso.registers.measuring.running import measure
from nenso.runtime import clock
from nenso.runtime.acting import Actor
from support.births import Someone, someone
from support.jobs import do_waiting_jobs
from support.made_up import BIRTHS, PERSONS, in_use, load
from support.visits import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
QUALITY = f"/can-bo/so/{PERSONS}/chat-luong"
PHU_THONG = "vn.p19.c01969"


def person(number: int, **changes: Any) -> dict[str, Any]:
    """Return a person of xã Phủ Thông whose telephone number may be wrong."""
    right = {
        "ref": f"P{number}",
        "identifier": f"019195{number:06}",
        "full_name": f"Lý Thị {number}",
        "residence_place": "01969",
        "updated_on": "2026-10-01",
    }
    return right | changes


@pytest.fixture
def officer(transactional_db: None) -> Iterator[Someone]:
    """An officer of the commune, where three records wait to be mended."""
    with clock.at(datetime(2026, 11, 2, 9, tzinfo=clock.VIETNAM)):
        in_use()
        load("persons", [person(number, phone="12") for number in range(3)] + [person(9, phone="0912345678")])
        measure(PERSONS)
        yield someone("Nông Thị Hoa", ("officer", PHU_THONG))


def test_a_fault_leads_from_its_number_to_the_very_record_and_back(officer: Someone) -> None:
    client = signed_in(officer)
    overview = client.get("/can-bo/chat-luong").text
    assert QUALITY in overview
    page = client.get(QUALITY).text
    assert f"{QUALITY}/viec/format_phone" in page
    listed = client.get(f"{QUALITY}/viec/format_phone").text
    assert all(f"Lý Thị {number}" in listed for number in range(3))
    assert "Lý Thị 9" not in listed
    assert "mark--" in listed
    address = re.search(rf"/can-bo/so/{PERSONS}/[0-9a-f-]{{36}}", listed)
    assert address is not None
    assert f"{QUALITY}/viec/format_phone" in client.get(address[0]).text


def test_coverage_says_that_nobody_gave_numbers_and_afterwards_where_records_lack(officer: Someone) -> None:
    client, page = signed_in(officer), f"/can-bo/so/{BIRTHS}/chat-luong/viec/expected_births_reported"
    measure(BIRTHS)
    assert "Chưa có số dự kiến nào để so với." in client.get(page).text
    expect(Actor(system="tests", scope=("vn",)), BIRTHS, "births_reported", [("01969", "", "40")], source="Trạm y tế")
    measure(BIRTHS)
    lacking = client.get(page).text
    assert all(said in lacking for said in ("Số trẻ sinh do cơ sở y tế báo", "Tất cả đang có", "Trạm y tế"))
    assert "Chưa có số dự kiến" not in lacking


def test_an_officer_lets_it_be_measured_and_what_was_mended_is_gone(officer: Someone) -> None:
    client = signed_in(officer)
    load("persons", [person(11, phone="34")])
    assert client.post(f"{QUALITY}/do", {}).headers["Location"] == QUALITY
    assert do_waiting_jobs() == ["registers.measure"]
    assert "Lý Thị 11" in client.get(f"{QUALITY}/viec/format_phone").text


def test_another_commune_and_people_are_turned_away(officer: Someone) -> None:
    elsewhere = signed_in(someone("Trần Thị Xa", ("officer", "vn.p19.c01840")))
    assert elsewhere.get(QUALITY, {"o": PHU_THONG}).status_code == 403
    assert elsewhere.post(f"{QUALITY}/do", {}).status_code == 302
    assert signed_in(someone("Lê Văn Khác")).get(QUALITY).status_code == 403
    assert "Lý Thị 1" not in elsewhere.get(f"{QUALITY}/viec/format_phone").text


def test_a_program_reads_the_same_figures(officer: Someone) -> None:
    client = signed_in(None)
    answer = client.get(f"/api/v1/registers/{PERSONS}/quality", **officer.header).json()
    (rule,) = [one for one in answer["rules"] if one["name"] == "format_phone"]
    assert (rule["assessed"], rule["failed"], rule["share"], rule["level"]) == (4, 3, 25.0, "poor")
    records = f"/api/v1/registers/{PERSONS}/quality/rules/format_phone/records"
    first = client.get(records, {"limit": 2}, **officer.header).json()
    rest = client.get(records, {"limit": 2, "cursor": first["next"]}, **officer.header).json()
    assert sorted(one["label"] for one in first["items"] + rest["items"]) == ["Lý Thị 0", "Lý Thị 1", "Lý Thị 2"]
    assert rest["next"] is None
    (day,) = client.get(f"/api/v1/registers/{PERSONS}/quality/days", **officer.header).json()["items"]
    assert day["day"] == "2026-11-02"
