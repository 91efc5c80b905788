"""Checking a document (kiểm tra giấy tờ): the paper in hand by the word in its QR code, the signed file itself."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from nenso.results.checking import verify_file, verify_token, verify_url
from nenso.results.errors import ResultUnknown
from nenso.results.qr_codes import qr
from nenso.runtime.acting import NOBODY
from nenso.runtime.problems import Problem
from nenso.runtime.text import ForbiddenCharacter, normalise
from nenso.web.callers import EVERYBODY
from nenso.web.checks import count_check
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.uploads import PageUpload, refused_of
from nenso.web.wording import t

LONGEST_TOKEN = 40


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@page(may=EVERYBODY, example={"file": ""})
def check_page(request: PageRequest) -> HttpResponseBase:
    """Ask for a signed file, or for the word on a paper; a file is judged as by ``nenso verify`` and kept nowhere."""
    if request.method != "POST":
        token = request.GET.get("ma", "").strip().rstrip("/").rpartition("/")[2]
        if token:
            return redirect(reverse("verify-page", kwargs={"token": token[:LONGEST_TOKEN]}))
        return render(request, "portal/check_paper.html", {})
    try:
        count_check(request, "verify_file")
        request.upload_handlers = [PageUpload(request)]
        return _check(request)
    except Problem as problem:
        return _wrong(request, problem.text(spoken()), status=problem.status)


@csrf_protect
def _check(request: PageRequest) -> HttpResponseBase:
    file = request.FILES.get("file")
    if (refused := refused_of(request, "file")) is not None:
        raise refused
    if file is None:
        return _wrong(request, t("Hãy chọn tệp PDF cần kiểm tra.", "Choose the PDF to be checked."), status=422)
    told = {"verdict": verify_file(NOBODY, file.read()), "filename": file.name}
    response = render(request, "portal/checked_paper.html", told)
    response["Cache-Control"] = "no-store"
    return response


def _wrong(request: PageRequest, text: str, *, status: int) -> HttpResponse:
    told = {"errors": [{"path": "file", "text": text}]}
    return render(request, "portal/check_paper.html", told, status=status)


@require_safe
@page(may=EVERYBODY)
def verify_page(request: PageRequest, token: str) -> HttpResponse:
    """Show what the word in a QR code stands for."""
    count_check(request, "verify_code")
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
