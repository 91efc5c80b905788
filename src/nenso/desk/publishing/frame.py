"""What stands around every page of publishers, and at which agencies somebody is one."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from nenso.agencies.models import Agency
from nenso.desk.frame import desk_page
from nenso.desk.standing import Standing, standing_of
from nenso.formulas.errors import MayNotPublish
from nenso.formulas.publishing import PUBLISHER
from nenso.language.issues import Issue
from nenso.web.languages import spoken
from nenso.web.pages import PageRequest


def publisher_of(request: PageRequest) -> Standing:
    """Return where whoever opens the page sits; raise :class:`MayNotPublish` when a publisher nowhere."""
    standing = standing_of(request)
    if not publishing_at(standing):
        raise MayNotPublish
    return standing


def publishing_at(standing: Standing) -> list[Agency]:
    """Return the agencies at which somebody is a publisher, the one where one sits first."""
    found = [one for one in standing.agencies if PUBLISHER in standing.actor.roles_at(one.id)]
    return sorted(found, key=lambda one: one.id != standing.agency.id)


def publishing_page(
    request: PageRequest, standing: Standing, template: str, told: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with a page for publishers."""
    own = publishing_at(standing)
    return desk_page(request, standing, f"desk/publishing/{template}", {"own": own, **told}, status=status)


def issue_as_told(issue: Issue) -> dict[str, Any]:
    """Return an issue as pages and scripts tell it, in the language of the page."""
    return {
        "level": issue.level,
        "file": issue.file,
        "line": issue.line,
        "column": issue.column,
        "text": issue.text(spoken()),
        "vi": issue.text("vi"),
        "en": issue.text("en"),
        "expected": issue.expected,
    }
