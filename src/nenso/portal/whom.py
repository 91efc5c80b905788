"""For whom a draft is: oneself, somebody else under a mandate, an enterprise that one acts for."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nenso.cases.errors.drafts import NotADraft
from nenso.cases.intake.drafts import file_for
from nenso.cases.intake.preparing import Prepared, prepare
from nenso.people.identifiers import check_person_id
from nenso.portal.answering import words_of
from nenso.portal.steps import WHOM, way_of
from nenso.web.callers import OWNER_ONLY
from nenso.web.errors import PageUnknown
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.wording import t

MYSELF = "toi"


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=OWNER_ONLY, example={"whom": MYSELF})
def whom(request: PageRequest, draft: UUID) -> HttpResponseBase:
    """Ask for whom the case is, and keep it."""
    try:
        prepared = prepare(request.actor, draft)
    except NotADraft:
        return redirect(reverse("case", kwargs={"case": str(draft)}))
    if request.method != "POST":
        return _answer(request, prepared, _kept(prepared), [])
    given = {name: request.POST.get(name, "").strip() for name in ("whom", "full_name", "identifier")}
    errors = _wrong(prepared, given)
    if errors:
        return _answer(request, prepared, given, errors, status=422)
    applicant, mandate = _applicant(prepared, given)
    file_for(request.actor, draft, applicant, mandate, key=key_of(request))
    way = way_of(prepared, WHOM)
    return redirect(way.after.address if way is not None else reverse("draft", kwargs={"draft": draft}))


def _wrong(prepared: Prepared, given: dict[str, str]) -> list[dict[str, str]]:
    chosen = given["whom"]
    if chosen == MYSELF or chosen in _enterprises(prepared):
        return []
    if chosen not in prepared.offered.procedure.on_behalf:
        return [{"path": "whom", "text": t("Hãy chọn nộp cho ai.", "Choose for whom you file.")}]
    errors = []
    if not given["full_name"]:
        errors.append({"path": "full_name", "text": t("Hãy ghi họ tên người ấy.", "Give the name of that person.")})
    wrong = check_person_id(given["identifier"]) if given["identifier"] else None
    if wrong is not None:
        errors.append({"path": "identifier", "text": wrong.text(spoken())})
    return errors


def _applicant(prepared: Prepared, given: dict[str, str]) -> tuple[dict[str, Any] | None, str]:
    chosen = given["whom"]
    if chosen == MYSELF:
        return None, ""
    if chosen in _enterprises(prepared):
        return {"enterprise": chosen}, ""
    facts = {name: given[name] for name in ("full_name", "identifier") if given[name]}
    return facts, chosen


def _enterprises(prepared: Prepared) -> list[str]:
    return [str(one.id) for one in prepared.enterprises]


def _kept(prepared: Prepared) -> dict[str, str]:
    applicant = prepared.draft.settings.get("applicant") or {}
    chosen = applicant.get("enterprise") or prepared.draft.mandate or MYSELF
    return {"whom": chosen, **{name: str(applicant.get(name, "")) for name in ("full_name", "identifier")}}


def _answer(
    request: PageRequest, prepared: Prepared, given: dict[str, str], errors: list[dict[str, str]], *, status: int = 200
) -> HttpResponse:
    way = way_of(prepared, WHOM)
    if way is None:
        raise PageUnknown
    told = {
        "way": way,
        "draft": prepared.draft,
        "procedure": words_of(prepared),
        "mandates": [str(one) for one in prepared.offered.procedure.on_behalf],
        "enterprises": prepared.enterprises,
        "given": given,
        "errors": errors,
        "saved_at": prepared.draft.saved_at,
    }
    return render(request, "portal/whom.html", told, status=status)
