"""The secret of a receipt: written down by hand, read out, typed again, and still the same."""

import re
from hashlib import sha256
from uuid import UUID

import pytest

from nenso.cases.intake.anonymity import fits, secret_of

CASE = UUID("01a2183a-eb29-714e-95e4-10330d5cf99a")
SECRET = secret_of(CASE, "nop-01")
KEPT = sha256(SECRET.encode()).digest()


def test_a_secret_has_no_sign_that_is_taken_for_another_and_is_of_its_case_and_filing_alone() -> None:
    assert re.fullmatch(r"([0-9a-hjkmnp-tv-z]{5}-){3}[0-9a-hjkmnp-tv-z]{5}", SECRET)
    others = {secret_of(CASE, f"nop-{number}") for number in range(200)}
    assert (len(others), SECRET in others) == (200, False)
    assert len(set("".join(others)) - {"-"}) == 32, "all signs occur: five bits each"


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        SECRET.upper(),
        SECRET.replace("-", ""),
        SECRET.replace("-", " "),
        f" {SECRET.replace('0', 'O').replace('1', 'l')} ",
        SECRET.replace("1", "I"),
    ],
)
def test_it_fits_however_people_write_it(written: str) -> None:
    assert fits(KEPT, written)


@pytest.mark.parametrize("written", ["", "-", SECRET[:-1], f"{SECRET}0", secret_of(CASE, "nop-02"), "ố" * 20])
def test_another_does_not_fit(written: str) -> None:
    assert not fits(KEPT, written)
    assert not fits(None, written)
    assert not fits(b"", written)


def test_a_secret_of_before_fits_as_it_stands_on_its_receipt_and_not_otherwise() -> None:
    before = "_b8-TP1Vk6EQb8k6"
    kept = sha256(before.encode()).digest()
    assert fits(kept, before)
    assert not fits(kept, before.lower())
