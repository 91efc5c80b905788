"""The certificates by which an agency's own systems are known when they look something up: registered, revoked."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency
from nenso.desk.settings.frame import back_to, carry_out, key_typed, managed
from nenso.desk.settings.sharing import sharing_page
from nenso.exchange.administering import certificates_of
from nenso.exchange.clients import register_certificate, revoke_certificate
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

LARGEST = 20_000
"""Octets of a certificate; a usual one has two thousand."""


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example={"do": "revoke", "certificate": "01234567-89ab-7def-8123-456789abcdef"})
def systems(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show the certificates; register or revoke one."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    use = _revoke if request.POST.get("do") == "revoke" else _register
    problem = carry_out(request, lambda: use(request, found))
    if problem is not None:
        return _shown(request, found, problem)
    return back_to(request, "desk-settings-systems", found, t("Đã ghi nhận.", "Done."))


def _register(request: PageRequest, agency: Agency) -> None:
    file = request.FILES.get("file")
    if file is not None and not isinstance(file, list):
        content = file.read(LARGEST)
    else:
        content = request.POST.get("certificate", "")[:LARGEST].strip().encode()
    register_certificate(request.actor, agency, content, request.POST.get("name", "").strip())


def _revoke(request: PageRequest, _: Agency) -> None:
    revoke_certificate(request.actor, key_typed(request, "certificate"))


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    with acting(request.actor):
        told = {"certificates": certificates_of(agency), "now": clock.now()}
    return sharing_page(request, agency, "systems", told, problem)
