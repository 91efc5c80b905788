"""Posts of an agency: who holds which role from–until; appointed, replaced, stood in for, ended; and the history."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from nenso.agencies.models import Agency, Post
from nenso.agencies.posts import ROLES, appoint, dismiss, posts_given_at, replace, stand_in
from nenso.agencies.queries import agency_by_id, children
from nenso.cases.queries.words import ROLES as ROLE_WORDS
from nenso.desk.errors import DayNeeded
from nenso.desk.settings.frame import back_to, carry_out, day_of, key_typed, managed, settings_page
from nenso.formulas.roles import known_role
from nenso.people.lookups import account_to_appoint
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

MOST = 100
"""Posts on a page, those that ended too."""

EXAMPLE = {"do": "appoint", "contact": "0912345678", "role": "clerk", "holder_name": "Nông Thị Hoa"}


@require_http_methods(["GET", "POST"])
@page(may=ADMINISTRATORS, example=EXAMPLE)
def posts(request: PageRequest, agency: UUID) -> HttpResponseBase:
    """Show the posts of an agency and of its units; carry out what was sent."""
    found = managed(request, agency)
    if request.method != "POST":
        return _shown(request, found)
    use = USES.get(request.POST.get("do", ""), _appoint)
    problem = carry_out(request, lambda: use(request, found))
    if problem is not None:
        return _shown(request, found, problem)
    return back_to(request, "desk-settings-posts", found, t("Đã ghi nhận.", "Done."))


def _appoint(request: PageRequest, agency: Agency) -> None:
    """Give a role, at the agency or at one of its units, to who is known by the contact."""
    sent = request.POST
    at = agency_by_id(key_typed(request, "at")) if sent.get("at") else agency
    appoint(
        request.actor,
        account_to_appoint(request.actor, sent.get("contact", "").strip()).id,
        at,
        known_role(sent.get("other_role", "").strip() or sent.get("role", "")),
        holder_name=sent.get("holder_name", ""),
        title=sent.get("title", ""),
        basis=sent.get("basis", ""),
        since=day_of(sent.get("since", "")),
        until=day_of(sent.get("until", "")),
    )


def _end(request: PageRequest, _: Agency) -> None:
    dismiss(
        request.actor,
        key_typed(request, "post"),
        basis=request.POST.get("basis", ""),
        on=day_of(request.POST.get("on", "")),
    )


def _replace(request: PageRequest, _: Agency) -> None:
    sent = request.POST
    successor = account_to_appoint(request.actor, sent.get("contact", "").strip())
    replace(
        request.actor,
        key_typed(request, "post"),
        successor.id,
        holder_name=sent.get("holder_name", ""),
        basis=sent.get("basis", ""),
    )


def _stand_in(request: PageRequest, _: Agency) -> None:
    sent = request.POST
    since, until = day_of(sent.get("since", "")), day_of(sent.get("until", ""))
    if since is None or until is None:
        raise DayNeeded(written="")
    deputy = account_to_appoint(request.actor, sent.get("contact", "").strip())
    stand_in(
        request.actor,
        key_typed(request, "post"),
        deputy.id,
        holder_name=sent.get("holder_name", ""),
        since=since,
        until=until,
        basis=sent.get("basis", ""),
    )


USES: Mapping[str, Callable[[PageRequest, Agency], None]] = {
    "appoint": _appoint,
    "end": _end,
    "replace": _replace,
    "stand_in": _stand_in,
}


def _shown(request: PageRequest, agency: Agency, problem: Problem | None = None) -> HttpResponse:
    given = posts_given_at(request.actor, agency, limit=MOST)
    with acting(request.actor):
        units = [one for one in children(agency, limit=MOST) if one.is_unit]
    names = {one.id: one.holder_name for one in given}
    told: dict[str, Any] = {
        "posts": [one for one in given if not _over(one)],
        "past": [one for one in given if _over(one)],
        "names": names,
        "units": units,
        "roles": [(role, ROLE_WORDS[role]) for role in ROLES],
        "role_words": ROLE_WORDS,
        "today": clock.today(),
        "own": request.actor.account,
    }
    return settings_page(request, agency, "desk/settings/posts.html", told, problem)


def _over(post: Post) -> bool:
    return post.ended_at is not None or (post.valid_until is not None and post.valid_until <= clock.today())
