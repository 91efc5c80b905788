"""What stands around every page of the desk: the lists at the side, where one sits."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from nenso.cases.queries.counting import queue_counts
from nenso.cases.queries.queues import QUEUES
from nenso.desk.slugs import SLUG_OF
from nenso.desk.standing import Standing
from nenso.desk.views import kept_views
from nenso.web.pages import PageRequest, render


def desk_page(
    request: PageRequest, standing: Standing, template: str, told: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with a page of the desk."""
    told = {
        "standing": standing,
        "queues": QUEUES,
        "slugs": SLUG_OF,
        "kept": kept_views(request.actor),
        **told,
        "counts": told.get("counts") or queue_counts(request.actor, standing.agency.id),
    }
    return render(request, template, told, status=status)
