"""Keys in a hardware security module or token, by PKCS#11: the one for production.

Each key pair on the token has a label; its certificate is an object of the same label. Signing is done on the token;
the private key cannot leave it. Sessions are opened after a fork, one per process, and used by one thread at a time.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import (
    encode_ec_public_key,
    encode_ecdsa_signature,
    encode_named_curve_parameters,
)
from pyhanko.sign.signers import Signer

from nenso.results.errors import DemoKeysRefused, KeyKindRefused, KeyMissing, TokenUnavailable
from nenso.results.keys.authority import Authority
from nenso.results.keys.base import Holder, Key, chain_of
from nenso.results.keys.signer import KeySigner
from nenso.runtime.ids import uuid7


class Pkcs11Keys:
    """The plug-in ``pkcs11``; a reference is the label of key and certificate on the token.

    ``authority``: the demonstration's, or None where certificates come from a real one.
    """

    name = "pkcs11"

    def __init__(self, module: str, token: str, pin: str, *, authority: Authority | None = None) -> None:
        self._module, self._token, self._pin = module, token, pin
        self._authority = authority
        self._lock = threading.RLock()
        self._forget()

    def _forget(self) -> None:
        self._process = os.getpid()
        self._opened: Any = None
        self._signers: dict[str, KeySigner] = {}

    @contextmanager
    def _session(self) -> Iterator[Any]:
        with self._lock:
            if self._process != os.getpid():
                self._forget()
            try:
                if self._opened is None:
                    self._opened = self._open()
                yield self._opened
            except (pkcs11.PKCS11Error, RuntimeError) as error:
                self._forget()
                raise TokenUnavailable(token=self._token, reason=type(error).__name__) from None

    def _open(self) -> Any:
        token = pkcs11.lib(self._module).get_token(token_label=self._token)
        writes = self._authority is not None
        try:
            return token.open(rw=writes, user_pin=self._pin)
        except pkcs11.UserAlreadyLoggedIn:  # a process logs in to a token once, for all its sessions
            return token.open(rw=writes)

    def issue(self, holder: Holder, *, valid_from: datetime, valid_until: datetime) -> Key:
        """Make an EC P-256 key pair on the token, with a certificate by the demonstration's root."""
        if self._authority is None:
            raise DemoKeysRefused
        reference = str(uuid7())
        with self._session() as session:
            curve = session.create_domain_parameters(
                KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
            )
            public, _ = curve.generate_keypair(
                mechanism=Mechanism.EC_KEY_PAIR_GEN, store=True, label=reference, id=reference.encode()
            )
            certificate = self._authority.issue(
                holder,
                load_der_public_key(encode_ec_public_key(public)),  # type: ignore[arg-type]  # an EC key, as made above
                valid_from=valid_from,
                valid_until=valid_until,
            )
            for label, each in ((reference, certificate), ("root", self._authority.certificate)):
                if label != "root" or not self._certificates(session, label):
                    session.create_object(_certificate_object(label, each))
        return Key(reference, certificate, (self._authority.certificate,))

    def key(self, reference: str) -> Key:
        """Return the certificate labelled ``reference`` and those on the token that stand above it."""
        with self._session() as session:
            found = self._certificates(session, reference)
            if not found:
                raise KeyMissing(reference=reference)
            return Key(reference, found[0], chain_of(self._certificates(session), found[0]))

    def signer(self, reference: str) -> Signer:
        """Return a signer that has the token sign."""
        with self._lock:
            if self._process != os.getpid():
                self._forget()
            if (signer := self._signers.get(reference)) is None:
                signer = self._signers[reference] = KeySigner(
                    self.key(reference), lambda data: self._sign(reference, data)
                )
            return signer

    def _sign(self, reference: str, data: bytes) -> bytes:
        with self._session() as session:
            try:
                private = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=reference)
            except pkcs11.NoSuchKey:
                raise KeyMissing(reference=reference) from None
            if private.key_type == KeyType.EC:
                return bytes(encode_ecdsa_signature(private.sign(sha256(data).digest(), mechanism=Mechanism.ECDSA)))
            if private.key_type == KeyType.RSA:
                return bytes(private.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
            raise KeyKindRefused(kind=str(private.key_type))

    @staticmethod
    def _certificates(session: Any, label: str | None = None) -> list[x509.Certificate]:
        wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE} | ({Attribute.LABEL: label} if label else {})
        return [x509.load_der_x509_certificate(found[Attribute.VALUE]) for found in session.get_objects(wanted)]


def _certificate_object(label: str, certificate: x509.Certificate) -> dict[Any, Any]:
    return {
        Attribute.CLASS: ObjectClass.CERTIFICATE,
        Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
        Attribute.TOKEN: True,
        Attribute.LABEL: label,
        Attribute.ID: label.encode(),
        Attribute.SUBJECT: certificate.subject.public_bytes(),
        Attribute.ISSUER: certificate.issuer.public_bytes(),
        Attribute.SERIAL_NUMBER: certificate.serial_number.to_bytes(20, "big"),
        Attribute.VALUE: certificate.public_bytes(Encoding.DER),
    }
