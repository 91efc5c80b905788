"""Cases: filed, listed, read, followed; looked at; their journal."""

from typing import Annotated, Any
from uuid import UUID

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from pydantic import Field

from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.keys import key_of
from nenso.api.paging import MOST, USUAL, after_of, cursor_of
from nenso.api.resources.procedures import said
from nenso.api.routing import Resource
from nenso.api.shapes.base import Code, Line, Name
from nenso.api.shapes.cases import CasePage, Follow, Followed, GrantedLookAtCase, JournalPage, Look, Looked, LookUnder
from nenso.api.shapes.filing import CaseAsked, Filed, UnnamedAsked
from nenso.api.shapes.lists import AboutIt, CaseList, PublicCases
from nenso.api.signing_in import actor_of
from nenso.cases.engine.seals import still_sealed
from nenso.cases.errors.filing import TooManyUnnamed
from nenso.cases.errors.seeing import TooManyTries
from nenso.cases.intake.anonymity import without_name
from nenso.cases.intake.filing import Filed as Made
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.queries.following import follow
from nenso.cases.queries.journalling import journal_of_case
from nenso.cases.queries.listing import Wanted, cases_of_agency, own_cases
from nenso.cases.queries.looking import look
from nenso.cases.queries.overview import about_it, case_row
from nenso.cases.queries.public import public_cases
from nenso.cases.queries.under import Wanted as WantedUnder
from nenso.cases.queries.under import look_under
from nenso.cases.queries.viewing import around_view, view_case
from nenso.cases.queries.words import status_of
from nenso.runtime.languages import language_of
from nenso.web.callers import EVERYBODY, OWNER_ONLY, SIGNED_IN, WHO_SEES_THE_CASE

resource = Resource("cases")

FILED_EXAMPLE: dict[str, Any] = {"mandate": ""}


@resource.post(
    "/cases",
    may=SIGNED_IN,
    scope="cases:write",
    returns=Filed,
    status=201,
    key=True,
    example={"procedure": "1.001193", "form": {"register_at": "01969"}},
)
def file_a_case(request: HttpRequest, body: CaseAsked) -> HttpResponse:
    """File a case at once; at a counter for whoever stands there, with what was handed over on paper.

    The same key with the same body gives the case that is there already. What is wrong is listed under ``problems``.
    """
    filing = Filing(
        procedure=body.procedure,
        form=body.form,
        agency=body.agency,
        channel=body.channel,
        applicant=body.applicant.model_dump(mode="json", exclude_defaults=True) if body.applicant else None,
        mandate=body.mandate,
        paper=body.paper,
        occurred_at=body.occurred_at.isoformat() if body.occurred_at else None,
        about=body.about.given() if body.about else None,
    )
    filed = file_case(actor_of(request), filing, key=key_of(request))
    return answer(filed_body(filed, request), status=201, version=filed.case.version)


@resource.post(
    "/cases/unnamed",
    may=EVERYBODY,
    returns=Filed,
    status=201,
    key=True,
    example={"procedure": "petitions.petition", "form": {"place": "01969"}},
)
def file_without_a_name(request: HttpRequest, body: UnnamedAsked) -> HttpResponse:
    """File without saying who one is, where the procedure allows it; code and secret alone lead back. 20 in an hour."""
    if not ratelimit.consume(request, action="file_unnamed"):
        raise TooManyUnnamed
    filing = Filing(procedure=body.procedure, form=body.form, anonymous=True)
    filed = file_case(without_name(actor_of(request)), filing, key=key_of(request))
    return answer(filed_body(filed, request), status=201, version=filed.case.version)


def filed_body(filed: Made, request: HttpRequest) -> dict[str, Any]:
    """Return what a filing answers."""
    case, language = filed.case, language_of(request)
    return {
        "id": case.id,
        "code": case.code,
        "secret": filed.secret,
        "status": status_of(case.status),
        "agency": agency_brief(case.agency),
        "filed_at": case.filed_at,
        "due_at": case.due_at,
        "sealed_until": still_sealed(case.sealed_until, case.unsealed_at),
        "version": case.version,
        "warnings": [said(one, language) for one in filed.warnings],
    }


@resource.get("/cases", may=SIGNED_IN, scope="cases:read", returns=CaseList)
def list_cases(
    request: HttpRequest,
    agency: UUID | None = None,
    mine: bool = False,
    status: Annotated[int | None, Field(ge=1, le=10)] = None,
    step: Name | None = None,
    overdue: bool = False,
    q: Line = "",
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """One's own cases; with ``agency``, or holding a post, those of that agency. Newest first, overdue by due time."""
    actor = actor_of(request)
    chosen = agency or (actor.seats[0].agency if actor.seats and not mine else None)
    if chosen is None:
        listed = own_cases(actor, after=after_of(cursor, of=["mine"]), limit=limit)
        return read_answer(request, {"items": listed.items, "next": cursor_of(listed.after, of=["mine"])})
    filters = [chosen, status, step, overdue, q]
    wanted = Wanted(status=status, step=step or "", overdue=overdue, text=q)
    listed = cases_of_agency(actor, chosen, wanted, after=after_of(cursor, of=filters), limit=limit)
    return read_answer(request, {"items": listed.items, "next": cursor_of(listed.after, of=filters)})


@resource.post(
    "/cases/follow", may=EVERYBODY, returns=Followed, example={"code": "19.01969-261102-0001", "secret": "…"}
)
def follow_case(request: HttpRequest, body: Follow) -> HttpResponse:
    """Where a case stands, by its code and the secret on the receipt, without signing in; 20 tries in five minutes."""
    if not ratelimit.consume(request, action="follow"):
        raise TooManyTries
    return answer(follow(body.code, body.secret))


@resource.get("/cases/public", may=EVERYBODY, returns=PublicCases)
def list_public_cases(
    request: HttpRequest,
    procedure: Name,
    agency: UUID | None = None,
    cursor: Line = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = USUAL,
) -> HttpResponse:
    """What a procedure opens to everybody, such as answered petitions; by its full name, newest first."""
    of = [procedure, agency]
    listed = public_cases(actor_of(request), procedure, agency=agency, after=after_of(cursor, of=of), limit=limit)
    return read_answer(request, {"items": listed.items, "next": cursor_of(listed.after, of=of)})


@resource.get("/cases/{case}/about-it", may=WHO_SEES_THE_CASE, scope="cases:read", returns=AboutIt)
def list_about_case(request: HttpRequest, case: Code) -> HttpResponse:
    """The cases about one, those that the caller may see: ratings, complaints, questions."""
    actor = actor_of(request)
    row = case_row(actor, case)
    return read_answer(request, {"items": [around_view(one) for one in about_it(actor, UUID(row["id"]))]})


@resource.get("/cases/{case}", may=WHO_SEES_THE_CASE, scope="cases:read", returns=CasePage)
def read_case(request: HttpRequest, case: Code) -> HttpResponse:
    """One case by code or id, as the caller may see it: where it is, what is asked, what can be done."""
    found = view_case(actor_of(request), case)
    return read_answer(request, found, version=found["version"])


@resource.post(
    "/cases/{case}/looks",
    may=WHO_SEES_THE_CASE,
    scope="cases:read",
    returns=Looked,
    key=True,
    example={"purpose": "Đối chiếu giấy tờ"},
)
def look_at_case(request: HttpRequest, case: Code, body: Look) -> HttpResponse:
    """See the sensitive answers, for a stated purpose; the look is journalled and shown to the person."""
    return answer(look(actor_of(request), case, purpose=body.purpose, key=key_of(request)))


@resource.post(
    "/cases/{case}/granted-looks",
    may=OWNER_ONLY,
    scope="cases:read",
    returns=GrantedLookAtCase,
    example={"purpose": "Chi trả trợ cấp", "fields": ["form.subject"]},
)
def look_at_case_under_a_grant(request: HttpRequest, case: Code, body: LookUnder) -> HttpResponse:
    """Fields of a case under a grant or the applicant's consent; each look is journalled and shown to the person."""
    read = look_under(actor_of(request), WantedUnder(case, body.purpose, body.fields, body.reference))
    return answer({"id": read.id, "code": read.code, "data": read.data})


@resource.get("/cases/{case}/journal", may=WHO_SEES_THE_CASE, scope="cases:read", returns=JournalPage)
def read_journal(request: HttpRequest, case: Code) -> HttpResponse:
    """What happened, entry by entry, and whether the chain still holds; what entries say is for who works on it."""
    entries, report = journal_of_case(actor_of(request), case)
    return read_answer(request, {"entries": entries, "verification": report.body(language_of(request))})
