"""The tree of agencies, against what the law and the list of places of 2026 say."""

from datetime import date

import pytest

from nenso.agencies.loading import load_reference
from nenso.agencies.models import Agency, AgencyIdentifier
from nenso.agencies.queries import agency_by_path, name_on

pytestmark = pytest.mark.django_db


def test_every_province_and_commune_has_its_peoples_committee_and_its_one_stop_centre():
    assert Agency.objects.filter(kind="province").count() == 34
    assert Agency.objects.filter(kind="commune").count() == 3321
    assert Agency.objects.filter(kind="one_stop", is_unit=True).count() == 34 + 3321


def test_names_are_written_as_the_law_writes_them():
    assert agency_by_path("vn.p19.c01969").name == "Ủy ban nhân dân xã Phủ Thông"
    assert agency_by_path("vn.p19.c01969.onestop").name == "Trung tâm Phục vụ hành chính công xã Phủ Thông"
    assert agency_by_path("vn.p19").name == "Ủy ban nhân dân tỉnh Thái Nguyên"
    assert agency_by_path("vn.p01.c00004").name == "Ủy ban nhân dân phường Ba Đình"
    assert agency_by_path("vn.bca.p19.c01969").name == "Công an xã Phủ Thông"
    assert agency_by_path("vn.btc.bhxh.p19").name == "Bảo hiểm xã hội tỉnh Thái Nguyên"


def test_each_agency_stands_below_the_one_its_path_names():
    committee = agency_by_path("vn.p19.c01969")
    assert committee.parent is not None
    assert committee.parent.path == "vn.p19"
    assert Agency.objects.filter(parent__isnull=True).values_list("path", flat=True).get() == "vn"


def test_the_committee_of_dong_nai_is_named_after_the_province_until_it_became_a_city_on_30_april_2026():
    committee = agency_by_path("vn.p75")
    assert name_on(committee, date(2026, 4, 29)) == "Ủy ban nhân dân tỉnh Đồng Nai"
    assert name_on(committee, date(2026, 4, 30)) == "Ủy ban nhân dân thành phố Đồng Nai"
    assert committee.name == "Ủy ban nhân dân thành phố Đồng Nai"


def test_identifiers_carry_the_grade_of_their_evidence_and_no_commune_has_an_invented_one():
    assert dict(
        AgencyIdentifier.objects.filter(grade="A", agency__kind="ministry").values_list("agency__path", "value")
    ) == {
        "vn.bca": "G01",
        "vn.bnv": "G09",
        "vn.bnnmt": "G13",
        "vn.btp": "G15",
        "vn.bxd": "G17",
    }
    assert AgencyIdentifier.objects.get(agency__path="vn.p19").value == "H55"
    assert AgencyIdentifier.objects.filter(agency__kind="province").count() == 34
    assert not AgencyIdentifier.objects.exclude(agency__kind__in=["province", "ministry"]).exists()


@pytest.mark.django_db(transaction=True)
def test_loading_again_changes_nothing_and_keeps_every_key():
    before = list(Agency.objects.order_by("path").values_list("path", "id", "parent_id", "name"))
    identifiers = AgencyIdentifier.objects.count()
    assert load_reference() == len(before)
    assert list(Agency.objects.order_by("path").values_list("path", "id", "parent_id", "name")) == before
    assert AgencyIdentifier.objects.count() == identifiers
