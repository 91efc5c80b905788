"""What was found in a PDF: what goes from the process that read it to the one that judges."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Unreadable = Literal["", "not_a_pdf", "encrypted", "damaged", "too_complex"]


@dataclass
class SignatureFound:
    """One signature as the file shows it. Moments are ISO 8601 with offset; ``signed_at`` is the signer's word."""

    field: str = ""
    name: str = ""
    organisation: str = ""
    holder: str = ""
    fingerprint: str = ""
    reason: str = ""
    signed_at: str = ""
    stamped_at: str = ""
    certificate_from: str = ""
    certificate_until: str = ""
    intact: bool = False
    changed_later: bool = True
    trusted: bool = False


@dataclass
class Inspection:
    """A file as it is: either ``unreadable`` says why, or its signatures and what it says it is."""

    unreadable: Unreadable = ""
    identity: dict[str, str] = field(default_factory=dict)
    title: str = ""
    signatures: list[SignatureFound] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Inspection":
        """Return what ``as_json`` gave."""
        return cls(**{**found, "signatures": [SignatureFound(**each) for each in found["signatures"]]})
