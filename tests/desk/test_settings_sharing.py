"""Lookups between agencies on the screens of their administrators: opened, asked for, decided, looked up, proved."""

import re
from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.agencies import agency
from nenso.cases.intake.filing import Filing, file_case
from nenso.exchange import members
from nenso.exchange.asking import look_up
from nenso.exchange.evidence import check_evidence
from nenso.exchange.models import ClientCertificate, Grant, Objection, Service
from nenso.exchange.objecting import object_to
from nenso.results.keys.registry import trusted_roots
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support.births import OFFICIALS, Someone, birth_form, decided, in_force, mother, someone
from support.callers import PHU_THONG
from support.lookups import CONSUMER, asking, certificate
from support.stories import EVERYTHING, new_key
from support.visits import signed_in

pytestmark = pytest.mark.django_db
OWNER = "vn.p19"
BY_CHILD = "civil_registration.births.by_child"


@pytest.fixture(autouse=True)
def _of_a_demonstration(demo: None) -> None:
    """Every agency signs here."""
    members.forget()
    in_force()


@pytest.fixture
def owner(db: None) -> Client:
    """The administrator of the province that keeps the register, at the browser."""
    return signed_in(someone("Phan Văn Quản", ("admin", OWNER)))


@pytest.fixture
def consumer(db: None) -> Client:
    """The administrator of a ward of Hà Nội."""
    return signed_in(someone("Đỗ Văn Chủ", ("admin", CONSUMER)))


def address(path: str, rest: str = "") -> str:
    return f"/can-bo/quan-tri/{agency(path).id}/chia-se{rest}"


def send(client: Client, at: str, **form: object) -> int:
    """Send a form; return the status."""
    return client.post(at, {"once": new_key(), **form}).status_code


def opened(owner: Client) -> Service:
    """Return births by the child's number, opened by the province."""
    assert send(owner, address(OWNER), do="open", lookup=BY_CHILD, rate="60") == 302
    return Service.objects.get()


def asked(owner: Client, consumer: Client, **changes: object) -> Grant:
    """Return what the ward asked for."""
    service = opened(owner)
    until = f"{clock.today() + timedelta(days=30):%d/%m/%Y}"
    form = {"field": ["child_name", "born_on"], "purpose": ["residence"], "since": f"{clock.today():%d/%m/%Y}"}
    form |= {"until": until, "why": "Đăng ký cư trú", "elsewhere": "yes", "service": str(service.id)}
    assert send(consumer, address(CONSUMER, "/xin"), **form | changes) == 302
    return grant_now()


def grant_now() -> Grant:
    """Return the one grant as it stands."""
    with acting(EVERYTHING):
        return Grant.objects.select_related("service").get()


def test_a_lookup_is_opened_found_by_words_asked_for_and_granted(owner: Client, consumer: Client) -> None:
    grant = asked(owner, consumer)
    assert (grant.state, grant.here, grant.fields) == ("asked", False, ["child_name", "born_on"])
    assert "Khai sinh theo số định danh của trẻ" in consumer.get(address(CONSUMER, "/xin?tim=khai+sinh")).text
    assert "Không có tra cứu nào như vậy" in consumer.get(address(CONSUMER, "/xin?tim=xe+may")).text
    waiting = owner.get(address(OWNER)).text
    assert ("Đăng ký cư trú" in waiting, "chờ quyết định" in waiting) == (True, True)
    assert send(owner, address(OWNER), do="grant", grant=str(grant.id)) == 302
    assert grant_now().state == "granted"
    assert "đã cấp" in consumer.get(address(CONSUMER, "/xin")).text


def test_other_terms_are_granted_and_more_than_the_service_has_is_not(owner: Client, consumer: Client) -> None:
    grant = asked(owner, consumer)
    form = {"do": "grant", "terms": "other", "grant": str(grant.id), "purpose": "residence", "elsewhere": "yes"}
    form |= {"field": "born_on", "since": "01/01/2026", "until": "01/01/2027", "rate": "61"}
    assert send(owner, address(OWNER), **form) == 422
    assert send(owner, address(OWNER), **form | {"rate": "5", "until": ""}) == 422
    assert send(owner, address(OWNER), **form | {"rate": "5", "decision": "Chỉ cần ngày sinh"}) == 302
    now = grant_now()
    assert (now.state, now.fields, now.rate, now.decision) == ("granted", ["born_on"], 5, "Chỉ cần ngày sinh")


@pytest.mark.parametrize(("before", "do", "after"), [("", "refuse", "refused"), ("grant", "revoke", "revoked")])
def test_a_refusal_and_a_revocation_need_their_reason(
    owner: Client, consumer: Client, before: str, do: str, after: str
) -> None:
    grant = asked(owner, consumer)
    if before:
        send(owner, address(OWNER), do=before, grant=str(grant.id))
    assert send(owner, address(OWNER), do=do, grant=str(grant.id)) == 422
    assert send(owner, address(OWNER), do=do, grant=str(grant.id), decision="Không còn việc này") == 302
    assert (grant_now().state, grant_now().decision) == (after, "Không còn việc này")
    assert "Không còn việc này" in consumer.get(address(CONSUMER, "/xin")).text


def test_who_asks_may_not_decide_and_who_administers_from_above_may(owner: Client, consumer: Client) -> None:
    grant = asked(owner, consumer)
    assert send(consumer, address(OWNER), do="grant", grant=str(grant.id)) == 403
    assert send(consumer, address(CONSUMER), do="grant", grant=str(grant.id)) == 403
    assert grant_now().state == "asked"
    above = signed_in(someone("Lê Thị Trên", ("admin", "vn")))
    assert "Đăng ký cư trú" in above.get(address(OWNER)).text
    assert send(above, address(OWNER), do="grant", grant=str(grant.id)) == 302


def test_a_form_sent_twice_opens_once_and_a_closed_lookup_is_not_asked_for(owner: Client, consumer: Client) -> None:
    form = {"do": "open", "lookup": BY_CHILD, "once": new_key()}
    assert [owner.post(address(OWNER), form).status_code for _ in range(2)] == [302, 302]
    service = Service.objects.get()
    assert BY_CHILD not in re.findall(r'<option value="([^"]+)"', owner.get(address(OWNER)).text)
    assert send(owner, address(OWNER), do="close", service=str(service.id)) == 302
    assert "Khai sinh theo số định danh" not in consumer.get(address(CONSUMER, "/xin")).text


def test_both_sides_see_a_lookup_with_its_purpose_and_case_and_take_the_evidence(
    owner: Client, consumer: Client
) -> None:
    mai = mother()
    case = file_case(mai.actor, Filing("1.001193", birth_form()), key="khai-sinh-01").case
    decided(case.id, {role: someone(name, (role, PHU_THONG)) for role, name in OFFICIALS.items()})
    grant = asked(owner, consumer)
    send(owner, address(OWNER), do="grant", grant=str(grant.id))
    asker = someone("Đỗ Thị Hạnh", ("officer", CONSUMER))
    looked = look_up(asker.actor, grant.service, agency(CONSUMER), asking())
    for client, path in ((owner, OWNER), (consumer, CONSUMER)):
        text = client.get(address(path, "/luot")).text
        for part in ("Đăng ký cư trú", "CT-2026/118", "Đỗ Thị Hạnh", "đã trả lời"):
            assert part in text, (path, part)
        file = client.get(address(path, f"/luot/{looked.id}/chung-cu.json"))
        assert file["Content-Disposition"] == f'attachment; filename="tra-cuu-{looked.id}.json"'
        assert check_evidence(orjson.loads(file.content), roots=trusted_roots()).valid
    stranger = signed_in(someone("Ai Đó", ("admin", "vn.p19.c01840")))
    elsewhere = address("vn.p19.c01840", f"/luot/{looked.id}/chung-cu.json")
    assert stranger.get(elsewhere).status_code == 404
    assert "CT-2026/118" not in stranger.get(address("vn.p19.c01840", "/luot")).text
    objects(mai, owner, looked.id)


def objects(mai: Someone, owner: Client, looked: UUID) -> None:
    """The mother objects; the owner upholds it, with a reason."""
    objection = object_to(mai.actor, looked, "Tôi không có hồ sơ nào ở đó")
    assert "Tôi không có hồ sơ nào ở đó" in owner.get(address(OWNER)).text
    form = {"do": "answer", "objection": str(objection.id), "upheld": "yes"}
    assert send(owner, address(OWNER), **form) == 422
    assert send(owner, address(OWNER), **form, answer="Đúng vậy") == 302
    with acting(EVERYTHING):
        assert Objection.objects.get().upheld is True


def test_a_certificate_is_registered_from_a_file_or_pasted_and_revoked(consumer: Client) -> None:
    pem = certificate().public_bytes(Encoding.PEM)
    at = address(CONSUMER, "/chung-thu")
    assert send(consumer, at, do="register", name="Sai", certificate="không phải") == 422
    file = SimpleUploadedFile("cu-tru.pem", pem, "application/x-pem-file")
    assert send(consumer, at, do="register", name="Phần mềm cư trú", file=file) == 302
    assert send(consumer, at, do="register", name="Phần mềm cư trú", certificate=pem.decode()) == 302
    kept = ClientCertificate.objects.get()
    assert kept.fingerprint in consumer.get(at).text
    assert send(consumer, at, do="revoke", certificate=str(kept.id)) == 302
    assert "đã thu hồi" in consumer.get(at).text
