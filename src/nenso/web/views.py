"""What every page's foot offers: the other language."""

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from nenso.web.callers import EVERYBODY
from nenso.web.languages import CHOICES, COOKIE, KEPT_SECONDS
from nenso.web.pages import PageRequest, page


@require_POST
@page(may=EVERYBODY, example={"language": "en", "next": "/"})
def choose_language(request: PageRequest) -> HttpResponseBase:
    """Remember the language that pages are wanted in, and go back."""
    answer = HttpResponseRedirect(safe_return(request, request.POST.get("next", "")))
    if (chosen := request.POST.get("language", "")) in CHOICES:
        answer.set_cookie(
            COOKIE, chosen, max_age=KEPT_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return answer


def safe_return(request: PageRequest, wanted: str) -> str:
    """Return ``wanted`` when it leads back into this site, else the first page."""
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if inside else "/"
