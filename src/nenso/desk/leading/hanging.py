"""What hangs (theo dõi, CN26): open cases with why they wait and who holds them, by agency, officer and procedure."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nenso.cases.queries.hanging import CAUSES, Wanted, hanging
from nenso.cases.queries.words import ROLES
from nenso.desk.frame import desk_page
from nenso.desk.leading.asked import asked_for, title_of
from nenso.desk.leading.counts import names_of
from nenso.desk.queues import after_due
from nenso.desk.standing import standing_of
from nenso.runtime.ids import key_in
from nenso.web.callers import SIGNED_IN
from nenso.web.pages import PageRequest, page

A_PAGE = 50


@require_safe
@page(may=SIGNED_IN)
def hangs(request: PageRequest) -> HttpResponse:
    """Show what hangs at an agency and below, the first due first."""
    standing = standing_of(request)
    asked = asked_for(request, standing)
    cause = request.GET.get("vi-sao", "")
    officer = key_in(request.GET.get("can-bo", ""))
    wanted = Wanted(cause if cause in CAUSES else "", officer, asked.procedure)
    listed = hanging(request.actor, asked.agency.id, wanted, after=after_due(request.GET.get("sau", "")), limit=A_PAGE)
    kept = {"o": asked.agency.path, "can-bo": str(officer or ""), "thu-tuc": asked.procedure}

    def address(why: str, after: str = "") -> str:
        query = {key: value for key, value in {**kept, "vi-sao": why, "sau": after}.items() if value}
        return f"{reverse('desk-hanging')}?{urlencode(query)}"

    told = {
        "asked": asked,
        "wanted": wanted,
        "causes": CAUSES,
        "addresses": {name: address(name) for name in CAUSES},
        "officer": names_of(request.actor, "officer", [str(officer)])[str(officer)] if officer else "",
        "procedure": title_of(asked.procedure) if asked.procedure else "",
        "roles": ROLES,
        "items": listed.items,
        "next": address(wanted.cause, "~".join(listed.after)) if listed.after else "",
    }
    return desk_page(request, standing, "desk/leading/hanging.html", told)
