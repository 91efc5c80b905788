"""The signing keys of an agency: brought in, tried, put to use from a day, retired; told before they end."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency
from nenso.agencies.posts import posts_at
from nenso.desk.errors import NothingChosen
from nenso.desk.settings.frame import back_to, carry_out, day_of, key_typed, managed, settings_page
from nenso.results.key_keeping import WARN_DAYS, import_key, issue_key, keys_at, register_key, revoke_key, try_key
from nenso.runtime import clock
from nenso.runtime.config import config
from nenso.runtime.problems import Problem
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

STATES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "signs": ("done", {"vi": "đang ký", "en": "signs"}),
    "soon": ("soon", {"vi": "sắp hết hạn", "en": "ends soon"}),
    "later": ("calm", {"vi": "chưa đến ngày", "en": "to come"}),
    "ended": ("late", {"vi": "hết hạn", "en": "ended"}),
    "retired": ("calm", {"vi": "thôi dùng", "en": "retired"}),
}
LARGEST_KEY = 100_000
"""Octets of a PKCS#12; one with a chain has a few thousand."""


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example={"do": "try", "key": "01234567-89ab-7def-8123-456789abcdef"})
def keys(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show the keys; carry out what was sent."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    use = USES.get(request.POST.get("do", ""), _try)
    problem = carry_out(request, lambda: use(request, found))
    if problem is not None:
        return _shown(request, found, problem)
    done = t("Khóa ký được, chữ ký thử khớp với chứng thư.", "The key signs; the trial fits the certificate.")
    return back_to(request, "desk-settings-keys", found, done if use is _try else t("Đã ghi nhận.", "Done."))


def _try(request: PageRequest, _: Agency) -> None:
    try_key(request.actor, key_typed(request, "key"))


def _retire(request: PageRequest, _: Agency) -> None:
    revoke_key(request.actor, key_typed(request, "key"), request.POST.get("reason", ""))


def _bring(request: PageRequest, agency: Agency) -> None:
    """Bring a key in: from a file with its password, by its label on the token, or made up in a demonstration."""
    sent = request.POST
    account = key_typed(request, "account") if sent.get("account") else None
    file, label = request.FILES.get("file"), sent.get("label", "").strip()
    if file is not None and not isinstance(file, list):
        content = file.read(LARGEST_KEY)
        import_key(
            request.actor, agency, content, sent.get("password", ""), account=account, active_from=_active_from(request)
        )
    elif label:
        register_key(request.actor, agency, label, account=account, active_from=_active_from(request))
    elif sent.get("make") and config().demo:
        issue_key(request.actor, agency, account=account)
    else:
        raise NothingChosen


def _active_from(request: PageRequest) -> datetime | None:
    day = day_of(request.POST.get("active_from", ""))
    return datetime.combine(day, time(), clock.VIETNAM) if day is not None else None


USES: Mapping[str, Callable[[PageRequest, Agency], None]] = {"try": _try, "retire": _retire, "bring": _bring}


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    people = {post.account_id: post.holder_name for post in posts_at(request.actor, agency, limit=200)}
    told = {
        "keys": keys_at(request.actor, agency),
        "states": STATES,
        "warn_days": WARN_DAYS,
        "people": people,
        "plugin": config().key_plugin,
        "demo": config().demo,
    }
    return settings_page(request, agency, "desk/settings/keys.html", told, problem)
