"""What can be told from a PDF alone: who signed it, when, whether it was altered, whether the signer is known.

Pure: no database, no network, no clock but the given one. :mod:`nenso.results.verifying` runs it in a confined process
and compares the findings with what this install has issued.
"""

import io
import struct
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from nenso.results.inspection import Inspection, SignatureFound
from nenso.results.metadata import metadata_of

MOST_SIGNATURES = 20
MOST_REVISIONS = 60
IDENTITY_LENGTH = 200

FAILURES = (
    PdfError,
    SigningError,
    SignatureValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    EOFError,
    zlib.error,
    struct.error,
)
"""What a parser may raise on a file that somebody made by hand."""

_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)


def inspect(pdf: bytes, roots: Sequence[bytes], *, now: datetime) -> Inspection:
    """Return what ``pdf`` tells; ``roots`` are the trusted certificates (DER). Never raises on any input."""
    if b"%PDF-" not in pdf[:1024]:
        return Inspection("not_a_pdf")
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        if reader.encrypted:
            return Inspection("encrypted")
        signatures = reader.embedded_regular_signatures
        if len(signatures) > MOST_SIGNATURES or reader.xrefs.total_revisions > MOST_REVISIONS:
            return Inspection("too_complex")
        metadata = metadata_of(reader)
        trusted = [x509.Certificate.load(root) for root in roots]
        return Inspection(
            identity=_identity(metadata.get("result")),
            title=_title(reader),
            signatures=[_signature(each, trusted, now) for each in signatures],
        )
    except FAILURES:
        return Inspection("damaged")


def _identity(found: Any) -> dict[str, str]:
    if not isinstance(found, dict):
        return {}
    names = ("case", "number", "agency", "result")
    return {name: str(found[name])[:IDENTITY_LENGTH] for name in names if isinstance(found.get(name), str)}


def _title(reader: PdfFileReader) -> str:
    try:
        return str(reader.trailer_view["/Info"]["/Title"])[:IDENTITY_LENGTH]
    except (LookupError, TypeError):
        return ""


def _signature(embedded: EmbeddedPdfSignature, roots: list[x509.Certificate], now: datetime) -> SignatureFound:
    certificate = embedded.signer_cert
    valid_from = certificate["tbs_certificate"]["validity"]["not_before"].native
    valid_until = certificate["tbs_certificate"]["validity"]["not_after"].native
    signed_at = embedded.self_reported_timestamp
    subject = certificate.subject.native
    found = SignatureFound(
        field=str(embedded.field_name)[:IDENTITY_LENGTH],
        name=_text(subject, "common_name"),
        organisation=_text(subject, "organization_name"),
        holder=_text(subject, "serial_number"),
        fingerprint=certificate.sha256.hex(),
        reason=str(embedded.sig_object.get("/Reason", ""))[:IDENTITY_LENGTH],
        signed_at=signed_at.isoformat() if signed_at else "",
        certificate_from=valid_from.isoformat(),
        certificate_until=valid_until.isoformat(),
    )
    try:
        status = _validate(embedded, roots, _within(signed_at or now, valid_from, valid_until))
    except FAILURES:
        return found
    found.intact = bool(status.intact and status.valid)
    found.changed_later = _changed_later(embedded, status)
    found.trusted = bool(status.trusted)
    stamp = status.timestamp_validity
    if stamp is not None and stamp.intact and stamp.valid and stamp.trusted:
        found.stamped_at = stamp.timestamp.isoformat()
    return found


def _validate(embedded: EmbeddedPdfSignature, roots: list[x509.Certificate], moment: datetime) -> PdfSignatureStatus:
    def context(at: datetime | None) -> ValidationContext:
        return ValidationContext(trust_roots=roots, moment=at, allow_fetching=False, revocation_mode="soft-fail")

    return validate_pdf_signature(
        embedded,
        signer_validation_context=context(moment),
        ts_validation_context=context(moment),
        key_usage_settings=_USAGE,
    )


def _changed_later(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """Whether the file says more than was signed, other than by further signatures or stored proofs."""
    if status.modification_level in (None, ModificationLevel.OTHER) or not status.docmdp_ok:
        return True
    is_last = embedded.signed_revision == embedded.reader.xrefs.total_revisions - 1
    return is_last and status.coverage != SignatureCoverageLevel.ENTIRE_FILE


def _within(moment: datetime, first: datetime, last: datetime) -> datetime:
    """Return a moment at which the certificate was valid, so that trust and validity are told apart."""
    second = timedelta(seconds=1)
    return min(max(moment, first + second), last - second)


def _text(subject: dict[str, Any], name: str) -> str:
    value = subject.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value)[:IDENTITY_LENGTH]
