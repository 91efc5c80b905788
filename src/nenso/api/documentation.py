"""The documentation of the API, served whole by this install: no other server is asked for anything."""

from functools import cache
from importlib.resources import files

import orjson
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from nenso.api.app import api
from nenso.api.errors import NotFound
from nenso.api.problems import problem_answer
from nenso.journal.made_up import made_up
from nenso.runtime.config import config

_PARTS = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon.png": "image/png",
}

_DOCS = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Nenso API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/api/v1/docs/swagger-ui.css"><link rel="icon" href="/api/v1/docs/favicon.png"></head>
<body>{banner}<main id="docs"><noscript><p>Trang này cần JavaScript; toàn bộ hợp đồng có ở
<a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>
<p lang="en">This page needs JavaScript; the whole contract is at
<a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p></noscript></main>
<script src="/api/v1/docs/swagger-ui-bundle.js"></script>
<script src="/api/v1/docs/start.js"></script></body></html>
"""
_BANNER = (
    "<p>Bản trình diễn — dữ liệu được tạo ra, không phải cổng của cơ quan nhà nước.</p>"
    '<p lang="en">A demonstration — its data are made up; this is not a site of the state.</p>'
)
_START = """window.ui = SwaggerUIBundle({url: "/api/v1/openapi.json", dom_id: "#docs", deepLinking: true,
  requestInterceptor: (request) => {
    const found = document.cookie.match(/csrftoken=([^;]+)/);
    if (found) { request.headers["X-CSRFToken"] = found[1]; }
    return request;
  }});
"""
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Return the page of the documentation."""
    del request
    demonstrates = config().demo or made_up() is not None
    return _page(_DOCS.replace("{banner}", _BANNER if demonstrates else ""))


@require_safe
def part(request: HttpRequest, name: str) -> HttpResponse:
    """Return a part of that page."""
    if name == "start.js":
        return HttpResponse(_START, content_type="text/javascript; charset=utf-8")
    if name not in _PARTS:
        return problem_answer(request, NotFound())
    response = HttpResponse(_bytes(name), content_type=_PARTS[name])
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document."""
    del request
    return HttpResponse(document(), content_type="application/json")


@cache
def document() -> bytes:
    """Return the OpenAPI document as JSON, indented: ``docs/reference/openapi.json``."""
    return orjson.dumps(api.get_openapi_schema(), default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


@cache
def _bytes(name: str) -> bytes:
    return files("ninja").joinpath("static/ninja", name).read_bytes()


def _page(text: str) -> HttpResponse:
    response = HttpResponse(text)
    response["Content-Security-Policy"] = _POLICY
    return response
