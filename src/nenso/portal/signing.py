"""Signing in and out."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from nenso.people.signing_in import sign_in, sign_out
from nenso.runtime.problems import Problem
from nenso.runtime.text import normalise
from nenso.web.callers import EVERYBODY
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.views import safe_return


@require_http_methods(["GET", "POST"])
@page(may=EVERYBODY, example={"email": "mai@vidu.vn", "password": "sai"})
def sign_in_page(request: PageRequest) -> HttpResponseBase:
    """Sign in with e-mail and password, and go where one wanted to."""
    if request.method != "POST":
        return _form(request, back=request.GET.get("next", "/"))
    back = safe_return(request, request.POST.get("next", ""))
    try:
        sign_in(request, normalise(request.POST.get("email", "")), request.POST.get("password", ""))
    except Problem as problem:
        return _form(request, back=back, problem=problem)
    return redirect(back)


def _form(request: PageRequest, *, back: str, problem: Problem | None = None) -> HttpResponse:
    errors = [{"path": "email", "text": problem.text(spoken())}] if problem else []
    told = {"errors": errors, "email": request.POST.get("email", ""), "next": back}
    return render(request, "portal/sign_in.html", told, status=problem.status if problem else 200)


@require_POST
@page(may=EVERYBODY)
def sign_out_page(request: PageRequest) -> HttpResponseBase:
    """Sign out and go to the first page."""
    sign_out(request)
    return redirect("/")
