"""Files on the desk: pages drawn by us, with headers that let nothing run, and each look journalled once."""

from io import BytesIO

import pypdf
import pytest

from desk.conftest import Office
from nenso.cases.intake.giving import Given, give_file
from nenso.journal.models import JournalEntry
from nenso.results.drawing import sheet_of
from nenso.results.errors import NotDrawn
from nenso.runtime.acting import acting
from support.births import PDF
from support.stories import EVERYTHING, did, new_key
from support.visits import signed_in


def pdf_of(sheets: int, **metadata: str) -> bytes:
    """Return a PDF of blank A4 pages."""
    writer, made = pypdf.PdfWriter(), BytesIO()
    for _ in range(sheets):
        writer.add_blank_page(595, 842)
    writer.add_metadata({f"/{name}": value for name, value in metadata.items()})
    writer.write(made)
    return made.getvalue()


@pytest.mark.django_db
def test_a_file_is_seen_page_by_page_as_pictures_that_run_nothing_and_the_look_is_journalled_once(
    office: Office,
) -> None:
    case = office.filed()
    did(office.clerk.actor, case, "accept")
    did(office.officer.actor, case, "ask", marks=[{"document": "birth_certificate", "why": "Chưa có."}])
    given = Given(BytesIO(pdf_of(2, Title=new_key())), "chung-sinh.pdf", "application/pdf")
    file = give_file(office.mother.actor, str(case.id), "birth_certificate", given, key=new_key())
    officer = signed_in(office.officer)
    page = officer.get(f"/can-bo/ho-so/{case.code}/tep/{file.id}").text
    shown = [word.partition('"')[0] for word in page.split('src="')[1:] if "/trang/" in word]
    assert len(shown) == 2
    for address in shown:
        answer = officer.get(address)
        assert answer["Content-Type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
    original = officer.get(f"/can-bo/ho-so/{case.code}/tep/{file.id}/goc")
    assert original["Content-Disposition"] == 'attachment; filename="chung-sinh.pdf"'
    assert b"".join(original).startswith(b"%PDF")
    with acting(EVERYTHING):
        looks = JournalEntry.objects.filter(stream=case.id, kind="file.opened").count()
    assert looks == 2, "one for the viewer, one for the original"


def test_a_page_is_drawn_once_and_kept_by_content() -> None:
    name = new_key() * 2
    first = sheet_of(pdf_of(3), name, 2)
    assert first.sheets == 3
    assert sheet_of(b"", name, 2) == first


@pytest.mark.parametrize("content", [PDF, b"%PDF-1.7\nhong", b""], ids=["without pages", "damaged", "empty"])
def test_what_cannot_be_drawn_says_so(content: bytes) -> None:
    with pytest.raises(NotDrawn):
        sheet_of(content, new_key() * 2, 1)
