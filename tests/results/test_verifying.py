import io
import random
import re
import string
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader, PdfWriter

from nenso.results import verifying
from nenso.results.errors import VerifyingBusy
from nenso.results.findings import TEXTS
from nenso.results.inspecting import inspect
from nenso.results.inspection import Inspection
from nenso.results.keys.authority import Directory
from nenso.results.keys.base import fingerprint
from nenso.results.verifying import KnownKey, KnownResult, verify
from results.papers import COMMITTEE, IDENTITY, MOMENT, Signers, paper

Made = tuple[Signers, bytes]


@pytest.fixture(scope="module")
def made(signers: Signers) -> Made:
    """A paper signed by the chairman and sealed by the committee."""
    return signers, signers.by_committee(signers.by_chairman(paper()))


class Records:
    """What an install knows, held in memory."""

    def __init__(self, pdf: bytes, signers: Signers) -> None:
        self.known = KnownResult(
            result=IDENTITY.result,
            sha256=sha256(pdf).hexdigest(),
            state="signed",
            name="Giấy khai sinh",
            number=IDENTITY.number,
            case=IDENTITY.case,
            agency=IDENTITY.agency,
            agency_name=COMMITTEE.name,
            signed_at=MOMENT,
        )
        self.seal = KnownKey(fingerprint(signers.committee.certificate), "agency", COMMITTEE.name, COMMITTEE.name)

    def result(self, result: str, digest: str) -> KnownResult | None:
        return self.known if result == self.known.result or digest == self.known.sha256 else None

    def key(self, wanted: str) -> KnownKey | None:
        return self.seal if wanted == self.seal.fingerprint else None


def test_a_valid_paper_tells_who_when_and_for_which_case(made: Made) -> None:
    signers, pdf = made
    verdict = verify(pdf, roots=signers.roots, lookups=Records(pdf, signers), now=MOMENT)
    assert verdict.valid
    assert verdict.recorded
    assert (verdict.case, verdict.number, verdict.agency_name) == ("H55.242-261120-0007", "12/2026", COMMITTEE.name)
    assert [each.name for each in verdict.signatures] == ["Hoàng Văn Nam", COMMITTEE.name]
    assert verdict.findings[0].vi == "Văn bản còn nguyên vẹn, chữ ký số hợp lệ."


def test_without_records_the_file_speaks_for_itself(made: Made) -> None:
    signers, pdf = made
    verdict = verify(pdf, roots=signers.roots, now=MOMENT)
    assert verdict.valid
    assert not verdict.recorded
    assert (verdict.case, verdict.result) == (IDENTITY.case, IDENTITY.result)


def test_one_changed_byte_of_the_content_is_seen(made: Made) -> None:
    signers, pdf = made
    changed = bytearray(pdf)
    changed[len(paper()) // 2] ^= 1
    assert verify(bytes(changed), roots=signers.roots, now=MOMENT).status in {"altered", "damaged"}


def test_something_added_afterwards_is_seen(made: Made) -> None:
    signers, pdf = made
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=b"0 0 m 100 100 l S")))
    added = io.BytesIO()
    writer.write(added)
    verdict = verify(added.getvalue(), roots=signers.roots, now=MOMENT)
    assert verdict.status == "altered"
    assert "sau khi Hoàng Văn Nam ký" in verdict.findings[0].vi


def test_bytes_after_the_end_are_seen(made: Made) -> None:
    signers, pdf = made
    assert verify(pdf + b"\n%more", roots=signers.roots, now=MOMENT).status == "altered"


def test_what_was_signed_last_cannot_be_cut_off_unnoticed_by_the_records(made: Made) -> None:
    signers, pdf = made
    only_person = signers.by_chairman(paper())
    verdict = verify(only_person, roots=signers.roots, lookups=Records(pdf, signers), now=MOMENT)
    assert verdict.status == "not_the_issued_one"
    assert "12/2026" in verdict.findings[0].vi


def test_a_signer_whom_nobody_vouches_for_is_unknown(made: Made, keys_home: Directory) -> None:
    _, pdf = made
    verdict = verify(pdf, roots=Signers(keys_home).roots, now=MOMENT)
    assert verdict.status == "unknown_signer"
    assert [each.status if hasattr(each, "status") else each.code for each in verdict.findings] == [
        "unknown_signer"
    ] * 2


def test_a_forger_with_keys_of_his_own_does_not_pass_for_the_agency(made: Made, keys_home: Directory) -> None:
    signers, pdf = made
    forged = Signers(keys_home).by_committee(paper("Kẻ giả mạo"))
    verdict = verify(forged, roots=signers.roots, lookups=Records(pdf, signers), now=MOMENT)
    assert {each.code for each in verdict.findings} == {"unknown_signer", "not_the_issued_one"}


def test_an_unsigned_paper_is_told(signers: Signers) -> None:
    assert verify(paper(), roots=signers.roots, now=MOMENT).status == "not_signed"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", "not_a_pdf"),
        (b"MZ\x90\x00\x03" + b"\x00" * 500, "not_a_pdf"),
        (b"PK\x03\x04 word/document.xml", "not_a_pdf"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000, "damaged"),
        (b"%PDF-1.7\n" + b"<<" * 50_000 + b"\ntrailer\nstartxref\n9\n%%EOF", "damaged"),
    ],
)
def test_what_cannot_be_read_is_told(signers: Signers, content: bytes, status: str) -> None:
    assert verify(content, roots=signers.roots, now=MOMENT).status == status


def test_a_pdf_with_a_password_is_told(signers: Signers) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper())))
    writer.encrypt("mat-khau")
    locked = io.BytesIO()
    writer.write(locked)
    assert verify(locked.getvalue(), roots=signers.roots, now=MOMENT).status == "encrypted"


def test_a_file_that_is_too_large_is_not_even_read(signers: Signers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "SIZE_LIMIT", 1000)
    assert verify(paper(), roots=signers.roots, now=MOMENT).status == "too_large"


def test_a_file_that_takes_too_long_is_given_up(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    signers, pdf = made
    monkeypatch.setattr(verifying, "TIME_LIMIT", 0.0)
    assert verify(pdf, roots=signers.roots, now=MOMENT).status == "too_complex"
    monkeypatch.undo()
    assert verify(pdf, roots=signers.roots, now=MOMENT).status == "valid"


def test_a_revoked_paper_says_since_when_and_why(made: Made) -> None:
    signers, pdf = made
    records = Records(pdf, signers)
    records.known = replace(records.known, state="revoked", changed_at=MOMENT, reason="Đăng ký trái thẩm quyền.")
    verdict = verify(pdf, roots=signers.roots, lookups=records, now=MOMENT)
    assert verdict.status == "revoked"
    assert verdict.findings[0].vi == "Văn bản đã bị thu hồi ngày 20/11/2026. Đăng ký trái thẩm quyền."
    assert verdict.findings[0].en.startswith("The document was revoked on 20/11/2026.")


def test_a_superseded_paper_names_its_successor(made: Made) -> None:
    signers, pdf = made
    records = Records(pdf, signers)
    records.known = replace(records.known, state="superseded", changed_at=MOMENT, successor="15/2026")
    verdict = verify(pdf, roots=signers.roots, lookups=records, now=MOMENT)
    assert verdict.status == "superseded"
    assert verdict.findings[0].vi == "Văn bản đã được thay thế ngày 20/11/2026 bằng số 15/2026."


def test_a_key_revoked_before_signing_spoils_the_paper_and_one_revoked_later_does_not(made: Made) -> None:
    signers, pdf = made
    records = Records(pdf, signers)
    for days, status in ((-1, "key_revoked"), (1, "valid")):
        records.seal = replace(records.seal, revoked_at=MOMENT + timedelta(days=days), reason="Lộ khóa.")
        assert verify(pdf, roots=signers.roots, lookups=records, now=MOMENT + timedelta(days=9)).status == status


def test_after_a_key_was_revoked_the_signers_word_for_the_time_is_not_enough(made: Made) -> None:
    signers, pdf = made
    records = Records(pdf, signers)
    records.known = replace(records.known, sha256="0" * 64, result="other")
    records.seal = replace(records.seal, revoked_at=MOMENT + timedelta(days=1))
    assert verify(pdf, roots=signers.roots, lookups=records, now=MOMENT + timedelta(days=9)).status == "key_revoked"


def test_an_expired_certificate_spoils_only_papers_that_we_do_not_know(made: Made) -> None:
    signers, pdf = made
    later = MOMENT + timedelta(days=800)
    assert verify(pdf, roots=signers.roots, now=later).status == "expired"
    assert verify(pdf, roots=signers.roots, lookups=Records(pdf, signers), now=later).status == "valid"


def test_signing_before_or_after_the_certificates_term_is_seen(signers: Signers) -> None:
    for days in (-60, 400):
        pdf = signers.by_committee(paper(), moment=MOMENT + timedelta(days=days))
        assert verify(pdf, roots=signers.roots, now=MOMENT).status == "outside_validity"


def test_every_finding_speaks_both_languages_without_gaps() -> None:
    for vi, en in TEXTS.values():
        assert vi != en
        assert vi.endswith((".", "{reason}"))
        assert set(_gaps(vi)) == set(_gaps(en))


def _gaps(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name]


def test_a_verdict_as_plain_values_is_in_the_language_asked_for(made: Made) -> None:
    signers, pdf = made
    body = verify(pdf, roots=signers.roots, now=MOMENT).body("en")
    assert body["valid"] is True
    assert body["findings"] == [{"code": "valid", "text": "The document is intact and its signatures are valid."}]
    assert body["signatures"][0]["signed_at"] == MOMENT


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 40))
def test_no_mutation_of_a_signed_paper_crashes_or_passes_as_another_content(
    made: Made, seed: int, changes: int
) -> None:
    signers, pdf = made
    luck = random.Random(seed)
    mutated = bytearray(pdf)
    for _ in range(changes):
        where = luck.randrange(len(mutated))
        match luck.randrange(4):
            case 0:
                mutated[where] = luck.randrange(256)
            case 1:
                del mutated[where : where + luck.randrange(1, 200)]
            case 2:
                mutated[where:where] = luck.choice([b"<<", b"[", b"1 0 R", b"endobj", b"\x00" * 50, b"(", b"stream\n"])
            case 3:
                mutated[where:where] = mutated[max(0, where - 300) : where]
    if passes(found := inspected(signers, bytes(mutated))):
        assert signed(pdf, bytes(mutated)) == signed(pdf, pdf)
        assert found == inspected(signers, pdf)


def test_what_fills_the_place_of_the_last_signature_itself_is_no_content(made: Made) -> None:
    signers, pdf = made
    filled = bytearray(pdf)
    assert chr(filled[place_of_the_last(pdf).stop - 2]) == "0"
    filled[place_of_the_last(pdf).stop - 2] = ord("a")
    assert passes(inspected(signers, bytes(filled)))
    assert signed(pdf, bytes(filled)) == signed(pdf, pdf)
    filled[-2] ^= 1
    assert not passes(inspected(signers, bytes(filled)))


def inspected(signers: Signers, pdf: bytes) -> Inspection:
    return inspect(pdf, [root.public_bytes(Encoding.DER) for root in signers.roots], now=MOMENT)


def passes(found: Inspection) -> bool:
    """Return whether the last signature, which is of the whole paper, holds."""
    return not found.unreadable and any(
        each.intact and not each.changed_later and each.field == "stamp" for each in found.signatures
    )


def place_of_the_last(pdf: bytes) -> slice:
    """Return where the last signature itself stands: the one place of a signed paper that no signature covers."""
    first, second = re.findall(rb"/ByteRange \[\s*0 (\d+) (\d+) \d+\s*\]", pdf)[-1]
    return slice(int(first), int(second))


def signed(made: bytes, pdf: bytes) -> bytes:
    """Return what of ``pdf`` the last signature covers in ``made``."""
    place = place_of_the_last(made)
    return pdf[: place.start] + pdf[place.stop :]


def test_while_one_file_takes_long_the_next_is_told_so_instead_of_keeping_a_thread(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, pdf = made
    monkeypatch.setattr(verifying, "PATIENCE", 0.05)
    with verifying._inspectors._take(None), pytest.raises(VerifyingBusy):
        verify(pdf, roots=[])
    assert verify(pdf, roots=[]).status == "unknown_signer"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_after_a_head_never_crash(content: bytes) -> None:
    assert inspect(b"%PDF-1.7\n" + content, [], now=MOMENT).unreadable
