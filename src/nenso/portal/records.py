"""What registers hold about oneself: read, said to be wrong with a reason, and contested when that is refused."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nenso.language.evaluation import evaluate
from nenso.registers.calling import called_for
from nenso.registers.corrected import changes_of
from nenso.registers.correcting import ask, contest
from nenso.registers.editing import declared_for
from nenso.registers.looking import seen
from nenso.registers.lookup import RegisterLookup
from nenso.registers.models import Record, RecordCorrection
from nenso.registers.relations import about_me
from nenso.registers.sight import sight_of
from nenso.runtime.acting import acting
from nenso.runtime.problems import Problem
from nenso.web.callers import OWNER_ONLY, SIGNED_IN
from nenso.web.forms.answers import read_answers
from nenso.web.forms.controls import Drawing
from nenso.web.forms.values import label_of, shown_change, shown_value
from nenso.web.keys import key_of
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render
from nenso.web.wording import t


@require_safe
@page(may=SIGNED_IN)
def records(request: PageRequest) -> HttpResponse:
    """List the records of every register that are about whoever is signed in."""
    found = about_me(request.actor)
    called = called_for(request.actor, found)
    rows = [{"record": one, "label": called[one.id], "title": declared_for(one).declaration.title} for one in found]
    return render(request, "portal/records.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@page(may=SIGNED_IN, example={"reason": "Ghi sai tên cha", "asks": "father_name", "father_name": "Bính"})
def record(request: PageRequest, register: str, record: UUID) -> HttpResponseBase:
    """Show a record; with ``?truong=`` ask what is right in a field, and send that with its reason."""
    found = seen(request.actor, register, record)
    if request.method != "POST":
        return _shown(request, found)
    name = request.GET.get("truong", "")
    field = declared_for(found).declaration.field(name)
    try:
        form = read_answers([field], request.POST, found.data).form if field is not None else {}
        key = UUID(hex=key_of(request)) if len(key_of(request)) == 32 else None
        ask(request.actor, record, {name: form.get(name)} if field else {}, request.POST.get("reason", ""), key=key)
    except Problem as problem:
        return _shown(request, found, problem=problem)
    messages.success(request, t("Đã gửi đề nghị tới cơ quan giữ sổ.", "Sent to the agency that keeps the register."))
    return redirect("own-record", register=register, record=record)


@require_POST
@page(may=OWNER_ONLY, example={"reason": "Giấy khai sinh gốc ghi khác"})
def contest_page(request: PageRequest, register: str, record: UUID, correction: UUID) -> HttpResponseBase:
    """Contest a refusal."""
    found = seen(request.actor, register, record)
    try:
        contest(request.actor, record, correction, request.POST.get("reason", ""))
    except Problem as problem:
        if problem.status in {403, 404}:
            raise
        return _shown(request, found, problem=problem)
    messages.success(request, t("Lãnh đạo cơ quan sẽ xem lại.", "A leader of the agency will look at it anew."))
    return redirect("own-record", register=register, record=record)


def _shown(request: PageRequest, found: Record, *, problem: Problem | None = None) -> HttpResponse:
    declared = declared_for(found)
    wanted = request.GET.get("truong", "")
    with acting(request.actor):
        sight = sight_of(request.actor, declared, found)
        found.label = sight.called(declared, found)
        asked = RecordCorrection.objects.filter(record=found).order_by("-asked_at")
        corrections = changes_of(found, [one for one in asked if one.person == request.actor.person], sight)
    values = sight.of(found.data)
    fields = [one for one in declared.declaration.fields if str(one.name) in sight.shown and not one.retired]
    labels = {str(one.name): label_of(one) for one in fields}
    field = next((one for one in fields if str(one.name) == wanted and sight.own and found.ended_at is None), None)
    controls = []
    if field is not None:
        given = read_answers([field], request.POST, found.data).form if request.method == "POST" else found.data
        lookup = RegisterLookup(declared.name.partition(".")[0], found.agency.path)
        controls = Drawing(evaluate(declared.form, given, {}, lookup), given, problem is not None).controls([field])
    told = {
        "record": found,
        "title": declared.declaration.title,
        "lines": [
            {"name": str(one.name), "label": labels[str(one.name)], "text": shown_value(one, values[str(one.name)])}
            for one in fields
            if values.get(str(one.name)) not in (None, "", [], {})
        ],
        "empty": [
            {"name": str(one.name), "label": labels[str(one.name)]}
            for one in fields
            if values.get(str(one.name)) in (None, "", [], {}) and one.type not in {"table", "group"}
        ],
        "own": sight.own and found.ended_at is None,
        "field": labels.get(wanted, "") if field is not None else "",
        "controls": controls,
        "corrections": [
            {
                "one": one,
                "fields": [
                    (
                        labels.get(change.name, change.name),
                        *shown_change(declared.declaration.field(change.name), change.before, change.after),
                    )
                    for change in changes
                ],
            }
            for one, changes in corrections.items()
        ],
        "errors": [{"path": "", "text": problem.text(spoken())}] if problem is not None else [],
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "portal/record.html", told, status=problem.status if problem is not None else 200)
