"""Systems of agencies that ask without a person: by a certificate their agency registered, in mutual TLS or as signer.

A signed token is a JWT (RFC 7519) whose header names the certificate (``x5t#S256``, RFC 7515) and whose claims are
``iss`` (the client), ``aud`` (the public address of this install), ``iat`` and ``exp``, at most five minutes apart.
In mutual TLS a trusted proxy hands the certificate on in ``Client-Cert`` (RFC 9440).
"""

import base64
import binascii
from datetime import datetime
from uuid import UUID

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import IntegrityError, transaction

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.exchange.errors import CertificateUnknown, CertificateWrong, ClientUnknown
from nenso.exchange.models import ClientCertificate
from nenso.journal.recording import record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, Seat, acting
from nenso.runtime.config import config

SYSTEM = "system"
"""The role that a system sits in at its agency."""
LONGEST_SECONDS = 300
ALGORITHMS = ["ES256", "ES384", "RS256", "PS256", "EdDSA"]
SCOPES = frozenset({"exchange:lookup"})


def register_certificate(actor: Actor, agency: Agency, certificate: bytes, name: str) -> ClientCertificate:
    """Let the system that holds this certificate (PEM or DER) ask for ``agency``; for its administrators.

    Raises ``NotAdministrator``, ``CertificateWrong``.
    """
    with acting(actor):
        must_administer(agency)
    try:
        pem = certificate.lstrip().startswith(b"-----")
        found = x509.load_pem_x509_certificate(certificate) if pem else x509.load_der_x509_certificate(certificate)
    except ValueError:
        raise CertificateWrong from None
    if found.not_valid_after_utc <= clock.now():
        raise CertificateWrong
    kept = ClientCertificate(
        agency=agency,
        fingerprint=found.fingerprint(SHA256()).hex(),
        certificate=found.public_bytes(Encoding.DER),
        name=name[:200],
        valid_from=found.not_valid_before_utc,
        valid_until=found.not_valid_after_utc,
        registered_at=clock.now(),
    )
    with acting(actor.by_way_of("exchange.clients")):
        try:
            with transaction.atomic():
                kept.save(force_insert=True)
        except IntegrityError:
            there = ClientCertificate.objects.filter(
                fingerprint=kept.fingerprint, agency=agency, revoked_at=None
            ).first()
            if there is None:
                raise CertificateWrong from None
            return there
        _say(kept, "exchange.client_registered")
    return kept


def revoke_certificate(actor: Actor, certificate: UUID) -> ClientCertificate:
    """Stop a certificate now; raises ``CertificateUnknown``, ``NotAdministrator``."""
    found = ClientCertificate.objects.select_related("agency").filter(id=certificate).first()
    if found is None:
        raise CertificateUnknown
    with acting(actor):
        must_administer(found.agency)
    with acting(actor.by_way_of("exchange.clients")):
        if ClientCertificate.objects.filter(id=certificate, revoked_at=None).update(revoked_at=clock.now()):
            _say(found, "exchange.client_revoked")
    found.refresh_from_db()
    return found


def actor_of_jwt(token: str) -> Actor:
    """Return the system that signed ``token``; raises ``ClientUnknown``."""
    try:
        thumbprint = str(jwt.get_unverified_header(token).get("x5t#S256") or "")
        kept = _kept(base64.urlsafe_b64decode(thumbprint + "=" * (-len(thumbprint) % 4)).hex())
        public = x509.load_der_x509_certificate(bytes(kept.certificate)).public_key()
        claims = jwt.decode(
            token,
            public,  # type: ignore[arg-type]  # of the kinds that ALGORITHMS take; others are refused
            algorithms=ALGORITHMS,
            audience=config().public_url,
            options={"require": ["iss", "aud", "iat", "exp"]},
        )
        seconds = int(claims["exp"]) - int(claims["iat"])
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
        raise ClientUnknown from None
    if seconds > LONGEST_SECONDS:
        raise ClientUnknown
    return _actor(kept)


def actor_of_certificate(client_cert: str) -> Actor:
    """Return the system behind a ``Client-Cert`` that a trusted proxy sent; raises ``ClientUnknown``."""
    try:
        der = base64.b64decode(client_cert.strip().strip(":"), validate=True)
        fingerprint = x509.load_der_x509_certificate(der).fingerprint(SHA256()).hex()
    except (ValueError, binascii.Error):
        raise ClientUnknown from None
    return _actor(_kept(fingerprint))


def _kept(fingerprint: str) -> ClientCertificate:
    found = ClientCertificate.objects.select_related("agency").filter(fingerprint=fingerprint).first()
    now: datetime = clock.now()
    if found is None or found.revoked_at is not None or not found.valid_from <= now < found.valid_until:
        raise ClientUnknown
    return found


def _actor(kept: ClientCertificate) -> Actor:
    """Return who looks up for its agency and elsewhere sees what anybody sees: to policies it is no system of ours."""
    agency = kept.agency
    seat = Seat(agency.id, agency.path, agency.kind, frozenset({SYSTEM}))
    return Actor(seats=(seat,), scopes=SCOPES, name=kept.name)


def _say(kept: ClientCertificate, kind: str) -> None:
    body = {"certificate": str(kept.id), "fingerprint": kept.fingerprint, "name": kept.name}
    record(kept.agency_id, kind, body, agency_path=kept.agency.path)
