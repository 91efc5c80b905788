"""What a bank transfer names a payment by: twelve capitals and digits, found again in whatever a bank makes of them."""

import re
from typing import Final
from uuid import UUID

PREFIX: Final = "NS"
_MARK = re.compile(f"(?=({PREFIX}[0-9A-F]{{10}}))")


def mark_of(payment: UUID) -> str:
    """Return what the payer writes as the content of a transfer: ``NS3F9A12B07C``."""
    return PREFIX + payment.hex[-10:].upper()


def marks_in(content: str) -> list[str]:
    """Return the marks that may stand in the content of a transfer, each once.

    Banks put words before and after, and blanks, dots and dashes within.
    """
    together = re.sub(r"[^0-9A-Z]", "", content.upper())
    return list(dict.fromkeys(_MARK.findall(together)))
