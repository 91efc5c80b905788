"""Who signed a PDF, when, for which case, and whether it still stands: one verdict in plain words, Vietnamese first.

The file is read in a confined process: whatever it holds, the answer comes within ``TIME_LIMIT`` and nothing crashes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from nenso.results.children import Busy, Children, Died, TookTooLong
from nenso.results.errors import VerifyingBusy
from nenso.results.findings import SEVERITY, Finding, finding
from nenso.results.inspection import Inspection, SignatureFound
from nenso.results.keys.registry import trusted_roots
from nenso.runtime import clock

SIZE_LIMIT = 50_000_000
TIME_LIMIT = 5.0
"""Seconds that a file may take: one of a few kilobytes can be made to take minutes."""
PATIENCE = 2.0
"""Seconds that a file waits for the one before it: anybody may ask, and nobody shall keep every thread waiting."""

_inspectors = Children("nenso.results.inspector", processes=1)


@dataclass(frozen=True)
class KnownResult:
    """A result as our own table has it. ``state``: drafted, signed, superseded or revoked."""

    result: str
    sha256: str
    state: str
    name: str
    number: str
    case: str
    agency: str
    agency_name: str
    signed_at: datetime | None = None
    changed_at: datetime | None = None
    reason: str = ""
    successor: str = ""


@dataclass(frozen=True)
class KnownKey:
    """A signing key as our own table has it; ``revoked_at``: from when it must not be trusted any more."""

    fingerprint: str
    kind: str
    name: str
    organisation: str
    revoked_at: datetime | None = None
    reason: str = ""


class Lookups(Protocol):
    """What this install knows; see :mod:`nenso.results.queries`."""

    def result(self, result: str, digest: str) -> KnownResult | None:
        """Return the result with this id, or else the one whose file has this SHA-256."""
        ...

    def key(self, fingerprint: str) -> KnownKey | None:
        """Return the key whose certificate has this SHA-256."""
        ...


@dataclass(frozen=True)
class Signature:
    """One signature, said to people. ``kind``: person or agency, empty when unknown; ``stamped``: by a time stamp."""

    name: str
    organisation: str
    kind: str
    field: str
    reason: str
    signed_at: datetime | None
    stamped: bool
    findings: tuple[Finding, ...]

    def body(self, language: str = "vi") -> dict[str, Any]:
        """Return the signature as plain values, its sentences in ``language``."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**plain, "findings": [each.body(language) for each in self.findings]}


@dataclass(frozen=True)
class Verdict:
    """What is to be thought of a file: ``status`` is the gravest finding's code, ``valid`` when there is none.

    ``recorded``: this very file is in the records of this install.
    """

    status: str
    sha256: str
    findings: tuple[Finding, ...] = ()
    signatures: tuple[Signature, ...] = ()
    title: str = ""
    case: str = ""
    number: str = ""
    agency: str = ""
    agency_name: str = ""
    result: str = ""
    recorded: bool = False

    @property
    def valid(self) -> bool:
        """Whether the document can be relied on."""
        return self.status == "valid"

    def body(self, language: str = "vi") -> dict[str, Any]:
        """Return the verdict as plain values, its sentences in ``language``."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            **plain,
            "valid": self.valid,
            "findings": [each.body(language) for each in self.findings],
            "signatures": [each.body(language) for each in self.signatures],
        }


def verify(
    pdf: bytes,
    *,
    roots: Sequence[x509.Certificate] | None = None,
    lookups: Lookups | None = None,
    now: datetime | None = None,
) -> Verdict:
    """Return the verdict on ``pdf``, whatever its bytes are; raises only :class:`VerifyingBusy`.

    ``roots``: the certificates that signers must lead to (default: those this install trusts). Without ``lookups`` the
    file alone is judged: whether it was revoked or superseded is then not known.
    """
    moment = now or clock.now()
    digest = sha256(pdf).hexdigest()
    if len(pdf) > SIZE_LIMIT:
        return _unreadable("too_large", digest)
    certificates = trusted_roots() if roots is None else roots
    files = {"pdf": pdf} | {f"root{index}": root.public_bytes(Encoding.DER) for index, root in enumerate(certificates)}
    try:
        answer, _ = _inspectors.ask({"now": moment.isoformat()}, files, seconds=TIME_LIMIT, patience=PATIENCE)
    except (TookTooLong, Died):
        return _unreadable("too_complex", digest)
    except Busy:
        raise VerifyingBusy from None
    return judge(Inspection.from_json(answer), digest, lookups=lookups, now=moment)


def judge(inspection: Inspection, digest: str, *, lookups: Lookups | None, now: datetime) -> Verdict:
    """Compare what the file tells with what this install knows."""
    if inspection.unreadable:
        return _unreadable(inspection.unreadable, digest)
    known = lookups.result(inspection.identity.get("result", ""), digest) if lookups else None
    recorded = known is not None and known.sha256 == digest
    signatures = tuple(_signature(each, lookups, recorded=recorded, now=now) for each in inspection.signatures)
    findings = list(_about(known, digest))
    if not signatures:
        findings.append(finding("not_signed"))
    findings += [each for signature in signatures for each in signature.findings]
    findings = sorted(dict.fromkeys(findings), key=lambda each: SEVERITY[each.code])
    identity = inspection.identity
    return Verdict(
        status=findings[0].code if findings else "valid",
        sha256=digest,
        findings=tuple(findings) or (finding("valid"),),
        signatures=signatures,
        title=known.name if known else inspection.title,
        case=known.case if known else identity.get("case", ""),
        number=known.number if known else identity.get("number", ""),
        agency=known.agency if known else identity.get("agency", ""),
        agency_name=known.agency_name if known else "",
        result=known.result if known else identity.get("result", ""),
        recorded=recorded,
    )


def _unreadable(code: str, digest: str) -> Verdict:
    return Verdict(status=code, sha256=digest, findings=(finding(code),))


def _about(known: KnownResult | None, digest: str) -> Iterator[Finding]:
    """What the record of the result that the file says it is has to say."""
    if known is None:
        return
    if known.sha256 != digest:
        yield finding("not_the_issued_one", number=known.number)
    if known.state == "revoked":
        yield finding("revoked", on=known.changed_at, reason=known.reason)
    elif known.state == "superseded":
        yield finding("superseded", on=known.changed_at, successor=known.successor)


def _signature(found: SignatureFound, lookups: Lookups | None, *, recorded: bool, now: datetime) -> Signature:
    key = lookups.key(found.fingerprint) if lookups else None
    kind = key.kind if key else found.holder.split(":")[0]
    organisation = key.organisation if key else found.organisation
    name = key.name if key else (found.organisation if kind == "agency" else found.name)
    stamped = found.stamped_at != ""
    signed_at = _moment(found.stamped_at or found.signed_at)
    return Signature(
        name=name,
        organisation=organisation,
        kind=kind if kind in {"agency", "person"} else "",
        field=found.field,
        reason=found.reason,
        signed_at=signed_at,
        stamped=stamped,
        findings=tuple(_problems(found, key, name, signed_at, proven=stamped or recorded, now=now)),
    )


def _problems(
    found: SignatureFound, key: KnownKey | None, name: str, signed_at: datetime | None, *, proven: bool, now: datetime
) -> Iterator[Finding]:
    """What is wrong with one signature; ``proven``: its time rests on more than the signer's word."""
    if not found.intact or found.changed_later:
        yield finding("altered", name=name)
    elif not found.trusted:
        yield finding("unknown_signer", name=name)
    if key and key.revoked_at and (not proven or signed_at is None or signed_at >= key.revoked_at):
        yield finding("key_revoked", name=name, on=key.revoked_at, reason=key.reason)
    first, last = _moment(found.certificate_from), _moment(found.certificate_until)
    if first is None or last is None or signed_at is None or not first <= signed_at <= last:
        yield finding("outside_validity", name=name)
    elif not proven and now > last:
        yield finding("expired", name=name, on=last)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
