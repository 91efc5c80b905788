"""Counting cases (thống kê, CN25): the table, the cases behind each number, and both to take away."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from nenso.agencies.models import Agency, Post
from nenso.cases.intake.asked_once import Once, once_only, together
from nenso.cases.queries.counting import NUMBERS, By, Counted, counted_cases, counts
from nenso.cases.queries.periods import PERIODS
from nenso.cases.queries.words import text_of
from nenso.desk.errors import CountUnknown
from nenso.desk.frame import desk_page
from nenso.desk.leading.asked import BETWEEN, Asked, asked_for, title_of
from nenso.desk.leading.words import BY, NUMBER_WORDS
from nenso.desk.standing import standing_of
from nenso.formulas.offers import offers_of
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import key_in
from nenso.runtime.sheets import KINDS, Cell, sheet
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page
from nenso.web.wording import at, said, t

A_PAGE, AT_ONCE = 50, 100
MOST_TAKEN = 5_000
"""Cases in a file that is taken away; who needs more takes a shorter period."""


@require_safe
@page(may=SIGNED_IN)
def table(request: PageRequest) -> HttpResponse:
    """Show what became of the cases of an agency and those below it in a period."""
    standing = standing_of(request)
    asked = asked_for(request, standing)
    found = counts(request.actor, asked.agency.id, asked.period, by=asked.by, procedure=asked.procedure)
    named = names_of(request.actor, asked.by, [one.key for one in found])
    lines = sorted(([named[one.key], one] for one in found), key=lambda line: str(line[0]))
    total = Counted("", {name: sum(one.numbers[name] for one in found) for name in NUMBERS})
    kind = request.GET.get("tai", "")
    if kind in KINDS:
        return _taken(kind, f"thong-ke-{asked.first}-{asked.last}", *_as_table(asked.by, [*lines, [_all(), total]]))
    told = {
        "asked": asked,
        "lines": lines,
        "total": total,
        "words": NUMBER_WORDS,
        "by": BY,
        "periods": PERIODS,
        "between": BETWEEN,
        "procedures": sorted(
            (said(text_of(offer.procedure.title, offer.name)), offer.name) for offer in offers_of(asked.agency)
        ),
        "below": _agencies(asked.by, found),
        "once": _not_asked(request.actor, asked),
    }
    return desk_page(request, standing, "desk/leading/counts.html", told)


@require_safe
@page(may=SIGNED_IN)
def behind(request: PageRequest) -> HttpResponse:
    """Show the cases behind one number."""
    standing = standing_of(request)
    asked, what = asked_for(request, standing), request.GET.get("so", "in_hand")
    if what not in NUMBERS:
        raise CountUnknown
    key = request.GET.get("cua")
    by: By = asked.by if key is not None else ""
    kind = request.GET.get("tai", "")
    if kind in KINDS:
        rows = _every(request.actor, asked, what, by, key or "")
        return _taken(kind, f"ho-so-{what}-{asked.first}-{asked.last}", _columns(), rows)
    listed = counted_cases(
        request.actor,
        asked.agency.id,
        what,
        asked.period,
        procedure=asked.procedure,
        by=by,
        key=key or "",
        after=_after(request.GET.get("sau", "")),
        limit=A_PAGE,
    )
    more = {"so": what} | ({"cua": key} if key is not None else {})
    told = {
        "asked": asked,
        "what": NUMBER_WORDS[what],
        "of": names_of(request.actor, by, [key])[key] if by and key is not None else "",
        "items": listed.items,
        "more": more,
        "next": asked.address("desk-counted", **more, sau=listed.after[0]) if listed.after else "",
    }
    return desk_page(request, standing, "desk/leading/behind.html", told)


def _not_asked(actor: Actor, asked: Asked) -> list[tuple[str, Once]]:
    """Return each procedure with its fields that were and were not asked, the least often not asked first; then all."""
    found = [one for one in once_only(actor, asked.agency.id, asked.period) if asked.procedure in {"", one.procedure}]
    named = names_of(actor, "procedure", [one.procedure for one in found])
    lines = sorted(((named[one.procedure], one) for one in found), key=lambda line: (line[1].share or 0, str(line[0])))
    return [*lines, (_all(), together(found))] if len(lines) > 1 else lines


def names_of(actor: Actor, by: By, keys: Sequence[str]) -> dict[str, str]:
    """Return what people call what is counted by: procedures, officers, agencies; in one statement at most."""
    unknown = {"officer": t("Chưa ai nhận", "Nobody yet"), "unit": t("Không rõ", "Unknown"), "": _all()}
    named = {key: str(unknown.get(by, key)) for key in keys}
    if by == "procedure":
        return {key: title_of(key) for key in keys}
    known = [UUID(key) for key in keys if key] if by else []
    if by == "officer":
        with acting(actor):
            posts = Post.objects.filter(account_id__in=known).order_by("id")
            return named | {str(account): name for account, name in posts.values_list("account_id", "holder_name")}
    return named | {str(key): name for key, name in Agency.objects.filter(id__in=known).values_list("id", "name")}


def _all() -> str:
    return str(t("Tất cả", "All"))


def _agencies(by: By, found: Sequence[Counted]) -> dict[str, Agency]:
    """Return the agencies that a table by agency leads down to, by the key they are counted by."""
    if by != "agency":
        return {}
    return {str(one.id): one for one in Agency.objects.filter(id__in=[UUID(one.key) for one in found])}


def _after(given: str) -> list[str] | None:
    key = key_in(given)
    return None if key is None else [str(key)]


def _as_table(by: By, lines: Sequence[Sequence[Any]]) -> tuple[list[str], list[list[Cell]]]:
    columns = [said(BY[by]), *(said(NUMBER_WORDS[name]) for name in NUMBERS)]
    return columns, [[str(name), *(one.numbers[number] for number in NUMBERS)] for name, one in lines]


def _columns() -> list[str]:
    return [
        str(one)
        for one in (
            t("Mã hồ sơ", "Code"),
            t("Thủ tục", "Procedure"),
            t("Cơ quan", "Agency"),
            t("Trạng thái", "Status"),
            t("Nộp lúc", "Filed"),
            t("Hạn trả", "Due"),
            t("Xong lúc", "Finished"),
            t("Đang ở", "Now at"),
        )
    ]


def _every(actor: Actor, asked: Asked, what: str, by: By, key: str) -> Iterator[list[Cell]]:
    after: Sequence[str] | None = None
    taken = 0
    while taken < MOST_TAKEN:
        listed = counted_cases(
            actor,
            asked.agency.id,
            what,
            asked.period,
            procedure=asked.procedure,
            by=by,
            key=key,
            after=after,
            limit=AT_ONCE,
        )
        yield from (_row(one) for one in listed.items)
        taken, after = taken + len(listed.items), listed.after
        if after is None:
            return
    yield [str(t("Chỉ {most} hồ sơ đầu; hãy chọn kỳ ngắn hơn.", "The first {most} only.", most=MOST_TAKEN))]


def _row(one: Mapping[str, Any]) -> list[Cell]:
    steps = ", ".join(filter(None, (f"{said(s['title'])} {s['officer'] or ''}".strip() for s in one["steps"])))
    times = [at(one[name]) for name in ("filed_at", "due_at", "finished_at")]
    return [one["code"], said(one["procedure"]["title"]), one["agency"]["name"], said(one["status"]), *times, steps]


def _taken(kind: str, name: str, columns: Sequence[str], rows: Any) -> HttpResponse:
    response = HttpResponse(sheet(kind, columns, rows), content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
