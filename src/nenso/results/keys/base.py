"""What a key plug-in does. What signs with its keys is pyHanko's, which takes a second to load: :mod:`.signer`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose key it is: an agency (its seal, con dấu) or a person who signs for one.

    ``name``: the agency's or the person's; ``organisation``: the agency the person signs for.
    """

    id: UUID
    kind: Literal["agency", "person"]
    name: str
    organisation: str = ""


@dataclass(frozen=True)
class Key:
    """A key that a plug-in holds: how it finds it again, its certificate and those above it (root last)."""

    reference: str
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


class KeyPlugin(Protocol):
    """A place where signing keys are kept. Private keys never leave it, and are never logged."""

    name: str

    def issue(self, holder: Holder, *, valid_from: datetime, valid_until: datetime) -> Key:
        """Make a key for ``holder`` with a demonstration certificate; raises DemoKeysRefused elsewhere."""
        ...

    def key(self, reference: str) -> Key:
        """Return the key ``reference``, without anything private; raises KeyMissing."""
        ...

    def signer(self, reference: str) -> "Signer":
        """Return what signs with the key ``reference``; raises KeyMissing. Kept by the plug-in between calls."""
        ...


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate, in hexadecimal: how our tables know it."""
    return certificate.fingerprint(SHA256()).hex()


def chain_of(certificates: Sequence[x509.Certificate], certificate: x509.Certificate) -> tuple[x509.Certificate, ...]:
    """Return those of ``certificates`` that stand above ``certificate``, nearest first."""
    by_subject = {each.subject: each for each in certificates}
    chain: list[x509.Certificate] = []
    current = certificate
    while current.issuer != current.subject and (above := by_subject.get(current.issuer)) is not None:
        chain.append(above)
        current = above
    return tuple(chain)
