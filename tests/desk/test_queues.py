"""The lists of an officer: what stands in them, narrowed by typing, page after page, with the same few queries."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.conftest import PHU_THONG, Office
from nenso.cases.queries.counting import queue_counts
from nenso.cases.queries.queues import QUEUES, Sought, queue_of_agency
from nenso.runtime import clock
from support.births import birth_form, decided, someone
from support.many_cases import copies_of
from support.stories import at, did
from support.visits import signed_in

ELSEWHERE = "vn.p19.c01840"

pytestmark = pytest.mark.django_db


def lists_with(who: object, code: str) -> set[str]:
    """Return the addresses of the lists in which a case stands."""
    client = signed_in(who)  # type: ignore[arg-type]
    slugs = ("cho-tiep-nhan", "dang-xu-ly", "sap-den-han", "qua-han", "cho-bo-sung", "cho-ky", "cho-tra-ket-qua")
    return {slug for slug in slugs if code in client.get(f"/can-bo/viec/{slug}").text}


def test_a_case_goes_from_list_to_list_as_it_goes_on(office: Office) -> None:
    with at("2026-11-23T09:00"):
        case, late = office.filed(), office.filed()
        assert lists_with(office.clerk, case.code) == {"cho-tiep-nhan", "sap-den-han"}
        did(office.clerk.actor, case, "accept")
        assert lists_with(office.clerk, case.code) == {"dang-xu-ly", "sap-den-han"}
        did(office.officer.actor, case, "ask", marks=[{"document": "birth_certificate", "why": "Chưa có."}])
        assert lists_with(office.clerk, case.code) == {"cho-bo-sung"}
        did(office.clerk.actor, late, "accept")
        did(office.officer.actor, late, "propose", form={"child_id": "019326000451"})
        assert lists_with(office.leader, late.code) == {"dang-xu-ly", "sap-den-han", "cho-ky"}
    with at("2026-11-24T09:00"):
        assert lists_with(office.leader, late.code) == {"dang-xu-ly", "qua-han", "cho-ky"}


def test_what_nobody_takes_in_is_overdue_though_its_own_time_has_not_begun(office: Office) -> None:
    with at("2026-11-23T09:00"):
        case = office.filed()
    with at("2026-11-24T16:00"):
        assert lists_with(office.clerk, case.code) == {"cho-tiep-nhan", "qua-han"}
        assert queue_counts(office.clerk.actor, case.agency_id)["late"] == 1
        did(office.clerk.actor, case, "accept")
        assert lists_with(office.clerk, case.code) == {"dang-xu-ly"}


def test_a_decided_case_waits_to_be_handed_over(office: Office) -> None:
    case = office.filed()
    decided(case.id, vars(office))
    assert lists_with(office.clerk, case.code) == {"cho-tra-ket-qua"}


def test_a_list_is_narrowed_by_name_with_or_without_diacritics_by_code_and_by_procedure(office: Office) -> None:
    first = office.filed()
    second = office.filed(child=birth_form()["child"] | {"full_name": "Hoàng Gia Huy"})
    client = signed_in(office.clerk)
    for typed, found in {
        "bảo an": {first.code},
        "BAO AN": {first.code},
        "hoang gia": {second.code},
        second.code.lower(): {second.code},
        "khai sinh": {first.code, second.code},
        "không có ai": set(),
    }.items():
        page = client.get("/can-bo/viec/cho-tiep-nhan", {"loc": typed}).text
        assert {code for code in (first.code, second.code) if f"{code} ·" in page} == found, typed


def test_what_waits_for_ones_own_roles_can_be_seen_alone(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    assert case.code in signed_in(office.clerk).get("/can-bo/viec/dang-xu-ly").text
    assert case.code not in signed_in(office.clerk).get("/can-bo/viec/dang-xu-ly?cua-toi=1").text
    assert case.code in signed_in(office.officer).get("/can-bo/viec/dang-xu-ly?cua-toi=1").text
    assert case.code in signed_in(office.officer).get("/can-bo/viec/dang-xu-ly?cua-toi=1&loc=bao+an").text
    assert case.code not in signed_in(office.officer).get("/can-bo/viec/dang-xu-ly?cua-toi=1&loc=la+ai").text


def test_the_desk_opens_with_what_the_role_begins_the_day_with(office: Office) -> None:
    assert signed_in(office.clerk).get("/can-bo")["Location"] == "/can-bo/viec/cho-tiep-nhan"
    assert signed_in(office.leader).get("/can-bo")["Location"] == "/can-bo/dieu-hanh"


def test_who_holds_no_post_has_no_desk(office: Office) -> None:
    answer = signed_in(office.mother).get("/can-bo")
    assert answer.status_code == 403
    assert "không giữ vị trí nào" in answer.text


def test_who_sits_at_two_agencies_chooses_one(office: Office) -> None:
    case = office.filed()
    both = someone("Đặng Văn Hai", ("clerk", PHU_THONG), ("clerk", ELSEWHERE))
    client = signed_in(both)
    chosen = {seat.path: str(seat.agency) for seat in both.actor.seats}
    for path, there in {PHU_THONG: True, ELSEWHERE: False}.items():
        client.post("/can-bo/noi-lam-viec", {"agency": chosen[path]})
        assert (case.code in client.get("/can-bo/viec/cho-tiep-nhan").text) is there


def test_pages_follow_each_other_without_a_gap_and_ask_the_same_however_many_there_are(office: Office) -> None:
    case = office.filed()
    client, asked = signed_in(office.clerk), []
    for more in (9, 990):
        copies_of(case, more)
        client.get("/can-bo/viec/cho-tiep-nhan")
        with CaptureQueriesContext(connection) as queries:
            client.get("/can-bo/viec/cho-tiep-nhan")
        asked.append(len(queries))
    assert asked[0] == asked[1], "\n".join(one["sql"][:100] for one in queries)
    seen, address = [], "/can-bo/viec/cho-tiep-nhan?loc=bao+an"
    while address:
        page = client.get(address).text
        seen += re.findall(rf'ho-so/({case.code}[-0-9a-f]*)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 1000


def test_lists_by_due_time_go_on_where_the_page_before_ended(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    copies_of(case, 4)
    for name, sought in (("working", Sought()), ("working", Sought(mine=True))):
        seen: list[str] = []
        after = None
        while True:
            listed = queue_of_agency(office.officer.actor, case.agency_id, name, sought, after=after, limit=2)
            seen += [one["id"] for one in listed.items]
            after = listed.after
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 5
    with clock.at(clock.now() + timedelta(days=30)):
        assert len(queue_of_agency(office.officer.actor, case.agency_id, "late").items) == 5


def test_a_list_shows_nothing_of_an_agency_where_one_does_not_sit(office: Office) -> None:
    case = office.filed()
    elsewhere = someone("Trần Thị Xa", ("clerk", ELSEWHERE))
    for name in QUEUES:
        assert queue_of_agency(elsewhere.actor, case.agency_id, name).items == []


def test_a_list_with_its_filter_is_kept_under_a_name_for_its_owner_alone(office: Office) -> None:
    clerk, leader = signed_in(office.clerk), signed_in(office.leader)
    clerk.post("/can-bo/danh-sach/luu", {"name": "Bé An", "queue": "cho-tiep-nhan", "loc": "bảo an"})
    page = clerk.get("/can-bo/viec/dang-xu-ly").text
    assert 'href="/can-bo/viec/cho-tiep-nhan?loc=b%E1%BA%A3o+an"' in page
    assert "Bé An" not in leader.get("/can-bo/viec/dang-xu-ly").text
    clerk.post("/can-bo/danh-sach/bo", {"name": "Bé An"})
    assert "Bé An" not in clerk.get("/can-bo/viec/dang-xu-ly").text
