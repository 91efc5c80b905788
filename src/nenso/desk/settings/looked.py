"""What an agency looked up and was asked in the last days: for what, for which case, by whom; the evidence of each."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from nenso.agencies.models import Agency
from nenso.desk.settings.frame import managed
from nenso.desk.settings.sharing import sharing_page, words_of
from nenso.exchange.administering import evidence_at, looked_up
from nenso.exchange.models import Message
from nenso.runtime import clock
from nenso.runtime.ids import key_in
from nenso.web.callers import ADMINISTRATORS
from nenso.web.pages import PageRequest, page

MOST = 50
DAYS = (7, 30, 90)
REFUSED: Final[Mapping[str, Mapping[str, str]]] = {
    "not_granted": {"vi": "không có quyền, hoặc quyền đã hết", "en": "no grant, or it has ended"},
    "purpose_not_granted": {"vi": "mục đích không được cấp", "en": "a purpose that is not granted"},
    "field_not_granted": {"vi": "trường không được cấp", "en": "a field that is not granted"},
    "case_not_theirs": {"vi": "hồ sơ không phải của họ", "en": "no case of theirs"},
    "too_many": {"vi": "quá số lượt mỗi phút", "en": "too many in a minute"},
    "too_many_found": {"vi": "khớp quá nhiều bản ghi", "en": "too many records match"},
    "objected": {"vi": "người dân đã phản đối", "en": "the person objected"},
    "request_wrong": {"vi": "yêu cầu chưa đúng", "en": "the request is not right"},
    "service_unknown": {"vi": "dịch vụ đã đóng", "en": "the service is closed"},
}
"""What a refusal is called, by the code that is kept."""


@require_safe
@page(may=ADMINISTRATORS)
def looked(request: PageRequest, agency: UUID) -> HttpResponse:
    """Show a page of lookups, the latest first."""
    found = managed(request, agency)
    days = next((one for one in DAYS if str(one) == request.GET.get("ngay")), DAYS[0])
    since = clock.now() - timedelta(days=days)
    listed = looked_up(request.actor, found, since=since, before=key_in(request.GET.get("truoc", "")), limit=MOST + 1)
    told = {
        "lookups": [_told(one, found) for one in listed[:MOST]],
        "next": listed[MOST - 1].id if len(listed) > MOST else None,
        "days": days,
        "choices": DAYS,
    }
    return sharing_page(request, found, "looked", told)


@require_safe
@page(may=ADMINISTRATORS)
def evidence(request: PageRequest, agency: UUID, lookup: UUID) -> HttpResponseBase:
    """Hand out the signed evidence of a lookup, as ``nenso exchange verify`` checks it anywhere."""
    found = managed(request, agency)
    response = HttpResponse(
        orjson.dumps(evidence_at(request.actor, found, lookup), option=orjson.OPT_INDENT_2),
        content_type="application/json",
    )
    response["Content-Disposition"] = f'attachment; filename="tra-cuu-{lookup}.json"'
    response["Cache-Control"] = "no-store"
    return response


def _told(one: Message, agency: Agency) -> dict[str, Any]:
    fields, purpose = words_of(one.service, one.fields, one.purpose)
    asked = one.consumer_id == agency.id
    return {
        "one": one,
        "asked": asked,
        "other": one.owner if asked else one.consumer,
        "fields": fields,
        "purpose": purpose,
        "refused": None if one.outcome == "answered" else REFUSED.get(one.outcome, one.outcome),
    }
