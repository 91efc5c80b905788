"""Which kinds of file are taken, as data: by extension, with what the content must turn out to be."""

from collections.abc import Collection
from dataclasses import dataclass

from nenso.files.errors import KindNotAccepted


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, what puremagic calls its content, what browsers say, what is inside.

    ``inside``: ``zip`` or ``ole`` container, ``text``, or nothing more to look at; ``member``: how a name in a ZIP of
    this kind starts; ``name`` is for people.
    """

    name: str
    media_type: str
    group: str
    content: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    inside: str = ""
    member: str = ""


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"


def _office(name: str, media_type: str, group: str, member: str) -> Kind:
    return Kind(name, media_type, group, frozenset({media_type}), inside="zip", member=member)


def _legacy(name: str, media_type: str, group: str) -> Kind:
    return Kind(name, media_type, group, frozenset({"application/msword"}), inside="ole")


_JPEG = Kind("ảnh JPEG", "image/jpeg", "image", frozenset({"image/jpeg"}), frozenset({"image/jpg", "image/pjpeg"}))
_TIFF = Kind("ảnh TIFF", "image/tiff", "image", frozenset({"image/tiff"}))
_HEIC = Kind("ảnh HEIC", "image/heic", "image", frozenset({"image/heic", "image/heif"}), frozenset({"image/heif"}))

KINDS: dict[str, Kind] = {
    "pdf": Kind("PDF", "application/pdf", "document", frozenset({"application/pdf"})),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Kind("ảnh PNG", "image/png", "image", frozenset({"image/png"})),
    "tif": _TIFF,
    "tiff": _TIFF,
    "webp": Kind("ảnh WebP", "image/webp", "image", frozenset({"image/webp"})),
    "heic": _HEIC,
    "heif": _HEIC,
    "docx": _office("tài liệu Word", f"{_OOXML}.wordprocessingml.document", "document", "word/"),
    "xlsx": _office("bảng tính Excel", f"{_OOXML}.spreadsheetml.sheet", "spreadsheet", "xl/"),
    "pptx": _office("trình chiếu PowerPoint", f"{_OOXML}.presentationml.presentation", "document", "ppt/"),
    "odt": _office("tài liệu ODF", f"{_ODF}.text", "document", "content.xml"),
    "ods": _office("bảng tính ODF", f"{_ODF}.spreadsheet", "spreadsheet", "content.xml"),
    "doc": _legacy("tài liệu Word 97–2003", "application/msword", "document"),
    "xls": _legacy("bảng tính Excel 97–2003", "application/vnd.ms-excel", "spreadsheet"),
    "ppt": _legacy("trình chiếu PowerPoint 97–2003", "application/vnd.ms-powerpoint", "document"),
    "txt": Kind("văn bản thuần", "text/plain", "document", inside="text"),
    "csv": Kind(
        "bảng CSV",
        "text/csv",
        "spreadsheet",
        declared=frozenset({"application/vnd.ms-excel", "text/plain"}),
        inside="text",
    ),
    "parquet": Kind("bảng Parquet", "application/vnd.apache.parquet", "table"),
    "jsonl": Kind("bảng JSON Lines", "application/jsonl", "table", inside="text"),
    "ndjson": Kind("bảng JSON Lines", "application/jsonl", "table", inside="text"),
    "tsv": Kind("bảng TSV", "text/tab-separated-values", "table", inside="text"),
    "dwg": Kind("bản vẽ DWG", "image/vnd.dwg", "drawing", frozenset({"image/vnd.dwg"})),
    "mp3": Kind("âm thanh MP3", "audio/mpeg", "audio", frozenset({"audio/mpeg"}), frozenset({"audio/mp3"})),
    "mp4": Kind("phim MP4", "video/mp4", "video", frozenset({"video/mp4"})),
    "zip": Kind(
        "tệp nén ZIP",
        "application/zip",
        "archive",
        frozenset({"application/zip"}),
        frozenset({"application/x-zip-compressed"}),
        inside="zip",
    ),
}

TABLES = ("csv", "xlsx", "parquet", "jsonl", "txt", "tsv", "ndjson")
"""The extensions of tables that registers take in; which kind a table is, its content says."""

USUAL = ("document", "image", "spreadsheet")
"""The groups that are taken where a form says nothing."""

NEVER_INSIDE = frozenset(
    {
        "apk",
        "app",
        "bat",
        "chm",
        "cmd",
        "com",
        "cpl",
        "dll",
        "exe",
        "hta",
        "htm",
        "html",
        "jar",
        "jnlp",
        "js",
        "jse",
        "lnk",
        "mht",
        "mhtml",
        "msi",
        "msp",
        "php",
        "pif",
        "ps1",
        "reg",
        "scf",
        "scr",
        "sh",
        "svg",
        "sys",
        "url",
        "vb",
        "vbe",
        "vbs",
        "wsf",
        "wsh",
        "xhtml",
    }
)
"""Extensions that an archive may not hold: programs, scripts, pages."""


def extensions(accept: Collection[str] = ()) -> list[str]:
    """Return the extensions that ``accept`` (extensions and groups; nothing: the usual groups) lets in, in order."""
    words = {word.lower().lstrip(".") for word in accept} or set(USUAL)
    return [extension for extension, kind in KINDS.items() if extension in words or kind.group in words]


def kind_of(filename: str, accept: Collection[str] = ()) -> Kind:
    """Return the kind that the extension of ``filename`` says; raise :class:`KindNotAccepted` for another."""
    accepted = extensions(accept)
    _, dot, extension = filename.rpartition(".")
    extension = extension.lower() if dot else ""
    if extension not in accepted:
        raise KindNotAccepted(extension=extension, accepted=", ".join(accepted), filename=filename)
    return KINDS[extension]
