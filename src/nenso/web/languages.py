"""In which language a page is: what was chosen on a page before, else what the browser prefers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from nenso.runtime.languages import Language, language_of

COOKIE = "nenso_language"
CHOICES: dict[str, Language] = {"vi": "vi", "en": "en"}
KEPT_SECONDS = 365 * 24 * 3600


def page_language(request: HttpRequest) -> Language:
    """Return the language that pages are shown in."""
    return CHOICES.get(request.COOKIES.get(COOKIE, "")) or language_of(request)


def spoken() -> Language:
    """Return the language of the page that is being made."""
    return CHOICES.get(translation.get_language() or "", "vi")


class LanguageMiddleware:
    """Make each page in its language, and say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(page_language(request)):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", page_language(request))
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
