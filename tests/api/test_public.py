"""What anybody may ask: places of any day, agencies, what these offer, what a form comes to."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from api.conftest import Caller, problem
from support.births import Someone, birth_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

Calling = Callable[..., Caller]


@pytest.fixture
def anybody(caller: Calling) -> Caller:
    return caller(None)


def read(anybody: Caller, path: str) -> Any:
    response = anybody.get(path)
    assert response.status_code == 200, response.content.decode()
    return orjson.loads(response.content)


def test_an_old_commune_is_answered_with_what_it_became_and_by_which_decree(anybody: Caller) -> None:
    place = read(anybody, "/places/xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn")
    assert (place["status"], place["place"]["code"]) == ("became", "01969")
    assert place["place"]["path_name"] == "Xã Phủ Thông, tỉnh Thái Nguyên"
    assert (place["since"], place["decree"]) == ("2025-07-01", "Nghị quyết 1683/NQ-UBTVQH15")
    before = read(anybody, "/places/xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn?on=2025-06-30")
    assert before["status"] == "current"


def test_places_are_found_without_diacritics_and_those_inside_are_listed(anybody: Caller) -> None:
    assert read(anybody, "/places?q=phu thong thai nguyen")["items"][0]["place"]["code"] == "01969"
    inside = read(anybody, "/places/19?level=province")["children"]
    assert "Xã Phủ Thông" in {place["full_name"] for place in inside}
    problem(anybody.get("/places/99999"), "territory.place_unknown")


def test_agencies_are_found_and_the_tree_is_walked_by_pages(anybody: Caller) -> None:
    found = read(anybody, "/agencies?q=xã Phủ Thông&kind=commune")["items"]
    assert found[0]["path"] == "vn.p19.c01969"
    one = read(anybody, f"/agencies/{found[0]['id']}")
    assert "vn.p19.c01969.onestop" in {unit["path"] for unit in one["units"]}
    seen, cursor = [], ""
    while cursor is not None:
        page = read(anybody, f"/agencies?below=vn.p19&kind=commune&limit=50&cursor={cursor}")
        seen += [agency["path"] for agency in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 92


def test_a_place_offers_what_its_committee_adopted(anybody: Caller) -> None:
    offered = read(anybody, "/procedures?place=01969")
    assert offered["agency"]["path"] == "vn.p19.c01969"
    assert {"1.001193", "1.000894", "1.000656"} <= {item["code"] for item in offered["items"]}
    assert [item["code"] for item in read(anybody, "/procedures?place=01969&q=khai sinh")["items"]][:1] == ["1.001193"]
    problem(anybody.get("/procedures"), "api.agency_needed")


def test_a_procedures_page_tells_law_papers_fee_time_and_steps(anybody: Caller) -> None:
    page = read(anybody, "/procedures/1.001193?place=01969")
    assert page["title"] == {"vi": "Đăng ký khai sinh", "en": "Birth registration"}
    assert page["level"]["vi"] in {"toàn trình", "một phần"}
    assert "60/2014/QH13" in page["legal_basis"]
    assert page["deadline"][0] == {"within": {"vi": "trong ngày", "en": "the same day"}, "cutoff": "15:00"}
    assert "000.00.00.G15-KQ004389" in {document["code"] for document in page["documents"]}
    assert page["steps"][0]["step"] == "receive"


def test_a_forms_schema_is_json_schema_with_labels_in_both_languages(anybody: Caller) -> None:
    form = read(anybody, "/procedures/civil_registration.birth/schema?place=01969")
    assert form["form_schema"]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    relation = next(field for page in form["pages"] for field in page["fields"] if field["name"] == "relation")
    assert {"code": "mother", "label": {"vi": "Mẹ", "en": "Mother"}} in relation["options"]


def test_a_form_is_worked_out_without_being_saved(anybody: Caller, caller: Calling, mai: Someone) -> None:
    body = {"form": birth_form(wants_copies=True, copies=3), "place": "01969", "stage": "filing"}
    out = orjson.loads(anybody.post("/procedures/1.001193/evaluate", body).content)
    assert (out["problems"], out["owed"]) == ([], 24_000)
    wrong = {"form": birth_form(relation="uncle"), "place": "01969"}
    told = orjson.loads(anybody.post("/procedures/1.001193/evaluate", wrong).content)["problems"]
    assert [one["path"] for one in told] == ["relation"]
    assert orjson.loads(caller(mai).get("/drafts").content)["items"] == []
