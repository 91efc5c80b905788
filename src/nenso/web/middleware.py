"""What pages need and programs do not: a program that calls the API by a token gets JSON, shows nothing, keeps nothing.

A policy for what a page may load, messages for the next page and its language took a third of the time of such a call,
a session that it has not, and what rests on one, another tenth.
"""

from typing import Any

from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware

from nenso.web.languages import LanguageMiddleware

_SESSION = "/api/v1/session"
"""Where sessions are opened and ended, also by who sends a token along."""


def is_program(request: HttpRequest) -> bool:
    """Return whether a request is a program's: to the API, by a token."""
    path = request.path_info
    return bool(request.META.get("HTTP_AUTHORIZATION")) and path.startswith("/api/") and path != _SESSION


class _ForPages:
    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a program's request on; do for the others what the middleware does."""
        if is_program(request):
            passed: HttpResponse = self.get_response(request)
            return passed
        done: Any = super()
        answered: HttpResponse = done.__call__(request)
        return answered


NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""What an answer to a program may load and who may frame it, should a browser ever show it: nothing, nobody."""


class PolicyMiddleware(_ForPages, CSPMiddleware):
    """Say what a page may load (Content-Security-Policy); an answer to a program may load nothing."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the policy; one that the view set itself stands."""
        response = super().__call__(request)
        if is_program(request):
            response.headers.setdefault("Content-Security-Policy", NOTHING)
        return response


class PageCompressionMiddleware(_ForPages, GZipMiddleware):
    """Compress pages, with a random length so that nobody reads secrets off it; no files and no answers to programs."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is a page."""
        is_page = response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class PageLanguageMiddleware(_ForPages, LanguageMiddleware):
    """Make each page in its language."""


class PageMessageMiddleware(_ForPages, MessageMiddleware):
    """Tell on the next page what was done."""


class PageSessionMiddleware(_ForPages, SessionMiddleware):
    """Open the session of a browser."""


class PageCsrfMiddleware(_ForPages, CsrfViewMiddleware):
    """Refuse what another site made a browser send; a token is in no browser's keeping."""


class PageAccountMiddleware(_ForPages, AuthenticationMiddleware):
    """Tell who is signed in by the session."""
