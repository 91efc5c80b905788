"""Lookups between agencies: services, grants, what was looked up and its evidence, objections, certificates."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_id
from nenso.api.answers import agency_brief, answer, read_answer
from nenso.api.keys import key_of
from nenso.api.routing import Resource
from nenso.api.shapes.exchange import (
    Certificate,
    CertificateAsked,
    Grant,
    GrantAsked,
    GrantDecision,
    Grants,
    LookedUp,
    Lookups,
    Objection,
    ObjectionAnswer,
    ObjectionAsked,
    Objections,
    Service,
    ServiceAsked,
    Services,
    TermsAsked,
)
from nenso.api.signing_in import actor_of
from nenso.exchange import clients, evidencing, granting, models, objecting, services
from nenso.exchange.members import name_of
from nenso.runtime.languages import language_of
from nenso.web.callers import ADMINISTRATORS, EVERYBODY, OWNER_ONLY, SIGNED_IN

resource = Resource("exchange")

AN_ID = "01935e2a-0000-7000-8000-000000000000"
TERMS = {
    "fields": ["child_name"],
    "purposes": ["residence"],
    "valid_from": "2026-11-01T00:00:00+07:00",
    "valid_until": "2027-11-01T00:00:00+07:00",
}
WRITES = {"scope": "exchange:write", "key": True}


@resource.get("/exchange/services", may=EVERYBODY, returns=Services)
def list_lookup_services(request: HttpRequest) -> HttpResponse:
    """Every lookup that is open: anybody may know what agencies lend each other, and by which law."""
    language = language_of(request)
    return read_answer(request, {"items": [_service(one, language) for one in services.open_services()]})


@resource.post(
    "/exchange/services",
    may=ADMINISTRATORS,
    returns=Service,
    status=201,
    example={"agency": AN_ID, "from_register": "civil_registration.births", "lookup": "by_child"},
    **WRITES,
)
def open_lookup_service(request: HttpRequest, body: ServiceAsked) -> HttpResponse:
    """Open a lookup at an agency, for its records and those of agencies below; by its administrators. Twice is once."""
    agency = agency_by_id(body.agency)
    made = services.open_service(actor_of(request), agency, body.from_register, body.lookup, rate=body.rate)
    return answer(_service(made, language_of(request)), status=201)


@resource.post("/exchange/services/{service}/close", may=ADMINISTRATORS, returns=Service, **WRITES)
def close_lookup_service(request: HttpRequest, service: UUID) -> HttpResponse:
    """Close a lookup: from now it answers nobody; by administrators of its owner."""
    closed = services.close_service(actor_of(request), service)
    return answer(_service(closed, language_of(request)))


@resource.post(
    "/exchange/services/{service}/grants",
    may=ADMINISTRATORS,
    returns=Grant,
    status=201,
    example={"agency": AN_ID, "why": "Đăng ký cư trú không hỏi lại giấy khai sinh.", **TERMS},
    **WRITES,
)
def ask_for_a_grant(request: HttpRequest, service: UUID, body: GrantAsked) -> HttpResponse:
    """Ask the owner to let an agency look up; by that agency's administrators."""
    agency = agency_by_id(body.agency)
    asked = granting.ask_for(actor_of(request), service, agency, _terms(body), body.why, key=key_of(request))
    return answer(_grant(asked), status=201)


@resource.get("/exchange/agencies/{agency}/grants", may=SIGNED_IN, scope="exchange:read", returns=Grants)
def list_grants(request: HttpRequest, agency: UUID) -> HttpResponse:
    """What an agency granted and was granted, to whoever sits at either side, and auditors."""
    listed = granting.grants_of(actor_of(request), agency_by_id(agency))
    return read_answer(request, {"items": [_grant(one) for one in listed]})


@resource.post(
    "/exchange/grants/{grant}/decision",
    may=ADMINISTRATORS,
    returns=Grant,
    example={"state": "granted", "terms": TERMS},
    **WRITES,
)
def decide_on_a_grant(request: HttpRequest, grant: UUID, body: GrantDecision) -> HttpResponse:
    """Grant, refuse or revoke, by administrators of the owner; the same decision twice is one."""
    actor = actor_of(request)
    if body.state == "granted":
        terms = _terms(body.terms) if body.terms else None
        decided = granting.grant(actor, grant, terms=terms, decision=body.decision)
    else:
        decide = granting.refuse if body.state == "refused" else granting.revoke
        decided = decide(actor, grant, body.decision)
    return answer(_grant(decided))


@resource.get("/exchange/agencies/{agency}/lookups", may=SIGNED_IN, scope="exchange:read", returns=Lookups)
def list_lookups(request: HttpRequest, agency: UUID, before: UUID | None = None) -> HttpResponse:
    """The latest 100 lookups that an agency asked or answered, before another one; to whoever sits there."""
    listed = evidencing.lookups_of(actor_of(request), agency_by_id(agency), before=before)
    return read_answer(request, {"items": [_looked(one) for one in listed]})


@resource.get("/exchange/lookups/{lookup}", may=SIGNED_IN, scope="exchange:read", returns=LookedUp)
def read_lookup(request: HttpRequest, lookup: UUID) -> HttpResponse:
    """One lookup, to both agencies, auditors, and whom it was about."""
    return read_answer(request, _looked(evidencing.message_by_id(actor_of(request), lookup)))


@resource.get("/exchange/lookups/{lookup}/evidence", may=SIGNED_IN, scope="exchange:read", returns=dict[str, Any])
def read_evidence(request: HttpRequest, lookup: UUID) -> HttpResponse:
    """The signed evidence of a lookup, as `nenso exchange verify` checks it without this install."""
    return answer(evidencing.evidence_of(actor_of(request), lookup))


@resource.get("/me/lookups", may=SIGNED_IN, scope="account:read", returns=Lookups)
def lookups_about_me(request: HttpRequest) -> HttpResponse:
    """Who looked something up about the caller: which agency, of whom, for what, and for which case."""
    return read_answer(request, {"items": [_looked(one) for one in objecting.lookups_about_me(actor_of(request))]})


@resource.get("/me/objections", may=SIGNED_IN, scope="account:read", returns=Objections)
def my_objections(request: HttpRequest) -> HttpResponse:
    """What the caller objected to, and the answers."""
    return read_answer(request, {"items": [_objection(one) for one in objecting.my_objections(actor_of(request))]})


@resource.post(
    "/me/lookups/{lookup}/objections",
    may=OWNER_ONLY,
    scope="account:write",
    returns=Objection,
    status=201,
    key=True,
    example={"why": "Tôi không nộp hồ sơ nào ở cơ quan này."},
)
def object_to_a_lookup(request: HttpRequest, lookup: UUID, body: ObjectionAsked) -> HttpResponse:
    """Object to an agency's being answered about the caller; the owner decides. Twice is once."""
    return answer(_objection(objecting.object_to(actor_of(request), lookup, body.why)), status=201)


@resource.post(
    "/exchange/objections/{objection}/answer",
    may=ADMINISTRATORS,
    returns=Objection,
    example={"upheld": True, "answer": "Cơ quan kia không có hồ sơ nào cần tra cứu."},
    **WRITES,
)
def answer_an_objection(request: HttpRequest, objection: UUID, body: ObjectionAnswer) -> HttpResponse:
    """Uphold an objection or not, with reasons; by administrators of the owner."""
    decided = objecting.answer_objection(actor_of(request), objection, upheld=body.upheld, answer=body.answer)
    return answer(_objection(decided))


@resource.post(
    "/exchange/agencies/{agency}/certificates",
    may=ADMINISTRATORS,
    returns=Certificate,
    status=201,
    example={"certificate": "-----BEGIN CERTIFICATE-----" + "A" * 100, "name": "Phần mềm hộ tịch"},
    **WRITES,
)
def register_client_certificate(request: HttpRequest, agency: UUID, body: CertificateAsked) -> HttpResponse:
    """Let the system that holds a certificate ask for an agency; by its administrators."""
    made = clients.register_certificate(actor_of(request), agency_by_id(agency), body.certificate.encode(), body.name)
    return answer(_certificate(made), status=201)


@resource.post("/exchange/certificates/{certificate}/revoke", may=ADMINISTRATORS, returns=Certificate, **WRITES)
def revoke_client_certificate(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Stop a certificate now; by administrators of its agency."""
    return answer(_certificate(clients.revoke_certificate(actor_of(request), certificate)))


def _terms(body: TermsAsked) -> granting.Terms:
    return granting.Terms(body.fields, body.purposes, body.valid_from, body.valid_until, rate=body.rate, here=body.here)


def _picked(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _service(service: models.Service, language: str) -> dict[str, Any]:
    return {**services.told(service, language), "name": str(name_of(service))}


def _between(service: models.Service, consumer: Agency) -> dict[str, Any]:
    return {"name": str(name_of(service)), "owner": agency_brief(service.owner), "consumer": agency_brief(consumer)}


def _grant(grant: models.Grant) -> dict[str, Any]:
    names = (
        "id",
        "state",
        "fields",
        "purposes",
        "rate",
        "here",
        "valid_from",
        "valid_until",
        "why",
        "decision",
        "asked_at",
        "decided_at",
    )
    return {"service": grant.service_id, **_between(grant.service, grant.consumer), **_picked(grant, names)}


def _looked(message: models.Message) -> dict[str, Any]:
    names = ("id", "at", "who", "purpose", "reference", "fields", "outcome")
    found = {"found": len(message.records)}
    return {**_between(message.service, message.consumer), **_picked(message, names), **found}


def _objection(objection: models.Objection) -> dict[str, Any]:
    names = ("id", "why", "at", "upheld", "answer", "answered_at")
    return {**_between(objection.service, objection.consumer), **_picked(objection, names)}


def _certificate(certificate: models.ClientCertificate) -> dict[str, Any]:
    names = ("id", "name", "fingerprint", "valid_from", "valid_until", "revoked_at")
    return {"agency": certificate.agency_id, **_picked(certificate, names)}
