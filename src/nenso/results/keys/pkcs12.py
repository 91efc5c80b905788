"""Keys in encrypted PKCS#12 files under ``NENSO_HOME/keys``: the default, for demonstrations and small installs.

A key from a public certification authority is put there by :meth:`Pkcs12Keys.import_file`; outside a demonstration no
key is ever made up here.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from nenso.results.errors import DemoKeysRefused, KeyFileUnreadable, KeyKindRefused, KeyMissing
from nenso.results.keys.authority import Authority, Directory, sealed
from nenso.results.keys.base import Holder, Key, chain_of, fingerprint
from nenso.runtime.ids import uuid7

if TYPE_CHECKING:
    from nenso.results.keys.signer import KeySigner

_REFERENCE = re.compile(r"[0-9a-zA-Z-]{1,80}\Z")

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Pkcs12Keys:
    """The plug-in ``pkcs12``; a reference is a file name without its suffix.

    ``authority``: the demonstration's, or None where certificates come from a real one.
    """

    name = "pkcs12"

    def __init__(self, directory: Directory, *, authority: Authority | None = None) -> None:
        self._directory = directory
        self._authority = authority
        self._signers: dict[str, KeySigner] = {}

    def issue(self, holder: Holder, *, valid_from: datetime, valid_until: datetime) -> Key:
        """Make an EC P-256 key whose certificate the demonstration's root signs."""
        if self._authority is None:
            raise DemoKeysRefused
        private = ec.generate_private_key(ec.SECP256R1())
        certificate = self._authority.issue(
            holder, private.public_key(), valid_from=valid_from, valid_until=valid_until
        )
        reference = str(uuid7())
        root = self._authority.certificate
        self._directory.keep(
            f"{reference}.p12", sealed(reference.encode(), private, certificate, self._directory.password, root)
        )
        return Key(reference, certificate, (root,))

    def import_file(self, content: bytes, password: bytes) -> Key:
        """Take over a PKCS#12 from a certification authority, encrypted anew with this install's secret."""
        try:
            private, certificate, above = pkcs12.load_key_and_certificates(content, password)
        except ValueError:
            raise KeyFileUnreadable from None
        if certificate is None or not isinstance(private, PrivateKey):
            raise KeyKindRefused(kind=type(private).__name__)
        reference = fingerprint(certificate)
        kept = pkcs12.serialize_key_and_certificates(
            reference.encode(), private, certificate, above, BestAvailableEncryption(self._directory.password)
        )
        self._directory.keep(f"{reference}.p12", kept)
        return Key(reference, certificate, chain_of(above, certificate))

    def key(self, reference: str) -> Key:
        """Return the certificate and chain of ``reference``."""
        return self._load(reference)[1]

    def signer(self, reference: str) -> "KeySigner":
        """Return a signer that keeps the loaded key in memory."""
        from nenso.results.keys.signer import KeySigner

        if (signer := self._signers.get(reference)) is None:
            private, key = self._load(reference)
            signer = self._signers[reference] = KeySigner(key, _signing(private))
        return signer

    def _load(self, reference: str) -> tuple[PrivateKey, Key]:
        path = self._directory.path / f"{reference}.p12"
        if not _REFERENCE.match(reference) or not path.exists():
            raise KeyMissing(reference=reference)
        try:
            private, certificate, above = pkcs12.load_key_and_certificates(path.read_bytes(), self._directory.password)
        except ValueError:
            raise KeyFileUnreadable from None
        if certificate is None or not isinstance(private, PrivateKey):
            raise KeyKindRefused(kind=type(private).__name__)
        return private, Key(reference, certificate, chain_of(above, certificate))


def _signing(private: PrivateKey) -> Callable[[bytes], bytes]:
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return lambda data: private.sign(data, ec.ECDSA(SHA256()))
    return lambda data: private.sign(data, padding.PKCS1v15(), SHA256())
