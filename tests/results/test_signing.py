import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, NameObject

from nenso.results.errors import NotSignable, TimeStampUnavailable
from nenso.results.keys.base import Holder
from nenso.results.signing import sign
from nenso.results.typesetting import render
from nenso.results.verifying import verify
from nenso.runtime.ids import uuid7
from results.papers import CHAIRMAN, MOMENT, Signers, paper
from support.time_stamp_authority import TimeStampAuthority, serving


def widgets(pdf: bytes) -> dict[str, DictionaryObject]:
    reader = PdfReader(io.BytesIO(pdf))
    return {
        str(each.get_object()["/T"]): each.get_object()
        for page in reader.pages
        for each in page.get("/Annots", [])
        if each.get_object()["/Subtype"] == "/Widget"
    }


def fonts_in(resources: DictionaryObject) -> list[DictionaryObject]:
    found = [font.get_object() for font in resources.get("/Font", {}).values()]
    for each in resources.get("/XObject", {}).values():
        found += fonts_in(each.get_object().get("/Resources", DictionaryObject()))
    return found


def test_a_person_signs_and_the_seal_follows_without_breaking_the_first(signers: Signers) -> None:
    first = signers.by_chairman(paper())
    both = signers.by_committee(first)
    assert both.startswith(first)
    verdict = verify(both, roots=signers.roots, now=MOMENT)
    assert verdict.status == "valid"
    assert [(each.name, each.kind, each.field) for each in verdict.signatures] == [
        ("Hoàng Văn Nam", "person", "sign"),
        ("Ủy ban nhân dân xã Phủ Thông", "agency", "stamp"),
    ]
    assert {each.signed_at for each in verdict.signatures} == {MOMENT}


def test_signatures_are_pades_and_say_why_and_where(signers: Signers) -> None:
    pdf = signers.by_chairman(paper(), reason="Phê duyệt", location="Phủ Thông")
    signature = widgets(pdf)["sign"]["/V"].get_object()
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert (signature["/Reason"], signature["/Location"]) == ("Phê duyệt", "Phủ Thông")


def test_a_signature_stands_where_the_template_left_room(signers: Signers) -> None:
    shown = widgets(signers.by_committee(signers.by_chairman(paper())))
    seal, name = ([float(edge) for edge in shown[field]["/Rect"]] for field in ("stamp", "sign"))
    assert seal[0] < name[0] < seal[2] + 10 < name[2]
    assert name[2] - name[0] == pytest.approx(5.1 / 2.54 * 72, abs=1.5)
    assert name[3] - name[1] == pytest.approx(2.3 / 2.54 * 72, abs=1.5)


def test_a_signed_paper_is_still_pdf_a_in_its_structure(signers: Signers) -> None:
    pdf = signers.by_committee(signers.by_chairman(paper()))
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.root_object
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part(>|=\")2", xmp)
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    assert "/NeedAppearances" not in root["/AcroForm"]
    assert root["/AcroForm"]["/SigFlags"] == 3
    assert "/Encrypt" not in reader.trailer
    for widget in widgets(pdf).values():
        assert int(widget["/F"]) & 0b100, "printed"
        assert not int(widget["/F"]) & 0b100011, "neither invisible, hidden nor without view"
        appearance = widget["/AP"]["/N"].get_object()
        fonts = fonts_in(appearance["/Resources"])
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    assert not _devices(reader), "colours of a device without a profile"


def _devices(reader: PdfReader) -> set[str]:
    """Return CMYK spaces and scripts, which this file must not have."""
    found = set()
    for number in range(1, int(reader.trailer["/Size"])):
        item = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(item, DictionaryObject):
            found |= {key for key in ("/JS", "/JavaScript", "/Launch") if key in item}
            found |= {"/DeviceCMYK"} if item.get("/ColorSpace") == "/DeviceCMYK" else set()
    return found


def test_the_visible_signature_says_who_for_whom_and_when(signers: Signers) -> None:
    pdf = signers.by_committee(signers.by_chairman(paper()))
    words = {}
    for name, widget in widgets(pdf).items():
        page = PdfReader(io.BytesIO(paper())).pages[0]
        form = widget["/AP"]["/N"].get_object()["/Resources"]["/XObject"]
        content = next(iter(form.values())).get_object()
        page[NameObject("/Resources")] = content["/Resources"]
        page[NameObject("/Contents")] = content
        words[name] = " ".join(page.extract_text().split())
    assert words["sign"] == (
        "Ký bởi: Hoàng Văn Nam Cơ quan: Ủy ban nhân dân xã Phủ Thông Thời gian ký: 20/11/2026 09:10:00 +07:00"
    )
    assert words["stamp"] == "ỦY BAN NHÂN DÂN XÃ PHỦ THÔNG Đã đóng dấu số 20/11/2026 09:10:00 +07:00"


def test_a_paper_without_a_place_is_signed_invisibly(signers: Signers) -> None:
    pdf = signers.by_chairman(render("Chỉ có chữ", {}))
    assert [float(edge) for edge in widgets(pdf)["sign"]["/Rect"]] == [0, 0, 0, 0]
    assert verify(pdf, roots=signers.roots, now=MOMENT).valid


def test_on_a_landscape_page_too_the_signature_stands_in_its_place(signers: Signers) -> None:
    source = '#import "/nenso.typ": *\n#show: official.with(landscape: true)\n#signature(field: "sign")'
    box = widgets(signers.by_chairman(render(source, {})))["sign"]["/Rect"]
    left, bottom, right, top = (float(edge) for edge in box)
    assert 0 <= left < right <= 842
    assert 595 - 20 / 25.4 * 72 - 200 < bottom < top < 595


@pytest.mark.parametrize("field", ["sign", "stamp"])
def test_no_field_is_signed_twice(signers: Signers, field: str) -> None:
    pdf = signers.by_chairman(paper(), field=field)
    with pytest.raises(NotSignable):
        signers.by_chairman(pdf, field=field)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"%PDF-1.7\nnothing", b"\x00" * 100])
def test_what_is_not_a_pdf_is_not_signed(signers: Signers, content: bytes) -> None:
    with pytest.raises(NotSignable):
        signers.by_chairman(content)


def test_a_very_long_name_fits_the_certificate_and_is_printed_whole(signers: Signers) -> None:
    name = "Trung tâm Phục vụ hành chính công và Hỗ trợ doanh nghiệp của Ủy ban nhân dân đặc khu Phú Quốc tỉnh An Giang"
    holder = Holder(id=uuid7(), kind="agency", name=name)
    term = {"valid_from": MOMENT - timedelta(days=1), "valid_until": MOMENT + timedelta(days=1)}
    key = signers.keys.issue(holder, **term)
    pdf = sign(paper(), signers.keys.signer(key.reference), holder, field="stamp", moment=MOMENT)
    assert verify(pdf, roots=signers.roots, now=MOMENT).signatures[0].name == name


def test_with_an_authority_the_signature_bears_a_time_stamp(signers: Signers) -> None:
    stamped_at = datetime(2026, 11, 20, 2, 10, 7, tzinfo=UTC)
    authority = TimeStampAuthority(stamped_at)
    with serving(authority) as url:
        pdf = signers.by_chairman(paper(), tsa_url=url)
    assert authority.asked >= 1
    verdict = verify(pdf, roots=[*signers.roots, authority.certificate], now=MOMENT)
    assert verdict.status == "valid"
    assert verdict.signatures[0].stamped
    assert verdict.signatures[0].signed_at == stamped_at


def test_a_time_stamp_outlives_the_certificate_and_the_signers_word_does_not(signers: Signers) -> None:
    authority = TimeStampAuthority(MOMENT)
    with serving(authority) as url:
        stamped = signers.by_chairman(paper(), tsa_url=url)
    later = MOMENT + timedelta(days=2 * 365)
    trusted = [*signers.roots, authority.certificate]
    assert verify(stamped, roots=trusted, now=later).status == "valid"
    assert verify(signers.by_chairman(paper()), roots=trusted, now=later).status == "expired"


def test_a_stamp_by_a_stranger_does_not_count(signers: Signers) -> None:
    authority = TimeStampAuthority(MOMENT)
    with serving(authority) as url:
        pdf = signers.by_chairman(paper(), tsa_url=url)
    assert not verify(pdf, roots=signers.roots, now=MOMENT).signatures[0].stamped


def test_when_the_authority_is_silent_nothing_is_signed(signers: Signers) -> None:
    with pytest.raises(TimeStampUnavailable):
        sign(
            paper(),
            signers.keys.signer(signers.chairman.reference),
            CHAIRMAN,
            moment=MOMENT,
            tsa_url="http://127.0.0.1:9/",
        )
