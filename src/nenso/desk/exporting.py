"""A register, as far as an officer sees it, as a table to be saved: the list as it is narrowed, whatever its view."""

from collections.abc import Iterator
from datetime import date

from django.http import QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from nenso.desk.standing import standing_of
from nenso.language.durations import end_of_day
from nenso.registers.exporting.unmasking import export_unmasked
from nenso.registers.exporting.writing import MEDIA_TYPES, export, filename_of
from nenso.registers.known import register_named
from nenso.registers.narrowing import FIRST, LAST
from nenso.registers.searching import Wanted
from nenso.runtime.text import normalise
from nenso.web.callers import OFFICIALS
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page

FIELD = "o:"
"""What a parameter begins with that narrows by a field: ``o:sex=female``."""
DAY = "ngay"
"""The parameter that says as of which day."""
PURPOSE = "muc-dich"
"""The parameter that says what for, where a masked field narrows."""


@require_safe
@page(may=OFFICIALS)
def hand_out(request: PageRequest, register: str) -> HttpResponseBase:
    """Hand out the records of a list: ``dang`` csv, xlsx or parquet; ``loc`` words, ``noi`` a place, ``o:…`` fields.

    ``het``: those that have ended too; ``ngay``: as of that day; ``muc-dich``: what for, where a masked field narrows.
    """
    standing, known, kind = standing_of(request), register_named(register), request.GET.get("dang", "csv")
    wanted = _wanted(request.GET, standing.agency.path)
    below, day = standing.agency.path, day_in(request.GET)
    moment = end_of_day(day) if day is not None else None
    parts = export(request.actor, known.declared, wanted, kind, language=spoken(), agency_path=below, moment=moment)
    return _attached(parts, filename_of(known.declared, kind, day), kind)


@require_POST
@page(may=OFFICIALS, example={"purpose": "Đối soát trước khi chi trả", "basis": "Kế hoạch số 12/KH-UBND"})
def hand_out_unmasked(request: PageRequest, register: str) -> HttpResponseBase:
    """Hand the same out without masks, for a stated purpose and basis that the people in it can read."""
    standing, known, kind = standing_of(request), register_named(register), request.POST.get("dang", "csv")
    day = day_in(request.POST)
    parts = export_unmasked(
        request.actor,
        known.declared,
        _wanted(request.POST, standing.agency.path),
        kind,
        purpose=request.POST.get("purpose", ""),
        basis=request.POST.get("basis", ""),
        agency_path=standing.agency.path,
        language=spoken(),
        moment=end_of_day(day) if day is not None else None,
    )
    return _attached(parts, filename_of(known.declared, kind, day), kind)


def day_in(given: QueryDict) -> date | None:
    """Return the day at whose end a register is asked for; None: as it is now."""
    try:
        day = date.fromisoformat(given.get(DAY, ""))
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _wanted(given: QueryDict, below: str) -> Wanted:
    return Wanted(
        words=normalise(given.get("loc", ""))[:200],
        where={key.removeprefix(FIELD): str(value) for key, value in given.items() if key.startswith(FIELD)},
        below=below,
        place=given.get("noi", "")[:5],
        past=given.get("het") == "1",
        purpose=normalise(given.get(PURPOSE, ""))[:500],
    )


def _attached(parts: Iterator[bytes], name: str, kind: str) -> HttpResponseBase:
    response = StreamingHttpResponse(parts, content_type=MEDIA_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response
