"""Births lent by the Government to a ward of Hà Nội: a service, a grant, and who asks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from factories.agencies import agency
from factories.people import SYSTEM
from nenso.exchange.asking import Asked, look_up
from nenso.exchange.clients import register_certificate
from nenso.exchange.granting import Terms, ask_for, grant
from nenso.exchange.members import name_of
from nenso.exchange.models import Grant, Service
from nenso.exchange.objecting import object_to
from nenso.exchange.services import open_service
from nenso.runtime import clock
from support.births import Someone, someone

REGISTER, LOOKUP = "civil_registration.births", "by_child"
CONSUMER = "vn.p01.c00004"
CHILD_ID = "019326000451"
"""Of the child whose birth ``support.births.decided`` brings to an end."""
KEY = ec.generate_private_key(ec.SECP256R1())
"""Of the ward's own software."""


def certificate(days: int = 30) -> x509.Certificate:
    """Return a certificate of the ward's own software."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Phần mềm cư trú")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    return made.not_valid_after(now + timedelta(days=days)).sign(KEY, SHA256())


@dataclass(frozen=True)
class Lending:
    """What is lent to whom."""

    service: Service
    grant: Grant


def lending(**changes: Any) -> Lending:
    """Open births by the child's number at the Government, and grant a ward of Hà Nội two fields for residence."""
    service = open_service(SYSTEM, agency("vn"), REGISTER, LOOKUP)
    now = clock.now()
    terms: dict[str, Any] = {
        "fields": ["child_name", "born_on"],
        "purposes": ["residence"],
        "valid_from": now - timedelta(days=1),
        "valid_until": now + timedelta(days=30),
        "here": False,
    }
    asked = ask_for(SYSTEM, service.id, agency(CONSUMER), Terms(**{**terms, **changes}), "Đăng ký cư trú")
    return Lending(service, grant(SYSTEM, asked.id))


def asking(**changes: Any) -> Asked:
    """Return what the ward asks."""
    usual: dict[str, Any] = {"by": {"child_id": CHILD_ID}, "purpose": "residence", "reference": "CT-2026/118"}
    return Asked(**{**usual, **changes})


def keys_of_lending(person: Someone) -> dict[str, str]:
    """Return the keys of addresses about a lookup that found something about ``person``, who objected to it."""
    lent, ward = lending(), agency(CONSUMER)
    asker = someone("Đỗ Thị Hạnh", ("officer", CONSUMER))
    looked = look_up(asker.actor, lent.service, ward, asking(user="Phần mềm hộ tịch"))
    objection = object_to(person.actor, looked.id, "Không có hồ sơ nào ở đó")
    software = register_certificate(SYSTEM, ward, certificate().public_bytes(Encoding.PEM), "Phần mềm cư trú")
    name = name_of(lent.service)
    return {
        "service": str(lent.service.id),
        "grant": str(lent.grant.id),
        "lookup": str(looked.id),
        "objection": str(objection.id),
        "certificate": str(software.id),
        "instance": name.instance,
        "member_class": name.member_class,
        "member": name.member,
        "subsystem": name.subsystem,
        "service_code": name.service,
    }
