"""Systems look records up over HTTP: by token, signed token or certificate, with the headers and errors of X-Road."""

import base64
import hashlib
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
from nenso.exchange.granting import EXCHANGE
from nenso.exchange.members import client_name, name_of
from nenso.exchange.models import Message
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


@pytest.mark.parametrize(
    ("query", "headers", "status", "fault"),
    [
        (f"child_id={CHILD_ID}&fields=mother_name", {}, 403, "Server.ServerProxy.AccessDenied"),
        (f"child_id={CHILD_ID}&child_id=1", {}, 400, "Client.BadRequest"),
        ("", {}, 400, "Client.BadRequest"),
        (f"child_id={CHILD_ID}", {"HTTP_NENSO_PURPOSE": "schooling"}, 403, "Server.ServerProxy.AccessDenied"),
        (f"child_id={CHILD_ID}", {"HTTP_X_ROAD_ISSUE": ""}, 400, "Client.BadRequest"),
        (f"child_id={CHILD_ID}", {"HTTP_NENSO_PURPOSE": ""}, 400, "Client.BadRequest"),
        (f"child_id={CHILD_ID}", {"HTTP_X_ROAD_CLIENT": "VN/GOV/19.01969"}, 403, "Server.ClientProxy.AccessDenied"),
        (f"child_id={CHILD_ID}", {"HTTP_X_ROAD_CLIENT": "VN"}, 400, "Client.BadRequest"),
    ],
)
def test_refusals_have_the_codes_of_the_protocol(
    lent: Lending, asker: Someone, query: str, headers: dict[str, str], status: int, fault: str
) -> None:
    response = call(lent, query, **asker.header, **headers)
    body = orjson.loads(response.content)
    assert (response.status_code, response["X-Road-Error"], body["type"]) == (status, fault, fault)
    assert body["message"]


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
