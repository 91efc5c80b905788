"""Lists with their filters that an officer keeps under a name, one press away at the side."""

from typing import Any
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from nenso.cases.queries.queues import Sought
from nenso.cases.queries.saved_views import drop_view, keep_view, views_of
from nenso.desk.slugs import SLUG_OF, SLUGS
from nenso.runtime.acting import Actor
from nenso.runtime.text import normalise
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page

LONGEST = 200


@require_POST
@page(may=SIGNED_IN, example={"name": "Khai sinh của tôi", "queue": "dang-xu-ly", "loc": "khai sinh"})
def keep(request: PageRequest) -> HttpResponseBase:
    """Keep a list with its filters under a name."""
    slug = request.POST.get("queue", "")
    sought = Sought(normalise(request.POST.get("loc", ""))[:LONGEST], mine=request.POST.get("cua-toi") == "1")
    keep_view(request.actor, request.POST.get("name", ""), SLUGS.get(slug, ""), vars(sought))
    return redirect(address_of(slug, sought) if slug in SLUGS else reverse("desk"))


@require_POST
@page(may=SIGNED_IN, example={"name": "Khai sinh của tôi"})
def drop(request: PageRequest) -> HttpResponseBase:
    """Forget a view."""
    drop_view(request.actor, request.POST.get("name", ""))
    return redirect("desk")


def address_of(slug: str, sought: Sought, after: str = "", *, many: bool = False) -> str:
    """Return the address of a list with its filters."""
    asked = {"loc": sought.text, "cua-toi": "1" if sought.mine else "", "sau": after, "nhieu": "1" if many else ""}
    query = urlencode({key: value for key, value in asked.items() if value})
    return f"{reverse('desk-queue', kwargs={'queue': slug})}{'?' if query else ''}{query}"


def kept_views(actor: Actor) -> list[dict[str, Any]]:
    """Return the views that an officer keeps: name and address."""
    return [
        {"name": one.name, "address": address_of(SLUG_OF[one.queue], Sought(**one.filters))}
        for one in views_of(actor)
        if one.queue in SLUG_OF
    ]
