"""What goes wrong is told as a problem in the caller's language, with a code, and leaves nothing behind."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import orjson
import pytest
from django.test import override_settings

from api.conftest import Caller, problem
from nenso.api import documentation
from nenso.cases.models import Case
from nenso.runtime.acting import acting
from nenso.runtime.config import config
from support.births import Someone, birth_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

Calling = Callable[..., Caller]


@pytest.fixture
def mother(caller: Calling, mai: Someone) -> Caller:
    return caller(mai)


@pytest.fixture
def in_english(caller: Calling, mai: Someone) -> Caller:
    return caller(mai, "en-GB,en;q=0.9,vi;q=0.5")


def filing(**changes: Any) -> dict[str, Any]:
    return {"procedure": "1.001193", "form": birth_form(**changes)}


def mistakes(response: Any) -> dict[str, str]:
    """Return what is wrong where: path → code."""
    return {one["path"]: one["code"] for one in hard(response)}


def hard(response: Any) -> list[dict[str, Any]]:
    """Return the mistakes that stand in the way, without what only warns."""
    return [one for one in problem(response, "cases.form_invalid")["problems"] if not one.get("soft")]


def nothing_is_there(mai: Someone) -> bool:
    with acting(mai.actor):
        return not Case.objects.exists()


def test_a_problem_names_its_code_says_it_in_vietnamese_and_quotes_the_request(mother: Caller) -> None:
    response = mother.get("/cases/19.01969-261102-9999", HTTP_X_REQUEST_ID="yeu-cau-0001")
    body = problem(response, "cases.unknown")
    assert body["type"] == "/api/v1/problems/cases.unknown"
    assert body["title"] == "Không tìm thấy hồ sơ này, hoặc bạn không có quyền xem."
    assert body["instance"] == "urn:nenso:request:yeu-cau-0001"
    assert response["Content-Language"] == "vi"


def test_a_problem_is_told_in_english_to_who_prefers_it(in_english: Caller) -> None:
    response = in_english.get("/cases/19.01969-261102-9999")
    assert problem(response, "cases.unknown")["title"] == "There is no such case, or you may not see it."
    assert response["Content-Language"] == "en"


def test_each_mistake_of_a_form_is_told_beside_its_field_in_the_callers_language(
    mother: Caller, in_english: Caller
) -> None:
    form = filing(relation="uncle")
    vi, en = hard(mother.post("/cases", form)), hard(in_english.post("/cases", form))
    assert [(one["path"], one["code"]) for one in vi] == [("relation", "field.option")]
    assert vi[0]["text"].startswith("Không có lựa chọn này")
    assert en[0]["text"].startswith("There is no such option")


def test_nobody_is_told_to_sign_in_and_how(caller: Calling) -> None:
    response = caller(None).get("/cases")
    problem(response, "api.sign_in_needed")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_token_is_no_way_in(caller: Calling) -> None:
    somebody = caller(None)
    for header in ("Bearer nns_khong-co-that", "Bearer ", "Basic bWFpOjE=", "nns_abc"):
        problem(somebody.get("/me", HTTP_AUTHORIZATION=header), "api.token_wrong")


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b'{"procedure": "1.001193", "form": {', "api.body_not_json", 400),
        (b'{"procedure": "1.001193", "form": {"x": NaN}}', "api.body_not_json", 400),
        (b'{"procedure": "1.001193", "form": {"x": 1e400}}', "api.body_not_json", 400),
        (b'{"procedure": "\xff"}', "api.body_not_json", 400),
        (b'{"procedure": "1.001193", "form": {"x": "\\u0000"}}', "text.forbidden_character", 422),
        (b'{"procedure": "1.001193", "form": {"x": "\x00"}}', "api.body_not_json", 400),
        (b'{"procedure": "1.001193", "form": {"x": "\\ud800"}}', "api.body_not_json", 400),
        (b'{"form":' * 100_000, "api.body_too_deep", 400),
        (b'{"form":' + b"[" * 500 + b"]" * 500 + b"}", "api.body_too_deep", 400),
        (b"[]", "api.request_invalid", 422),
        (b"", "api.request_invalid", 422),
        (b'{"procedure": "1.001193"}', "api.request_invalid", 422),
        (b'{"procedure": "1.001193", "form": {}, "status": 9}', "api.request_invalid", 422),
    ],
)
def test_a_body_that_is_no_request_is_refused(
    mother: Caller, mai: Someone, body: bytes, code: str, status: int
) -> None:
    response = mother.post("/cases", body)
    problem(response, code)
    assert response.status_code == status
    assert nothing_is_there(mai)


def test_ten_megabytes_of_json_are_refused_unread(mother: Caller) -> None:
    body = orjson.dumps({"procedure": "1.001193", "form": {"x": "a" * 10_000_000}})
    response = mother.post("/cases", body)
    assert problem(response, "api.body_too_large")["limit"] == config().body_limit
    assert response.status_code == 413


def test_another_content_type_is_refused(mother: Caller) -> None:
    response = mother.client.post("/api/v1/cases", "form=1", content_type="text/plain", **mother.headers)
    problem(response, "api.content_type_wrong")


def test_a_member_that_is_not_known_is_named(mother: Caller) -> None:
    body = problem(mother.post("/cases", {"procedure": "1.001193", "form": {}, "statos": 9}), "api.request_invalid")
    assert [(one["path"], one["code"]) for one in body["problems"]] == [("statos", "request.extra_forbidden")]


def test_nul_in_an_address_is_refused(mother: Caller) -> None:
    problem(mother.get("/places?q=a%00b"), "text.forbidden_character")
    problem(mother.get("/cases/a%00b"), "text.forbidden_character")


def test_decomposed_vietnamese_is_the_same_as_composed(mother: Caller) -> None:
    decomposed = orjson.dumps(filing()).decode().replace("Triệu", "Triê\u0323u")
    filed = orjson.loads(mother.post("/cases", decomposed.encode()).content)
    seen = orjson.loads(mother.get(f"/cases/{filed['code']}").content)
    assert seen["form"]["mother"]["full_name"] == "Triệu Thị Mai"


def test_a_date_that_does_not_exist_is_refused(mother: Caller, mai: Someone) -> None:
    child = birth_form()["child"] | {"born_on": "2026-02-31"}
    assert mistakes(mother.post("/cases", filing(child=child)))["child.born_on"] == "date.invalid"
    assert nothing_is_there(mai)


def test_a_number_that_contradicts_the_birth_date_is_refused(mother: Caller) -> None:
    own = birth_form()["mother"] | {"born_on": "1996-03-08"}
    assert mistakes(mother.post("/cases", filing(mother=own)))["mother.id"] == "person_id.birth_year"


def test_a_commune_abolished_in_2025_is_answered_with_what_it_became(mother: Caller, mai: Someone) -> None:
    found = hard(mother.post("/cases", filing(register_at="01975")))[0]
    assert (found["path"], found["code"]) == ("register_at", "place.abolished")
    assert found["text"].startswith("Xã Vi Hương")
    assert "Phủ Thông" in found["text"]
    assert nothing_is_there(mai)


def test_a_procedure_that_is_not_offered_is_told(mother: Caller) -> None:
    problem(mother.post("/cases", {"procedure": "9.999999", "form": {}}), "formulas.procedure_not_offered")


def test_an_executable_that_says_it_is_a_pdf_is_refused(mother: Caller) -> None:
    draft = orjson.loads(mother.post("/drafts", {"procedure": "1.001193", "place": "01969"}).content)
    program = BytesIO(b"MZ\x90\x00" + b"\x00" * 200)
    program.name = "giay-chung-sinh.pdf"
    response = mother.upload(f"/drafts/{draft['id']}/files", program, document="birth_certificate")
    assert response.status_code in {415, 422}
    assert orjson.loads(response.content)["code"].startswith("files.")


def test_a_file_for_a_document_that_is_not_asked_for_is_refused(mother: Caller) -> None:
    draft = orjson.loads(mother.post("/drafts", {"procedure": "1.001193", "place": "01969"}).content)
    file = BytesIO(b"%PDF-1.4")
    file.name = "a.pdf"
    response = mother.upload(f"/drafts/{draft['id']}/files", file, document="birth_certificat")
    assert problem(response, "cases.document_unknown")["nearest"] == "birth_certificate"


def test_an_upload_beyond_the_limit_is_stopped(mother: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = orjson.loads(mother.post("/drafts", {"procedure": "1.001193", "place": "01969"}).content)
    monkeypatch.setenv("NENSO_UPLOAD_LIMIT", "1000")
    config.cache_clear()
    file = BytesIO(b"%PDF-1.4" + b" " * 200_000)
    file.name = "a.pdf"
    response = mother.upload(f"/drafts/{draft['id']}/files", file, document="birth_certificate")
    problem(response, "files.too_large")


def test_a_tampered_certificate_is_named_altered(caller: Calling) -> None:
    file = BytesIO(b"%PDF-1.7\nkh\xc3\xb4ng ph\xe1\xba\xa3i")
    file.name = "gia.pdf"
    verdict = orjson.loads(caller(None).upload("/verify", file).content)
    assert verdict["valid"] is False
    assert verdict["findings"][0]["text"]


def test_an_act_out_of_order_is_refused_by_name(mother: Caller, caller: Calling, officials: dict[str, Someone]) -> None:
    case = orjson.loads(mother.post("/cases", filing()).content)["code"]
    response = caller(officials["leader"]).post(f"/cases/{case}/acts", {"action": "sign", "step": "sign"})
    assert "receive" in problem(response, "cases.step_not_open")["open"]


def test_an_act_on_a_version_that_never_was_is_told_which_one_is(
    mother: Caller, caller: Calling, officials: dict[str, Someone]
) -> None:
    case = orjson.loads(mother.post("/cases", filing()).content)["code"]
    accept = {"action": "accept", "step": "receive"}
    response = caller(officials["clerk"]).post(f"/cases/{case}/acts", accept, HTTP_IF_MATCH='"77"')
    assert problem(response, "cases.version_unknown")["version"] == 1


def test_an_unsafe_case_route_needs_a_key(mother: Caller) -> None:
    problem(mother.post("/cases", filing(), HTTP_IDEMPOTENCY_KEY=""), "cases.key_needed")


def test_an_address_that_is_none_and_a_method_that_is_not_taken(mother: Caller) -> None:
    problem(mother.get("/khong-co"), "api.not_found")
    response = mother.send("PATCH", "/cases")
    assert problem(response, "api.method_not_allowed")["allowed"] == response["Allow"]
    assert {"GET", "POST"} <= set(response["Allow"].replace(" ", "").split(","))


def test_what_nobody_foresaw_gives_a_reference_and_no_details(
    mother: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("mật khẩu: 123")

    monkeypatch.setattr("nenso.api.resources.accounts.own_person", broken)
    response = mother.get("/me", HTTP_X_REQUEST_ID="yeu-cau-0002")
    assert problem(response, "api.unexpected")["reference"] == "yeu-cau-0002"
    assert "123" not in response.content.decode()
    assert "unexpected" in caplog.text


def test_every_code_is_explained_where_its_type_leads(mother: Caller) -> None:
    body = orjson.loads(mother.get("/problems/cases.form_invalid").content)
    assert (body["status"], body["facts"]) == (422, ["count"])
    problem(mother.get("/problems/cases.nothing_like_it"), "api.problem_unknown")


@override_settings(DEBUG=True)
def test_debugging_changes_nothing_of_what_is_told(mother: Caller) -> None:
    problem(mother.post("/cases", b"{"), "api.body_not_json")


def test_the_documentation_asks_no_other_server(caller: Calling) -> None:
    client = caller(None).client
    page = client.get("/api/v1/docs").content.decode()
    assert "{" not in page
    for address in ("/api/v1/docs/swagger-ui.css", "/api/v1/docs/swagger-ui-bundle.js", "/api/v1/docs/start.js"):
        assert address in page
        assert client.get(address).status_code == 200
    assert "http" not in page.replace("<!doctype html>", "")
    assert "/api/v1/docs" in client.get("/").content.decode()
    assert client.get("/api/v1/openapi.json").content == documentation.document()
    assert client.get("/api/v1/docs/urls.py").status_code == 404


@pytest.mark.usefixtures("made_up_data")
def test_the_documentation_of_a_demonstration_says_that_its_data_are_made_up(caller: Calling) -> None:
    assert "Bản trình diễn — dữ liệu được tạo ra" in caller(None).client.get("/api/v1/docs").content.decode()
