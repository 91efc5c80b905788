"""Who looked one up from another agency, and objecting to it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nenso.exchange.evidencing import message_by_id
from nenso.exchange.models import Message, Objection
from nenso.exchange.objecting import lookups_about_me, my_objections, object_to
from nenso.exchange.services import lent
from nenso.runtime.acting import Actor
from nenso.runtime.problems import Problem
from nenso.web.callers import OWNER_ONLY
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render


@dataclass(frozen=True)
class LookedUp:
    """One lookup as a person is told it, and the own objection to that service and consumer, if any."""

    message: Message
    title: str
    purpose: str
    fields: str
    objection: Objection | None


def lookups_about(actor: Actor) -> list[LookedUp]:
    """Return the latest lookups about whoever acts, in the language of the page."""
    own = {(one.service_id, one.consumer_id): one for one in reversed(my_objections(actor))}
    return [_told(message, own.get((message.service_id, message.consumer_id))) for message in lookups_about_me(actor)]


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=OWNER_ONLY, example={"why": "Tôi không có hồ sơ nào ở đó"})
def object_page(request: PageRequest, lookup: UUID) -> HttpResponseBase:
    """Ask why, and object to an agency's looking one up."""
    told = {"one": _told(message_by_id(request.actor, lookup), None)}
    if request.method != "POST":
        return render(request, "portal/object.html", told)
    try:
        object_to(request.actor, lookup, request.POST.get("why", ""))
    except Problem as problem:
        return _again(request, told, problem)
    return redirect(reverse("looks"))


def _again(request: PageRequest, told: dict[str, LookedUp], problem: Problem) -> HttpResponse:
    wrong = {"errors": [{"path": "why", "text": problem.text(spoken())}], "why": request.POST.get("why", "")}
    return render(request, "portal/object.html", {**told, **wrong}, status=problem.status)


def _told(message: Message, objection: Objection | None) -> LookedUp:
    lends, language = lent(message.service), spoken()
    labels = {field.name: field.label for field in lends.declared.declaration.fields if field.label is not None}
    purpose = lends.lookup.purposes.get(message.purpose)
    return LookedUp(
        message,
        lends.lookup.title.in_language(language),
        purpose.in_language(language) if purpose else message.purpose,
        ", ".join(labels[name].in_language(language) if name in labels else name for name in message.fields),
        objection,
    )
