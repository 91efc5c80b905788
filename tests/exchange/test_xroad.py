"""Systems look records up over HTTP: by token, signed token or certificate, with the headers and errors of X-Road."""

import base64
import hashlib
import logging
import math
from datetime import UTC, datetime
from typing import Any

import jwt
import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.http import HttpResponse
from django.test import Client

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.exchange.clients import register_certificate, revoke_certificate
from nenso.exchange.evidence import check_evidence
from nenso.exchange.granting import EXCHANGE, revoke
from nenso.exchange.members import client_name, name_of
from nenso.exchange.models import Message
from nenso.exchange.services import close_service
from nenso.index.extracts import WRITER
from nenso.index.models import Publication
from nenso.results.keys.registry import trusted_roots
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.config import config
from support.births import Someone
from support.lookups import CHILD_ID, CONSUMER, KEY, Lending, certificate

pytestmark = pytest.mark.django_db


def call(lent: Lending, query: str = f"child_id={CHILD_ID}", **more: Any) -> HttpResponse:
    """Look a birth up as the ward."""
    headers = {
        "HTTP_X_ROAD_CLIENT": client_name(agency(CONSUMER)),
        "HTTP_X_ROAD_ISSUE": "CT-2026/118",
        "HTTP_X_ROAD_ID": "thu-0001",
        "HTTP_NENSO_PURPOSE": "residence",
    }
    return Client().get(f"/api/v1/r1/{name_of(lent.service)}?{query}", **{**headers, **more})


BEHIND = {"HTTP_X_ROAD_REQUEST_ID": "f92591a3-6bf0-49b1-987b-0dd78c034cc3"}
SAID = {"X-Road-Client", "X-Road-Service", "X-Road-Id", "X-Road-Request-Id", "X-Road-Request-Hash"}


def x_road_headers(response: HttpResponse) -> set[str]:
    """Return which headers of X-Road an answer has."""
    return {name for name in response.headers if name.startswith("X-Road-")}


def signed(made: x509.Certificate, **claims: Any) -> dict[str, str]:
    """Return the header with a token that the ward's software signs."""
    now = int(datetime.now(UTC).timestamp())
    usual = {"iss": "phan-mem", "aud": config().public_url, "iat": now, "exp": now + 60}
    thumbprint = base64.urlsafe_b64encode(made.fingerprint(SHA256())).rstrip(b"=").decode()
    token = jwt.encode({**usual, **claims}, KEY, algorithm="ES256", headers={"x5t#S256": thumbprint})
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def test_an_officer_s_program_looks_up_and_is_told_what_the_protocol_says(lent: Lending, asker: Someone) -> None:
    response = call(lent, **asker.header)
    assert (response.status_code, orjson.loads(response.content)) == (
        200,
        {"records": [{"child_name": "Lý Triệu Bảo An", "born_on": "2026-10-20"}]},
    )
    assert response["X-Road-Id"] == "thu-0001"
    assert response["X-Road-Service"] == str(name_of(lent.service))
    assert len(base64.b64decode(response["X-Road-Request-Hash"])) == 64
    with acting(EXCHANGE):
        message = Message.objects.get()
    assert response["X-Road-Request-Id"] == str(message.id)
    assert base64.b64encode(bytes(message.request_hash)).decode() == response["X-Road-Request-Hash"]


def test_the_request_hash_is_of_the_request_as_the_protocol_writes_it(lent: Lending, asker: Someone) -> None:
    response = call(lent, **asker.header)
    client = client_name(agency(CONSUMER))
    written = (
        f"GET\r\n/r1/{name_of(lent.service)}?child_id={CHILD_ID}\r\n"
        f"Nenso-Purpose:residence\r\nX-Road-Client:{client}\r\nX-Road-Id:thu-0001\r\nX-Road-Issue:CT-2026/118\r\n"
    )
    assert response["X-Road-Request-Hash"] == base64.b64encode(hashlib.sha512(written.encode()).digest()).decode()


KNOWN = f"child_id={CHILD_ID}"


@pytest.mark.parametrize(
    ("headers", "own", "status", "fault"),
    [
        ({"HTTP_X_ROAD_CLIENT": "VN"}, 400, 400, "Client.BadRequest"),
        ({"HTTP_X_ROAD_CLIENT": "VN/GOV/19.01969"}, 403, 500, "Server.ClientProxy.AccessDenied"),
    ],
)
def test_what_a_security_server_refuses_is_answered_as_it_does(
    lent: Lending, asker: Someone, headers: dict[str, str], own: int, status: int, fault: str
) -> None:
    response = call(lent, **asker.header, **headers)
    body = orjson.loads(response.content)
    assert (response.status_code, response["X-Road-Error"], body["type"]) == (status, fault, fault)
    assert body["message"]
    behind = call(lent, **asker.header, **headers, **BEHIND)
    assert (behind.status_code, x_road_headers(behind)) == (own, set())


def test_what_is_refused_is_logged_as_a_refusal_though_the_protocol_numbers_it_as_a_failure(
    lent: Lending, asker: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    refused = call(lent, **asker.header, HTTP_X_ROAD_CLIENT="VN/GOV/19.01969")
    assert refused.status_code == 500
    told = [(one.levelname, one.getMessage()) for one in caplog.records if one.name == "django.request"]
    assert told == [("WARNING", f"exchange.client_other: /api/v1/r1/{name_of(lent.service)}")]
    assert [one for one in caplog.records if one.levelno > logging.WARNING] == []


def test_a_grant_that_was_revoked_and_a_service_that_is_closed_are_refused_as_x_road_does(
    lent: Lending, asker: Someone
) -> None:
    revoke(SYSTEM, lent.grant.id, "Hết nhu cầu")
    denied, denied_behind = call(lent, **asker.header), call(lent, **asker.header, **BEHIND)
    assert (denied.status_code, denied["X-Road-Error"]) == (500, "Server.ServerProxy.AccessDenied")
    assert (denied_behind.status_code, orjson.loads(denied_behind.content)["code"]) == (403, "exchange.not_granted")
    close_service(SYSTEM, lent.service.id)
    unknown, unknown_behind = call(lent, **asker.header), call(lent, **asker.header, **BEHIND)
    assert (unknown.status_code, unknown["X-Road-Error"]) == (500, "Server.ServerProxy.UnknownService")
    assert (unknown_behind.status_code, x_road_headers(unknown_behind)) == (404, set())


@pytest.mark.parametrize("behind", [False, True], ids=["called directly", "behind a security server"])
@pytest.mark.parametrize(
    ("query", "headers", "status", "code"),
    [
        (f"{KNOWN}&fields=mother_name", {}, 403, "exchange.field_not_granted"),
        (KNOWN, {"HTTP_NENSO_PURPOSE": "schooling"}, 403, "exchange.purpose_not_granted"),
        (f"{KNOWN}&child_id=1", {}, 400, "exchange.request_wrong"),
        ("", {}, 400, "exchange.request_wrong"),
        (KNOWN, {"HTTP_X_ROAD_ISSUE": ""}, 400, "exchange.request_wrong"),
        (KNOWN, {"HTTP_NENSO_PURPOSE": ""}, 400, "exchange.request_wrong"),
    ],
)
def test_what_the_service_refuses_is_its_own_answer_and_no_error_of_x_road(
    lent: Lending, asker: Someone, query: str, headers: dict[str, str], status: int, code: str, *, behind: bool
) -> None:
    response = call(lent, query, **asker.header, **headers, **(BEHIND if behind else {}))
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert orjson.loads(response.content)["code"] == code
    assert x_road_headers(response) == (set() if behind else SAID)


def test_behind_a_security_server_the_service_leaves_what_is_x_road_s_to_it(lent: Lending, asker: Someone) -> None:
    response = call(lent, **asker.header, **BEHIND)
    assert (response.status_code, x_road_headers(response)) == (200, set())
    with acting(EXCHANGE):
        assert Message.objects.get().message == "thu-0001"


def test_a_system_asks_by_a_token_it_signs_with_its_registered_key(lent: Lending) -> None:
    made = certificate()
    kept = register_certificate(SYSTEM, agency(CONSUMER), made.public_bytes(Encoding.PEM), "Phần mềm cư trú")
    assert call(lent, **signed(made)).status_code == 200
    for claims in (
        {"aud": "https://khac.vn"},
        {"exp": 1},
        {"exp": 9_999_999_999},
        {"exp": math.inf},
        {"exp": "9999999999"},
    ):
        assert call(lent, **signed(made, **claims)).status_code == 401, claims
    assert call(lent, **signed(certificate())).status_code == 401
    revoke_certificate(SYSTEM, kept.id)
    assert call(lent, **signed(made)).status_code == 401


def test_who_signed_in_looks_up_in_no_other_name_and_a_system_says_for_whom(lent: Lending, asker: Someone) -> None:
    made = certificate()
    register_certificate(SYSTEM, agency(CONSUMER), made.public_bytes(Encoding.PEM), "Phần mềm cư trú")
    for header in (asker.header, signed(made)):
        assert call(lent, HTTP_X_ROAD_USERID="VN01 Ma Van Dung", **header).status_code == 200
    with acting(EXCHANGE):
        kept = list(Message.objects.order_by("id").values_list("who", flat=True))
    assert kept == ["Đỗ Thị Hạnh", "VN01 Ma Van Dung"]


def test_a_system_sees_elsewhere_what_anybody_sees_and_no_more(lent: Lending) -> None:
    made = certificate()
    register_certificate(SYSTEM, agency(CONSUMER), made.public_bytes(Encoding.PEM), "Phần mềm cư trú")
    with acting(WRITER):
        content = b"{}"
        Publication.objects.create(
            indicator="dti_commune.dti_commune",
            edition="0" * 64,
            period="2026",
            agency=agency("vn.p19"),
            agency_path="vn.p19",
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            inputs="0" * 64,
            computed_at=clock.now(),
        )
    listed = Client().get("/api/v1/index/publications", **signed(made))
    assert (listed.status_code, orjson.loads(listed.content)) == (200, {"items": []}), "a draft of another province"


@pytest.mark.parametrize(
    "header", [b'{"alg":"ES256","x5t#S256":' + b"[" * 9000 + b"]" * 9000 + b"}", b"[1]", b'"x"', b"\xff"]
)
def test_a_token_that_is_none_is_refused_and_no_error_of_ours(header: bytes) -> None:
    token = f"{base64.urlsafe_b64encode(header).rstrip(b'=').decode()}.e30.AA"
    assert Client().get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401


def test_a_certificate_of_mutual_tls_is_believed_from_a_trusted_proxy_that_writes_it_alone(
    lent: Lending, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate()
    register_certificate(SYSTEM, agency(CONSUMER), made.public_bytes(Encoding.DER), "Phần mềm cư trú")
    header = {"HTTP_CLIENT_CERT": f":{base64.b64encode(made.public_bytes(Encoding.DER)).decode()}:"}
    assert call(lent, **header).status_code == 401
    with monkeypatch.context() as patch:
        patch.setenv("NENSO_TRUSTED_PROXIES", "127.0.0.1")
        config.cache_clear()
        assert call(lent, **header).status_code == 401, "a proxy that only forwards hands on what anybody may send"
        patch.setenv("NENSO_CLIENT_CERTIFICATES", "true")
        config.cache_clear()
        assert call(lent, **header).status_code == 200
        assert call(lent, HTTP_CLIENT_CERT=":bm90IGE=:").status_code == 401
    config.cache_clear()


def test_the_catalogue_of_lookups_is_public_and_evidence_is_not(lent: Lending, asker: Someone, mai: Someone) -> None:
    listed = orjson.loads(Client().get("/api/v1/exchange/services").content)["items"]
    assert [(one["name"], one["by"]) for one in listed] == [(str(name_of(lent.service)), ["child_id"])]
    lookup = call(lent, **asker.header)["X-Road-Request-Id"]
    address = f"/api/v1/exchange/lookups/{lookup}/evidence"
    assert Client().get(address).status_code == 401
    seen = orjson.loads(Client().get(f"/api/v1/exchange/lookups/{lookup}", **mai.header).content)
    assert (seen["consumer"]["path"], seen["purpose"]) == (CONSUMER, "residence")


@pytest.mark.django_db(transaction=True)
def test_evidence_is_given_over_http_as_the_command_checks_it(lent: Lending, asker: Someone) -> None:
    lookup = call(lent, **asker.header)["X-Road-Request-Id"]
    file = orjson.loads(Client().get(f"/api/v1/exchange/lookups/{lookup}/evidence", **asker.header).content)
    assert check_evidence(file, roots=trusted_roots()).valid
