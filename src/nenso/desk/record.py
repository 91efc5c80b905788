"""One record on the desk: what it says, as of any day, who wrote it and why; looked at, edited, corrected, merged."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from nenso.desk.exporting import day_in
from nenso.desk.frame import desk_page
from nenso.desk.leading.asked import title_of
from nenso.desk.registers import labels_of
from nenso.desk.standing import standing_of
from nenso.language.durations import end_of_day
from nenso.language.evaluation import evaluate
from nenso.registers.calling import called_for
from nenso.registers.corrected import Change, changes_of
from nenso.registers.correcting import DECIDERS, ON_APPEAL, decide
from nenso.registers.declared import Declared
from nenso.registers.editing import declared_for, edit, editable
from nenso.registers.errors import RecordUnknown
from nenso.registers.importing.running import IMPORTED
from nenso.registers.looking import seen
from nenso.registers.lookup import RegisterLookup
from nenso.registers.measuring.reading import faults_of
from nenso.registers.merging import MERGERS, history_of, merge, unmerge
from nenso.registers.models import Record, RecordCorrection, RecordMerge, RecordRevision
from nenso.registers.past import as_it_stood
from nenso.registers.relations import related
from nenso.registers.sight import look, sight_of
from nenso.registers.writers import writers_of
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import key_in
from nenso.runtime.problems import Problem
from nenso.runtime.text import whole
from nenso.web.callers import SIGNED_IN
from nenso.web.forms.answers import read_answers
from nenso.web.forms.controls import Drawing
from nenso.web.forms.values import shown_change, shown_value
from nenso.web.pages import PageRequest, page
from nenso.web.wording import t

Use = Callable[..., Any]
View = Callable[..., HttpResponseBase]
EXAMPLE = "01935e2a-0000-7000-8000-000000000000"


@require_safe
@page(may=SIGNED_IN)
def record(request: PageRequest, register: str, record: UUID) -> HttpResponse:
    """Show a record as it stands, or as it stood on a day (``?ngay=2026-08-31``)."""
    return record_page(request, seen(request.actor, register, record))


def record_page(
    request: PageRequest,
    found: Record,
    *,
    problem: Problem | None = None,
    whole: Mapping[str, Any] | None = None,
    typed: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer with a record's page; ``whole``: its values without masks, looked at just now; ``typed``: what was to
    change and was refused.
    """
    standing, actor = standing_of(request), request.actor
    declared = declared_for(found)
    day = day_in(request.GET)
    faults = faults_of(actor, found) if not day else []
    missing = {str(name) for rule, _ in faults for name in rule.says["fields"]}
    with acting(actor):
        sight = sight_of(actor, declared, found)
        stood = as_it_stood(declared, found, end_of_day(day)) if day else found
        shown = stood or found
        shown.label = sight.called(declared, shown)
        data = stood.data if stood is not None else {}
        unseen = sight.masked & found.data.keys() if whole is None else frozenset()
        asked = RecordCorrection.objects.filter(record=found).order_by("-asked_at")
        may_edit = editable(actor, declared, found) - unseen if not day else frozenset()
        told: dict[str, Any] = {
            "register": found.register,
            "title": declared.declaration.title,
            "record": shown,
            "lines": _lines(declared, whole if whole and not day else sight.of(data), missing & sight.shown),
            "masked": bool(sight.masked & data.keys()) and whole is None,
            "day": day,
            "stood": stood,
            "history": (history := history_of(found.id)),
            "corrections": [
                (one, list(_changed(declared, changes)))
                for one, changes in changes_of(found, asked, sight, whole=whole is not None).items()
            ],
            "faults": [(rule, until, bool(may_edit.intersection(rule.says["fields"]))) for rule, until in faults],
            "merges": (merges := list(RecordMerge.objects.filter(record=found, undone_at=None))),
            "ours": _ours(actor, merges),
        }
    around = related(actor, declared, found)
    called = called_for(actor, [one.record for one in around])
    told |= {
        "writers": _writers(request, history),
        "reasons": {one.id: _why(one) for one in history},
        "related": [
            {
                "record": one.record,
                "label": called[one.record.id],
                "by": one.by,
                "title": declared_for(one.record).declaration.title,
            }
            for one in around
        ],
        "labels": labels_of(declared.declaration),
        "controls": _controls(declared, found, may_edit, typed, told_wrong=problem is not None),
        "may_merge": bool(standing.roles & MERGERS) and found.ended_at is None,
        "may_part": bool(actor.roles_at(found.agency_id) & MERGERS) and _went_elsewhere(actor, found),
        "may_decide": bool(actor.roles_at(found.agency_id) & DECIDERS),
        "may_answer": bool(actor.roles_at(found.agency_id) & ON_APPEAL),
        "problem": problem,
        "typed": request.POST if problem is not None else {},
    }
    return desk_page(request, standing, "desk/record.html", told, status=problem.status if problem else 200)


def _keeps(actor: Actor, *records: Record) -> bool:
    return all(actor.roles_at(one.agency_id) & MERGERS for one in records)


def _went_elsewhere(actor: Actor, record: Record) -> bool:
    """Return whether a record went on in one that another agency keeps, so that parting has to be proposed to it."""
    if record.merged_into is None:
        return False
    with acting(actor):
        kept = Record.objects.filter(pk=record.merged_into).defer("terms").first()
    return kept is None or not _keeps(actor, kept)


def _ours(actor: Actor, merges: Iterable[RecordMerge]) -> frozenset[UUID]:
    """Return which of the merged records are kept where ``actor`` reviews; of the others parting is proposed."""
    others = Record.objects.filter(pk__in=[one.other for one in merges]).defer("terms")
    return frozenset(one.id for one in others if _keeps(actor, one))


def _writers(request: PageRequest, history: Iterable[RecordRevision]) -> dict[UUID, str]:
    """Return who wrote each revision: an officer with the agency, the person themselves, or nobody but the system."""
    words = {"system": str(t("hệ thống", "the system")), "person": str(t("người dân", "a person"))}
    return {key: one.name or words[one.kind] for key, one in writers_of(request.actor, history).items()}


def _why(revision: RecordRevision) -> str:
    """Return in words what wrote a revision: a table, a procedure; of our own uses the kind says enough."""
    what, _, name = revision.why.partition(": ")
    if what == IMPORTED and name:
        return t("tệp {name}", "the table {name}", name=name)
    return title_of(revision.why) if revision.case_id is not None else ""


def _lines(declared: Declared, values: Mapping[str, Any], missing: Set[str]) -> list[tuple[str, str]]:
    """Return what is filled, and what is ``missing`` as such."""
    labels, found = labels_of(declared.declaration), []
    for one in declared.declaration.fields:
        name = str(one.name)
        if values.get(name) not in (None, "", [], {}):
            found.append((labels[name], shown_value(one, values[name])))
        elif name in missing:
            found.append((labels[name], "—"))
    return found


def _changed(declared: Declared, changes: Iterable[Change]) -> Iterator[tuple[str, str, str]]:
    """Return of each field of a correction what it is called, what stood there and what was asked for."""
    labels = labels_of(declared.declaration)
    for one in changes:
        before, after = shown_change(declared.declaration.field(one.name), one.before, one.after)
        yield labels.get(one.name, one.name), before, after


def _controls(
    declared: Declared, found: Record, names: frozenset[str], typed: Mapping[str, Any] | None, *, told_wrong: bool
) -> list[Any]:
    fields = [one for one in declared.declaration.fields if str(one.name) in names]
    if not fields:
        return []
    given = {**found.data, **(typed or {})}
    lookup = RegisterLookup(declared.name.partition(".")[0], found.agency.path)
    return Drawing(evaluate(declared.form, given, {}, lookup), given, told_wrong).controls(fields)


def sent(**example: str) -> Callable[[Use], View]:
    """Make a use the view of a form on a record's page: told when done, shown again with why when refused."""

    def of(use: Use) -> View:
        def view(request: PageRequest, /, register: str, record: UUID, **names: Any) -> HttpResponseBase:
            found = seen(request.actor, register, record)
            try:
                answer = use(request, found, **names)
            except Problem as problem:
                return record_page(request, found, problem=problem)
            if isinstance(answer, HttpResponse):
                return answer
            messages.success(request, t("Đã ghi vào sổ.", "Written in the register."))
            return redirect("desk-record", register=register, record=record)

        view.__name__, view.__doc__ = use.__name__, use.__doc__
        return cast("View", require_POST(page(may=SIGNED_IN, example=example)(view)))

    return of


@sent(purpose="Xác minh theo đơn của công dân")
def do_look(request: PageRequest, found: Record) -> HttpResponse:
    """Show what is masked, for a stated purpose that the person can read."""
    whole = look(request.actor, declared_for(found), found, request.POST.get("purpose", ""))
    return record_page(request, found, whole=whole)


@sent(reason="Ghi chú theo quyết định số 12", notes="Đã cải chính", asks="notes")
def do_edit(request: PageRequest, found: Record) -> HttpResponse | None:
    """Change what the register lets this officer change, with a reason; refused, what was typed stands there again."""
    declared = declared_for(found)
    with acting(request.actor):
        names = editable(request.actor, declared, found)
    fields = [one for one in declared.declaration.fields if str(one.name) in names]
    form = read_answers(fields, request.POST, found.data).form
    changes = {name: form.get(name) for name in names if form.get(name) != found.data.get(name)}
    reason, revision = request.POST.get("reason", ""), whole(request.POST.get("revision"))
    try:
        edit(request.actor, found.register, found.id, changes, reason, revision=revision)
    except Problem as problem:
        return record_page(request, found, problem=problem, typed=changes)
    return None


@sent(accept="1", decision="Đúng theo hồ sơ lưu")
def do_decide(request: PageRequest, found: Record, correction: UUID) -> None:
    """Accept or refuse a correction that was asked for, or decide anew on a refusal that is contested."""
    accept = request.POST.get("accept") == "1"
    decide(request.actor, found.id, correction, accept=accept, decision=request.POST.get("decision", ""))


@require_safe
@page(may=SIGNED_IN)
def compare(request: PageRequest, register: str, record: UUID) -> HttpResponse:
    """Show two records side by side, to choose what the one that stays takes from the other."""
    standing = standing_of(request)
    kept = seen(request.actor, register, record)
    other = seen(request.actor, register, _uuid(request.GET.get("voi", "")))
    declared = declared_for(kept)
    labels = labels_of(declared.declaration)
    with acting(request.actor):
        mine = sight_of(request.actor, declared, kept).of(kept.data)
        theirs = sight_of(request.actor, declared, other).of(other.data)
    rows = [
        {
            "name": str(one.name),
            "label": labels[str(one.name)],
            "mine": shown_value(one, mine.get(str(one.name))),
            "theirs": shown_value(one, theirs.get(str(one.name))),
            "differs": kept.data.get(str(one.name)) != other.data.get(str(one.name)),
        }
        for one in declared.declaration.fields
        if mine.get(str(one.name)) or theirs.get(str(one.name))
    ]
    told = {
        "register": register,
        "title": declared.declaration.title,
        "record": kept,
        "other": other,
        "rows": rows,
        "proposes": kept.agency_id != other.agency_id and not _keeps(request.actor, kept, other),
    }
    return desk_page(request, standing, "desk/merging.html", told)


@sent(other=EXAMPLE, reason="Cùng một người, nhập hai lần")
def do_merge(request: PageRequest, found: Record) -> None:
    """Let the other record go on in this one, which takes what was chosen."""
    take = request.POST.getlist("take")
    merge(request.actor, found.id, _uuid(request.POST.get("other", "")), take, request.POST.get("reason", ""))


@sent(other=EXAMPLE, reason="Là hai người khác nhau")
def do_unmerge(request: PageRequest, found: Record) -> None:
    """Make two of what was merged."""
    unmerge(request.actor, found.id, _uuid(request.POST.get("other", "")), request.POST.get("reason", ""))


def _uuid(given: str) -> UUID:
    found = key_in(given.strip())
    if found is None:
        raise RecordUnknown
    return found
