"""A page: who may open it, who opens it, in which language, and what becomes of an error.

``@page(may=…)`` stands on every view for people, as ``may=`` stands beside every route of the API; one test calls both
as five callers.
"""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template import loader
from django.urls import reverse

from nenso.agencies.actors import actor_of_session, in_language
from nenso.runtime.acting import NOBODY, Actor
from nenso.runtime.logs import request_id
from nenso.runtime.problems import Problem
from nenso.runtime.text import ForbiddenCharacter
from nenso.web.callers import Callers
from nenso.web.errors import PageBroken, PageExpired, PageUnknown, PageUnreadable
from nenso.web.held import hold
from nenso.web.languages import spoken

log = logging.getLogger(__name__)
P = ParamSpec("P")
SIGN_IN = "account_login"


class PageRequest(HttpRequest):
    """A request of a page: ``actor`` is who opens it, nobody included."""

    actor: Actor


View = Callable[Concatenate[PageRequest, P], HttpResponseBase]


def page(
    *, may: Callers, example: Mapping[str, Any] | None = None, holds: bool = False
) -> Callable[[View[P]], View[P]]:
    """Make a view a page that ``may`` says who opens; ``example``: the fields of a form that is sent to it.

    ``holds``: a form that is sent when the session has ended is held until its sender is signed in again.
    """

    def of(view: View[P]) -> View[P]:
        @wraps(view)
        def shown(request: PageRequest, *words: P.args, **names: P.kwargs) -> HttpResponseBase:
            try:
                _refuse_nul(request)
                request.actor = in_language(actor_of_session(request) or NOBODY, spoken())
                if may.sign_in and request.actor.account is None:
                    if holds and request.method == "POST":
                        return hold(request, to_sign_in)
                    return to_sign_in(request)
                return view(request, *words, **names)
            except Http404:
                return problem_page(request, PageUnknown())
            except Problem as problem:
                if problem.status == 401 and request.actor.account is None:
                    return to_sign_in(request)
                return problem_page(request, problem)
            except (MultiPartParserError, SuspiciousOperation) as error:
                return unreadable_page(request, error)
            except Exception as error:
                # Whatever it is: the person gets a reference to quote, the log the details; nothing is half written.
                log.exception("page failed", exc_info=error)
                return problem_page(request, PageBroken())

        shown.callers = may  # type: ignore[attr-defined]  # read by the test of isolation
        shown.example = example  # type: ignore[attr-defined]
        return cast("View[P]", shown)

    return of


def _refuse_nul(request: HttpRequest) -> None:
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        raise ForbiddenCharacter(character="U+0000")


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer with a page made from ``template``; what is for one person is kept by no cache."""
    response = HttpResponse(loader.render_to_string(template, context, request), status=status)
    if who(request)["actor"].account is not None or request.method == "POST":
        response["Cache-Control"] = "no-store"
    return response


def who(request: HttpRequest) -> dict[str, Actor]:
    """Give every template ``actor``: who opens the page."""
    return {"actor": getattr(request, "actor", NOBODY)}


def problem_page(request: HttpRequest, problem: Problem, again: str = "") -> HttpResponse:
    """Answer with what went wrong, what to do, and a reference to quote; ``again``: the page to open once more."""
    told = {"title": problem.text(spoken()), "problem": problem, "reference": request_id.get(), "again": again}
    return render(request, "web/problem.html", told, status=problem.status)


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Send whoever is not signed in to do so, and back to the page that was open."""
    back = request.get_full_path() if request.method == "GET" else _came_from(request)
    return redirect(f"{reverse(SIGN_IN)}?{urlencode({'next': back})}")


def _came_from(request: HttpRequest) -> str:
    """Return the address, here, of the page that sent a form."""
    came = urlsplit(request.headers.get("Referer", "/"))
    return came._replace(scheme="", netloc="", path="/" + came.path.lstrip("/")).geturl()


def unknown_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that is none."""
    del exception
    return problem_page(request, PageUnknown())


def unreadable_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that was refused before any page read it."""
    log.info("request unreadable: %s", exception)
    return problem_page(request, PageUnreadable())


def expired_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that cannot be told from one of another site."""
    log.info("form refused: %s", reason)
    return problem_page(request, PageExpired(), again=_came_from(request))


def broken_page(request: HttpRequest) -> HttpResponse:
    """Answer when even the page's own guard failed."""
    return problem_page(request, PageBroken())
