"""A procedure as a page about it needs it (thông tin thủ tục hành chính): law, papers, fee, time, steps, level."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nenso.agencies import kinds
from nenso.cases.intake.assurance import level_needed
from nenso.cases.queries.words import PARTIES, Words, party_of, role_of, text_of
from nenso.formulas.offers import Offer
from nenso.language.declarations.fields import Field
from nenso.language.declarations.formula import Formula
from nenso.language.declarations.people import Who
from nenso.language.declarations.procedures import Deadline, Procedure
from nenso.language.declarations.times import Duration
from nenso.language.declarations.values import Choice, Expression
from nenso.language.levels import level_of
from nenso.language.schema import json_schema

Page = dict[str, Any]
"""Plain JSON; texts in both languages."""

UNITS: Mapping[str, Words] = {
    "same_day": {"vi": "trong ngày", "en": "the same day"},
    "minutes": {"vi": "{} phút", "en": "{} minutes"},
    "hours": {"vi": "{} giờ", "en": "{} hours"},
    "days": {"vi": "{} ngày", "en": "{} days"},
    "weeks": {"vi": "{} tuần", "en": "{} weeks"},
    "months": {"vi": "{} tháng", "en": "{} months"},
    "years": {"vi": "{} năm", "en": "{} years"},
    "working_hours": {"vi": "{} giờ làm việc", "en": "{} working hours"},
    "working_days": {"vi": "{} ngày làm việc", "en": "{} working days"},
}


def summary_of(offer: Offer) -> Page:
    """Return a procedure as a list of what an agency offers shows it."""
    procedure = offer.procedure
    level = level_of(procedure)
    return {
        "name": offer.name,
        "code": procedure.code,
        "title": text_of(procedure.title, offer.name),
        "summary": text_of(procedure.summary, ""),
        "field": procedure.field,
        "offered_by": [_kind(kind, offer) for kind in procedure.offered_by or offer.formula.offered_by],
        "level": {"whole": level.whole, "vi": level.vi, "en": "wholly online" if level.whole else "partly online"},
        "channels": [str(channel) for channel in procedure.channels],
        "assurance": level_needed(procedure),
        "edition": offer.formula.edition,
        "formula": offer.formula.name,
    }


def _kind(kind: str, offer: Offer) -> dict[str, str]:
    vi, en = kinds.TITLES.get(kind, (kind, kind))
    declared = offer.formula.kinds.get(kind)
    return {"kind": kind, **(text_of(declared.title, kind) if declared is not None else {"vi": vi, "en": en})}


def page_of(offer: Offer) -> Page:
    """Return everything a page about a procedure tells."""
    procedure, level = offer.procedure, level_of(offer.procedure)
    return summary_of(offer) | {
        "agency": {"id": str(offer.agency.id), "name": offer.agency.name, "path": offer.agency.path},
        "legal_basis": [str(one) for one in procedure.legal_basis],
        "conditions": text_of(procedure.conditions, ""),
        "audience": _who(procedure.audience),
        "on_behalf": [str(one) for one in procedure.on_behalf],
        "receive_at": procedure.receive_at,
        "sealed": procedure.sealed is not None,
        "reasons": [{"vi": vi, "en": en} for vi, en in level.reasons],
        "documents": list(_documents(procedure)),
        "fee": _fee(procedure),
        "deadline": _deadlines(procedure.deadline),
        "steps": list(_steps(procedure, offer.formula)),
        "results": [
            {"name": str(one.name), "label": text_of(one.label, str(one.name)), "code": one.code}
            for one in procedure.results
        ],
    }


def form_of(offer: Offer) -> Page:
    """Return the form: its JSON Schema, and its pages with labels, hints, options and what shows and asks them."""
    form = offer.procedure.form
    pages = [
        {
            "page": str(page.name),
            "title": text_of(page.title, str(page.name)),
            "show_if": _source(page.show_if),
            "fields": [_field(field) for field in page.fields],
        }
        for page in form.pages
    ]
    return {"procedure": summary_of(offer), "form_schema": json_schema(form), "pages": pages}


def _field(field: Field) -> Page:
    codes = field.options.codes if field.options is not None else None
    labels = codes if isinstance(codes, Mapping) else {}
    return {
        "name": str(field.name),
        "type": str(field.type),
        "label": text_of(field.label, str(field.name)),
        "hint": text_of(field.hint, "") if field.hint is not None else None,
        "required": field.required if isinstance(field.required, bool) else _source(field.required),
        "show_if": _source(field.show_if),
        "computed": field.compute is not None,
        "sensitive": bool(field.sensitive),
        "options": [
            {"code": str(code), "label": text_of(labels[code], str(code)) if labels else None} for code in codes or ()
        ],
        "fields": [_field(inner) for inner in field.fields],
    }


def _source(expression: Any) -> str | None:
    return expression.source if isinstance(expression, Expression) else None


def _documents(procedure: Procedure) -> Iterator[Page]:
    for document in procedure.documents:
        yield {
            "name": str(document.name),
            "code": document.code,
            "label": text_of(document.label, str(document.name)),
            "hint": text_of(document.hint, "") if document.hint is not None else None,
            "kind": document.kind,
            "required": document.required if isinstance(document.required, bool) else None,
            "required_if": _source(document.required),
            "held_already": document.instead is not None,
            "one_of": str(document.one_of) if document.one_of else None,
            "accept": [str(one) for one in document.accept],
            "max_mb": document.max_mb,
        }


def _fee(procedure: Procedure) -> Page:
    fee = procedure.fee
    lines = fee.lines if fee is not None else ()
    return {
        "free": not any(_amount(line.amount) != 0 for line in lines),
        "lines": [
            {
                "name": text_of(line.name, ""),
                "kind": str(line.kind) if line.kind else None,
                "amount": _amount(line.amount),
                "depends_on": [source for one in line.amount.values if (source := _source(one))],
            }
            for line in lines
        ],
        "exempt": [text_of(one.because, "") for one in fee.exempt] if fee is not None else [],
    }


def _amount(amount: Choice[Any]) -> int | None:
    only = amount.only
    return int(only) if isinstance(only, int | float) and not isinstance(only, bool) else None


def _deadlines(deadline: Choice[Deadline] | None) -> list[Page]:
    if deadline is None:
        return []
    return [
        {"within": _duration(within), "cutoff": str(one.cutoff) if one.cutoff else None}
        for one in deadline.values
        for within in (one.within.values if one.within is not None else ())
    ]


def _duration(duration: Duration) -> Words:
    words = {tag: word.format(duration.amount) for tag, word in UNITS[duration.unit].items()}
    return words | {"en": words["en"].removesuffix("s")} if duration.amount == 1 else words


def _steps(procedure: Procedure, formula: Formula) -> Iterator[Page]:
    for name, step in procedure.steps.items():
        yield {
            "step": str(name),
            "title": text_of(step.title, str(name)),
            "kind": str(step.waits),
            "who": [_called(word, procedure, formula) for word in _who(step.by)],
            "within": [_duration(one) for one in step.within.values] if step.within is not None else [],
            "actions": [
                {"action": str(key), "label": text_of(action.label, str(key)), "to": list(action.targets)}
                for key, action in step.actions.items()
            ],
        }


def _called(word: str, procedure: Procedure, formula: Formula) -> Words:
    is_party = word in PARTIES or word in procedure.parties
    return party_of(word, procedure) if is_party else role_of(word, formula)


def _who(who: Who | None) -> list[str]:
    terms: Iterable[Any] = (term for people in who.values for term in people.terms) if who is not None else ()
    return list(dict.fromkeys(str(term.name) for term in terms if term.name))
