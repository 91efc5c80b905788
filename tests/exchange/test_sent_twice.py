"""What is opened, registered and decided twice alike is done once, and leaves one entry."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.exchange.asking import look_up
from nenso.exchange.clients import register_certificate
from nenso.exchange.errors import CertificateWrong, ServiceOpen
from nenso.exchange.objecting import answer_objection, object_to
from nenso.exchange.services import open_service
from nenso.journal.reading import entries_of
from support.births import Someone
from support.lookups import CONSUMER, LOOKUP, REGISTER, Lending, asking, certificate

pytestmark = pytest.mark.django_db


def test_a_service_opened_again_alike_is_the_one_that_is_open(lent: Lending) -> None:
    assert open_service(SYSTEM, agency("vn"), REGISTER, LOOKUP).id == lent.service.id
    assert [entry.kind for entry in entries_of(lent.service.id)] == ["exchange.opened"]
    with pytest.raises(ServiceOpen):
        open_service(SYSTEM, agency("vn"), REGISTER, LOOKUP, rate=7)


def test_a_certificate_registered_again_is_the_same_one_and_never_another_agency_s(db: None) -> None:
    pem = certificate().public_bytes(Encoding.PEM)
    first = register_certificate(SYSTEM, agency(CONSUMER), pem, "Phần mềm cư trú")
    assert register_certificate(SYSTEM, agency(CONSUMER), pem, "Phần mềm cư trú").id == first.id
    with pytest.raises(CertificateWrong):
        register_certificate(SYSTEM, agency(), pem, "Phần mềm khác")


def test_the_same_answer_to_an_objection_is_given_once(lent: Lending, asker: Someone, mai: Someone) -> None:
    answer = look_up(asker.actor, lent.service, agency(CONSUMER), asking())
    objection = object_to(mai.actor, answer.id, "Không có hồ sơ ở đó")
    for _ in range(2):
        answer_objection(SYSTEM, objection.id, upheld=True, answer="Đúng là không có")
    assert [entry.kind for entry in entries_of(objection.id)] == ["exchange.objected", "exchange.objection_upheld"]
