"""The signer that a key plug-in gives to pyHanko."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers import Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

from nenso.results.errors import KeyKindRefused
from nenso.results.keys.base import Key
from nenso.results.keys.envelope import Envelope

DIGEST = "sha256"


class KeySigner(Signer):
    """A pyHanko signer over a function that signs, so that the key is loaded once and not for each document.

    ``sign`` takes the bytes to be signed and returns the signature as CMS wants it: DER for ECDSA, PKCS#1 v1.5 for RSA,
    both over SHA-256.
    """

    def __init__(self, key: Key, sign: Callable[[bytes], bytes]) -> None:
        self._sign = sign
        self._envelope: Envelope | None = None
        make_store: Any = SimpleCertificateStore.from_certs
        store: CertificateStore = make_store([as_asn1(above) for above in key.chain])
        super().__init__(
            signing_cert=as_asn1(key.certificate),
            cert_registry=store,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": mechanism(key.certificate)}),
            embed_roots=False,
        )
        self._size = signature_size(key.certificate)
        certificates = (key.certificate, *key.chain)
        self.container_size = self._size + sum(len(each.public_bytes(Encoding.DER)) for each in certificates)

    async def async_sign(
        self,
        data_digest: bytes,
        digest_algorithm: str,
        dry_run: bool = False,
        use_pades: bool = False,
        timestamper: Any = None,
        signed_attr_settings: PdfCMSSignedAttributes | None = None,
        is_pdf_sig: bool = True,
        encap_content_info: Any = None,
    ) -> Any:
        """Return the CMS object for a document; the plain PAdES one is put together without encoding it anew."""
        make = partial(
            super().async_sign,
            use_pades=use_pades,
            timestamper=timestamper,
            signed_attr_settings=signed_attr_settings,
            is_pdf_sig=is_pdf_sig,
            encap_content_info=encap_content_info,
        )
        if timestamper is not None or dry_run or not use_pades:
            return await make(data_digest, digest_algorithm, dry_run=dry_run)
        if self._envelope is None:
            sample = secrets.token_bytes(len(data_digest))
            made = await make(sample, digest_algorithm, dry_run=True)
            self._envelope = Envelope(made.dump(), sample)
        signature = await self.async_sign_raw(self._envelope.attributes(data_digest), digest_algorithm)
        return cms.ContentInfo.load(self._envelope.closed(data_digest, signature))

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign ``data``; a dry run only tells how long a signature is."""
        if digest_algorithm != DIGEST:
            raise KeyKindRefused(kind=digest_algorithm)
        return bytes(self._size) if dry_run else self._sign(data)


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """Return ``certificate`` as pyHanko takes it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def mechanism(certificate: x509.Certificate) -> str:
    """Return the signature algorithm that belongs to the certificate's key; raise KeyKindRefused for other kinds."""
    public = certificate.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        return f"{DIGEST}_ecdsa"
    if isinstance(public, rsa.RSAPublicKey):
        return f"{DIGEST}_rsa"
    raise KeyKindRefused(kind=type(public).__name__)


def signature_size(certificate: x509.Certificate) -> int:
    """Return the largest number of bytes that a signature by this key takes."""
    public = certificate.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        return 2 * ((public.key_size + 7) // 8) + 12
    if isinstance(public, rsa.RSAPublicKey):
        return public.key_size // 8
    raise KeyKindRefused(kind=type(public).__name__)
