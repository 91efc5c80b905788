"""What of a procedure's cases is opened to everybody: petitions with their answers, decided proposals (công khai)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from nenso.agencies.queries import agency_by_id
from nenso.cases.queries.public import opens_to_public, public_cases
from nenso.cases.queries.words import text_of
from nenso.formulas.offers import any_offer
from nenso.language.declarations.fields import Field, every_field
from nenso.language.declarations.procedures import Procedure
from nenso.runtime.ids import key_in
from nenso.web.callers import EVERYBODY
from nenso.web.forms.telling import sections
from nenso.web.forms.values import said_answer
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page, render

WHOLE = "form"
"""What a rule that opens ``all`` gives: every answer."""


@require_safe
@page(may=EVERYBODY)
def opened_cases(request: PageRequest, name: str) -> HttpResponseBase:
    """List what is opened, the newest first, of one agency or of all; what opens nothing leads to its own page."""
    offer = any_offer(name)
    if not opens_to_public(offer.procedure):
        return redirect("procedure", name=name)
    agency, after = key_in(request.GET.get("co-quan", "")), key_in(request.GET.get("sau", ""))
    listed = public_cases(request.actor, offer.name, agency=agency, after=[str(after)] if after else None)
    fields, form = _fields(offer.procedure), [one for part in offer.procedure.form.pages for one in part.fields]
    told = {
        "title": text_of(offer.procedure.title, offer.name),
        "name": offer.procedure.code or offer.name,
        "rows": [one | {"lines": list(lines_of(one["opened"], fields, form))} for one in listed.items],
        "agency": agency_by_id(agency) if agency is not None else None,
        "next": listed.after[0] if listed.after else "",
    }
    return render(request, "portal/opened.html", told)


def _fields(procedure: Procedure) -> Mapping[str, Field]:
    """Return the field that each opened item is, where it is one: of the form, or of what was written at a step."""
    known = dict(_of("form", (field for one in procedure.form.pages for field in one.fields)))
    for name, step in procedure.steps.items():
        forms = [step.form, *(action.form for action in step.actions.values())]
        known |= _of(f"step.{name}", (field for form in forms if form is not None for field in form.fields))
    items = {str(item.name): item for rule in procedure.read for item in rule.what}
    paths = {name: item.compute.source if item.compute is not None else name for name, item in items.items()}
    return {name: known[path] for name, path in paths.items() if path in known}


def _of(where: str, fields: Iterable[Field]) -> Iterable[tuple[str, Field]]:
    return ((f"{where}.{field.name}", field) for field in every_field(fields))


def lines_of(
    opened: Mapping[str, Any], fields: Mapping[str, Field], form: Iterable[Field]
) -> Iterable[tuple[str, str]]:
    """Yield label and text of what is opened, by the field that an item is; of everything, answer by answer."""
    for name, value in opened.items():
        if name == WHOLE:
            yield from ((line.label, line.text) for section in sections(form, value) for line in section.lines)
            continue
        field = fields.get(name)
        text = said_answer(field, value) if field is not None else str(value if value is not None else "")
        label = field.label.in_language(spoken()) if field is not None and field.label is not None else name
        if text:
            yield label, text
