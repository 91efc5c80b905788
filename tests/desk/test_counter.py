"""The counter: who stands there is known by one number, the form is one page, what was handed over is counted."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.conftest import PHU_THONG, Office
from factories.agencies import agency
from nenso.cases.intake.beginning import begin_at_counter
from nenso.cases.models import Case, Status
from nenso.cases.queries.following import follow
from nenso.files.models import CaseFile
from nenso.runtime.acting import acting
from support.at_once import at_once
from support.births import MOTHER_ID, PDF
from support.stories import EVERYTHING, new_key, open_steps
from support.visits import signed_in

pytestmark = pytest.mark.django_db

CHILD = {
    "register_at": "xã Phủ Thông, tỉnh Thái Nguyên",
    "relation": "mother",
    "child.full_name": "Lý Triệu Bảo An",
    "child.born_on.day": "20",
    "child.born_on.month": "10",
    "child.born_on.year": "2026",
    "child.sex": "female",
    "child.ethnicity": "dao",
    "child.nationality": "vn",
    "child.born_at": "facility",
    "child.facility": "Trung tâm Y tế Bạch Thông",
    "child.birth_place.place": "xã Phủ Thông, tỉnh Thái Nguyên",
    "child.birth_place.line": "Phố Chính",
    "child.hometown": "xã Phủ Thông, tỉnh Thái Nguyên",
    "child.situation": "ordinary",
    "mother.ethnicity": "dao",
    "mother.nationality": "vn",
    "proof_later": "false",
    "wants_copies": "false",
    "undertaking": "true",
}
PAPERS = {"paper:paper_form:original": "1", "paper:identity:seen": "1"}


def test_a_birth_is_filed_at_the_counter_with_papers_counted_and_a_scan(office: Office) -> None:
    clerk = signed_in(office.clerk)
    begun = clerk.post(
        "/can-bo/quay", {"identifier": MOTHER_ID, "procedure": "civil_registration.birth", "once": new_key()}
    )
    assert begun.status_code == 302
    address = begun["Location"]
    page = clerk.get(address).text
    assert "Triệu Thị Mai" in page, "what the state holds is filled in"
    agency = re.search(r'<input[^>]*name="register_at"[^>]*>', page)
    assert agency is not None
    assert 'value="Xã Phủ Thông' in agency[0], "where she lives is not known: the commune of the counter"
    for _ in range(2):
        asks = re.findall(r'name="asks" value="([^"]+)"', page)
        scan = SimpleUploadedFile("chung-sinh.pdf", PDF, "application/pdf")
        form = {**CHILD, **PAPERS, "asks": asks, "once": new_key(), "do": "keep", "file:birth_certificate": scan}
        page = clerk.post(address, form).text
    assert "chung-sinh.pdf" in page
    asks = re.findall(r'name="asks" value="([^"]+)"', page)
    whole = {**CHILD, **PAPERS, "asks": asks, "once": new_key(), "do": "file"}
    filed = clerk.post(address, whole)
    assert filed.status_code == 302, re.findall(
        r'error-message"[^>]*>.*?</p>|summary__list.*?</ul>', filed.text, re.DOTALL
    )
    with acting(EVERYTHING):
        case = Case.objects.get(status=Status.FILED)
        assert case.channel == "counter"
        assert case.applicant_name == "Triệu Thị Mai"
        assert case.documents["paper_form"]["paper"] == {"original": 1}
        assert CaseFile.objects.filter(case_id=case.id, document="birth_certificate").exists()
    assert open_steps(case) == ["receive"]
    assert filed["Location"].startswith(f"/can-bo/ho-so/{case.code}/bien-nhan?k=")
    assert clerk.post(address, whole)["Location"] == filed["Location"], "who presses twice sees the second answer"
    receipt = clerk.get(filed["Location"])
    secret = re.search(r'id="secret">([^<]+)<', receipt.text)
    assert secret is not None
    assert follow(case.code, secret[1])["code"] == case.code
    assert receipt["Cache-Control"] == "no-store"
    again = clerk.get(f"/can-bo/ho-so/{case.code}/bien-nhan").text
    assert secret[1] not in again, "the secret is told once, to who has the key of the filing"


def test_a_procedure_is_meant_by_what_is_typed_and_several_are_asked_for(office: Office) -> None:
    clerk = signed_in(office.clerk)
    several = clerk.post("/can-bo/quay", {"identifier": MOTHER_ID, "thu-tuc": "dang ky", "once": new_key()})
    assert several.status_code == 422
    assert 'value="dang ky"' in several.text
    assert "Hãy chọn thủ tục." in several.text
    one = clerk.post("/can-bo/quay", {"identifier": MOTHER_ID, "thu-tuc": "dang ky khai sinh", "once": new_key()})
    assert one.status_code == 302


def test_the_clerk_accepts_from_the_receipt_and_comes_back_to_it(office: Office) -> None:
    case, clerk = office.filed(), signed_in(office.clerk)
    form = {"step": "receive", "action": "accept", "receipt": "khoa-cua-ho-so", "once": new_key()}
    done = clerk.post(f"/can-bo/ho-so/{case.code}/viec", form)
    assert done["Location"] == f"/can-bo/ho-so/{case.code}/bien-nhan?k=khoa-cua-ho-so"
    assert "Giấy tiếp nhận (PDF)" in clerk.get(done["Location"]).text


def test_what_is_to_be_paid_stands_on_the_receipt_and_the_cashier_takes_it_there(office: Office) -> None:
    case = office.filed(wants_copies=True, copies=2)
    page = signed_in(office.clerk).get(f"/can-bo/ho-so/{case.code}/bien-nhan").text
    assert re.search(r">Phí cấp bản sao[^{}<]*: <span class=\"figures\">16\.000 đ", page), "two copies at 8,000 đ each"
    assert "chưa nộp" in page
    assert "Đã thu" in signed_in(office.cashier).get(f"/can-bo/ho-so/{case.code}/bien-nhan").text


def test_who_stands_there_must_be_known_by_number_or_name(office: Office) -> None:
    answer = signed_in(office.clerk).post("/can-bo/quay", {"identifier": "123", "once": new_key()})
    assert answer.status_code == 422
    assert 'value="123"' in answer.text


def test_a_number_that_cannot_be_one_is_told_before_a_form_is_opened(office: Office) -> None:
    wrong = {"identifier": MOTHER_ID[:-1], "procedure": "civil_registration.birth", "once": new_key()}
    answer = signed_in(office.clerk).post("/can-bo/quay", wrong)
    assert answer.status_code == 422
    assert "Số định danh cá nhân phải gồm đúng 12 chữ số." in answer.text
    assert f'value="{MOTHER_ID[:-1]}"' in answer.text


@pytest.mark.django_db(transaction=True)
def test_who_presses_twice_begins_once_and_is_told_of_no_conflict(office: Office) -> None:
    applicant = {"identifier": MOTHER_ID}
    for key in ("hai-lan-0001", "hai-lan-0002", "hai-lan-0003"):
        begun = at_once(
            *[
                lambda key=key: begin_at_counter(
                    office.clerk.actor, "civil_registration.birth", agency(PHU_THONG), applicant, key=key
                )
            ]
            * 4
        )
        assert len({draft.id for draft in begun}) == 1
