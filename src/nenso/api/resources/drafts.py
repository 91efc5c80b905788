"""Drafts: begun, saved page by page, resumed elsewhere, given files, filed or thrown away."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form
from ninja.files import UploadedFile

from nenso.api.answers import agency_brief, answer, nothing, read_answer
from nenso.api.errors import AgencyNeeded
from nenso.api.keys import key_of
from nenso.api.resources.cases import FILED_EXAMPLE, filed_body
from nenso.api.resources.files import file_body
from nenso.api.routing import Resource
from nenso.api.shapes.acts import FileGiven
from nenso.api.shapes.base import Name
from nenso.api.shapes.filing import Draft, DraftAsked, DraftFiled, Drafts, DraftSaved, Filed
from nenso.api.signing_in import actor_of
from nenso.api.versions import version_needed
from nenso.cases.intake.drafts import drafts_of, drop_draft, open_draft, save_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.intake.giving import Given, give_file
from nenso.cases.intake.trying import agency_meant
from nenso.cases.models import Case
from nenso.cases.queries.viewing import view_draft
from nenso.web.callers import OWNER_ONLY, SIGNED_IN

resource = Resource("drafts")


@resource.post(
    "/drafts",
    may=SIGNED_IN,
    scope="cases:write",
    returns=Draft,
    status=201,
    key=True,
    example={"procedure": "1.001193", "place": "01969", "form": {"register_at": "01969"}},
)
def begin_draft(request: HttpRequest, body: DraftAsked) -> HttpResponse:
    """Begin a draft of a procedure, at an agency or for a place."""
    actor = actor_of(request)
    agency = agency_meant(actor, body.agency, body.place)
    if agency is None:
        raise AgencyNeeded
    draft = open_draft(
        actor,
        body.procedure,
        agency,
        form=body.form,
        channel=body.channel,
        about=body.about.given() if body.about else None,
        key=key_of(request),
    )
    return answer(_body(draft), status=201, version=draft.version)


@resource.get("/drafts", may=SIGNED_IN, scope="cases:read", returns=Drafts)
def list_drafts(request: HttpRequest) -> HttpResponse:
    """One's own drafts, the newest first (at most 200)."""
    return read_answer(request, {"items": [_body(draft) for draft in drafts_of(actor_of(request))]})


@resource.get("/drafts/{draft}", may=OWNER_ONLY, scope="cases:read", returns=Draft)
def read_draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """A draft as it was last saved."""
    found = view_draft(actor_of(request), draft)
    return read_answer(request, found, version=found["version"])


@resource.put(
    "/drafts/{draft}",
    may=OWNER_ONLY,
    scope="cases:write",
    returns=Draft,
    key=True,
    version="needed",
    example={"form": {"register_at": "01969", "relation": "mother"}},
)
def save(request: HttpRequest, draft: UUID, body: DraftSaved) -> HttpResponse:
    """Save its answers whole, right or wrong; If-Match keeps two devices from overwriting one another."""
    version = version_needed(request)
    saved = save_draft(actor_of(request), draft, body.form, version=version, key=key_of(request))
    return answer(_body(saved), version=saved.version)


@resource.delete("/drafts/{draft}", may=OWNER_ONLY, scope="cases:write", returns=None, status=204, key=True)
def throw_away(request: HttpRequest, draft: UUID) -> HttpResponseBase:
    """Throw a draft away with its files."""
    drop_draft(actor_of(request), draft, key=key_of(request))
    return nothing()


@resource.post("/drafts/{draft}/files", may=OWNER_ONLY, scope="files:write", returns=FileGiven, status=201, key=True)
def give_draft_file(
    request: HttpRequest,
    draft: UUID,
    file: File[UploadedFile],
    document: Form[Name],
    replaces: Form[UUID | None] = None,
) -> HttpResponse:
    """Give a draft a file, as (part of) one of the documents that the procedure asks for."""
    given = Given(file, file.name or "", file.content_type or "")
    made = give_file(actor_of(request), str(draft), document, given, key=key_of(request), replaces=replaces)
    return answer(file_body(made), status=201)


@resource.post(
    "/drafts/{draft}/file",
    may=OWNER_ONLY,
    scope="cases:write",
    returns=Filed,
    status=201,
    key=True,
    example=FILED_EXAMPLE,
)
def file_draft(request: HttpRequest, draft: UUID, body: DraftFiled) -> HttpResponse:
    """File a draft: from then on it is a case, with its code and its clock."""
    actor = actor_of(request)
    found = view_draft(actor, draft)
    filing = Filing(
        procedure=found["procedure"],
        form=found["form"],
        agency=UUID(found["agency"]["id"]),
        channel=found["channel"],
        mandate=body.mandate,
        draft=draft,
    )
    if body.applicant is not None:
        filing = replace(filing, applicant=body.applicant.model_dump(mode="json", exclude_defaults=True))
    if body.paper is not None:
        filing = replace(filing, paper=body.paper)
    filed = file_case(actor, filing, key=key_of(request))
    return answer(filed_body(filed, request), status=201, version=filed.case.version)


def _body(draft: Case) -> dict[str, Any]:
    return {
        "id": draft.id,
        "procedure": draft.procedure,
        "agency": agency_brief(draft.agency),
        "channel": draft.channel,
        "form": draft.form,
        "created_at": draft.created_at,
        "version": draft.version,
    }
