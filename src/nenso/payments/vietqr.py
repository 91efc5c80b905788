"""VietQR: what a bank's application reads from a code and fills a transfer in with.

A string of fields, each a tag, a length and a value (EMVCo, QR Code Specification for Payment Systems,
Merchant-Presented Mode), of which NAPAS says what a transfer to an account has (Technical Specifications on NAPAS QR
Switching, 1.5.2).
"""

import binascii
from typing import Final

LONGEST_CONTENT: Final = 25
"""Characters of the content of a transfer that a code may carry."""

_ONE_USE = "12"
_NAPAS = "A000000727"
_TO_AN_ACCOUNT = "QRIBFTTA"
_DONG = "704"
_CHECKSUM = "6304"


def vietqr(*, bank: str, number: str, amount: int, content: str) -> str:
    """Return the text of the code by which ``amount`` đồng go to the account ``number`` at ``bank`` (six digits, BIN).

    ``content`` (up to 25 letters and digits) is what the receiver finds in its statement.
    """
    receiver = _field("00", _NAPAS) + _field("01", _field("00", bank) + _field("01", number))
    text = "".join(
        (
            _field("00", "01"),
            _field("01", _ONE_USE),
            _field("38", receiver + _field("02", _TO_AN_ACCOUNT)),
            _field("53", _DONG),
            _field("54", str(amount)),
            _field("58", "VN"),
            _field("62", _field("08", content)),
            _CHECKSUM,
        )
    )
    return f"{text}{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"
