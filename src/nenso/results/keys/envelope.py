"""The CMS object around a signature, with what is the same in all of a signer's signatures encoded once.

pyHanko encodes certificates, attributes and algorithms anew for each signature, which takes as long as all the rest of
signing. Here its own first object (RFC 5652, RFC 5035 as PAdES B-B asks) is taken apart; for each further signature
only the digest in the attributes and the signature over them are new.
"""

from asn1crypto import cms

_SEQUENCE, _SET, _OCTETS, _EXPLICIT_0 = b"\x30", b"\x31", b"\x04", b"\xa0"


class Envelope:
    """A detached CMS signature that pyHanko made over ``digest``, ready to be made over others of the same length."""

    def __init__(self, made: bytes, digest: bytes) -> None:
        outer = cms.ContentInfo.load(made)
        signed = outer["content"]
        (signer,) = signed["signer_infos"]
        names = ("version", "digest_algorithms", "encap_content_info", "certificates")
        self._type = outer["content_type"].dump()
        self._before = b"".join(signed[name].dump() for name in names)
        self._signer = b"".join(signer[name].dump() for name in ("version", "sid", "digest_algorithm"))
        self._algorithm = signer["signature_algorithm"].dump()
        attributes = signer["signed_attrs"].dump()
        if attributes.count(digest) != 1 or signed["crls"].native or signer["unsigned_attrs"].native:
            raise ValueError("not a signature of the form that is expected")
        head, tail = attributes.split(digest)
        self._head, self._tail = bytes(head), bytes(tail)
        self._length = len(digest)

    def attributes(self, digest: bytes) -> bytes:
        """Return what is signed for a document of this digest: the attributes as a SET (RFC 5652, 5.4)."""
        return _SET + self._tagged(digest)[1:]

    def closed(self, digest: bytes, signature: bytes) -> bytes:
        """Return the whole object (DER) for a document of this digest."""
        signer = _wrap(_SEQUENCE, self._signer + self._tagged(digest) + self._algorithm + _wrap(_OCTETS, signature))
        signed = _wrap(_SEQUENCE, self._before + _wrap(_SET, signer))
        return _wrap(_SEQUENCE, self._type + _wrap(_EXPLICIT_0, signed))

    def _tagged(self, digest: bytes) -> bytes:
        if len(digest) != self._length:
            raise ValueError("a digest of another length")
        return self._head + digest + self._tail


def _wrap(tag: bytes, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return tag + bytes([length]) + content
    size = (length.bit_length() + 7) // 8
    return tag + bytes([0x80 | size]) + length.to_bytes(size, "big") + content
