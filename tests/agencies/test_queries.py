"""Finding the right agency."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.agencies import PHU_THONG, agency, agency_identifier, agency_setting, department, official
from factories.people import SYSTEM, citizen
from nenso.agencies.codes import AgencyCode, code_of, give_identifier
from nenso.agencies.errors import AgencyExists, AgencyUnknown, IdentifierForm, NoAgencyServes, NotAdministrator
from nenso.agencies.founding import found_agency
from nenso.agencies.queries import (
    agency_by_path,
    agency_of_kind,
    agency_serving,
    ancestor_of_kind,
    children,
    home_of,
    search,
)
from nenso.agencies.settings import decide_setting, setting
from nenso.runtime import clock
from nenso.territory.models import Place

pytestmark = pytest.mark.django_db


def place(path: str = "vn.p19.c01969") -> Place:
    return Place.objects.get(path=path)


def test_a_commune_is_served_by_its_own_agencies_and_by_the_nearest_around_it():
    assert agency_serving(place(), "commune").name == "Ủy ban nhân dân xã Phủ Thông"
    assert agency_serving(place(), "province").name == "Ủy ban nhân dân tỉnh Thái Nguyên"
    assert agency_serving(place(), "one_stop").path == f"{PHU_THONG}.onestop"
    assert agency_serving(place("vn.p19"), "one_stop").path == "vn.p19.onestop"
    assert agency_serving(place(), "commune_police").name == "Công an xã Phủ Thông"
    assert agency_serving(place(), "social_insurance").name == "Bảo hiểm xã hội tỉnh Thái Nguyên"
    with pytest.raises(NoAgencyServes):
        agency_serving(place(), "regional_centre")


def test_an_agency_word_means_the_nearest_ancestor_then_an_own_unit_then_whoever_serves_the_place():
    committee = agency()
    assert agency_of_kind(committee, "province", None).path == "vn.p19"
    assert agency_of_kind(committee, "commune", None) == committee
    assert agency_of_kind(agency("vn.p19"), "one_stop", place()).path == "vn.p19.onestop"
    assert agency_of_kind(committee, "commune_police", place()).path == "vn.bca.p19.c01969"
    assert ancestor_of_kind(committee, "commune_police") is None
    with pytest.raises(NoAgencyServes):
        agency_of_kind(committee, "commune_police", None)


def test_a_unit_is_at_home_at_its_agency():
    assert home_of(agency(f"{PHU_THONG}.onestop")) == agency()
    assert home_of(agency()) == agency()


@pytest.mark.parametrize("path", ["vn.p99", "", "vn..p19", "vn p19", "'; DROP TABLE x", "vn.p19\x00", "ｖｎ"])
def test_a_path_that_is_none_is_unknown(path: str):
    with pytest.raises(AgencyUnknown):
        agency_by_path(path)


def test_communes_are_paged_in_vietnamese_order_each_once():
    province, found, after = agency("vn.p19"), [], None
    while page := children(province, kind="commune", after=after, limit=40):
        found += page
        after = (bytes(page[-1].sort_key), page[-1].id)
    assert len(found) == len({one.id for one in found}) == 92


def test_a_page_costs_one_query_however_long():
    province = agency("vn.p19")
    for limit in (10, 90):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(children(province, kind="commune", limit=limit)) == limit
        assert len(asked) == 1


def test_names_are_found_with_and_without_diacritics():
    for text in ("ủy ban nhân dân xã phủ thông", "uy ban phu thong", "PHỦ THÔNG ỦY BAN"):
        assert search(text)[0].path == PHU_THONG
    assert search("bo tu phap")[0].path == "vn.btp"
    assert search("trung tâm phục vụ hành chính công xã phủ thông")[0].path == f"{PHU_THONG}.onestop"
    assert search("công an xã phủ thông", below="vn.bca")[0].kind == "commune_police"
    assert search("") == []
    for nonsense in ("100%_", "(((", "a" * 500, "\\", "*", "nul\x00nul"):
        assert search(nonsense) == []


def test_an_administrator_founds_a_department_below_and_nobody_else_does():
    made = found_agency(official("admin"), agency(), "kinhte", "Phòng Kinh tế")
    assert (made.path, made.is_unit, made.place_id) == (f"{PHU_THONG}.kinhte", True, place().id)
    with pytest.raises(AgencyExists):
        department(label="kinhte")
    for somebody in (official("leader"), official("admin", "vn.p19.c01840"), citizen()):
        with pytest.raises(NotAdministrator):
            found_agency(somebody, agency(), "khac", "Phòng khác")
    with pytest.raises(AgencyUnknown):
        found_agency(SYSTEM, agency(), "A.B", "Phòng khác")


def test_the_nearest_agency_that_decided_a_setting_counts():
    assert setting(agency(), "copy_fee", 8000) == 8000
    agency_setting(agency("vn.p19"), "copy_fee", 5000)
    assert setting(agency(), "copy_fee", 8000) == 5000
    agency_setting(agency(), "copy_fee", 0)
    assert setting(agency(f"{PHU_THONG}.onestop"), "copy_fee", 8000) == 0
    assert setting(agency("vn.p01"), "copy_fee", 8000) == 8000


def test_a_setting_holds_from_its_day_and_the_earlier_one_still_answers_for_its_time():
    decide_setting(SYSTEM, agency(), "copy_fee", 8000, since=date(2026, 1, 1))
    decide_setting(SYSTEM, agency(), "copy_fee", 5000, since=date(2026, 7, 1))
    assert setting(agency(), "copy_fee", on=date(2025, 12, 31)) is None
    assert setting(agency(), "copy_fee", on=date(2026, 6, 30)) == 8000
    assert setting(agency(), "copy_fee", on=date(2026, 7, 1)) == 5000


def test_only_administrators_decide_settings_of_their_agency_and_below():
    decide_setting(official("admin", "vn.p19"), agency(), "copy_fee", 5000)
    for somebody in (official("leader"), official("admin", "vn.p19.c01840"), citizen()):
        with pytest.raises(NotAdministrator):
            decide_setting(somebody, agency(), "copy_fee", 1)


def test_a_setting_is_read_once_and_then_remembered():
    committee = agency()
    setting(committee, "copy_fee")
    with CaptureQueriesContext(connection) as asked:
        for _ in range(100):
            setting(committee, "copy_fee")
    assert len(asked) == 0


def test_a_commune_without_a_known_identifier_is_numbered_by_its_place_until_someone_enters_one():
    assert code_of(agency()) == AgencyCode("19.01969", "place")
    assert code_of(agency("vn.btc")) == AgencyCode("BTC", "place")
    agency_setting(agency("vn.p19"), "agency_code", "H55.{commune}")
    assert code_of(agency(f"{PHU_THONG}.onestop")) == AgencyCode("H55.01969", "setting")
    agency_identifier(agency(), "H55.242")
    assert code_of(agency(f"{PHU_THONG}.onestop")) == AgencyCode("H55.242", "identifier")


def test_only_proven_identifiers_number_papers():
    assert code_of(agency("vn.p19")) == AgencyCode("H55", "identifier")
    assert code_of(agency("vn.p01")) == AgencyCode("01", "place")


def test_a_new_identifier_ends_the_one_before_which_still_answers_for_its_time():
    agency_identifier(agency(), "H55.242")
    changed = date(2027, 3, 1)
    give_identifier(SYSTEM, agency(), "H55.300", since=changed)
    assert code_of(agency(), on=clock.today()).value == "H55.242"
    assert code_of(agency(), on=changed).value == "H55.300"


@pytest.mark.parametrize("value", ["h55", "H55.", ".H55", "H55..1", "H55-1", "H" * 36, ""])
def test_an_identifier_of_another_form_is_refused(value: str):
    with pytest.raises(IdentifierForm):
        give_identifier(SYSTEM, agency(), value)
