"""Where the QR code of a document leads: what was issued under its word, to be compared with the paper in hand."""

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from nenso.api.languages import language_of
from nenso.results.checking import verify_token
from nenso.results.errors import ResultUnknown
from nenso.results.verifying import KnownResult
from nenso.runtime.acting import NOBODY
from nenso.runtime.clock import VIETNAM
from nenso.runtime.text import ForbiddenCharacter, normalise

LONGEST_TOKEN = 40

_STATES = {
    "signed": ("Văn bản đang có hiệu lực", "This document stands"),
    "superseded": ("Văn bản đã được thay thế", "This document was superseded"),
    "revoked": ("Văn bản đã bị thu hồi", "This document was revoked"),
    "drafted": ("Văn bản chưa phát hành", "This document is not issued yet"),
}
_ROWS = {
    "name": ("Văn bản", "Document"),
    "number": ("Số", "Number"),
    "agency_name": ("Cơ quan ban hành", "Issued by"),
    "case": ("Mã hồ sơ", "Case"),
    "signed_at": ("Ký lúc", "Signed"),
    "reason": ("Lý do", "Reason"),
    "successor": ("Thay bằng số", "Superseded by number"),
    "sha256": ("SHA-256 của tệp", "SHA-256 of the file"),
}
_PAGE = """<!doctype html>
<html lang="{}"><head><meta charset="utf-8"><title>{}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:1.125rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}}
dt{{font-weight:600}}dd{{margin:0 0 .75rem;overflow-wrap:anywhere}}</style></head>
<body><main><h1>{}</h1><dl>{}</dl></main></body></html>
"""


@require_safe
def verify_page(request: HttpRequest, token: str) -> HttpResponse:
    """Return the page for the word in a QR code, in the language that the browser prefers."""
    column = 1 if language_of(request) == "en" else 0
    language = ("vi", "en")[column]
    try:
        known = verify_token(NOBODY, normalise(token)[:LONGEST_TOKEN])
    except (ResultUnknown, ForbiddenCharacter):
        title = ResultUnknown().text(language)
        return _answer(format_html(_PAGE, language, title, title, ""), 404)
    title = _STATES[known.state][column]
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", _rows(known, column))
    return _answer(format_html(_PAGE, language, title, title, rows), 200)


def _rows(known: KnownResult, column: int) -> list[tuple[str, str]]:
    signed = f"{known.signed_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if known.signed_at else ""
    values = {name: str(getattr(known, name) or "") for name in _ROWS} | {"signed_at": signed}
    return [(_ROWS[name][column], value) for name, value in values.items() if value]


def _answer(page: str, status: int) -> HttpResponse:
    response = HttpResponse(page, status=status)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "no-store"
    return response
