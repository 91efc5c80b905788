"""A leader's pages: five minutes, what hangs, directives, counts with the cases behind them and what is taken away."""

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO

import orjson
import pytest
from openpyxl import load_workbook

from desk.conftest import PHU_THONG, Office
from nenso.cases.models import Case
from nenso.cases.queries.counting import NUMBERS
from nenso.cases.queries.viewing import view_case
from nenso.index import publications
from support import boards
from support.births import birth_form, someone
from support.stories import at, did
from support.visits import signed_in

pytestmark = pytest.mark.django_db
ROOT = "/can-bo/dieu-hanh"
LATE = "2026-11-25T09:00"


def examined_and_overdue(office: Office) -> list[Case]:
    """Two births: one that the officer has proposed and waits for the leader, one the officer holds; both overdue."""
    with at("2026-11-23T09:00"):
        cases = [office.filed(), office.filed(child=birth_form()["child"] | {"full_name": "Lý Triệu Bảo Châu"})]
        for case in cases:
            did(office.clerk.actor, case, "accept")
        did(office.officer.actor, cases[0], "propose", form={"child_id": "019326000451"})
        signed_in(office.officer).post(f"/can-bo/ho-so/{cases[1].code}/nhan-viec", {"step": "examine"})
    return cases


def test_a_leader_sees_in_one_page_what_to_do_who_is_late_and_what_to_sign(office: Office) -> None:
    cases = examined_and_overdue(office)
    leader = signed_in(office.leader)
    with at(LATE):
        assert leader.get("/can-bo")["Location"] == ROOT
        page = leader.get(ROOT).text
    first = page[page.index("Việc nên làm trước") : page.index("facts--numbers")]
    things = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<li>(.*?)</li>", first, re.DOTALL)]
    assert things == [
        "Ký 1 hồ sơ đang chờ",
        "Hỏi Hoàng Văn Tú: 1 hồ sơ quá hạn đang giữ",
        "Giao 1 hồ sơ quá hạn chưa ai nhận",
    ]
    assert "Hoàng Văn Tú" in page
    assert f"/can-bo/ho-so/{cases[0].code}" in page[page.index('id="to-sign"') :]


def test_a_directive_goes_from_the_leader_to_the_officer_and_back_on_their_screens(office: Office) -> None:
    (case, _) = examined_and_overdue(office)
    leader, officer = signed_in(office.leader), signed_in(office.officer)
    address = f"/can-bo/ho-so/{case.code}"
    task = {"task": "Báo cáo lý do chậm", "to": str(office.officer.account.id), "due": "2026-11-23T17:00"}
    with at("2026-11-23T10:00"):
        leader.post(f"{address}/chi-dao", task)
        assert "Báo cáo lý do chậm" in officer.get(f"{ROOT}/chi-dao").text
    with at(LATE):
        assert "Báo cáo lý do chậm" in leader.get(f"{ROOT}/chi-dao?qua-han=1").text
        assert "Báo cáo lý do chậm" in leader.get(ROOT).text
        given = f"{address}/chi-dao/{view_case(office.leader.actor, case.code)['directives'][0]['id']}"
        officer.post(f"{given}/nhan")
        officer.post(f"{given}/bao-cao", {"text": "Chờ xác minh", "done": "1"})
        page = leader.get(address).text
        assert "Chờ xác minh" in page
        assert "báo cáo đã xong" in page
        leader.post(f"{given}/ket-thuc", {"text": "Đồng ý"})
        (told,) = view_case(office.leader.actor, case.code)["directives"]
        assert told["conclusion"] == "Đồng ý"
        assert "Báo cáo lý do chậm" not in leader.get(f"{ROOT}/chi-dao").text
        assert [one["step"] for one in view_case(office.leader.actor, case.code)["held_by"]] == ["sign"]
        refused = officer.post(f"{given}/bao-cao", {"text": "Thêm"})
        assert refused.status_code == 409
        assert "đã kết thúc" in refused.text


def test_each_number_leads_to_its_cases_and_both_can_be_taken_away(office: Office) -> None:
    cases = examined_and_overdue(office)
    leader = signed_in(office.leader)
    with at(LATE):
        for by in ("procedure", "officer", "unit", "agency"):
            table = leader.get(f"{ROOT}/thong-ke?theo={by}&tu=2026-11-25").text
            addresses = {one.replace("&amp;", "&") for one in re.findall(r'href="([^"]+thong-ke/ho-so[^"]+)"', table)}
            assert {re.search(r"so=(\w+)", one)[1] for one in addresses} == {"received", "in_hand", "overdue"}
            seen = {code for one in addresses for code in re.findall(r'ho-so/([\d.-]+)"', leader.get(one).text)}
            assert seen == {case.code for case in cases}
        text = leader.get(f"{ROOT}/thong-ke?tai=csv").content.decode("utf-8-sig")
        (heading, line, total) = list(csv.reader(StringIO(text)))
        assert heading[1] == "Tiếp nhận trong kỳ"
        assert (line[1], total[NUMBERS.index("overdue") + 1]) == ("2", "2")
        book = load_workbook(BytesIO(leader.get(f"{ROOT}/thong-ke/ho-so?so=in_hand&tai=xlsx").content))
        assert {row[0].value for row in book.active.iter_rows(min_row=2)} == {case.code for case in cases}
        assert leader.get(f"{ROOT}/thong-ke/ho-so?so=khong-co").status_code == 404


def test_what_hangs_says_why_and_is_narrowed_by_who_holds_it(office: Office) -> None:
    cases = examined_and_overdue(office)
    leader = signed_in(office.leader)
    with at(LATE):
        page = leader.get(f"{ROOT}/theo-doi?can-bo={office.officer.account.id}").text
        assert cases[1].code in page
        assert cases[0].code not in page
        assert "Quá hạn trả kết quả" in page
        assert cases[1].code not in leader.get(f"{ROOT}/theo-doi?vi-sao=applicant").text


def test_the_province_counts_and_does_not_open(office: Office) -> None:
    cases = examined_and_overdue(office)
    above = signed_in(someone("Phan Văn Tỉnh", ("leader", "vn.p19")))
    with at(LATE):
        table = above.get(f"{ROOT}/thong-ke?theo=agency").text
        assert f"o={PHU_THONG}" in table
        page = above.get(f"{ROOT}/theo-doi").text
        assert cases[0].code in page
        assert f"/can-bo/ho-so/{cases[0].code}" not in page
        assert "Lý Triệu Bảo An" not in page
        assert above.get(f"{ROOT}/thong-ke?o=vn.p01").status_code == 403


def test_a_leader_sees_where_the_agency_stands_what_moved_why_and_what_would_raise_it(db: None) -> None:
    boards.in_force()
    who = boards.publisher()
    boards.published(who, "2026-Q3")
    shown = boards.published(who, seed=1)
    boards.published(who, "2026-11", seed=2, embargo=timedelta(days=365))
    told = orjson.loads(bytes(publications.publication_by_id(who, shown.id).content))
    own = next(one for one in told["units"] if one["unit"] == PHU_THONG)
    page = signed_in(someone("Ma Thị Lãnh", ("leader", PHU_THONG))).get(ROOT).text
    stand = page[page.index('class="stand"') :]
    assert re.search(rf'Hạng</dt><dd class="figures">{own["rank"]} ', stand)
    assert f"{own['score']:.2f}".replace(".", ",") in stand
    assert "Đổi gì từ kỳ trước, vì sao" in stand
    assert "Chỉ số nào đổi nhiều nhất" in stand
    assert stand.count('class="stand"') == 1  # what is under embargo is not there
    first = page[page.index("Việc nên làm trước") : page.index("facts--numbers")]
    assert re.search(r"Nâng “.+” lên .+: hạng \d+ thay vì", re.sub(r"<[^>]+>", "", first))

    above = signed_in(someone("Lý Văn Trên", ("leader", "vn.p19"))).get(ROOT).text
    assert "Tụt hạng nhiều nhất" in above
    last = [one["name"].removeprefix("Ủy ban nhân dân ")[1:] for one in told["units"] if one["rank"] is not None][-3:]
    assert all(name in above[above.index("Cuối bảng") :] for name in last)
    assert 'class="stand"' not in signed_in(someone("Trần Thị Xa", ("leader", "vn.p04.c01273"))).get(ROOT).text
