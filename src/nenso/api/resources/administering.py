"""What administrators of an agency, or of one above it, decide for it: the same uses as on their pages."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency, Post
from nenso.agencies.posts import appoint, dismiss, posts_given_at
from nenso.agencies.queries import agency_by_id
from nenso.agencies.settings import decisions_on
from nenso.api.answers import agency_brief, nothing, read_answer
from nenso.api.keys import key_of
from nenso.api.routing import Resource
from nenso.api.shapes.administering import (
    CalendarEffect,
    Day,
    DaysAsked,
    Full,
    PostAsked,
    PostEnd,
    Posts,
    SettingAsked,
    Settings,
    SuspensionAsked,
)
from nenso.api.signing_in import actor_of
from nenso.cases.acts.calendar_changes import Change, change_calendar, days_off, effect_of
from nenso.cases.engine.idempotency import carried_out
from nenso.cases.queries.words import text_of
from nenso.formulas.deciding import decidable_at, decide
from nenso.formulas.roles import known_role
from nenso.formulas.suspending import resume, suspend
from nenso.people.lookups import account_to_appoint
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.web.callers import ADMINISTRATORS

resource = Resource("administering")
READ, WRITE = "agency:read", "agency:write"
DAYS = {"first": "2026-12-31", "kind": "holiday", "name": "Nghỉ do lũ", "source": "CV 12/UBND"}


@resource.get("/agencies/{agency}/posts", may=ADMINISTRATORS, scope=READ, returns=Posts)
def list_posts(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Every post given at an agency and its units, ended ones too, the latest 200."""
    found = administered(request, agency)
    return read_answer(request, {"items": [_post(one) for one in posts_given_at(actor_of(request), found, limit=200)]})


@resource.post(
    "/agencies/{agency}/posts",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={"contact": "hoa@vidu.vn", "role": "clerk", "holder_name": "Nông Thị Hoa", "basis": "QĐ 5/QĐ-UBND"},
)
def give_post(request: HttpRequest, agency: UUID, body: PostAsked) -> HttpResponseBase:
    """Appoint whose account has this e-mail address, telephone or identification number."""
    actor, found = actor_of(request), administered(request, agency)

    def use() -> Post:
        account = account_to_appoint(actor, body.contact).id
        named = body.model_dump(exclude={"contact", "role"})
        return appoint(actor, account, found, known_role(body.role), **named)

    return once(request, "post", agency, body.model_dump(mode="json"), use)


@resource.post(
    "/posts/{post}/end",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={"basis": "QĐ 9/QĐ-UBND"},
)
def end_post(request: HttpRequest, post: UUID, body: PostEnd) -> HttpResponseBase:
    """End a post now, or from a day on; an agency's last administrator is only ever replaced."""
    actor = actor_of(request)
    return once(
        request,
        "post_end",
        post,
        body.model_dump(mode="json"),
        lambda: dismiss(actor, post, basis=body.basis, on=body.on),
    )


@resource.get("/agencies/{agency}/settings", may=ADMINISTRATORS, scope=READ, returns=Settings)
def list_settings(request: HttpRequest, agency: UUID, on: Day | None = None) -> HttpResponse:
    """What formulas leave to each place, as it holds on a day: fees and others, by whom decided and on what."""
    found, day = administered(request, agency), on or clock.today()
    with acting(actor_of(request)):
        decided = decisions_on(found, on=day)
        items = []
        for one in decidable_at(found):
            held = decided.get(one.name)
            items.append(
                {
                    "name": one.name,
                    "label": text_of(one.setting.label, str(one.setting.name)),
                    "type": str(one.setting.type),
                    "value": held.value if held is not None else one.default,
                    "default": one.default,
                    "decided_by": agency_brief(held.agency) if held is not None else None,
                    "since": held.valid_from if held is not None else None,
                    "until": held.valid_until if held is not None else None,
                    "basis": held.basis if held is not None else "",
                    "set_by": [str(kind) for kind in one.setting.set_by],
                }
            )
    return read_answer(request, {"on": day, "items": items})


@resource.post(
    "/agencies/{agency}/settings/{setting}",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={"value": 9000, "basis": "NQ 23/2026/NQ-HĐND"},
)
def decide_one_setting(request: HttpRequest, agency: UUID, setting: Full, body: SettingAsked) -> HttpResponseBase:
    """Decide a setting from a day on, today at the earliest; what applied is never changed."""
    actor, found = actor_of(request), administered(request, agency)
    asked = {"setting": setting, **body.model_dump(mode="json")}
    named = body.model_dump(exclude={"value"})
    return once(request, "setting", agency, asked, lambda: decide(actor, found, setting, body.value, **named))


@resource.post(
    "/agencies/{agency}/calendar/effect",
    may=ADMINISTRATORS,
    scope=READ,
    returns=CalendarEffect,
    example=DAYS,
)
def tell_calendar_effect(request: HttpRequest, agency: UUID, body: DaysAsked) -> HttpResponse:
    """How many open cases would get another due time by these days; nothing is set."""
    found = administered(request, agency)
    effect = effect_of(actor_of(request), found, _change(body))
    return read_answer(request, {"cases": effect.cases, "more": effect.more})


@resource.post(
    "/agencies/{agency}/calendar",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example=DAYS,
)
def set_calendar_days(request: HttpRequest, agency: UUID, body: DaysAsked) -> HttpResponseBase:
    """Set days off or worked instead, for an agency and all below; due times of open cases follow."""
    actor, found, change = actor_of(request), administered(request, agency), _change(body)
    asked = body.model_dump(mode="json")
    return once(request, "calendar", agency, asked, lambda: change_calendar(actor, found, change))


@resource.post(
    "/agencies/{agency}/suspensions",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={"procedure": "civil_registration.birth", "reason": "Đang nâng cấp, tiếp nhận lại ngày mai."},
)
def suspend_procedure(request: HttpRequest, agency: UUID, body: SuspensionAsked) -> HttpResponseBase:
    """Take in no new cases of a procedure, here and below, with a reason that people read."""
    actor, found = actor_of(request), administered(request, agency)
    asked = body.model_dump(mode="json")
    return once(request, "suspend", agency, asked, lambda: suspend(actor, found, body.procedure, body.reason))


@resource.delete(
    "/agencies/{agency}/suspensions/{procedure}", may=ADMINISTRATORS, scope=WRITE, returns=None, status=204
)
def resume_procedure(request: HttpRequest, agency: UUID, procedure: Full) -> HttpResponseBase:
    """Take new cases of a procedure in again."""
    resume(actor_of(request), administered(request, agency), procedure)
    return nothing()


def administered(request: HttpRequest, agency: UUID) -> Agency:
    """Return the agency; raise ``NotAdministrator`` for who administers neither it nor one above."""
    with acting(actor_of(request)):
        found = agency_by_id(agency)
        must_administer(found)
    return found


def once(request: HttpRequest, name: str, of: UUID, asked: Any, use: Callable[[], object]) -> HttpResponseBase:
    """Do what is asked of ``of``, once for a key, and answer with nothing."""
    carried_out(actor_of(request), key_of(request), {"use": name, "of": str(of), "asked": asked}, use)
    return nothing()


def _change(body: DaysAsked) -> Change:
    first: date = body.first
    return days_off(first, body.last, body.kind, body.name, hours=body.hours.strip(), source=body.source)


def _post(post: Post) -> dict[str, Any]:
    names = ("id", "role", "holder_name", "title", "basis", "valid_from", "valid_until")
    shown = {name: getattr(post, name) for name in names}
    return shown | {"agency": agency_brief(post.agency), "stands_in_for": post.stands_in_for_id}
