"""A register, as far as an officer sees it, as a table to be saved: the list as it is narrowed, whatever its view."""

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from nenso.desk.standing import standing_of
from nenso.registers.exporting.writing import MEDIA_TYPES, export, filename_of
from nenso.registers.known import register_named
from nenso.registers.searching import Wanted
from nenso.runtime.text import normalise
from nenso.web.callers import OFFICIALS
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest, page

FIELD = "o:"
"""What a parameter begins with that narrows by a field: ``o:sex=female``."""


@require_safe
@page(may=OFFICIALS)
def hand_out(request: PageRequest, register: str) -> HttpResponseBase:
    """Hand out the records of a list: ``dang`` csv, xlsx or parquet; ``loc`` words, ``noi`` a place, ``o:…`` fields.

    ``het``: those that have ended too.
    """
    standing = standing_of(request)
    known = register_named(register)
    wanted = Wanted(
        words=normalise(request.GET.get("loc", ""))[:200],
        where={key.removeprefix(FIELD): str(value) for key, value in request.GET.items() if key.startswith(FIELD)},
        below=standing.agency.path,
        place=request.GET.get("noi", "")[:5],
        past=request.GET.get("het") == "1",
    )
    kind = request.GET.get("dang", "csv")
    parts = export(request.actor, known.declared, wanted, kind, language=spoken(), agency_path=standing.agency.path)
    response = StreamingHttpResponse(parts, content_type=MEDIA_TYPES[kind])
    name = filename_of(known.declared, kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["Cache-Control"] = "private, no-store"
    return response
