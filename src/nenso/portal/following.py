"""Following a case without signing in, by its code and the secret on its receipt (tra cứu hồ sơ)."""

from allauth.core import ratelimit
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.queries.following import follow
from nenso.runtime.text import ForbiddenCharacter, normalise
from nenso.web.callers import EVERYBODY
from nenso.web.codes import drawn
from nenso.web.pages import PageRequest, page, render
from nenso.web.wording import t

ATTEMPT = "follow"
"""What attempts are counted as (``ACCOUNT_RATE_LIMITS``)."""


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=EVERYBODY, example={"code": "19.01969-261102-0001", "secret": "sai"})
def follow_page(request: PageRequest) -> HttpResponse:
    """Ask for code and secret, and tell where the case stands; an unknown code and a wrong secret get one answer."""
    code, secret = (request.POST.get(name, "").strip() for name in ("code", "secret"))
    if request.method != "POST":
        return render(request, "portal/follow.html", {"code": request.GET.get("ma", "")[:60]})
    if not ratelimit.consume(request, action=ATTEMPT):
        wrong = t(
            "Bạn đã thử nhiều lần. Hãy đợi 5 phút rồi thử lại.", "Too many attempts. Wait 5 minutes and try again."
        )
        return _wrong(request, code, wrong, status=429)
    try:
        found = follow(normalise(code), normalise(secret))
    except (CaseUnknown, ForbiddenCharacter):
        wrong = t(
            "Mã hồ sơ hoặc mã bí mật không đúng. Hãy xem lại trên trang xác nhận đã nộp hoặc biên nhận in tại quầy.",
            "The code or the secret is not right. See the page that confirmed the filing, or the printed receipt.",
        )
        return _wrong(request, code, wrong, status=404)
    codes = [drawn(one["transfer"].code, "pay__code") if one["transfer"] else "" for one in found["due"]]
    answer = render(request, "portal/followed.html", {"found": found, "codes": codes})
    answer["Cache-Control"] = "no-store"
    return answer


def _wrong(request: PageRequest, code: str, text: str, *, status: int) -> HttpResponse:
    told = {"code": code[:60], "errors": [{"path": "code", "text": text}]}
    return render(request, "portal/follow.html", told, status=status)
