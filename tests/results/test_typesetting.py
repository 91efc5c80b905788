import io
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from pypdf import PdfReader

from nenso.results import typesetting
from nenso.results.errors import (
    FileNameRefused,
    TemplateFailed,
    TemplateTooHeavy,
    TemplateTooSlow,
    UnprintableCharacter,
)
from nenso.results.qr_codes import qr
from nenso.results.typesetting import render
from results.papers import IDENTITY, MOMENT, paper, squeezed, text_of

LIBRARY = '#import "/nenso.typ": *\n'


def test_the_same_input_gives_the_same_bytes() -> None:
    assert paper() == paper()
    assert paper() != paper("Hoàng Thị Mai")


def test_a_result_is_pdf_a_2b_with_its_title_language_and_every_font_embedded() -> None:
    reader = PdfReader(io.BytesIO(paper()))
    xmp = reader.root_object["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
    assert reader.root_object["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy khai sinh"
    assert str(reader.root_object["/Lang"]).startswith("vi")
    assert reader.root_object["/MarkInfo"]["/Marked"]
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "NensoSerif" in descriptor["/FontName"]
        assert "/FontFile2" in descriptor


def test_the_date_of_the_file_is_the_given_moment() -> None:
    metadata = PdfReader(io.BytesIO(paper())).metadata
    assert metadata is not None
    assert metadata.creation_date == MOMENT


def test_the_file_says_which_result_it_is_and_where_it_is_to_be_signed() -> None:
    metadata = PdfReader(io.BytesIO(paper())).metadata
    assert metadata is not None
    assert IDENTITY.case in metadata["/Keywords"]
    assert IDENTITY.result in metadata["/Keywords"]
    assert '"name":"sign"' in metadata["/Keywords"]
    assert '"name":"stamp"' in metadata["/Keywords"]


def test_moments_of_any_zone_are_shown_on_viet_nams_clock() -> None:
    source = LIBRARY + "#moment-long(data.utc) | #moment-long(data.tokyo) | #date-of(data.late)"
    data = {
        "utc": datetime(2026, 7, 5, 2, 10, tzinfo=UTC),
        "tokyo": datetime(2026, 7, 5, 11, 10, tzinfo=timezone(timedelta(hours=9))),
        "late": "2026-07-05T18:30:00Z",
    }
    same = "09 giờ 10 phút, ngày 05 tháng 7 năm 2026"
    assert text_of(render(source, data)) == f"{same} | {same} | 06/07/2026"


def test_decomposed_names_are_printed_composed() -> None:
    assert text_of(render(LIBRARY + "#data.name", {"name": "Nguyê\u0303n"})) == "Nguyễn"


def test_values_of_python_reach_the_template() -> None:
    data = {"id": UUID(int=7), "money": Decimal(8000), "share": Decimal("0.5"), "words": ("a", "b")}
    source = LIBRARY + '#data.id #money(data.money) #data.share #data.words.join("-")'
    assert text_of(render(source, data)) == "00000000-0000-0000-0000-000000000007 8.000 đồng 0.5 a-b"


def test_every_vietnamese_letter_can_be_printed() -> None:
    letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
    printed = text_of(
        render(LIBRARY + "#data.low #upper(data.low) #strong(data.low) #emph(data.low)", {"low": letters})
    )
    assert printed.split() == [letters, letters.upper(), letters, letters]


def test_a_character_that_no_font_has_is_named() -> None:
    with pytest.raises(UnprintableCharacter) as caught:
        render(LIBRARY + "Ông #data.name", {"name": "漢"})
    assert "漢" in caught.value.text()
    assert "漢" in caught.value.text("en")


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("Một\n\n#nothing", 3, "unknown variable"),
        (LIBRARY + "#date-of(data.when)", 2, "not an ISO 8601 date"),
        ("#let a = (", 1, "unclosed delimiter"),
    ],
)
def test_an_error_names_the_template_and_the_line(source: str, line: int, message: str) -> None:
    with pytest.raises(TemplateFailed) as caught:
        render(source, {"when": "hôm qua"}, name="birth.typ")
    assert caught.value.facts["template"] == "birth.typ"
    assert caught.value.facts["line"] == line
    assert message in caught.value.facts["message"]


def test_an_error_in_an_imported_file_names_that_file() -> None:
    with pytest.raises(TemplateFailed) as caught:
        render(
            '#import "parts/parent.typ": *\n#parent()',
            {},
            files={"parts/parent.typ": b"#let parent() = {\n  nobody\n}"},
        )
    assert (caught.value.facts["template"], caught.value.facts["line"]) == ("parts/parent.typ", 2)


@pytest.mark.parametrize(
    "reach",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#read("slips/01.typ")',
        '#read("fonts/OFL.txt")',
        '#include "../typesetting.py"',
        '#import "@preview/cetz:0.3.4": canvas',
        '#import ("@" + "preview/cetz:0.3.4"): canvas',
        '#image("https://example.org/a.png")',
    ],
)
def test_a_template_reaches_nothing_but_its_own_files(reach: str) -> None:
    with pytest.raises(TemplateFailed):
        render(reach, {})


def test_the_typesetter_can_open_neither_files_nor_sockets() -> None:
    script = (
        "import socket, sys; from nenso.results.confined import confine; confine(memory=10**9, sealed=True)\n"
        "for attempt in (lambda: open('/etc/hostname'), socket.socket):\n"
        "    try: attempt()\n"
        "    except OSError as error: print(error.errno)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["24", "24"]


def test_no_connection_is_tried_for_a_package() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        with pytest.raises(TemplateFailed):
            render('#import "@preview/cetz:0.3.4"', {})
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_template_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "TIME_LIMIT", 1.0)
    endless = "#for i in range(9000) { for j in range(9000) { let k = calc.pow(i, 2) + calc.pow(j, 2) } }"
    with pytest.raises(TemplateTooSlow):
        render(endless, {}, name="slow.typ")
    assert text_of(render("Sau đó vẫn chạy", {})) == "Sau đó vẫn chạy"


def test_a_template_that_wants_all_memory_is_stopped() -> None:
    with pytest.raises(TemplateTooHeavy):
        render("#let a = range(500000000)\n#a.len()", {})
    assert text_of(render("Sau đó vẫn chạy", {})) == "Sau đó vẫn chạy"


@pytest.mark.parametrize(
    "name", ["../a.typ", "/a.typ", "nenso.typ", "main.typ", "asked.json", "a//b.typ", "", ".hidden", "a\x00b"]
)
def test_a_file_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(FileNameRefused):
        render("", {}, files={name: b""})


def test_the_qr_is_a_picture_with_its_address_as_text() -> None:
    assert qr("http://localhost:8000/v/2345abcd").startswith(b"<svg")
    assert "http://localhost:8000/v/2345abcd" in squeezed(text_of(paper()))


def test_a_paper_without_an_address_has_no_qr() -> None:
    assert text_of(render(LIBRARY + "A #verify-mark() B", {})) == "A B"


def test_many_threads_typeset_at_once() -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda n: text_of(render(LIBRARY + "Số #data.n", {"n": n})), range(24)))
    assert made == [f"Số {n}" for n in range(24)]
