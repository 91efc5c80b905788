"""Records that are probably one: the pairs that wait, each side by side with why, and what a person says of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from nenso.desk.frame import desk_page
from nenso.desk.registers import labels_of
from nenso.desk.standing import Standing, standing_of
from nenso.language.declarations.fields import Field
from nenso.registers.declared import Declared
from nenso.registers.duplicates.agreeing import standing_proposal
from nenso.registers.duplicates.reviewing import (
    After,
    Pair,
    decide,
    following,
    last_search,
    may_decide,
    may_propose,
    pair_of,
    pairs,
    reasons_of,
    strength_of,
    waiting_for,
)
from nenso.registers.known import register_named
from nenso.registers.merging import merge
from nenso.registers.models import Record
from nenso.registers.sight import sight_of
from nenso.runtime.acting import Actor, acting
from nenso.runtime.problems import Problem
from nenso.web.callers import SIGNED_IN
from nenso.web.forms.values import shown_value
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

SHOWN = ("open", "later", "different")
_SALT = "nenso.desk.duplicates"


@require_safe
@page(may=SIGNED_IN)
def duplicates(request: PageRequest, register: str) -> HttpResponse:
    """List the pairs of a register that the agency has to review, the most probable first."""
    standing, declared = standing_of(request), register_named(register).declared
    given = request.GET.get("xem", "")
    state = given if given in SHOWN else "open"
    after = _after(request.GET.get("sau", ""))
    found = pairs(request.actor, declared.name, agency=standing.agency.id, state=state, after=after)
    with acting(request.actor):
        search = last_search(declared.name)
    told = {
        "register": declared.name,
        "title": declared.declaration.title,
        "state": state,
        "states": SHOWN,
        "pairs": found.pairs,
        "waiting": waiting_for(request.actor, standing.agency.id).get(declared.name, 0),
        "search": search,
        "next": dumps([found.after[0], str(found.after[1])], salt=_SALT) if found.after is not None else "",
    }
    return desk_page(request, standing, "desk/duplicates.html", told)


@require_safe
@page(may=SIGNED_IN)
def pair(request: PageRequest, register: str, pair: UUID) -> HttpResponse:
    """Show two records side by side, with what each compared field says; the left one stays, or the other."""
    return _pair_page(request, pair_of(request.actor, register, pair))


@require_POST
@page(may=SIGNED_IN, example={"stays": "first", "reason": "Một người, ghi hai lần"})
def do_merge_pair(request: PageRequest, register: str, pair: UUID) -> HttpResponseBase:
    """Merge the two: one stays, and takes what was chosen from the other; go on to the next pair."""
    found = pair_of(request.actor, register, pair)
    keys = [found.pair.first, found.pair.second]
    stays, goes = reversed(keys) if request.POST.get("stays") == "second" else keys
    try:
        merge(request.actor, stays, goes, request.POST.getlist("take"), request.POST.get("reason", ""))
    except Problem as problem:
        return _pair_page(request, found, problem=problem)
    messages.success(request, t("Đã gộp hai bản ghi; tách lại được.", "The two records are one; they can be parted."))
    return _on(request, found)


@require_POST
@page(may=SIGNED_IN, example={"state": "later"})
def do_decide_pair(request: PageRequest, register: str, pair: UUID) -> HttpResponseBase:
    """Say that the two are different, put them off, or open them again; go on to the next pair."""
    found = pair_of(request.actor, register, pair)
    state = request.POST.get("state", "")
    try:
        decide(request.actor, register, pair, state if state in SHOWN else "later", request.POST.get("reason", ""))
    except Problem as problem:
        return _pair_page(request, found, problem=problem)
    if state == "open":
        return redirect("desk-duplicate", register=register, pair=pair)
    told = {
        "different": t("Đã ghi: là hai. Sẽ không hỏi lại.", "Kept: they are two. It will not be asked again."),
        "later": t("Đã để sau.", "Put off."),
    }
    messages.success(request, told.get(state, told["later"]))
    return _on(request, found)


def _on(request: PageRequest, found: Pair) -> HttpResponseBase:
    """Go on to the pair that is next, or to the list when there is none."""
    standing = standing_of(request)
    then = following(request.actor, found.pair, standing.agency.id)
    if then is None:
        return redirect("desk-duplicates", register=found.pair.register)
    return redirect("desk-duplicate", register=then.register, pair=then.id)


def _pair_page(request: PageRequest, found: Pair, *, problem: Problem | None = None) -> HttpResponse:
    standing, declared = standing_of(request), register_named(found.pair.register).declared
    turned = (request.POST or request.GET).get("stays") == "second"
    left, right = (found.second, found.first) if turned else (found.first, found.second)
    rows = _rows(request.actor, declared, found, left, right)
    told = {
        "register": found.pair.register,
        "title": declared.declaration.title,
        "numbers": [one["label"] for one in rows if one["number"]],
        "pair": found.pair,
        "whole": found.whole,
        "left": left,
        "right": right,
        "stays": "second" if turned else "first",
        "rows": rows,
        "may": may_decide(request.actor, found.pair) and found.pair.state != "merged",
        "may_merge": found.whole and all(one is not None and one.ended_at is None for one in (left, right)),
        "may_propose": may_propose(request.actor, found.pair) and found.pair.state != "merged",
        "proposal": standing_proposal(request.actor, found.pair.first, found.pair.second),
        "other_agency": _other(standing, found),
        "problem": problem,
        "typed": request.POST,
    }
    return desk_page(request, standing, "desk/duplicate.html", told, status=problem.status if problem else 200)


def _other(standing: Standing, found: Pair) -> Any:
    ours = found.pair.agency_id == standing.agency.id
    return found.pair.other_agency if ours else found.pair.agency


def _rows(
    actor: Actor, declared: Declared, found: Pair, left: Record | None, right: Record | None
) -> list[dict[str, Any]]:
    """Return a row for each field that one of the two has: both values, whether they differ, what that says."""
    labels = labels_of(declared.declaration)
    with acting(actor):
        mine, theirs = (_shown(actor, declared, one) for one in (left, right))
    said = {one.field: one for one in reasons_of(found.pair)} if found.whole else {}
    rows = []
    for field in declared.declaration.fields:
        name = str(field.name)
        if not (mine.get(name) or theirs.get(name)):
            continue
        differs = left is not None and right is not None and left.data.get(name) != right.data.get(name)
        number = differs and name not in said and _is_number(declared, field) and mine.get(name) and theirs.get(name)
        says = getattr(said[name].level, spoken()) if name in said else ""
        speaks = strength_of(said[name].weight) if name in said else ""
        rows.append(
            {
                "name": name,
                "label": labels[name],
                "mine": shown_value(field, mine.get(name)),
                "theirs": shown_value(field, theirs.get(name)),
                "differs": differs,
                "number": bool(number),
                "take": not mine.get(name) and bool(theirs.get(name)),
                "says": t("hai số khác nhau", "two different numbers") if number else says,
                "speaks": "two" if number else speaks,
            }
        )
    return rows


def _is_number(declared: Declared, field: Field) -> bool:
    """Return whether a field says by a number what a record is of: of a person or enterprise, or its key."""
    return field.type in {"person_id", "tax_code"} or (field.type == "text" and field.name in declared.declaration.key)


def _shown(actor: Actor, declared: Declared, record: Record | None) -> Mapping[str, Any]:
    return sight_of(actor, declared, record).of(record.data) if record is not None else {}


def _after(given: str) -> After | None:
    try:
        weight, key = loads(given, salt=_SALT) if given else (None, None)
    except BadSignature:
        return None
    return (float(weight), UUID(key)) if weight is not None else None
