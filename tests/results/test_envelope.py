"""The CMS object that we put together is the one that pyHanko and OpenSSL know."""

import asyncio
import subprocess
from hashlib import sha256
from pathlib import Path
from shutil import which

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding

from nenso.results.keys.envelope import Envelope
from nenso.results.keys.signer import KeySigner
from results.papers import Signers

CONTENT = "Giấy khai sinh".encode()
DIGEST = sha256(CONTENT).digest()


@pytest.fixture
def signer(signers: Signers) -> KeySigner:
    """A signer that has signed nothing yet."""
    kept = signers.keys.signer(signers.committee.reference)
    assert isinstance(kept, KeySigner)
    return KeySigner(signers.committee, kept._sign)


def by_us(signer: KeySigner) -> bytes:
    return bytes(asyncio.run(signer.async_sign(DIGEST, "sha256", use_pades=True)).dump())


def by_pyhanko(signer: KeySigner) -> bytes:
    made = super(KeySigner, signer).async_sign(DIGEST, "sha256", use_pades=True)
    return bytes(asyncio.run(made).dump())


def without_signature(made: bytes) -> bytes:
    parsed = cms.ContentInfo.load(made)
    parsed["content"]["signer_infos"][0]["signature"] = b""
    return bytes(parsed.dump(force=True))


def test_it_is_byte_for_byte_what_pyhanko_makes_but_for_the_signature(signer: KeySigner) -> None:
    assert without_signature(by_us(signer)) == without_signature(by_pyhanko(signer))


def test_the_second_document_has_its_own_digest_and_signature(signer: KeySigner) -> None:
    first, other = by_us(signer), sha256(b"other").digest()
    second = asyncio.run(signer.async_sign(other, "sha256", use_pades=True)).dump()
    assert DIGEST in first
    assert other in second
    assert DIGEST not in second


@pytest.mark.skipif(which("openssl") is None, reason="openssl is not installed")
def test_openssl_accepts_it(signer: KeySigner, signers: Signers, tmp_path: Path) -> None:
    (tmp_path / "signature.der").write_bytes(by_us(signer))
    (tmp_path / "content").write_bytes(CONTENT)
    (tmp_path / "root.pem").write_bytes(signers.authority.certificate.public_bytes(Encoding.PEM))
    command = (
        "openssl cms -verify -binary -inform DER -in signature.der -content content -CAfile root.pem"
        " -purpose any -no_check_time -out verified"
    )
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "verified").read_bytes() == CONTENT


def test_a_digest_of_another_length_is_refused(signer: KeySigner) -> None:
    envelope = Envelope(by_us(signer), DIGEST)
    with pytest.raises(ValueError, match="another length"):
        envelope.attributes(b"short")


def test_an_object_that_does_not_hold_the_digest_is_refused(signer: KeySigner) -> None:
    with pytest.raises(ValueError, match="not a signature"):
        Envelope(by_us(signer), bytes(32))
