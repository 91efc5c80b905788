"""The first page of an officer."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page, render


@require_safe
@page(may=SIGNED_IN)
def home(request: PageRequest) -> HttpResponse:
    """Show the officer's desk."""
    return render(request, "desk/home.html")
