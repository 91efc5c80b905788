"""One case on the desk: what is seen of it, what is asked for, who was quicker, and many at once."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.conftest import Office
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.models import Case, Slip, Status
from nenso.desk import bulk
from nenso.journal.models import JournalEntry
from nenso.notices.delivering import NOTICES, note_delivery
from nenso.notices.models import Channel, Notice, State
from nenso.notices.tasks import take_up
from nenso.runtime.acting import acting
from nenso.runtime.config import config
from support.births import PDF, decided
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING, at, did, new_key, open_steps, whole
from support.visits import signed_in

pytestmark = pytest.mark.django_db


def address(case: Case, more: str = "") -> str:
    """Return the address of a case's page, or of a form on it."""
    return f"/can-bo/ho-so/{case.code}{more}"


def sent(client: Client, case: Case, action: str, step: str, **more: object) -> tuple[int, str]:
    """Send the form of a step as its page has it, and return the status and the text of the page that follows."""
    version = re.search(r'name="version" value="(\d+)"', client.get(address(case)).text)
    assert version is not None
    form = {"step": step, "action": action, "version": version[1], "once": new_key(), **more}
    answer = client.post(address(case, "/viec"), form)
    return answer.status_code, client.get(answer["Location"]).text if answer.status_code == 302 else answer.text


def test_a_clerk_takes_a_case_in_and_it_goes_on_to_the_officer(office: Office) -> None:
    case = office.filed()
    status, page = sent(signed_in(office.clerk), case, "accept", "receive")
    assert status == 302
    assert f"Đã ghi nhận trên hồ sơ {case.code}" in page
    assert open_steps(case) == ["examine"]
    assert "Mẫu số 01" in page.replace("\xa0", " ")


def test_of_a_father_whom_nobody_named_nothing_is_listed(office: Office) -> None:
    father = {"id": "019090000123", "full_name": "Lý Văn Páo", "birth_year": 1990, "ethnicity": "dao"}
    pages = [signed_in(office.officer).get(address(office.filed(father=one))).text for one in ({}, father)]
    assert [page.count(">Người cha</h3>") for page in pages] == [0, 1]
    assert ">Người mẹ</h3>" in pages[0]


def test_what_was_marked_becomes_one_slip_that_names_each_item(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    marks = {
        "mark": ["field:child.hometown", "document:birth_certificate"],
        "why:field:child.hometown": "Ghi theo giấy tờ của cha, mẹ.",
        "why:document:birth_certificate": "Chưa có giấy chứng sinh.",
        "other": "father.full_name",
        "why:other": "Cần họ tên cha nếu đã đăng ký kết hôn.",
    }
    status, page = sent(signed_in(office.officer), case, "ask", "examine", **marks)
    assert status == 302
    assert "Thời hạn dừng từ" in page
    with acting(EVERYTHING):
        slip = Slip.objects.get(case_id=case.id, form_number=2)
    for why in ("Ghi theo giấy tờ của cha, mẹ.", "Chưa có giấy chứng sinh.", "Cần họ tên cha"):
        assert why in str(slip.data)
        assert why in page


def test_every_box_to_mark_stands_in_the_form_that_asks_also_of_what_was_handed_in(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    did(office.officer.actor, case, "ask", marks=[{"document": "birth_certificate", "why": "Chưa có."}])
    given = {"paper:birth_certificate:original": "1"}
    assert signed_in(office.clerk).post(address(case, "/bo-sung"), given).status_code == 302
    page = signed_in(office.officer).get(address(case)).text
    marks = dict(re.findall(r'name="mark" value="([^"]+)" form="([^"]*)"', page))
    assert {"document:birth_certificate", "document:witness_statement", "field:child.hometown"} <= set(marks)
    assert set(marks.values()) == {"act-examine"}
    assert 'id="act-examine"' in page


def test_asking_without_saying_why_keeps_what_was_ticked_and_typed(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    marks = {"mark": ["field:child.hometown", "document:birth_certificate"], "why:field:child.hometown": "Chưa rõ."}
    status, page = sent(signed_in(office.officer), case, "ask", "examine", reason="Xem lại.", **marks)
    assert status == 422
    assert 'value="Chưa rõ."' in page
    assert re.search(r'value="document:birth_certificate"[^>]* checked', page)
    assert ">Xem lại.</textarea>" in page
    assert open_steps(case) == ["examine"]


def test_refusing_needs_a_reason(office: Office) -> None:
    case = office.filed()
    clerk = signed_in(office.clerk)
    assert sent(clerk, case, "refuse", "receive")[0] == 422
    status, page = sent(clerk, case, "refuse", "receive", reason="Không thuộc thẩm quyền của xã.")
    assert status == 302
    assert "Không thuộc thẩm quyền của xã." in page


def test_of_two_officers_the_second_is_told_who_was_quicker_and_loses_nothing(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    seen = whole(case).case.version
    did(office.officer.actor, case, "propose", form={"child_id": "019326000451"})
    did(office.leader.actor, case, "return", reason="Kiểm tra lại số định danh.")
    form = {"step": "examine", "action": "propose", "version": seen, "once": new_key(), "asks": "child_id"}
    answer = signed_in(office.officer).post(address(case, "/viec"), form | {"child_id": "019326000777"})
    assert answer.status_code == 409
    assert "Ma Văn Dũng vừa xử lý hồ sơ này" in answer.text
    assert 'value="019326000777"' in answer.text
    assert open_steps(case) == ["examine"]


def test_sending_a_form_twice_does_it_once(office: Office) -> None:
    case = office.filed()
    clerk = signed_in(office.clerk)
    form = {"step": "receive", "action": "accept", "version": "1", "once": new_key()}
    assert [clerk.post(address(case, "/viec"), form).status_code for _ in range(2)] == [302, 302]
    assert [entry.action for entry in whole(case).entries] == ["accept"]


def test_sensitive_answers_are_masked_until_looked_at_and_the_look_is_journalled(office: Office) -> None:
    case = office.filed()
    officer = signed_in(office.officer)
    assert "006195000123" not in officer.get(address(case)).text
    assert officer.post(address(case, "/xem"), {"purpose": " "}).status_code == 403
    page = officer.post(address(case, "/xem"), {"purpose": "Đối chiếu với Cơ sở dữ liệu dân cư"})
    assert page.status_code == 200
    assert "006195000123" in page.text
    assert page["Cache-Control"] == "no-store"
    with acting(EVERYTHING):
        looks = JournalEntry.objects.filter(stream=case.id, kind="case.looked_at")
        assert [look.body["purpose"] for look in looks] == ["Đối chiếu với Cơ sở dữ liệu dân cư"]


def test_what_a_supplement_changed_is_shown_beside_what_stood_there_before(office: Office) -> None:
    with at("2026-11-23T09:00"):
        case = office.filed()
        did(office.clerk.actor, case, "accept")
        marks = [{"field": "child.hometown", "why": "Ghi rõ."}]
        did(office.officer.actor, case, "ask", marks=marks)
    with at("2026-11-24T10:00"):
        supply(office.mother.actor, case.id, Supply(form={"child.hometown": "xã Cẩm Giàng"}), key=new_key())
        page = signed_in(office.officer).get(address(case)).text
        assert "mới bổ sung" in page
        assert "<del>xã Phủ Thông, tỉnh Thái Nguyên</del>" in page
        assert "từ 09:00 hôm qua đến 10:00 hôm nay (chờ bổ sung)" in page


def test_the_counter_takes_in_what_was_asked_for(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    did(office.officer.actor, case, "ask", marks=[{"document": "birth_certificate", "why": "Chưa có."}])
    form = {"paper:birth_certificate:original": "1", "note": "Mẹ mang đến."}
    assert signed_in(office.clerk).post(address(case, "/bo-sung"), form).status_code == 302
    assert open_steps(case) == ["examine"]
    assert "1 bản chính" in signed_in(office.officer).get(address(case)).text


def test_the_counter_asks_for_each_answer_as_the_form_did_and_takes_a_scan(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    marks = [
        {"field": "child.sex", "why": "Giấy chứng sinh ghi khác."},
        {"field": "child.born_on", "why": "Giấy chứng sinh ghi khác."},
        {"document": "birth_certificate", "why": "Chưa có."},
    ]
    did(office.officer.actor, case, "ask", marks=marks)
    clerk = signed_in(office.clerk)
    page = clerk.get(address(case)).text
    assert re.search(r'type="radio"[^>]*name="child.sex"|name="child.sex"[^>]*type="radio"', page)
    answers = {
        "asks": ["child.sex", "child.born_on"],
        "child.sex": "male",
        "child.born_on.day": "31",
        "child.born_on.month": "02",
        "child.born_on.year": "2026",
    }
    scan = SimpleUploadedFile("gcs.pdf", PDF, "application/pdf")
    wrong = clerk.post(address(case, "/bo-sung"), answers | {"file:birth_certificate": scan})
    assert wrong.status_code == 422
    assert 'value="31"' in wrong.text, "what was typed stays"
    (given,) = re.findall(r'value="take_back:([0-9a-f-]+)"', wrong.text)
    stays = clerk.post(address(case, "/bo-sung"), answers | {"do": f"take_back:{given}"})
    assert stays.status_code == 200
    assert "take_back:" not in stays.text, "the wrong scan is gone"
    answers |= {"child.born_on.day": "19", "child.born_on.month": "10"}
    scan.seek(0)
    assert clerk.post(address(case, "/bo-sung"), answers | {"file:birth_certificate": scan}).status_code == 302
    assert open_steps(case) == ["examine"]
    assert whole(case).case.form["child"]["sex"] == "male"
    assert whole(case).case.form["child"]["born_on"] == "2026-10-19"
    page = signed_in(office.officer).get(address(case)).text
    assert page.count("mới bổ sung") == 3
    assert "gcs.pdf" in page


def test_a_leader_extends_with_reason_and_apology(office: Office) -> None:
    with at("2026-11-23T09:00"):
        case = office.filed()
        did(office.clerk.actor, case, "accept")
        leader = signed_in(office.leader)
        wrong = leader.post(address(case, "/gia-han"), {"until": "mai", "why": "Xác minh."})
        assert wrong.status_code == 422
        (opened,) = re.findall(r"<details [^>]* open>.*?</details>", wrong.text, re.DOTALL)
        assert ">Xác minh.</textarea>" in opened, "what is to be mended stands open"
        form = {"until": "2026-11-25T17:00", "why": "Phải xác minh nơi sinh."}
        answer = leader.post(address(case, "/gia-han"), form)
        assert answer.status_code == 302
        page = leader.get(answer["Location"]).text
    assert "Mẫu số 04" in page
    assert "Phải xác minh nơi sinh." in page


def test_a_leader_hands_a_step_to_an_officer_who_gives_it_back(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    leader, officer = signed_in(office.leader), signed_in(office.officer)
    assert "Hoàng Văn Tú" in leader.get(address(case)).text
    leader.post(address(case, "/phan-cong"), {"to": f"examine {office.officer.account.id}"})
    assert [task.account for task in whole(case).open_tasks] == [office.officer.account.id]
    officer.post(address(case, "/tra-viec"), {"step": "examine"})
    assert [task.account for task in whole(case).open_tasks] == [None]


def test_a_decided_case_is_handed_over_with_its_signed_paper(office: Office) -> None:
    case = office.filed()
    decided(case.id, vars(office))
    clerk = signed_in(office.clerk)
    page = clerk.get(address(case)).text
    assert re.search(r'<button[^>]*data-key="a"[^>]*>Trả kết quả', page), "it stands open, for it is all there is to do"
    paper = re.search(r'href="(/can-bo/ho-so/[^"]+/van-ban/[^"]+)"', page)
    assert paper is not None
    assert clerk.get(paper[1]).content.startswith(b"%PDF")
    assert clerk.post(address(case, "/tra-ket-qua"), {"to": "Triệu Thị Mai"}).status_code == 302
    assert whole(case).case.status == Status.DELIVERED


def test_the_applicant_does_not_open_the_case_on_the_desk(office: Office) -> None:
    assert signed_in(office.mother).get(address(office.filed())).status_code == 404


def carried_out(client: Client, form: dict[str, object]) -> str:
    """Return the page of outcomes of one act on many cases once its job has done what the request had no time for."""
    begun = client.post("/can-bo/cung-luc", form)
    do_waiting_jobs()
    return client.get(begun["Location"]).text


def test_many_are_taken_in_at_once_and_one_that_fails_stops_no_other(office: Office) -> None:
    cases = [office.filed() for _ in range(3)]
    did(office.clerk.actor, cases[1], "accept")
    form = {"action": "accept", "case": [str(case.id) for case in cases], "once": new_key(), "queue": "cho-tiep-nhan"}
    clerk = signed_in(office.clerk)
    for _ in range(2):
        page = carried_out(clerk, form)
        assert "xong 2, không làm được 1, trên 3 hồ sơ." in page
        assert re.findall(r'data-done="(\d)"', page) == ["1", "0", "1"]
    assert [len(whole(case).entries) for case in cases] == [1, 1, 1]


def test_who_chose_no_case_is_told_so_in_the_list(office: Office) -> None:
    clerk = signed_in(office.clerk)
    answer = clerk.post("/can-bo/cung-luc", {"action": "accept", "queue": "cho-tiep-nhan", "once": new_key()})
    assert answer["Location"] == "/can-bo/viec/cho-tiep-nhan"
    assert "Hãy chọn ít nhất một hồ sơ" in clerk.get(answer["Location"]).text
    assert clerk.post("/can-bo/cung-luc", {"action": "accept", "once": new_key()}).status_code == 422


def test_an_agency_that_nobody_named_is_asked_for_without_a_guess(office: Office) -> None:
    case = office.filed()
    asked = {"agency": "", "why": "Ở nơi khác.", "once": new_key()}
    page = signed_in(office.clerk).post(address(case, "/chuyen"), asked).text
    assert "Không tìm thấy cơ quan nào như vậy" in page


def test_what_a_request_does_not_finish_goes_on_by_itself_and_only_its_owner_sees_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE_SECONDS", 0)
    cases = [office.filed() for _ in range(4)]
    did(office.clerk.actor, cases[2], "accept")
    form = {"action": "accept", "case": [str(case.id) for case in cases], "once": new_key()}
    clerk = signed_in(office.clerk)
    begun = clerk.post("/can-bo/cung-luc", form)
    assert "Có thể rời trang này" in clerk.get(begun["Location"]).text
    assert clerk.post("/can-bo/cung-luc", form)["Location"] == begun["Location"]
    assert "cases.work_batch" in do_waiting_jobs()
    page = clerk.get(begun["Location"]).text
    assert "xong 3, không làm được 1, trên 4 hồ sơ." in page
    assert "Có thể rời trang này" not in page
    assert [len(whole(case).entries) for case in cases] == [1, 1, 1, 1]
    assert signed_in(office.leader).get(begun["Location"]).status_code == 404


def test_many_are_handed_to_an_officer_and_many_are_signed(office: Office) -> None:
    cases = [office.filed() for _ in range(2)]
    for case in cases:
        did(office.clerk.actor, case, "accept")
    leader, chosen = signed_in(office.leader), [str(case.id) for case in cases]
    assert "Phân công" in leader.get("/can-bo/viec/dang-xu-ly").text
    form = {"action": "assign", "case": chosen, "account": str(office.officer.account.id), "once": new_key()}
    assert "xong 2, không làm được 0" in carried_out(leader, form)
    for case in cases:
        did(office.officer.actor, case, "propose", form={"child_id": "019326000451"})
    assert "Ký số" in leader.get("/can-bo/viec/cho-ky").text
    form = {"action": "sign", "case": chosen, "once": new_key()}
    assert "xong 2, không làm được 0" in carried_out(leader, form)
    assert {step for case in cases for step in open_steps(case)} == {"stamp"}


def test_a_case_asks_the_same_however_long_its_history(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    officer, asked = signed_in(office.officer), []
    for turns in (1, 5):
        for _ in range(turns):
            did(office.officer.actor, case, "propose", form={"child_id": "019326000451"})
            did(office.leader.actor, case, "return", reason="Xem lại.")
        officer.get(address(case))
        with CaptureQueriesContext(connection) as queries:
            officer.get(address(case))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_message_that_came_back_stands_on_the_case(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NENSO_MAIL_URL", "smtp://127.0.0.1:9")
    config.cache_clear()
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    take_up()
    with acting(NOTICES):
        notice = Notice.objects.get(case_id=case.id, channel=Channel.EMAIL)
        assert (notice.state, notice.attempts) == (State.WAITING, 1), "no server listens there: it is tried again"
        Notice.objects.filter(id=notice.id).update(state=State.SENT)
    note_delivery(notice.id, delivered=False, error="5.1.1 no such user")
    page = signed_in(office.officer).get(f"/can-bo/ho-so/{case.code}").text
    assert "bị trả lại" in page
    assert "5.1.1 no such user" in page
    assert notice.text["vi"] not in page, "what it said stays with its recipient"


def test_the_case_says_of_each_message_whether_it_was_sent_or_arrived(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NENSO_MAIL_URL", "smtp://127.0.0.1:9")
    config.cache_clear()
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    desk, address = signed_in(office.officer), f"/can-bo/ho-so/{case.code}"

    def told() -> str:
        return desk.get(address).text.partition('id="told"')[2]

    assert "Báo trạng thái hồ sơ" in told()
    assert "hộp thư trong hệ thống · đã để trong hộp thư, chưa đọc" in told()
    take_up()
    assert "thư điện tử · chờ gửi" in told(), "no server listens there"
    with acting(NOTICES):
        notice = Notice.objects.get(case_id=case.id, channel=Channel.EMAIL)
        Notice.objects.filter(id=notice.id).update(state=State.SENT)
    assert "thư điện tử · đã gửi, chưa biết đã tới" in told()
    note_delivery(notice.id, delivered=True)
    assert "thư điện tử · đã tới" in told()
    assert notice.text["vi"] not in told()


def examined(client: Client, case: Case, **changes: str) -> tuple[int, str]:
    """Send the officer's form as its page has it, every box with what stands in it but for ``changes``."""
    page = client.get(address(case)).text
    asks = re.findall(r'name="asks" value="([^"]+)"', page)
    stands = dict(re.findall(r'<input[^>]*name="(corrected\.[^"]+)"[^>]*value="([^"]*)"', page))
    chosen = dict(re.findall(r'<input[^>]*name="(corrected\.[^"]+)"[^>]*value="([^"]*)"[^>]*checked', page))
    chosen |= dict(
        re.findall(r'<select[^>]*name="(corrected[^"]+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    )
    sends = {"step": "examine", "action": "propose", "asks": asks, "once": new_key(), "child_id": "019326000451"}
    answer = client.post(address(case, "/viec"), {**sends, **stands, **chosen, **changes}, follow=True)
    return answer.status_code, answer.text


def test_an_officer_puts_right_what_was_filed_and_the_mother_sees_what_stood_there(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    officer = signed_in(office.officer)
    page = officer.get(address(case)).text
    assert "Đính chính nội dung đã khai" in page
    assert 'name="corrected.child.full_name"' in page
    assert 'name="corrected.mother.id"' not in page, "what is masked is not asked"
    status, text = examined(officer, case, **{"corrected.child.full_name": "Lý Triệu Bảo Ân"})
    assert (status, "Lý Triệu Bảo Ân" in text, "trước đó" in text) == (200, True, True)
    kept = whole(case).case
    assert (kept.form["child"]["full_name"], kept.revision) == ("Lý Triệu Bảo Ân", 2)
    assert kept.form["child"]["birth_place"] == case.form["child"]["birth_place"]
    hers = signed_in(office.mother).get(f"/ho-so/{case.code}").text
    assert "Cơ quan đã đính chính" in hers
    assert "<del>Lý Triệu Bảo An</del>" in hers


def test_an_act_that_puts_nothing_right_writes_no_revision(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    status, text = examined(signed_in(office.officer), case)
    assert (status, "Đính chính:" in text) == (200, False)
    assert whole(case).case.revision == 1


def test_a_correction_that_is_wrong_is_told_at_its_box_and_all_that_was_typed_stays(office: Office) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    wrong = {"corrected.child.born_on.day": "31", "corrected.child.born_on.month": "2", "child_id": "019326000451"}
    status, text = examined(signed_in(office.officer), case, **wrong)
    assert status == 422
    assert 'href="#corrected.child.born_on' in text, re.findall(r'href="#[^"]+"', text)
    assert re.search(r'name="corrected\.child\.born_on\.day"[^>]*value="31"', text)
    assert 'value="019326000451"' in text
    assert open_steps(case) == ["examine"]


def test_a_step_that_corrects_nothing_takes_no_correction(office: Office) -> None:
    case = office.filed()
    clerk = signed_in(office.clerk)
    assert "Đính chính nội dung đã khai" not in clerk.get(address(case)).text
    sends = {"step": "receive", "action": "accept", "asks": ["corrected.child.full_name"], "once": new_key()}
    clerk.post(address(case, "/viec"), {**sends, "corrected.child.full_name": "Người Khác"})
    assert whole(case).case.form["child"]["full_name"] == "Lý Triệu Bảo An"
