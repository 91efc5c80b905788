"""The desk of who reports and who appraises: what waits for them, and both scores with what lies between them."""

import re

import pytest

from support import commune_reports
from support.births import someone
from support.commune_reports import PHU_THONG, PROVINCE, do, given_file
from support.stories import at, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db
LIST = "/can-bo/viec/viec-tu-noi-khac"


def test_a_report_waits_on_the_desk_of_whose_turn_it_is_and_shows_both_scores(demo: None) -> None:
    commune_reports.in_force()
    officer, head = someone("Triệu Thị Cán", ("officer", PHU_THONG)), someone("Nông Văn Chủ", ("leader", PHU_THONG))
    one, two = (someone(name, ("appraiser", PROVINCE)) for name in ("Lê Thị Một", "Trần Văn Hai"))
    leader = someone("Phạm Quyết Định", ("leader", PROVINCE))
    with at("2026-12-02T08:00"):
        case = commune_reports.opened()
        page = signed_in(officer).get(LIST).text
        assert case.code in page
        assert "còn 30 ngày" in page
        own = signed_in(officer).get(f"/can-bo/ho-so/{case.code}").text
        assert "1. Tỷ lệ người sử dụng có khả năng truy nhập băng rộng" in own
        version = re.search(r'name="version" value="(\d+)"', own)
        assert version is not None
        wrong = {"step": "self_score", "action": "submit", "version": version[1], "once": new_key()}
        refused = signed_in(officer).post(f"/can-bo/ho-so/{case.code}/viec", wrong)
        assert refused.status_code == 422
        assert ">1. Điểm tự chấm: Hãy điền mục này.<" in refused.text  # which row, which field
        file = given_file(officer.actor, case)
        do(officer.actor, case, "submit", items=[{"own": 10, "evidence": [file]}, *({"own": 0} for _ in range(36))])
        assert case.code not in signed_in(officer).get(f"{LIST}?cua-toi=1").text
        do(head.actor, case, "approve")
        points = [
            {"points": 6, "state": "enough", "why": "Thiếu"},
            *({"points": 0, "state": "enough"} for _ in range(36)),
        ]
        do(one.actor, case, "give", items=points)
        assert "Điểm thẩm định: 6" not in signed_in(two).get(f"/can-bo/ho-so/{case.code}").text  # sealed
        do(two.actor, case, "give", items=[{**points[0], "points": 8}, *points[1:]])
        do(head.actor, case, "appeal", items=[{"appeal": "Có sóng từ tháng 9"}])
        page = signed_in(leader).get(f"/can-bo/ho-so/{case.code}").text
    assert "Điểm tự chấm: 10; Điểm thẩm định: 7; Chênh lệch: 3; Giải trình: Có sóng từ tháng 9" in page
    assert "Quyết định và khóa" in page
