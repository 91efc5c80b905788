"""Formulas: what is published, checking files before they are, publishing them, adopting an edition."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from nenso.agencies.queries import agency_by_id
from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.routing import Resource
from nenso.api.shapes.base import Name
from nenso.api.shapes.formulas import (
    AdoptionAsked,
    AdoptionGiven,
    EditionPublished,
    Editions,
    FormulaChecked,
    FormulaFiles,
)
from nenso.api.signing_in import actor_of
from nenso.formulas.adopting import adopt
from nenso.formulas.errors import MayNotPublish
from nenso.formulas.library import edition_named, published_editions
from nenso.formulas.models import Edition
from nenso.formulas.publishing import may_publish, publish
from nenso.formulas.unpacking import bounded
from nenso.formulas.writing import checked
from nenso.language.issues import errors
from nenso.runtime.acting import acting
from nenso.web.callers import EVERYBODY, PUBLISHERS

resource = Resource("formulas")
EXAMPLE = {"files": {"formula.yaml": 'formula: letters\nversion: "1.0.0"\ntitle: Thư\noffered_by: [commune]\n'}}


@resource.get("/formulas", may=EVERYBODY, returns=Editions)
def list_editions(request: HttpRequest) -> HttpResponse:
    """Every published edition of every formula, the newest of each first."""
    with acting(actor_of(request)):
        items = [_edition(one) for one in published_editions()]
    return read_answer(request, {"items": items})


@resource.post("/formulas/check", may=PUBLISHERS, scope="formulas:write", returns=FormulaChecked, example=EXAMPLE)
def check_formula(request: HttpRequest, body: FormulaFiles) -> HttpResponse:
    """What is wrong with a formula's files, for publishers: where, what was expected; nothing is kept."""
    actor = actor_of(request)
    if not may_publish(actor):
        raise MayNotPublish
    came = checked(actor, bounded(body.files))
    edition = came.formula.edition if came.formula is not None else None
    issues = [issue.as_json() for issue in came.issues]
    return answer({"edition": edition, "errors": len(errors(came.issues)), "issues": issues})


@resource.post(
    "/formulas", may=PUBLISHERS, scope="formulas:write", returns=EditionPublished, status=201, example=EXAMPLE
)
def publish_formula(request: HttpRequest, body: FormulaFiles) -> HttpResponse:
    """Publish a formula's files as an edition that never changes; the same content again is the same edition."""
    files = {path: text.encode() for path, text in bounded(body.files).items()}
    published = publish(actor_of(request), files)
    return answer(_edition(published.edition) | {"new": published.new}, status=201)


@resource.post(
    "/formulas/{edition}/adoptions",
    may=PUBLISHERS,
    scope="formulas:write",
    returns=AdoptionGiven,
    status=201,
    example={"agency": "01234567-89ab-7def-8123-456789abcdef"},
)
def adopt_edition(request: HttpRequest, edition: Name, body: AdoptionAsked) -> HttpResponse:
    """Let an agency, and what is below it, offer an edition from now on; doing it again changes nothing."""
    actor = actor_of(request)
    if not may_publish(actor):
        raise MayNotPublish
    with acting(actor):
        found, agency = edition_named(edition), agency_by_id(body.agency)
    adoption = adopt(actor, agency, found).adoption
    brief = agency_brief(agency)
    return answer({"edition": found.name, "agency": brief, "since": adoption.valid_from}, status=201)


def _edition(edition: Edition) -> dict[str, Any]:
    title = edition.title
    return {
        "edition": edition.name,
        "formula": edition.formula,
        "version": edition.version,
        "digest": edition.digest,
        "title": {"vi": title.get("vi", ""), "en": title.get("en") or title.get("vi", "")},
        "effective": edition.effective,
        "published_at": edition.published_at,
    }
