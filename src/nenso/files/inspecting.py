"""Looking into a file: is it what its name says, and does it hold what nobody should open?"""

import codecs
import mmap
import re
import zipfile
from pathlib import Path

import puremagic

from nenso.files.errors import ContentRefused, FileCutOff, KindDisagrees
from nenso.files.kinds import NEVER_INSIDE, Kind

_HEAD = 64 * 1024
_CHUNK = 1024 * 1024
_MOST_UNPACKED = 2_000_000_000
_MOST_RATIO = 200
_MOST_MEMBERS = 10_000
_ENCRYPTED_FLAG = 0x1
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ACTIVE = re.compile(r"<\s*(?:!doctype\s+html|html|script|svg|iframe|object|embed|\?php|%)", re.IGNORECASE)

_PROGRAM = ("một chương trình hoặc tập lệnh chạy được", "a program or script that can run")
_PAGE = ("trang HTML, SVG hoặc mã kịch bản", "an HTML page, an SVG or a script")
_LOCKED = (
    "phần được khoá bằng mật khẩu nên không kiểm tra được",
    "a part locked by a password, which cannot be checked",
)
_MACRO = ("macro", "macros")
_BOMB = ("tệp nén phình to bất thường", "an archive that unpacks to an abnormal size")


def inspect(path: Path, kind: Kind, filename: str, declared: str = "", *, any_charset: bool = False) -> None:
    """Raise :class:`KindDisagrees` unless name, declared media type and content agree, :class:`ContentRefused` for what
    may run, hides behind a password or bursts when unpacked. ``any_charset``: text need not be UTF-8, for a table that
    is only read, never shown.
    """
    said = declared.partition(";")[0].strip().lower()
    if said not in {"", "application/octet-stream", kind.media_type} | kind.declared:
        raise KindDisagrees(filename=filename, expected=kind.name, found=said)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    _refuse_programs(head, filename)
    if kind.content and not kind.content & _media_types(head):
        _refuse_pages(head, filename)
        raise KindDisagrees(filename=filename, expected=kind.name, found=_name_of(head))
    if kind.media_type in _ENDS:
        _refuse_cut_off(path, kind, filename)
    if kind.inside == "zip":
        _inspect_zip(path, kind, filename)
    elif kind.inside == "ole":
        _inspect_ole(path, filename)
    elif kind.inside == "text" and not any_charset:
        _inspect_text(path, kind, filename)


_ENDS = {"application/pdf": b"%%EOF", "image/jpeg": b"\xff\xd9", "image/png": b"IEND"}
"""Media type to what ends such a file; it may stand anywhere, for cameras and programs write more behind it."""


def _refuse_cut_off(path: Path, kind: Kind, filename: str) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.rfind(_ENDS[kind.media_type]) < 0:
            raise FileCutOff(filename=filename)


_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02",
)


def _refuse_programs(head: bytes, filename: str) -> None:
    if head.startswith(_PROGRAMS):
        raise _refused(filename, _PROGRAM)


def _refuse_pages(head: bytes, filename: str) -> None:
    if _ACTIVE.search(head[:4096].decode("latin-1")):
        raise _refused(filename, _PAGE)


def _media_types(head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _name_of(head: bytes) -> str:
    """Return what the content is, as well as one can say."""
    try:
        best = puremagic.magic_string(head)[0]
    except (puremagic.PureError, ValueError):
        return "text/plain" if _is_text(head) else "application/octet-stream"
    return str(best.mime_type or best.name)


def _is_text(head: bytes) -> bool:
    try:
        return not _CONTROL.search(codecs.getincrementaldecoder("utf-8")().decode(head))
    except UnicodeDecodeError:
        return False


def _inspect_zip(path: Path, kind: Kind, filename: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise KindDisagrees(filename=filename, expected=kind.name, found="ZIP") from error
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if (
        len(members) > _MOST_MEMBERS
        or unpacked > _MOST_UNPACKED
        or (unpacked > _CHUNK and unpacked / packed > _MOST_RATIO)
    ):
        raise _refused(filename, _BOMB)
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise _refused(filename, _LOCKED)
    if any(name.rpartition(".")[2] in NEVER_INSIDE for name in names):
        raise _refused(filename, _PROGRAM)
    if any(name.endswith(("vbaproject.bin", "basic/script-lc.xml")) for name in names):
        raise _refused(filename, _MACRO)
    if kind.member and not any(name.startswith(kind.member) for name in names):
        raise KindDisagrees(filename=filename, expected=kind.name, found="ZIP")


def _inspect_ole(path: Path, filename: str) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise _refused(filename, _LOCKED)
        if content.find("_VBA_PROJECT".encode("utf-16-le")) >= 0:
            raise _refused(filename, _MACRO)


def _inspect_text(path: Path, kind: Kind, filename: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    tail = ""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                text = tail + decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise KindDisagrees(
                    filename=filename, expected=f"{kind.name} (UTF-8)", found=_name_of(chunk)
                ) from error
            if _CONTROL.search(text):
                raise KindDisagrees(filename=filename, expected=kind.name, found="application/octet-stream")
            if _ACTIVE.search(text):
                raise _refused(filename, _PAGE)
            tail = text[-64:]


def _refused(filename: str, reason: tuple[str, str]) -> ContentRefused:
    return ContentRefused(filename=filename, reason_vi=reason[0], reason_en=reason[1])
