"""A mother files a birth by pages and follows it to its result: server-side, as a browser without scripts sends it."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from nenso.cases.acts.acting import Act, act
from nenso.cases.models import Case
from nenso.runtime.acting import acting
from nenso.runtime.config import config
from portal.test_drafts import begun, send
from support.births import PDF, Someone, in_force, mother, someone
from support.callers import EVERYTHING, PHU_THONG, ROLES
from support.visits import signed_in
from web.sent import hidden_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

CHILD = {
    "child.full_name": "Lý Triệu Bảo An",
    "child.born_on.day": "20",
    "child.born_on.month": "10",
    "child.born_on.year": "2026",
    "child.sex": "female",
    "child.ethnicity": "dao",
    "child.nationality": "vn",
    "child.born_at": "facility",
    "child.hometown": "xã Phủ Thông, tỉnh Thái Nguyên",
    "child.situation": "ordinary",
}
HEADINGS = (
    "Trình tự thực hiện",
    "Cách thức thực hiện",
    "Thành phần hồ sơ",
    "Thời hạn giải quyết",
    "Phí, lệ phí",
    "Đối tượng thực hiện",
    "Cơ quan thực hiện",
    "Kết quả",
    "Căn cứ pháp lý",
    "Yêu cầu, điều kiện",
)
BORN_AT = {
    "child.facility": "Trung tâm Y tế Bạch Thông",
    "child.birth_place.place": "xã Phủ Thông, tỉnh Thái Nguyên",
}
PARENTS = {
    "mother.ethnicity": "dao",
    "mother.nationality": "vn",
}


def through(client: Client, **answers: Any) -> str:
    """Fill a birth in from its first page to the check of the answers; return the address of that."""
    address = begun(client)
    root = address.rpartition("/")[0]
    if address.endswith("nop-cho-ai"):
        address = client.post(address, {"whom": "toi", "once": "cho-toi-0001"})["Location"]
    shown = send(client, f"{root}/requester", relation="mother")
    assert shown.status_code == 302, wrong_in(shown)
    shown = send(client, f"{root}/child", **CHILD)
    assert shown.status_code == 422, "where in the facility is asked once it is said that it was in one"
    shown = send(
        client,
        f"{root}/child",
        **{"child.facility": "Trung tâm Y tế Bạch Thông", "child.birth_place.place": "xã Phủ Thông, tỉnh Thái Nguyên"},
    )
    assert shown.status_code == 302, wrong_in(shown)
    shown = send(client, f"{root}/parents", **PARENTS)
    assert shown.status_code == 302, wrong_in(shown)
    shown = send(client, f"{root}/proof", proof_later="true")
    assert shown.status_code == 302, wrong_in(shown)
    shown = send(client, f"{root}/copies", undertaking="true", **answers)
    assert shown.status_code == 302, wrong_in(shown)
    return f"{root}/kiem-tra"


def wrong_in(answer: Any) -> list[str]:
    return re.findall(r'<a href="#[^"]*">([^<]*)', answer.text)


def cases_of(who: Someone) -> list[Case]:
    with acting(EVERYTHING):
        return list(Case.objects.filter(persons__contains=[who.account.person_id], status__gt=0))


def checked(client: Client, file: bytes) -> str:
    """Return what the page that checks a signed file says of one."""
    return client.post("/kiem-tra", {"file": SimpleUploadedFile("giay.pdf", file)}).text


def test_a_birth_is_filed_once_followed_supplemented_and_its_certificate_is_taken_home() -> None:
    in_force()
    her = mother()
    client = signed_in(her)
    check = through(client)
    listed = client.get(check).text
    father = re.search(r"Người cha</h3>\s*<dl.*?</dl>", listed, re.DOTALL)
    assert father is not None
    assert "Không khai" in father[0]
    assert "Quốc tịch" not in father[0], "of who was not named nothing stands there by itself"
    text = client.get(check).text
    assert "Lý Triệu Bảo An" in text
    assert "20/10/2026" in text
    assert "Tôi xin cam đoan những lời khai trên là đúng sự thật." in text
    sent = hidden_of(text)
    unsworn = client.post(check, sent)
    assert unsworn.status_code == 422, "without the undertaking it is not filed"
    assert 'id="oath-error"' in unsworn.text
    assert cases_of(her) == []
    answers = [client.post(check, sent | {"oath": "true"}) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    (case,) = cases_of(her)
    told = client.get(answers[0]["Location"]).text
    assert case.code in told
    found = re.search(r'<strong class="figures anywhere">([^<]+)</strong>', told)
    assert found is not None
    nobody = Client()
    followed = nobody.post("/tra-cuu", {"code": case.code, "secret": found[1]}).text
    assert "Mới đăng ký" in followed
    assert "Lý Triệu Bảo An" not in followed
    wrong = [
        nobody.post("/tra-cuu", {"code": code, "secret": "sai"}).text for code in (case.code, "19.00000-260101-0001")
    ]
    assert len({re.sub(r'value="[^"]*"|reference.*', "", one) for one in wrong}) == 1

    officials = {role: someone(f"Cán bộ {role}", (role, PHU_THONG)) for role in ROLES}
    act(officials["clerk"].actor, case.id, Act("accept"), key="tiep-nhan-01")
    marks = [
        {"document": "birth_certificate", "why": "Chưa có giấy chứng sinh."},
        {"field": "child.hometown", "why": "Ghi theo quê của cha hoặc mẹ."},
    ]
    act(officials["officer"].actor, case.id, Act("ask", marks=marks), key="yeu-cau-01")
    page = client.get(f"/ho-so/{case.code}").text
    assert "Chưa có giấy chứng sinh." in page
    assert "Thời hạn đang dừng" in page
    assert "Bước tiếp theo: Thẩm tra." in page, "it comes back to the step that asked"
    asked = client.get(f"/ho-so/{case.code}/bo-sung").text
    assert 'name="child.hometown"' in asked
    assert 'name="child.full_name"' not in asked
    supplying = f"/ho-so/{case.code}/bo-sung"
    answer = {"asks": "child.hometown", "child.hometown": "xã Vân Tùng, tỉnh Thái Nguyên", "note": "Con xin lỗi"}
    early = client.post(supplying, answer | {"once": "bo-sung-000"})
    assert early.status_code == 422
    assert wrong_in(early) == ["Giấy chứng sinh: hãy chọn tệp trước khi gửi."]
    assert 'href="#file-birth_certificate"' in early.text
    upload = answer | {"do": "upload:birth_certificate"}
    assert wrong_in(client.post(supplying, upload | {"once": "bo-sung-001"})) == ["Hãy chọn tệp trước khi tải lên."]
    file = SimpleUploadedFile("chung-sinh.pdf", PDF, "application/pdf")
    given = client.post(supplying, upload | {"once": "bo-sung-002", "file:birth_certificate": file})
    assert given.status_code == 200, wrong_in(given)
    assert "chung-sinh.pdf" in given.text
    mistaken = {"once": "bo-sung-012", "file:birth_certificate": SimpleUploadedFile("nham.pdf", PDF, "application/pdf")}
    offered = dict(
        re.findall(r'value="(take_back:[^"]+)".*?hidden"> ([^<]+)<', client.post(supplying, upload | mistaken).text)
    )
    assert set(offered.values()) == {"chung-sinh.pdf", "nham.pdf"}
    (wrong_one,) = (button for button, name in offered.items() if name == "nham.pdf")
    back = client.post(supplying, answer | {"do": wrong_one, "once": "bo-sung-013"})
    assert "chung-sinh.pdf" in back.text
    assert "nham.pdf" not in back.text, "what was chosen by mistake is taken back before it is sent"
    again = client.post(supplying, upload | {"once": "bo-sung-014"})
    assert again.status_code == 200, "one is there already, as when a script sent it up by itself"
    for answered in (early, given, back):
        assert "xã Vân Tùng" in answered.text, "what was typed stays, whichever button was pressed"
        assert "Con xin lỗi" in answered.text
    signed_out = Client()
    signed_out.post(supplying, answer)
    assert "xã Vân Tùng" in signed_in(her, signed_out).get(supplying).text, "and when the session had ended"
    assert client.post(supplying, answer | {"once": "bo-sung-003"}).status_code == 302
    told = client.get(f"/ho-so/{case.code}").text
    assert "Đã gửi bổ sung." in told
    assert "Giấy chứng sinh: Chưa có giấy chứng sinh." in told, "what was asked, and why, stays in the history"
    for role, action, form in (
        ("officer", "propose", {"child_id": "019326000451"}),
        ("leader", "sign", {}),
        ("registrar", "issue", {}),
    ):
        act(officials[role].actor, case.id, Act(action, form=form), key=f"{role}-{action}-01")
    page = client.get(f"/ho-so/{case.code}").text
    assert "Tiếp nhận: Tiếp nhận" not in page, "a step and its only action of one name are said once"
    verified = re.search(r'href="[^"]*(/v/[^"]+)"', page)
    assert verified is not None
    assert "hôm nay" not in nobody.get(verified[1]).text, "it is compared with paper, on which no day is today"
    result = re.search(r"/ho-so/[^/]+/ket-qua/[0-9a-f-]{36}", page)
    assert result is not None
    pdf = client.get(result[0])
    assert pdf.content.startswith(b"%PDF")
    whole = checked(nobody, pdf.content)
    for told in ("Văn bản có giá trị", "Cán bộ leader", case.code, "đúng là bản lưu trong sổ của hệ thống"):
        assert told in whole
    altered = checked(nobody, pdf.content.replace(b"%PDF-1", b"%PDF-2", 1))
    assert "Không dựa vào văn bản này được" in altered
    assert "không phải tệp PDF" in checked(nobody, b"khong phai PDF")
    assert nobody.get(f"/kiem-tra?ma=https://vidu.vn{verified[1]}")["Location"] == verified[1]
    wallet = client.get("/giay-to").text
    assert "Giấy khai sinh" in wallet
    assert result[0] in wallet, "it is downloaded there"
    code = re.search(r'src="(/v/[^"]+\.svg)"', wallet)
    assert code is not None
    assert code[1] == f"{verified[1]}.svg", "and shown to whoever wants to verify it"
    assert nobody.get(code[1])["Content-Type"] == "image/svg+xml"
    assert client.get(f"/ho-so/{case.code}/phieu/1").content.startswith(b"%PDF")
    assert client.get("/ho-so?loc=da-tra").text.count(case.code) > 0
    assert client.get("/ho-so?loc=khong-nhan").text.count(case.code) == 0


def test_what_is_wrong_with_a_file_is_told_in_words_and_nothing_is_lost() -> None:
    in_force()
    client = signed_in(mother())
    root = begun(client).rpartition("/")[0]
    file = SimpleUploadedFile("chung-sinh.pdf", b"\x7fELF" + b"\x00" * 200, "application/pdf")
    answer = client.post(f"{root}/giay-to/birth_certificate", {"file": file, "once": "tep-hong-01"})
    assert answer.status_code in {415, 422}
    assert "Lưu lại đúng loại" in answer.text or "nội dung" in answer.text
    assert client.post(f"{root}/giay-to/birth_certificate", {"once": "khong-tep"}).status_code == 422
    file = SimpleUploadedFile("chung-sinh.pdf", PDF, "application/pdf")
    for _ in range(2):
        file.seek(0)
        assert (
            client.post(f"{root}/giay-to/birth_certificate", {"file": file, "once": "tep-tot-001"}).status_code == 302
        )
    text = client.get(f"{root}/giay-to").text
    assert text.count("chung-sinh.pdf") == 2, "the name and, for who hears the page, the name beside the button"
    back = re.search(r'action="([^"]+/bo)"', text)
    assert back is not None
    client.post(back[1])
    assert "chung-sinh.pdf" not in client.get(f"{root}/giay-to").text


def test_a_file_that_is_too_large_or_cut_off_is_told_on_the_page_and_the_one_before_it_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NENSO_UPLOAD_LIMIT", str(2 * len(PDF)))
    config.cache_clear()
    in_force()
    client = signed_in(mother())
    root = begun(client).rpartition("/")[0]
    cases = {
        "vua.pdf": (PDF, 302, ""),
        "to.pdf": (PDF + bytes(2 * len(PDF)), 413, "“to.pdf” lớn hơn mức cho phép"),
        "cut.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb" + bytes(100), 422, "bị cắt cụt"),
    }
    for name, (content, status, said) in cases.items():
        form = {"file": SimpleUploadedFile(name, content, "application/octet-stream"), "once": f"tep-{name}"}
        answer = client.post(f"{root}/giay-to/birth_certificate", form)
        assert answer.status_code == status, (name, answer.text[:300])
        assert said in answer.text, re.findall(r"govuk-error-summary.*?</ul>", answer.text, re.DOTALL)
        assert ("govuk-error-summary" in answer.text) is bool(said)
    assert "vua.pdf" in client.get(f"{root}/giay-to").text


def test_two_windows_are_merged_and_a_clash_is_shown_before_anything_is_overwritten() -> None:
    in_force()
    client = signed_in(mother())
    address = begun(client).rpartition("/")[0] + "/child"
    one, two = hidden_of(client.get(address).text), hidden_of(client.get(address).text)
    client.post(address, one | {"child.full_name": "Lý Bảo An", "do": "later"})
    answer = client.post(address, two | {"child.hometown": "xã Phủ Thông", "do": "later"})
    assert answer.status_code == 302
    text = client.get(address).text
    assert "Lý Bảo An" in text
    assert "xã Phủ Thông" in text
    stale = one | {"child.hometown": "xã Bạch Thông", "child.full_name": "Lý Bảo An", "once": "cua-so-khac"}
    answer = client.post(address, stale | {"do": "next"})
    assert answer.status_code == 409
    assert "xã Bạch Thông" in answer.text, "what was written stays in the page"
    assert "xã Bạch Thông" not in client.get(address).text, "and does not overwrite"
    again = hidden_of(answer.text)
    client.post(address, again | {"do": "later"})
    assert "xã Bạch Thông" in client.get(address).text


def test_going_back_and_changing_an_answer_is_no_conflict_with_oneself() -> None:
    in_force()
    client = signed_in(mother())
    address = begun(client).rpartition("/")[0] + "/child"
    page = hidden_of(client.get(address).text)
    for name in ("Lý An", "Lý Bảo An"):
        assert client.post(address, page | {"child.full_name": name, "do": "later"}).status_code == 302
    assert "Lý Bảo An" in client.get(address).text


def test_a_case_is_filed_for_another_under_a_mandate_that_is_declared() -> None:
    in_force()
    her = mother()
    client = signed_in(her)
    address = begun(client)
    assert address.endswith("/nop-cho-ai")
    assert client.post(address, {"whom": "authorised", "full_name": ""}).status_code == 422
    answer = client.post(address, {"whom": "authorised", "full_name": "Lý Triệu Bảo An", "once": "cho-con-001"})
    assert answer.status_code == 302
    assert "Lý Triệu Bảo An" in client.get(address.replace("nop-cho-ai", "kiem-tra")).text
    copies = address.replace("nop-cho-ai", "copies")
    unticked = client.post(copies, hidden_of(client.get(copies).text) | {"do": "next"})
    assert wrong_in(unticked) == ["Cần cam đoan trước khi nộp."], "the box says what it is for, not all of its words"


def test_a_case_is_withdrawn_with_a_reason() -> None:
    in_force()
    her = mother()
    client = signed_in(her)
    check = through(client)
    client.post(check, hidden_of(client.get(check).text) | {"oath": "true"})
    (case,) = cases_of(her)
    assert client.get(f"/ho-so/{case.code}/rut").status_code == 200
    client.post(f"/ho-so/{case.code}/rut", {"reason": "Khai nhầm ngày sinh.", "once": "rut-000001"})
    text = client.get(f"/ho-so/{case.code}").text
    assert "Công dân yêu cầu rút hồ sơ" in text
    assert "Khai nhầm ngày sinh." in text


def test_the_page_of_a_procedure_has_the_headings_of_the_state() -> None:
    in_force()
    text = Client().get("/thu-tuc/1.001193").text
    for heading in (
        "Trình tự thực hiện",
        "Cách thức thực hiện",
        "Thành phần hồ sơ",
        "Thời hạn giải quyết",
        "Phí, lệ phí",
    ):
        assert heading in text
    for heading in ("Đối tượng thực hiện", "Cơ quan thực hiện", "Kết quả", "Căn cứ pháp lý", "Yêu cầu, điều kiện"):
        assert heading in text
    assert "Nộp hồ sơ" in text
    assert "(Bản chính, tùy trường hợp)" in text, "nobody takes a paper for a foundling for one that they need"


def test_a_list_of_drafts_takes_the_same_few_queries_however_many_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    in_force()
    client = signed_in(mother())
    begun(client)
    client.get("/ho-so/nhap")
    with CaptureQueriesContext(connection) as one:
        client.get("/ho-so/nhap")
    few = len(one)
    for number in range(4):
        client.post("/thu-tuc/1.001193/nop", {"place": "01969", "once": f"bat-dau-{number}-0001"})
    with django_assert_num_queries(few):
        assert client.get("/ho-so/nhap").text.count("list__item") == 5
