"""The lists that officers work from: one press away, narrowed by typing, a page after the other, many at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from nenso.agencies.models import Post
from nenso.agencies.posts import posts_at
from nenso.cases.acts.batches import MOST_AT_ONCE
from nenso.cases.queries.queues import QUEUES, Sought, queue_of_agency
from nenso.cases.queries.words import ALWAYS, CHANNELS
from nenso.desk.errors import QueueUnknown
from nenso.desk.frame import desk_page
from nenso.desk.keyboard import letters_for
from nenso.desk.slugs import SLUG_OF, SLUGS
from nenso.desk.standing import Standing, standing_of
from nenso.desk.views import address_of
from nenso.runtime.text import normalise
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page

FIRST = {"clerk": "receive", "head": "working", "officer": "working", "registrar": "working"}
"""What somebody in a role opens the day with."""

A_PAGE = 50
LONGEST = 200


@require_safe
@page(may=SIGNED_IN)
def first(request: PageRequest) -> HttpResponseBase:
    """Open what whoever signed in begins the day with: a leader the page of five minutes, others a list."""
    roles = standing_of(request).roles
    if "leader" in roles:
        return redirect("desk-leading")
    name = next((name for role, name in FIRST.items() if role in roles), "working")
    return redirect("desk-queue", queue=SLUG_OF[name])


@require_safe
@page(may=SIGNED_IN)
def queue(request: PageRequest, queue: str) -> HttpResponse:
    """Show one list, narrowed by what was typed."""
    name = SLUGS.get(queue)
    if name is None:
        raise QueueUnknown
    standing = standing_of(request)
    sought = Sought(text=normalise(request.GET.get("loc", ""))[:LONGEST], mine=request.GET.get("cua-toi") == "1")
    after = after_due(request.GET.get("sau", ""))
    many = request.GET.get("nhieu") == "1"
    limit = MOST_AT_ONCE if many else A_PAGE
    listed = queue_of_agency(request.actor, standing.agency.id, name, sought, after=after, limit=limit)
    told = {
        "queue": name,
        "slug": queue,
        "title": QUEUES[name].words,
        "items": listed.items,
        "channels": CHANNELS,
        "sought": sought,
        "first_page": after is None,
        "next": address_of(queue, sought, "~".join(listed.after), many=many) if listed.after else "",
        "longer": "" if many else address_of(queue, sought, many=True),
        "back": address_of(queue, sought),
        "bulk": list(_bulk(name, listed.items, standing)),
        "colleagues": _colleagues(request, standing, listed.items),
    }
    return desk_page(request, standing, "desk/queue.html", told)


def after_due(given: str) -> list[str] | None:
    """Return after which due time and key a page of a list begins; an address that nobody of us made begins anew."""
    due, _, key = given.partition("~")
    try:
        if due not in {"infinity", "-infinity"}:
            datetime.fromisoformat(due)
        return [due, str(UUID(key))]
    except ValueError:
        return None


def _bulk(name: str, items: Iterable[Mapping[str, Any]], standing: Standing) -> Iterable[dict[str, Any]]:
    """Yield what can be done to many of the list at once, each with its letter."""
    found: dict[str, dict[str, Any]] = {}
    for item in items:
        for one in item["quick"]:
            found.setdefault(one["action"], {"action": one["action"], "label": one["label"]})
    letters = letters_for(found)
    yield from ({**one, "letter": letters.get(action, "")} for action, one in found.items())
    if name == "return" and standing.roles & {"clerk", "registrar"}:
        yield {"action": "deliver", "label": ALWAYS["deliver"], "letter": "a"}


def _colleagues(request: PageRequest, standing: Standing, items: Iterable[Mapping[str, Any]]) -> list[Post]:
    """Return to whom a head may hand the cases of the list: who holds one of their roles here, each once."""
    if not standing.roles & {"head", "leader"}:
        return []
    roles = {step["role"] for item in items for step in item["steps"]}
    found = {post.account_id: post for post in posts_at(request.actor, standing.agency) if post.role in roles}
    return list(found.values())
