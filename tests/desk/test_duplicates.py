"""Probable duplicates on the desk: listed, side by side with why, merged, told apart, put off; the same by the API."""

from pathlib import Path

import pytest

from nenso.registers.duplicates.seeking import seek
from nenso.registers.duplicates.tables import DuplicatePair
from nenso.registers.models import Record
from nenso.runtime.acting import acting
from support.births import Someone, someone
from support.population import OPERATOR, PERSONS, persons, population_in_force
from support.visits import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
LIST = f"/can-bo/so/{PERSONS}/trung"
API = f"/api/v1/registers/{PERSONS}/duplicates"
PHU_THONG, NEXT_DOOR = "vn.p19.c01969", "vn.p19.c01942"
AN = {
    "ref": "1",
    "id": "019096000111",
    "full_name": "Nguyễn Văn An",
    "born_on": "1996-03-07",
    "sex": "male",
    "residence.place": "01969",
    "residence.line": "Tổ 3",
    "phone": "0912345678",
}
AN_AGAIN = AN | {"ref": "2", "id": "", "full_name": "Nguyen Van An", "residence.line": ""}
MAI = AN | {"ref": "3", "full_name": "Lý Thị Mai", "born_on": "1980-11-20", "sex": "female", "phone": "0987654321"}
MAI_AGAIN = MAI | {"ref": "4", "id": "", "full_name": "Lý Thị Mia"}


@pytest.fixture
def registrar() -> Someone:
    """The registrar of xã Phủ Thông."""
    return someone("Lường Thị Yến", ("registrar", PHU_THONG))


@pytest.fixture
def two_pairs(tmp_path: Path) -> list[DuplicatePair]:
    """Two people who were written down twice, the more probable first."""
    population_in_force()
    persons(tmp_path, AN, AN_AGAIN, MAI, MAI_AGAIN)
    seek(PERSONS)
    with acting(OPERATOR):
        return list(DuplicatePair.objects.order_by("-weight"))


def state_of(pair: DuplicatePair) -> str:
    with acting(OPERATOR):
        return DuplicatePair.objects.get(pk=pair.id).state


def test_pairs_are_counted_listed_and_lead_to_each_other(two_pairs: list[DuplicatePair], registrar: Someone) -> None:
    client = signed_in(registrar)
    assert "2 cặp có thể trùng chờ xem" in client.get("/can-bo/so").text
    page = client.get(LIST).text
    assert "Nguyen Van An" in page
    assert "Lý Thị Mia" in page
    first, second = two_pairs
    told_apart = client.post(f"{LIST}/{first.id}/y-kien", {"state": "different", "reason": "Hai anh em"})
    assert told_apart.headers["Location"] == f"{LIST}/{second.id}"
    assert state_of(first) == "different"
    assert client.post(f"{LIST}/{second.id}/y-kien", {"state": "later"}).headers["Location"] == LIST
    assert "Không có cặp nào ở đây" in client.get(LIST).text
    assert str(second.id) in client.get(LIST, {"xem": "later"}).text
    assert "Hai anh em" in client.get(f"{LIST}/{first.id}").text


def test_two_records_stand_side_by_side_with_what_each_field_says(
    two_pairs: list[DuplicatePair], registrar: Someone
) -> None:
    client = signed_in(registrar)
    pages = [client.get(f"{LIST}/{one.id}").text for one in two_pairs]
    text = next(one for one in pages if "Nguyen Van An" in one)
    for said in ("giống khi bỏ dấu", "giống hệt", "cùng nơi", "rất giống một", 'value="full_name"', "Tổ 3", "Mã dòng."):
        assert said in text, said
    assert "hai số khác nhau<br>" in text
    english = client.get(f"{LIST}/{two_pairs[0].id}", headers={"Accept-Language": "en"})
    assert english.status_code == 200


def test_one_is_merged_into_the_side_that_stays(two_pairs: list[DuplicatePair], registrar: Someone) -> None:
    client, (first, second) = signed_in(registrar), two_pairs
    address = f"{LIST}/{first.id}"
    refused = client.post(f"{address}/gop", {"stays": "second", "reason": " "})
    assert (refused.status_code, "Cần nêu lý do" in refused.text) == (422, True)
    sent = {"stays": "second", "take": ["id", "residence"], "reason": "Một người, ghi hai lần"}
    assert client.post(f"{address}/gop", sent).headers["Location"] == f"{LIST}/{second.id}"
    with acting(OPERATOR):
        stays, goes = Record.objects.get(pk=first.second), Record.objects.get(pk=first.first)
    assert (goes.merged_into, stays.ended_at) == (stays.id, None)
    assert state_of(first) == "merged"
    assert "Đã gộp ngày" in client.get(address).text


def test_of_another_agencys_record_only_its_agency_is_told(tmp_path: Path, registrar: Someone) -> None:
    population_in_force()
    persons(tmp_path, AN)
    persons(tmp_path, AN_AGAIN | {"full_name": "Nguyễn Văn An"}, at=NEXT_DOOR)
    seek(PERSONS)
    with acting(OPERATOR):
        pair = DuplicatePair.objects.get()
    client = signed_in(registrar)
    page = client.get(f"{LIST}/{pair.id}").text
    assert pair.other_agency.name in page or pair.agency.name in page
    assert "Hãy trao đổi với cơ quan ấy" in page
    assert "giống hệt" not in page, "why they look alike would tell what the other record says"
    assert client.post(f"{LIST}/{pair.id}/y-kien", {"state": "different"}).status_code == 403
    told = client.get(f"{API}/{pair.id}", **registrar.header).json()
    assert told["levels"] is None
    assert sorted(one["label"] is None for one in told["records"]) == [False, True]
    clerk = someone("Nông Thị Hoa", ("clerk", PHU_THONG))
    assert signed_in(clerk).get(f"{LIST}/{pair.id}").status_code == 404


def test_programs_read_pairs_page_by_page(two_pairs: list[DuplicatePair], registrar: Someone) -> None:
    client = signed_in(None)
    first = client.get(API, {"limit": 1}, **registrar.header).json()
    second = client.get(API, {"limit": 1, "cursor": first["next"]}, **registrar.header).json()
    met = [one["id"] for page in (first, second) for one in page["items"]]
    assert met == [str(one.id) for one in two_pairs]
    assert second["next"] is None
    said = {one["field"]: one["level"] for one in first["items"][0]["levels"]}
    assert said["sex"] == "same"
