"""The main job over HTTP, as a mother's telephone and the officers' screens do it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from api.conftest import Caller, body_of
from support.births import PDF, Someone, birth_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

Calling = Callable[..., Caller]


@pytest.fixture
def mother(caller: Calling, mai: Someone) -> Caller:
    return caller(mai)


@pytest.fixture
def at_work(caller: Calling, officials: dict[str, Someone]) -> dict[str, Caller]:
    return {role: caller(who) for role, who in officials.items()}


def file_birth(mother: Caller, **changes: Any) -> dict[str, Any]:
    filed: dict[str, Any] = body_of(
        mother.post("/cases", {"procedure": "1.001193", "form": birth_form(**changes)}), 201
    )
    return filed


def test_a_birth_goes_from_the_mothers_phone_to_a_certificate_that_anybody_verifies(
    mother: Caller, at_work: dict[str, Caller], caller: Calling
) -> None:
    filed = file_birth(mother)
    case = f"/cases/{filed['code']}"
    assert filed["status"]["number"] == 1
    assert filed["agency"]["path"] == "vn.p19.c01969"

    seen = body_of(mother.get(case))
    assert [holder["who"]["vi"] for holder in seen["held_by"]] == ["Một cửa"]
    assert {one["kind"] for one in seen["actions"]} == {"withdraw", "message"}

    accepted = body_of(at_work["clerk"].post(f"{case}/acts", {"action": "accept", "step": "receive"}))
    assert accepted["status"]["vi"] == "Được tiếp nhận"
    marks = [{"document": "birth_certificate", "why": "Chưa có giấy chứng sinh."}]
    body_of(at_work["officer"].post(f"{case}/acts", {"action": "ask", "marks": marks}))

    seen = body_of(mother.get(case))
    assert seen["status"]["number"] == 5
    assert [(one["name"], one["why"]) for one in seen["asked"]] == [("birth_certificate", "Chưa có giấy chứng sinh.")]
    assert "supply" in {one["kind"] for one in seen["actions"]}
    scan = BytesIO(PDF)
    scan.name = "giay-chung-sinh.pdf"
    given = body_of(mother.upload(f"{case}/files", scan, document="birth_certificate"), 201)
    body_of(mother.post(f"{case}/supply", {"note": "Đã gửi."}))

    officer = at_work["officer"]
    assert officer.get(f"{case}/files/{given['id']}").getvalue() == PDF
    body_of(officer.post(f"{case}/acts", {"action": "propose", "form": {"child_id": "019326000451"}}))
    body_of(at_work["leader"].post(f"{case}/acts", {"action": "sign"}))
    done = body_of(at_work["registrar"].post(f"{case}/acts", {"action": "issue"}))
    assert done["status"]["number"] == 9

    result = body_of(mother.get(case))["results"][0]
    certificate = mother.get(f"{case}/results/{result['id']}.pdf")
    assert certificate["Content-Type"] == "application/pdf"
    assert body_of(mother.get(case))["status"]["number"] == 10

    anybody = caller(None)
    scan = BytesIO(certificate.content)
    scan.name = "giay-khai-sinh.pdf"
    verdict = body_of(anybody.upload("/verify", scan))
    assert (verdict["status"], verdict["case"], verdict["number"]) == ("valid", filed["code"], "1/2026")
    issued = body_of(anybody.post("/verify", {"sha256": result["sha256"]}))
    assert issued["state"] == "signed"
    token = result["verify"].rpartition("/")[2]
    assert body_of(anybody.get(f"/verify/{token}"))["number"] == "1/2026"
    page = anybody.client.get(f"/v/{token}").content.decode()
    assert "Văn bản đang có hiệu lực" in page
    assert "Lý Triệu Bảo An" not in page
    assert anybody.client.get("/v/khong-co").status_code == 404

    journal = body_of(mother.get(f"{case}/journal"))
    assert journal["verification"]["journal"] == "intact"
    assert journal["entries"][0]["kind"] == "case.filed"
    assert "body" not in journal["entries"][0]
    assert "body" in body_of(officer.get(f"{case}/journal"))["entries"][0]


def test_a_draft_is_saved_page_by_page_given_a_file_and_filed(mother: Caller) -> None:
    draft = body_of(mother.post("/drafts", {"procedure": "1.001193", "place": "01969", "form": {}}), 201)
    here = f"/drafts/{draft['id']}"
    saved = mother.send("PUT", here, {"form": {"register_at": "01969"}}, HTTP_IF_MATCH=f'"{draft["version"]}"')
    tag = saved["ETag"]
    form = birth_form(proof_later=False)
    body_of(mother.send("PUT", here, {"form": form}, HTTP_IF_MATCH=tag))
    assert body_of(mother.get(here))["form"]["child"]["full_name"] == "Lý Triệu Bảo An"
    assert [one["id"] for one in body_of(mother.get("/drafts"))["items"]] == [draft["id"]]
    scan = BytesIO(PDF)
    scan.name = "chung-sinh.pdf"
    body_of(mother.upload(f"{here}/files", scan, document="birth_certificate"), 201)
    filed = body_of(mother.post(f"{here}/file", {}), 201)
    assert filed["id"] == draft["id"]
    seen = body_of(mother.get(f"/cases/{filed['id']}"))
    assert seen["documents"]["birth_certificate"]["files"][0]["filename"] == "chung-sinh.pdf"
    assert body_of(mother.get("/drafts"))["items"] == []


def test_a_draft_thrown_away_is_gone(mother: Caller) -> None:
    draft = body_of(mother.post("/drafts", {"procedure": "1.001193", "place": "01969"}), 201)
    assert mother.send("DELETE", f"/drafts/{draft['id']}").status_code == 204
    assert mother.get(f"/drafts/{draft['id']}").status_code == 404


def test_a_clerk_files_at_the_counter_for_who_stands_there(at_work: dict[str, Caller]) -> None:
    body = {
        "procedure": "civil_registration.birth",
        "form": birth_form(proof_later=False),
        "channel": "counter",
        "applicant": {"identifier": "006195000123", "full_name": "Triệu Thị Mai", "born_on": "1995-03-08"},
        "paper": {"paper_form": {"original": 1}, "birth_certificate": {"original": 1}},
    }
    filed = body_of(at_work["clerk"].post("/cases", body), 201)
    seen = body_of(at_work["clerk"].get(f"/cases/{filed['code']}"))
    assert seen["channel"] == "counter"
    assert seen["documents"]["birth_certificate"]["paper"] == {"original": 1}


def test_a_receipt_tells_where_the_case_stands_and_nothing_of_anybody(mother: Caller, caller: Calling) -> None:
    filed = file_birth(mother)
    anybody = caller(None)
    answer = anybody.post("/cases/follow", {"code": filed["code"], "secret": filed["secret"]})
    followed = body_of(answer)
    assert followed["status"]["vi"] == "Mới đăng ký"
    assert followed["agency"]["name"] == "Ủy ban nhân dân xã Phủ Thông"
    assert "Bảo An" not in answer.content.decode()
    wrong = anybody.post("/cases/follow", {"code": filed["code"], "secret": "không-phải"})
    assert wrong.status_code == 404


def test_the_same_key_gives_the_same_case_and_another_body_is_refused(mother: Caller) -> None:
    body = {"procedure": "1.001193", "form": birth_form()}
    first = body_of(mother.post("/cases", body, HTTP_IDEMPOTENCY_KEY="khai-sinh-01"), 201)
    again = body_of(mother.post("/cases", body, HTTP_IDEMPOTENCY_KEY="khai-sinh-01"), 201)
    assert again["code"] == first["code"]
    other = {"procedure": "1.001193", "form": birth_form(relation="father")}
    assert mother.post("/cases", other, HTTP_IDEMPOTENCY_KEY="khai-sinh-01").status_code == 409


def test_sensitive_answers_are_masked_from_officers_until_looked_at(mother: Caller, at_work: dict[str, Caller]) -> None:
    filed = file_birth(mother)
    case = f"/cases/{filed['code']}"
    assert body_of(mother.get(case))["form"]["mother"]["id"] == "006195000123"
    seen = body_of(at_work["clerk"].get(case))
    assert seen["form"]["mother"]["id"] == "•••••••••123"
    assert "mother.id" in seen["masked"]
    (first, *_) = body_of(at_work["clerk"].get(f"{case}/journal"))["entries"]
    assert first["body"]["code"] == filed["code"]
    assert "form" not in first["body"], "by the hash of the form the masked digits are found"
    assert at_work["clerk"].post(f"{case}/looks", {"purpose": " "}).status_code == 403
    looked = body_of(at_work["clerk"].post(f"{case}/looks", {"purpose": "Đối chiếu giấy tờ"}))
    assert looked["form"]["mother"]["id"] == "006195000123"
    kinds = [entry["kind"] for entry in body_of(mother.get(f"{case}/journal"))["entries"]]
    assert kinds.count("case.looked_at") == 1


def test_the_applicant_reads_reasons_and_never_officers_notes(mother: Caller, at_work: dict[str, Caller]) -> None:
    filed = file_birth(mother)
    case = f"/cases/{filed['code']}"
    note = "Ghi chú nội bộ: kiểm tra lại sổ cũ"
    body_of(at_work["clerk"].post(f"{case}/acts", {"action": "accept", "reason": note}))
    assert note in at_work["officer"].get(case).content.decode()
    told = mother.get(case).content.decode()
    assert note not in told
    assert "data" not in told.partition('"history"')[2]


def test_an_officer_takes_a_task_on_and_gives_it_back(mother: Caller, at_work: dict[str, Caller]) -> None:
    case = f"/cases/{file_birth(mother)['code']}"
    clerk = at_work["clerk"]
    body_of(clerk.post(f"{case}/claim", {"step": "receive"}))
    assert body_of(clerk.get(case))["held_by"][0]["officer"] == "Nông Thị Hoa"
    body_of(clerk.post(f"{case}/give-back", {"step": "receive"}))
    assert body_of(clerk.get(case))["held_by"][0]["officer"] is None


def test_withdrawing_twice_is_withdrawing_once(mother: Caller) -> None:
    case = f"/cases/{file_birth(mother)['code']}"
    for _ in range(2):
        assert body_of(mother.post(f"{case}/withdraw", {"reason": "Sai tên"}))["status"]["number"] == 7


def test_the_receipt_is_an_official_slip(mother: Caller, at_work: dict[str, Caller]) -> None:
    case = f"/cases/{file_birth(mother)['code']}"
    assert mother.get(f"{case}/slips/1.pdf").status_code == 404
    body_of(at_work["clerk"].post(f"{case}/acts", {"action": "accept"}))
    slip = mother.get(f"{case}/slips/1.pdf")
    assert slip.content.startswith(b"%PDF-")
    assert mother.get(f"{case}/slips/6.pdf").status_code == 404
    assert at_work["officer"].get(f"{case}/slips/6.pdf").content.startswith(b"%PDF-")


def test_a_cashier_takes_the_fee_and_the_receipt_has_a_number(mother: Caller, at_work: dict[str, Caller]) -> None:
    filed = file_birth(mother, wants_copies=True, copies=2)
    case = f"/cases/{filed['code']}"
    due = body_of(at_work["cashier"].get(case))["payments"][0]
    assert due["amount"] == 16_000
    here = f"{case}/payments/{due['id']}"
    assert at_work["clerk"].post(here, {"means": "cash", "amount": 16_000}).status_code == 403
    paid = body_of(at_work["cashier"].post(here, {"means": "cash", "amount": 16_000, "payer": "Triệu Thị Mai"}))
    assert (paid["state"], paid["receipt"][5:]) == ("paid", "0000001")
