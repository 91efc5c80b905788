"""Where the QR code of a document leads: what was issued under its word, to be compared with the paper in hand."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.results.checking import verify_token, verify_url
from nenso.results.errors import ResultUnknown
from nenso.results.qr_codes import qr
from nenso.runtime.acting import NOBODY
from nenso.runtime.text import ForbiddenCharacter, normalise
from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page, render

LONGEST_TOKEN = 40


@require_safe
@page(may=EVERYBODY)
def verify_page(request: PageRequest, token: str) -> HttpResponse:
    """Show what the word in a QR code stands for."""
    try:
        known = verify_token(NOBODY, normalise(token)[:LONGEST_TOKEN])
    except (ResultUnknown, ForbiddenCharacter) as error:
        raise ResultUnknown from error
    response = render(request, "portal/verify.html", {"known": known})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@page(may=EVERYBODY)
def verify_code(request: PageRequest, token: str) -> HttpResponse:
    """Draw the QR code that leads to the page of a word; it says nothing about whether there is such a document."""
    del request
    return HttpResponse(qr(verify_url(token[:LONGEST_TOKEN]), scale=4), content_type="image/svg+xml")
