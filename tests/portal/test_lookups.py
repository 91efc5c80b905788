"""A person reads who looked her up from another agency, and objects."""

import pytest

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.cases.intake.filing import Filing, file_case
from nenso.exchange.asking import look_up
from nenso.exchange.objecting import answer_objection, my_objections
from support.births import OFFICIALS, birth_form, decided, in_force, mother, someone
from support.callers import PHU_THONG
from support.lookups import CONSUMER, asking, lending
from support.stories import did
from support.visits import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_looks_of_one_officer_at_one_case_after_each_other_are_read_as_one() -> None:
    in_force()
    mai = mother()
    case = file_case(mai.actor, Filing("1.001193", birth_form()), key="khai-sinh-01").case
    did(someone("Nông Thị Hoa", ("clerk", PHU_THONG)).actor, case, "accept")
    officer = signed_in(someone("Hoàng Văn Tú", ("officer", PHU_THONG)))
    for _ in range(3):
        assert officer.get(f"/can-bo/ho-so/{case.code}").status_code == 200
    page = signed_in(mai).get("/ai-da-xem").text
    assert page.count(f"Hồ sơ {case.code}") == 1
    assert "3 lần, " in page


def test_she_sees_who_asked_what_for_and_objects_and_reads_the_answer() -> None:
    in_force()
    mai = mother()
    case = file_case(mai.actor, Filing("1.001193", birth_form()), key="khai-sinh-01").case
    decided(case.id, {role: someone(name, (role, PHU_THONG)) for role, name in OFFICIALS.items()})
    asker = someone("Đỗ Thị Hạnh", ("officer", CONSUMER))
    looked = look_up(asker.actor, lending().service, agency(CONSUMER), asking())
    client = signed_in(mai)

    page = client.get("/ai-da-xem").content.decode()
    assert agency(CONSUMER).name in page
    assert "Đăng ký cư trú" in page
    assert "CT-2026/118" in page
    address = f"/ai-da-xem/{looked.id}/phan-doi"
    assert address in page

    empty = client.post(address, {"why": " "})
    assert (empty.status_code, "Hãy nêu lý do" in empty.content.decode()) == (422, True)
    assert client.post(address, {"why": "Tôi không nộp hồ sơ ở đó"}).status_code == 302
    assert "đang chờ trả lời" in client.get("/ai-da-xem").content.decode()

    (objection,) = my_objections(mai.actor)
    answer_objection(SYSTEM, objection.id, upheld=True, answer="Không có hồ sơ nào cần")
    page = client.get("/ai-da-xem").content.decode()
    assert "Phản đối được chấp nhận: Không có hồ sơ nào cần" in page
    assert address not in page
    assert signed_in(someone("Lê Văn Khác")).get(address).status_code == 404
