"""The text of a VietQR is what others publish for the same transfer; what it says in its fields can be read back."""

from string import ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nenso.payments.vietqr import LONGEST_CONTENT, vietqr

PUBLISHED = {
    # an example of the library github.com/subiz/vietqr
    (
        "970415",
        "0011001932418",
        120_000,
        "ung ho lu lut",
    ): "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA"
    "530370454061200005802VN62170813ung ho lu lut6304C15C",
}


@pytest.mark.parametrize("transfer", PUBLISHED)
def test_a_transfer_gives_the_published_code(transfer: tuple[str, str, int, str]) -> None:
    bank, number, amount, content = transfer
    assert vietqr(bank=bank, number=number, amount=amount, content=content) == PUBLISHED[transfer]


def fields(text: str) -> dict[str, str]:
    """Return the fields of a text by tag; it must be read to its very end."""
    found = {}
    while text:
        tag, length = text[:2], int(text[2:4])
        found[tag], text = text[4 : 4 + length], text[4 + length :]
        assert len(found[tag]) == length
    return found


def checksum(text: str) -> int:
    """Return CRC-16/CCITT-FALSE, bit by bit."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


@given(
    bank=st.text(digits, min_size=6, max_size=6),
    number=st.text(digits + ascii_uppercase, min_size=4, max_size=19),
    amount=st.integers(1, 10**12),
    content=st.text(digits + ascii_uppercase, min_size=1, max_size=LONGEST_CONTENT),
)
def test_whatever_is_put_in_is_read_back(bank: str, number: str, amount: int, content: str) -> None:
    text = vietqr(bank=bank, number=number, amount=amount, content=content)
    assert text.isascii()
    read = fields(text)
    assert (read["53"], read["54"], read["58"]) == ("704", str(amount), "VN")
    assert fields(read["62"]) == {"08": content}
    receiver = fields(read["38"])
    assert (receiver["00"], receiver["02"]) == ("A000000727", "QRIBFTTA")
    assert fields(receiver["01"]) == {"00": bank, "01": number}
    assert int(read["63"], 16) == checksum(text[:-4])
