"""Whose an account is, said by an administrator who has seen the person and the papers (xác nhận tài khoản tại nơi)."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency
from nenso.desk.settings.frame import back_to, carry_out, managed, settings_page
from nenso.people.accounts import link_by_papers
from nenso.runtime.problems import Problem
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

EXAMPLE: Final = {"contact": "0912345678", "identifier": "006195000123", "full_name": "Triệu Thị Mai", "basis": "CCCD"}


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example=EXAMPLE)
def people(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Ask whose account it is, and link it: from then on it files as that person, at the level that papers prove."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    problem = carry_out(request, lambda: _link(request))
    if problem is not None:
        return _shown(request, found, problem)
    return back_to(request, "desk-settings-people", found, t("Đã xác nhận tài khoản.", "The account is confirmed."))


def _link(request: PageRequest) -> None:
    sent = {name: request.POST.get(name, "").strip() for name in EXAMPLE}
    link_by_papers(request.actor, sent.pop("contact"), **sent)


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    return settings_page(request, agency, "desk/settings/people.html", {}, problem)
