"""The first page: what somebody needs to do."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.web.callers import EVERYBODY
from nenso.web.pages import PageRequest, page, render


@require_safe
@page(may=EVERYBODY)
def home(request: PageRequest) -> HttpResponse:
    """Show what can be done here."""
    return render(request, "portal/home.html")
