"""What is taken away of a publication: tables as CSV and XLSX, all of it as JSON, the signed report, drawings."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from nenso.board.comparing import COMPARED, MOST, compared
from nenso.board.drawing import bars, intervals, made_up, map_alone, raises, trend
from nenso.board.errors import TooManyTaken
from nenso.board.frame import Opened, opened
from nenso.board.geography import geography_of
from nenso.board.profile import IMPROVEMENTS, past_of
from nenso.board.ranking import asked_for, listed
from nenso.index.improving import improvements_of
from nenso.index.published import Book
from nenso.index.ranks import whole
from nenso.index.reports import report_content, report_of
from nenso.results.typesetting import picture
from nenso.runtime.sheets import KINDS, Cell, sheet
from nenso.web.callers import EVERYBODY
from nenso.web.errors import PageUnknown
from nenso.web.packing import as_published
from nenso.web.pages import PageRequest, page
from nenso.web.scores import period_said, short
from nenso.web.wording import said, t

if TYPE_CHECKING:
    from nenso.index.engine.what_if import Improvement

MOST_DRAWN = 50
JSON, SVG, PNG, PDF = "application/json", "image/svg+xml", "image/png", "application/pdf"


@require_safe
@page(may=EVERYBODY)
def take(request: PageRequest, publication: UUID, kind: str) -> HttpResponse:
    """Hand out a publication as a file: what is asked for as a table, or all of it byte for byte."""
    of = opened(request, publication)
    if kind == "json":
        return as_published(request, request.actor, of.publication, _file(request, b"", JSON, of, kind))
    if kind == "pdf":
        report = report_of(request.actor, of.publication, request.GET.get("ngon-ngu", "vi"))
        if report is None:
            raise PageUnknown
        return _file(request, report_content(report), PDF, of, kind, f"{report.language}-")
    if kind not in KINDS:
        raise PageUnknown
    _count(request)
    unit, raised, chosen = request.GET.get("don-vi", ""), request.GET.get("nang", ""), _chosen(request, of)
    if unit:
        table = _past(request, of, unit)
    elif raised:
        table = _raises(of, raised)
    else:
        table = _comparison(of, chosen) if chosen else _table(request, of)
    return _file(request, sheet(kind, *_told_made_up(of, *table)), KINDS[kind], of, kind)


@require_safe
@page(may=EVERYBODY)
def draw(request: PageRequest, publication: UUID, drawing: str, kind: str) -> HttpResponse:
    """Hand out a drawing as SVG or PNG.

    ``ban-do``, ``tru-cot`` and ``khoang-hang`` are of what is asked for, ``so-sanh`` of the units that are named,
    ``dien-bien`` and ``nang-hang`` (what would raise it most) of one unit.
    """
    of = opened(request, publication)
    geography = geography_of(of.book)
    shown = listed(of.book, geography, asked_for(request.GET, of.book, geography))[:MOST_DRAWN]
    if drawing == "ban-do":
        drawn = map_alone(of.book, geography, period_said(of.publication.period))
    elif drawing == "tru-cot":
        drawn = bars(of.book, shown)
    elif drawing == "so-sanh":
        drawn = bars(of.book, [of.book.standing(unit) for unit in _chosen(request, of)])
    elif drawing == "nang-hang":
        drawn = raises(of.book, _improvements(of, request.GET.get("don-vi", "")))
    elif drawing == "dien-bien":
        drawn = trend(past_of(request, of, request.GET.get("don-vi", "")))
    else:
        drawn = intervals(shown) if drawing == "khoang-hang" else None
    if drawn is None or kind not in {"svg", "png"}:
        raise PageUnknown
    if kind == "png":
        _count(request)
    svg = str(made_up(drawn) if of.book.made_up is not None else drawn).encode()
    if kind == "png":
        return _file(request, _painted(svg), PNG, of, kind, f"{drawing}-")
    return _file(request, svg, SVG, of, kind, f"{drawing}-")


def _count(request: PageRequest) -> None:
    """Count what takes seconds to make; raise ``TooManyTaken`` for too much of it from one address."""
    if not ratelimit.consume(request, app="allauth.account", action="take", limit_get=True):
        raise TooManyTaken


@lru_cache(maxsize=64)
def _painted(svg: bytes) -> bytes:
    return picture(svg)


def _file(request: PageRequest, content: bytes, media: str, of: Opened, kind: str, name: str = "") -> HttpResponse:
    """Answer with a file; what somebody sees before its hour is kept by no cache."""
    response = HttpResponse(content, content_type=media)
    indicator = of.publication.indicator.rpartition(".")[2]
    told = f"{name}{indicator}-{of.publication.period}-{of.book.digest[:8]}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{told}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    if request.actor.account is not None:
        response["Cache-Control"] = "no-store"
    return response


def _told_made_up(of: Opened, columns: list[str], rows: list[list[Cell]]) -> tuple[list[str], list[list[Cell]]]:
    """Say in a column of its own, in every row, that what is taken away is made up, where it is."""
    if of.book.made_up is None:
        return columns, rows
    said_so = str(t("dựng lên", "made up"))
    told = f"{said_so} ({of.book.made_up})" if of.book.made_up else said_so
    return [*columns, str(t("Dữ liệu", "Data"))], [[*row, told] for row in rows]


def _chosen(request: PageRequest, of: Opened) -> list[str]:
    return compared(of.book, request.GET.getlist(COMPARED))[:MOST]


def _improvements(of: Opened, unit: str) -> "Sequence[Improvement]":
    return improvements_of(of.book, of.book.standing(unit).unit)[:IMPROVEMENTS]


def _comparison(of: Opened, chosen: list[str]) -> tuple[list[str], list[list[Cell]]]:
    """Return units side by side, part by part."""
    standings = [of.book.standing(unit) for unit in chosen]
    scores: Any = of.book.scores(chosen)
    rows: list[list[Cell]] = [
        [str(t("Hạng", "Rank")), *(whole(one.rank) for one in standings)],
        [str(t("Điểm", "Score")), *(_told(of.book, one.score) for one in standings)],
        *(
            [said(node.title), *(_told(of.book, scores[unit].get(node.name)) for unit in chosen)]
            for node in of.book.under(of.book.root.name)[1:]
        ),
    ]
    return [str(t("Phần", "Part")), *(short(one.name) for one in standings)], rows


def _raises(of: Opened, unit: str) -> tuple[list[str], list[list[Cell]]]:
    """Return what would raise a unit most, best first."""
    columns: list[Any] = [t("Chỉ số", "Indicator"), t("Số liệu", "Value"), t("Mức tốt nhất", "At its best")]
    columns += [t("Thêm điểm", "Points gained"), t("Điểm", "Score"), t("Hạng", "Rank")]
    rows: list[list[Cell]] = []
    for one in _improvements(of, unit):
        title, score = said(of.book.nodes[one.indicator].title), _told(of.book, one.score)
        rows.append([title, one.value, one.best, round(one.gained_score, 6), score, whole(one.rank)])
    return [str(column) for column in columns], rows


def _past(request: PageRequest, of: Opened, unit: str) -> tuple[list[str], list[list[Cell]]]:
    """Return a unit's score and rank in each period that is published."""
    of.book.standing(unit)
    columns: list[Any] = [t("Kỳ", "Period"), t("Điểm", "Score"), t("Hạng", "Rank"), t("Trong số", "Of")]
    rows: list[list[Cell]] = [
        [one["publication"].period, _rounded(one["score"], one["decimals"]), whole(one["rank"]), one["of"]]
        for one in past_of(request, of, unit)
    ]
    return [str(column) for column in columns], rows


def _table(request: HttpRequest, of: Opened) -> tuple[list[str], list[list[Cell]]]:
    book, geography = of.book, geography_of(of.book)
    nodes = book.under(book.root.name)[1:]
    columns: list[Any] = [
        t("Hạng", "Rank"),
        t("Đơn vị", "Unit"),
        t("Mã", "Code"),
        t("Tỉnh", "Province"),
        t("Nhóm", "Group"),
    ]
    columns += [said(book.title), t("Tỷ lệ có số liệu", "Coverage"), t("Hạng cao nhất", "Best rank")]
    columns += [t("Hạng thấp nhất", "Worst rank"), *(said(node.title) for node in nodes)]
    rows: list[list[Cell]] = []
    found = listed(book, geography, asked_for(request.GET, book, geography))
    known: Any = book.scores(one.unit for one in found)
    for one in found:
        scores = known[one.unit]
        front: list[Cell] = [
            whole(one.rank),
            short(one.name),
            one.unit,
            geography.units[one.unit].province_name,
            one.group,
        ]
        low = None if one.low is None else math.floor(one.low)
        high = None if one.high is None else math.ceil(one.high)
        told = (_told(book, number) for number in (one.score, *(scores.get(node.name) for node in nodes)))
        score, *parts = told
        rows.append([*front, score, _rounded(one.coverage, 4), low, high, *parts])
    return [str(column) for column in columns], rows


def _told(book: Book, score: float | None) -> float | None:
    """Return a score to the places that the pages tell."""
    return _rounded(score, book.decimals)


def _rounded(score: float | None, places: int) -> float | None:
    return None if score is None else round(score, places)
