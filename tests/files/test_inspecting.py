"""A file is what its name says, or it is refused with the reason."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nenso.files.errors import ContentRefused, FileCutOff, KindDisagrees, KindNotAccepted
from nenso.files.inspecting import inspect
from nenso.files.kinds import KINDS, extensions, kind_of
from nenso.runtime.problems import Problem

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def archive(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return made.getvalue()


def locked_archive() -> bytes:
    """Return an archive that says its member is encrypted, in its local header and in its directory."""
    content = bytearray(archive(a_DOT_pdf=b"x"))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


DOCX = archive(**{"[Content_Types]_DOT_xml": b"<Types/>", "word__document_DOT_xml": b"<document/>"})
XLSX = archive(**{"[Content_Types]_DOT_xml": b"<Types/>", "xl__workbook_DOT_xml": b"<workbook/>"})
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\xff\xd9"
PROGRAM = b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + bytes(200)


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., None]:
    def inspected(content: bytes, filename: str, declared: str = "", accept: tuple[str, ...] = tuple(KINDS)) -> None:
        path = tmp_path / "content"
        path.write_bytes(content)
        inspect(path, kind_of(filename, accept), filename, declared)

    return inspected


@pytest.mark.parametrize(
    ("content", "filename", "declared"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (PDF, "A.PDF", "application/octet-stream"),
        (JPEG, "a.jpg", "image/jpeg"),
        (JPEG, "a.jpeg", "image/jpg"),
        (PNG, "a.png", ""),
        (b"II*\0\x08\0\0\0", "a.tif", "image/tiff"),
        (b"MM\0*\0\0\0\x08", "a.tiff", ""),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a.webp", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a.heic", "image/heic"),
        (DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (XLSX, "a.xlsx", ""),
        (OLE, "a.doc", "application/msword"),
        (OLE, "a.xls", "application/vnd.ms-excel"),
        ("Họ tên;Ngày sinh\nNguyễn Văn A;1/2/1990\n".encode(), "a.csv", "application/vnd.ms-excel"),
        ("\ufeffKính gửi Ủy ban".encode(), "a.txt", "text/plain; charset=utf-8"),
        (archive(a_DOT_pdf=PDF), "a.zip", "application/x-zip-compressed"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a.mp4", "video/mp4"),
    ],
)
def test_what_agrees_is_taken(look: Callable[..., None], content: bytes, filename: str, declared: str) -> None:
    look(content, filename, declared)


@pytest.mark.parametrize(
    ("content", "filename", "declared", "problem"),
    [
        (PROGRAM, "giay-khai-sinh.pdf", "application/pdf", ContentRefused),
        (b"\x7fELF\2\1\1" + bytes(60), "a.jpg", "", ContentRefused),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt", "", ContentRefused),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a.pdf", "", ContentRefused),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.png", "", ContentRefused),
        (b"ghi ch\xc3\xba\n<script>x()</script>", "a.txt", "", ContentRefused),
        (b"x" * 1_048_570 + b"<scr" + b"ipt>", "a.txt", "", ContentRefused),
        (JPEG, "a.png", "", KindDisagrees),
        (PNG, "a.pdf", "", KindDisagrees),
        (PDF, "a.pdf", "image/png", KindDisagrees),
        (b"rubbish" + PDF, "a.pdf", "", KindDisagrees),
        (XLSX, "a.docx", "", KindDisagrees),
        (DOCX[:-30], "a.docx", "", KindDisagrees),
        (bytes(400), "a.txt", "", KindDisagrees),
        ("Kính gửi".encode("utf-16"), "a.txt", "", KindDisagrees),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.doc", "", ContentRefused),
        (OLE + "_VBA_PROJECT".encode("utf-16-le"), "a.xls", "", ContentRefused),
        (archive(word__document_DOT_xml=b"", word__vbaProject_DOT_bin=b"x"), "a.docx", "", ContentRefused),
        (locked_archive(), "a.zip", "", ContentRefused),
        (archive(setup_DOT_exe=PROGRAM), "a.zip", "", ContentRefused),
        (archive(page_DOT_html=b"<p>"), "a.zip", "", ContentRefused),
        (archive(zeros_DOT_pdf=bytes(5_000_000)), "a.zip", "", ContentRefused),
        (PDF, "a.exe", "", KindNotAccepted),
        (PDF, "a.pdf.exe", "", KindNotAccepted),
        (PDF, "a", "", KindNotAccepted),
        (b"<svg/>", "a.svg", "image/svg+xml", KindNotAccepted),
        (b"7z\xbc\xaf\x27\x1c", "a.7z", "", KindNotAccepted),
    ],
)
def test_what_does_not_agree_or_could_do_harm_is_refused(
    look: Callable[..., None], content: bytes, filename: str, declared: str, problem: type[Problem]
) -> None:
    with pytest.raises(problem) as refusal:
        look(content, filename, declared)
    for language in ("vi", "en"):
        assert "…" not in refusal.value.text(language)


def test_a_form_takes_only_what_it_says() -> None:
    assert extensions(["jpg", ".PNG"]) == ["jpg", "png"]
    assert "pdf" in extensions(["document"])
    assert "zip" not in extensions()
    with pytest.raises(KindNotAccepted, match="jpg, png"):
        kind_of("a.pdf", ["jpg", "png"])


@pytest.mark.parametrize(("content", "filename"), [(PDF, "a.pdf"), (JPEG, "a.jpg"), (PNG, "a.png")])
def test_what_is_cut_off_says_so(look: Callable[..., None], content: bytes, filename: str) -> None:
    with pytest.raises(FileCutOff):
        look(content[:-6], filename)
