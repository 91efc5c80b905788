"""The demonstration's certification authority: made on first use under ``NENSO_HOME/keys``, trusted only by itself."""

import os
import secrets
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from nenso.results.keys.base import Holder
from nenso.runtime import clock

ROOT_NAME = "Nenso – chứng thư gốc thử nghiệm"
ROOT_FILE = "root.p12"
_ROOT_YEARS = 20
_LONGEST_NAME = 64
"""Bytes of a common name (X.520, ub-common-name); the organisation has no such limit in practice."""
_DAY = timedelta(days=1)


class Directory:
    """``NENSO_HOME/keys``: only this account of the machine may read it; files in it are made whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prepare(self) -> None:
        """Make the directory, closed to others."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)

    def keep(self, name: str, content: bytes) -> bytes:
        """Write ``name`` (mode 0600) unless it is there; return what is there then."""
        self.prepare()
        path = self.path / name
        draft = self.path / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                return path.read_bytes()
        finally:
            draft.unlink()
        return content

    @cached_property
    def password(self) -> bytes:
        """The secret that the PKCS#12 files here are encrypted with, made on first use."""
        path = self.path / "secret"
        return path.read_bytes() if path.exists() else self.keep("secret", secrets.token_urlsafe(32).encode())


class Authority:
    """A root certificate and its key; issues certificates to agencies and to those who sign for them."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    @cached_property
    def _root(self) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        path = self._directory.path / ROOT_FILE
        content = path.read_bytes() if path.exists() else self._directory.keep(ROOT_FILE, self._make())
        key, certificate, _ = pkcs12.load_key_and_certificates(content, self._directory.password)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None:
            raise ValueError(f"{path} holds no EC key with its certificate")
        return key, certificate

    @property
    def certificate(self) -> x509.Certificate:
        """The root certificate, which verifiers of this install trust."""
        return self._root[1]

    def issue(
        self, holder: Holder, public: CertificatePublicKeyTypes, *, valid_from: datetime, valid_until: datetime
    ) -> x509.Certificate:
        """Return a certificate for signing documents, in ``holder``'s name."""
        key, root = self._root
        names = [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder.organisation or holder.name),
            x509.NameAttribute(NameOID.COMMON_NAME, _short(holder.name)),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, f"{holder.kind}:{holder.id}"),
        ]
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name(names))
            .issuer_name(root.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(max(valid_from, root.not_valid_before_utc))
            .not_valid_after(min(valid_until, root.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_documents=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
            .sign(key, SHA256())
        )

    def _make(self) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Nenso: không có giá trị pháp lý, no legal value"),
                x509.NameAttribute(NameOID.COMMON_NAME, ROOT_NAME),
            ]
        )
        start = clock.now() - 365 * _DAY
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + _ROOT_YEARS * 365 * _DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_documents=False), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, SHA256())
        )
        return sealed(b"root", key, certificate, self._directory.password)


def sealed(
    name: bytes,
    key: ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    password: bytes,
    *above: x509.Certificate,
) -> bytes:
    """Return an encrypted PKCS#12 (AES-256, PBES2)."""
    return pkcs12.serialize_key_and_certificates(name, key, certificate, above, BestAvailableEncryption(password))


def _usage(*, signs_documents: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_documents,
        crl_sign=not signs_documents,
        encipher_only=False,
        decipher_only=False,
    )


def _short(name: str) -> str:
    encoded = name.encode()
    if len(encoded) <= _LONGEST_NAME:
        return name
    return encoded[: _LONGEST_NAME - 3].decode(errors="ignore").rstrip() + "…"
