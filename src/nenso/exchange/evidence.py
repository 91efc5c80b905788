"""Evidence of one lookup (chứng cứ tra cứu), checked by anybody without this install: pure functions over one file.

A file holds, for each side, the journal entry, its audit path to the root of a batch, the batch, and the agency's
signature over it (detached CMS, with certificates) and time stamp. What it proves: that the agency signed, by the time
of the batch, that this lookup was asked for this purpose and case and answered with what has this SHA-256.
"""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from nenso.exchange.batch_hash import FORMAT, batch_hash
from nenso.exchange.errors import EvidenceUnreadable
from nenso.journal.chain import Content, Link, canonical, leaf, root_by
from nenso.journal.stamping import stamped_at

SIDES = ("owner", "consumer")
SHARED = ("lookup", "service", "owner", "consumer", "purpose", "reference", "fields", "outcome", "request", "answer")
"""What both sides must say alike."""

WORDS = {
    "entry_altered": ("Mục nhật ký không khớp mã băm của nó.", "The entry does not give its hash."),
    "not_in_batch": ("Mục không nằm trong lô đã ký.", "The entry is not in the batch that was signed."),
    "not_that_side": (
        "Phần của bên {what} không phải mục do bên ấy ghi.",
        "What stands as the {what}'s side was not written by the {what}.",
    ),
    "batch_altered": ("Lô đã bị thay đổi sau khi ký.", "The batch was changed after it was signed."),
    "signature_wrong": ("Chữ ký của lô không đúng.", "The signature of the batch is wrong."),
    "signer_unknown": (
        "Chứng thư của người ký không do cơ quan chứng thực được tin cậy cấp.",
        "The signer's certificate was not issued by an authority that is trusted.",
    ),
    "signer_other": (
        "Chứng thư của người ký không phải con dấu của bên {what}.",
        "The signer's certificate is not a seal of the {what}'s.",
    ),
    "stamp_wrong": ("Dấu thời gian không thuộc lô này.", "The time stamp is not of this batch."),
    "sides_differ": ("Hai bên ghi khác nhau: {what}.", "The two sides say different things: {what}."),
    "answer_differs": ("Nội dung trả lời không phải nội dung đã ghi.", "The answer is not the one that was kept."),
    "side_missing": ("Thiếu phần của bên {what}.", "The {what}'s side is missing."),
}


@dataclass(frozen=True)
class Flaw:
    """Something that does not hold: its code, the side, and what of it."""

    code: str
    side: str = ""
    what: str = ""

    def text(self, language: str = "vi") -> str:
        """Return it as a sentence."""
        return WORDS[self.code][language == "en"].format(what=self.what)


@dataclass
class Findings:
    """What a file of evidence says, and what of it does not hold; ``signed``: side → (signer, by when)."""

    says: Mapping[str, Any]
    flaws: list[Flaw] = field(default_factory=list)
    signed: dict[str, tuple[str, datetime | str]] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether everything holds."""
        return not self.flaws

    def body(self, language: str = "vi") -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "valid": self.valid,
            "lookup": dict(self.says),
            "signed": {side: {"by": by, "until": str(at)} for side, (by, at) in self.signed.items()},
            "flaws": [{"code": one.code, "side": one.side, "text": one.text(language)} for one in self.flaws],
        }


Seals = Mapping[str, Sequence[x509.Certificate]]
"""Side → the certificates that its agency seals with, as whoever checks knows them."""


def check_evidence(
    file: Mapping[str, Any],
    *,
    roots: Sequence[x509.Certificate],
    seals: Seals | None = None,
    answer: bytes | None = None,
) -> Findings:
    """Return what ``file`` proves, trusting ``roots``; ``answer``: the bytes received, to be compared with their hash.

    A certificate says in words whose it is, an entry by the path of an agency: that they are one, only ``seals`` tell.
    Of a side without them it is checked that whoever signed did not sign for the other side as well.

    Raises ``EvidenceUnreadable`` for what is no such file.
    """
    try:
        return _check(file, roots, seals or {}, answer)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise EvidenceUnreadable from None


def _check(file: Mapping[str, Any], roots: Sequence[x509.Certificate], seals: Seals, answer: bytes | None) -> Findings:
    if file["format"] != FORMAT:
        raise EvidenceUnreadable
    sides = {side: file["sides"][side] for side in SIDES if side in file["sides"]}
    if not sides:
        raise EvidenceUnreadable
    says = next(iter(sides.values()))["entry"]["body"]
    findings = Findings(says)
    findings.flaws += [Flaw("side_missing", side, side) for side in SIDES if side not in sides]
    signers = {}
    for side, content in sides.items():
        flaws, signers[side] = _side(side, content, roots, findings)
        findings.flaws += flaws
    findings.flaws += [Flaw("signer_other", side, side) for side in _signed_by_another(sides, signers, seals)]
    bodies = [content["entry"]["body"] for content in sides.values()]
    differ = [name for name in SHARED if len({str(body[name]) for body in bodies}) > 1]
    if differ:
        findings.flaws.append(Flaw("sides_differ", what=", ".join(differ)))
    if answer is not None and hashlib.sha256(answer).hexdigest() != says["answer"]:
        findings.flaws.append(Flaw("answer_differs"))
    return findings


def _signed_by_another(sides: Mapping[str, Any], signers: Mapping[str, bytes], seals: Seals) -> Iterator[str]:
    """Yield each side whose signer is none of its agency's; an agency has its certificates to itself."""
    agencies = {content["batch"]["agency"] for content in sides.values()}
    shared = len(agencies) > 1 and all(signers.values()) and len(set(signers.values())) == 1
    for side, signer in signers.items():
        known = {one.public_bytes(Encoding.DER) for one in seals.get(side, ())}
        if signer not in known if known else shared:
            yield side


def _side(
    side: str, content: Mapping[str, Any], roots: Sequence[x509.Certificate], findings: Findings
) -> tuple[list[Flaw], bytes]:
    """Return what of a side does not hold, and the certificate of who signed it."""
    entry, batch = content["entry"], content["batch"]
    said = Content(**{name: entry[name] for name in Content._fields})
    link = Link(int(entry["seq"]) - 1, bytes.fromhex(entry["previous"]))
    digest = hashlib.sha256(canonical(said, link)).digest()
    flaws = []
    if entry["body"]["side"] != side or said.agency != entry["body"][side]:
        flaws.append(Flaw("not_that_side", side, side))
    if digest.hex() != entry["hash"]:
        flaws.append(Flaw("entry_altered", side))
    path = [bytes.fromhex(step) for step in batch["path"]]
    found = root_by(leaf(UUID(said.stream), link.seq + 1, digest), batch["index"], batch["entries"], path)
    root = bytes.fromhex(batch["root"])
    if found != root or said.agency != batch["agency"]:
        flaws.append(Flaw("not_in_batch", side))
    told = batch_hash(
        agency=batch["agency"],
        number=batch["number"],
        at=batch["at"],
        entries=batch["entries"],
        root=root,
        previous=bytes.fromhex(batch["previous"]),
    )
    if told.hex() != batch["hash"]:
        flaws.append(Flaw("batch_altered", side))
    signer, certificate, intact, trusted = _signed(bytes.fromhex(batch["signature"]), told, roots, batch["at"])
    if not intact:
        flaws.append(Flaw("signature_wrong", side))
    elif not trusted:
        flaws.append(Flaw("signer_unknown", side))
    findings.signed[side] = (signer, batch["at"])
    if batch["token"]:
        stamped = stamped_at(bytes.fromhex(batch["token"]), told)
        if stamped is None:
            flaws.append(Flaw("stamp_wrong", side))
        else:
            findings.signed[side] = (signer, stamped)
    return flaws, certificate


def _signed(
    signature: bytes, digest: bytes, roots: Sequence[x509.Certificate], at: str
) -> tuple[str, bytes, bool, bool]:
    """Return who signed ``digest`` by which certificate, whether the signature is right, and the signer trusted."""
    from asn1crypto import cms
    from asn1crypto import x509 as asn1
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko_certvalidator import ValidationContext

    anchors = [asn1.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
    context = ValidationContext(
        trust_roots=anchors, moment=datetime.fromisoformat(at), allow_fetching=False, revocation_mode="soft-fail"
    )
    try:
        signed = cms.ContentInfo.load(signature)["content"]
        status = asyncio.run(async_validate_detached_cms(digest, signed, signer_validation_context=context))
    except SignatureValidationError:
        return "", b"", False, False
    subject = status.signing_cert.subject.native
    name = str(subject.get("organization_name") or subject.get("common_name") or "")
    return name, status.signing_cert.dump(), bool(status.intact and status.valid), bool(status.trusted)
