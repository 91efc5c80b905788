"""A place as of any date: what it was called, what it became, by which decree."""

from datetime import date

import pytest

from nenso.runtime.acting import NOBODY, acting
from nenso.runtime.text import ForbiddenCharacter
from nenso.territory.errors import PlaceAbolished, PlaceAmbiguous, PlaceSplit, PlaceUnknown
from nenso.territory.models import Place
from nenso.territory.queries import children, place_by_code, place_by_id, resolve, the_place

TODAY = date(2026, 11, 21)
BEFORE_MERGER, MERGER = date(2025, 6, 30), date(2025, 7, 1)
BEFORE_CITY, CITY = date(2026, 4, 29), date(2026, 4, 30)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _acting():
    with acting(NOBODY):
        yield


def test_vi_huong_became_phu_thong_on_1_july_2025():
    answer = resolve("xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn", TODAY)
    assert answer.status == "became"
    assert (answer.place.code, answer.place.full_name) == ("01969", "Xã Phủ Thông")
    assert answer.place.path_name == "Xã Phủ Thông, tỉnh Thái Nguyên"
    assert answer.since == MERGER
    assert answer.decree == "Nghị quyết 1683/NQ-UBTVQH15"


@pytest.mark.parametrize(
    ("text", "status", "codes"),
    [
        ("xa vi huong huyen bach thong tinh bac kan", "became", ["01969"]),
        ("Xã Vi Hương, Thái Nguyên", "became", ["01969"]),
        ("P. Bến Nghé Q1 TPHCM", "became", ["26740"]),
        ("Phu Thong Thai Nguyen", "current", ["01969"]),
        ("XÃ PHỦ THÔNG, TỈNH THÁI NGUYÊN, VIỆT NAM", "current", ["01969"]),
        ("01969", "current", ["01969"]),
        ("19/01969", "current", ["01969"]),
        ("01975", "became", ["01969"]),
        ("06/01975", "became", ["01969"]),
        ("19/01975", "became", ["01969"]),
        ("01/01969", "unknown", []),
        ("tỉnh Bắc Kạn", "became", ["19"]),
        ("Hà Nội", "current", ["01"]),
        ("Phường 15, quận Tân Bình, TP.HCM", "split", ["27007", "27004"]),
        ("phường Tràng Tiền, quận Hoàn Kiếm, Hà Nội", "split", ["00082", "00070"]),
        ("huyện Côn Đảo, tỉnh Bà Rịa - Vũng Tàu", "became", ["26732"]),
        ("huyện Lý Sơn, Quảng Ngãi", "became", ["21548"]),
        ("06970", "became", ["06978"]),
        ("xã Không Có Thật", "unknown", []),
        ("99999", "unknown", []),
        ("", "unknown", []),
    ],
)
def test_what_people_write_resolves_today(text, status, codes):
    answer = resolve(text, TODAY)
    assert answer.status == status
    found = [answer.place.code] if answer.place else [match.place.code for match in answer.candidates]
    if status != "unknown":
        assert sorted(found) == sorted(codes)


def test_a_split_ward_answers_with_its_candidates_and_never_with_one():
    answer = resolve("Phường 15, quận Tân Bình, TP.HCM", TODAY)
    assert answer.place is None
    assert [match.place.full_name for match in answer.candidates if match.is_default] == ["Phường Tân Sơn"]
    with pytest.raises(PlaceSplit) as problem:
        the_place("Phường 15, quận Tân Bình, TP.HCM", TODAY)
    assert {item["code"] for item in problem.value.facts["became"]} == {"27004", "27007"}
    assert "Hãy chọn một" in problem.value.text()
    assert "Choose one" in problem.value.text("en")


def test_a_name_that_many_carry_is_ambiguous_until_the_province_is_given():
    answer = resolve("xã Tân Thành", TODAY)
    assert answer.status == "ambiguous"
    # the eight communes of that name today, communes_3321_2026.csv
    provinces = {match.place.path.split(".")[1] for match in answer.candidates if not match.former}
    assert {"p19", "p20", "p38", "p44", "p68", "p80", "p82"} <= provinces
    with pytest.raises(PlaceAmbiguous):
        the_place("xã Tân Thành", TODAY)
    assert resolve("xã Tân Thành, tỉnh Lạng Sơn", TODAY).place.code == "06445"


def test_diacritics_tell_names_apart_when_they_are_written():
    # 13474 Xã Tân Thanh (Ninh Bình), 02578 (Tuyên Quang) are not Tân Thành
    codes = {match.place.code for match in resolve("xã Tân Thành", TODAY).candidates}
    assert not codes & {"13474", "02578"}
    assert {"13474", "02578"} <= {match.place.code for match in resolve("xa tan thanh", TODAY).candidates}


def test_the_kind_in_front_counts():
    """Phủ Thông was a township and is a commune; it never was a ward."""
    assert resolve("thị trấn Phủ Thông", TODAY).status == "became"
    assert resolve("phường Phủ Thông", TODAY).status == "unknown"


def test_a_misspelt_name_is_not_guessed_but_the_nearest_are_offered():
    answer = resolve("xã Phủ Thôg", TODAY)
    assert answer.status == "unknown"
    assert "01969" in {match.place.code for match in answer.candidates}
    with pytest.raises(PlaceUnknown) as problem:
        the_place("xã Phủ Thôg", TODAY)
    assert problem.value.facts["candidates"]


def test_trang_bom_is_a_township_then_a_commune_then_a_ward():
    assert resolve("Trảng Bom, Đồng Nai", BEFORE_MERGER, level="commune").place.full_name == "Thị trấn Trảng Bom"
    commune = resolve("xã Trảng Bom, tỉnh Đồng Nai", BEFORE_CITY)
    assert (commune.status, commune.place.path_name) == ("current", "Xã Trảng Bom, tỉnh Đồng Nai")
    ward = resolve("phường Trảng Bom", TODAY)
    assert (ward.status, ward.place.path_name) == ("current", "Phường Trảng Bom, thành phố Đồng Nai")
    assert ward.place.id == commune.place.id
    assert resolve("phường Trảng Bom", BEFORE_CITY).status == "unknown"


def test_the_commune_of_april_is_the_ward_of_today_by_decree():
    answer = resolve("xã Trảng Bom, tỉnh Đồng Nai", TODAY)
    assert (answer.status, answer.since, answer.decree) == ("became", CITY, "Nghị quyết 237/NQ-UBTVQH16")


def test_a_chain_of_two_changes_is_told_step_by_step():
    answer = resolve("thị trấn Trảng Bom, huyện Trảng Bom, tỉnh Đồng Nai", TODAY)
    assert [(step.since, step.name) for step in answer.steps] == [
        (MERGER, "Xã Trảng Bom, tỉnh Đồng Nai"),
        (CITY, "Phường Trảng Bom, thành phố Đồng Nai"),
    ]
    assert answer.place.code == "26248"


def test_dong_nai_became_a_city_and_its_communes_lie_in_the_city():
    assert place_by_code("75", BEFORE_CITY, "province").full_name == "Tỉnh Đồng Nai"
    assert place_by_code("75", CITY, "province").full_name == "Thành phố Đồng Nai"
    communes = children(place_by_code("75", TODAY), TODAY)
    # provinces_34_2026.csv: 95 communes, 33 wards
    assert (len(communes), sum(place.kind == "ward" for place in communes)) == (95, 33)
    assert all(place.path_name.endswith(", thành phố Đồng Nai") for place in communes)
    before = children(place_by_code("75", BEFORE_CITY), BEFORE_CITY)
    assert (len(before), sum(place.kind == "ward" for place in before)) == (95, 23)
    assert all(place.path_name.endswith(", tỉnh Đồng Nai") for place in before)


def test_one_code_is_another_place_on_another_day():
    assert place_by_code("01969", BEFORE_MERGER).path == "vn.o06.d063.w01969"
    assert place_by_code("01969", MERGER).path == "vn.p19.c01969"
    assert place_by_code("00004", BEFORE_MERGER).full_name == "Phường Trúc Bạch"
    assert place_by_code("00004", TODAY).full_name == "Phường Ba Đình"


def test_an_abolished_code_is_refused_with_what_it_became():
    with pytest.raises(PlaceAbolished) as problem:
        place_by_code("01975", TODAY)
    (became,) = problem.value.facts["became"]
    assert became["code"] == "01969"
    assert became["name"] == "Xã Phủ Thông"
    assert became["path_name"] == "Xã Phủ Thông, tỉnh Thái Nguyên"
    assert became["since"] == "2025-07-01"
    assert became["decree"] == "Nghị quyết 1683/NQ-UBTVQH15"
    assert problem.value.text() == (
        "“Xã Vi Hương, huyện Bạch Thông, tỉnh Bắc Kạn” không còn là đơn vị hành chính từ ngày 01/07/2025; "
        "nay là Xã Phủ Thông, tỉnh Thái Nguyên (Nghị quyết 1683/NQ-UBTVQH15)."
    )


def test_the_eleven_provinces_that_were_left_alone_are_the_same_place_throughout():
    hanoi = place_by_code("01", date(2020, 1, 1))
    assert hanoi.id == place_by_code("01", TODAY).id
    assert len(children(hanoi, BEFORE_MERGER)) == 30
    assert len(children(hanoi, TODAY)) == 126


def test_a_place_that_does_not_exist_yet_is_unknown():
    assert resolve("xã Phủ Thông, tỉnh Thái Nguyên", BEFORE_MERGER).status == "unknown"


def test_a_place_by_key_is_shown_as_it_was_called_that_day(django_assert_num_queries):
    key = Place.objects.get(path="vn.p75.c26248").id
    with django_assert_num_queries(1):
        assert place_by_id(key, BEFORE_CITY).full_name == "Xã Trảng Bom"
    assert place_by_id(key, TODAY).full_name == "Phường Trảng Bom"
    ended = Place.objects.get(path="vn.o06.d063.w01975").id
    assert place_by_id(ended, TODAY).full_name == "Xã Vi Hương"


def test_children_come_in_vietnamese_order():
    """Đ comes after D, so Đại Phúc follows Dân Tiến in Thái Nguyên."""
    names = [place.name for place in children(place_by_code("19", TODAY), TODAY)]
    assert names.index("Dân Tiến") < names.index("Đại Phúc")


def test_resolving_takes_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        resolve("P. Bến Nghé Q1 TPHCM", TODAY)
    with django_assert_num_queries(1):
        resolve("01975", TODAY)


@pytest.mark.parametrize("code", ["", "1", "0196", "019690", "\x00", "01969\n", "' OR 1=1", "xx/01969"])
def test_what_is_no_code_is_unknown(code):
    with pytest.raises(PlaceUnknown):
        place_by_code(code, TODAY)


def test_characters_that_cannot_be_kept_are_refused():
    with pytest.raises(ForbiddenCharacter):
        resolve("Phủ\x00Thông", TODAY)
