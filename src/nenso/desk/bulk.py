"""One act on many cases: each by itself, each once, one that fails stopping no other; and what became of each."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from nenso.cases import ending
from nenso.cases.acting import Act, act
from nenso.cases.errors import NotYourTurn
from nenso.cases.working import AtWork, case_at_work
from nenso.desk.errors import NothingChosen
from nenso.desk.frame import desk_page
from nenso.desk.standing import standing_of
from nenso.runtime.problems import Problem
from nenso.runtime.text import normalise
from nenso.web.callers import SIGNED_IN
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page

MOST = 100


@dataclass(frozen=True)
class Outcome:
    """What became of one case: ``problem`` says why nothing was done."""

    wanted: str
    code: str = ""
    label: str = ""
    problem: str = ""


@require_POST
@page(may=SIGNED_IN, example={"action": "accept", "case": "19.01969-261101-0001"})
def do_many(request: PageRequest) -> HttpResponse:
    """Do one thing on every case that was chosen, and tell what became of each."""
    chosen = list(dict.fromkeys(normalise(one)[:60] for one in request.POST.getlist("case")))[:MOST]
    standing = standing_of(request)
    if not chosen:
        raise NothingChosen
    outcomes = [_one(request, wanted, request.POST.get("action", ""), key_of(request)) for wanted in chosen]
    told = {
        "outcomes": outcomes,
        "done": sum(not one.problem for one in outcomes),
        "back": request.POST.get("queue", ""),
    }
    return desk_page(request, standing, "desk/outcomes.html", told)


def _one(request: PageRequest, wanted: str, action: str, key: str) -> Outcome:
    try:
        case = case_at_work(request.actor, wanted, to_act=True)
    except Problem as problem:
        return Outcome(wanted, problem=problem.text(spoken()))
    code, label = case.row["code"], case.row["label"]
    try:
        _do(request, case, action, f"{key[:40]}-{case.key.hex}")
    except Problem as problem:
        return Outcome(wanted, code, label, problem.text(spoken()))
    return Outcome(wanted, code, label)


def _do(request: PageRequest, case: AtWork, action: str, key: str) -> Any:
    if action == "deliver":
        return ending.deliver(request.actor, case.key, key=key)
    if action == "assign":
        return ending.assign(request.actor, case.key, _step(case), _account(request), key=key)
    return act(request.actor, case.key, Act(action), key=key)


def _step(case: AtWork) -> str:
    """Return the open step that may be handed to somebody."""
    for one in case.view["actions"]:
        if one["kind"] == "assign":
            return str(one["step"])
    raise NotYourTurn(who="lãnh đạo")


def _account(request: PageRequest) -> UUID:
    try:
        return UUID(request.POST.get("account", ""))
    except ValueError:
        raise NothingChosen from None
