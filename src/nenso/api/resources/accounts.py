"""Who is signed in, signing in and out, one's own tokens."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token

from nenso.api.answers import answer, nothing, read_answer
from nenso.api.errors import TokenIssuedBefore
from nenso.api.keys import key_of
from nenso.api.routing import Resource
from nenso.api.shapes.accounts import ConsentGiven, Consents, Me, SignedIn, SignIn, TokenAsked, TokenIssued, Tokens
from nenso.api.signing_in import actor_of
from nenso.cases.engine.idempotency import claimed_before
from nenso.cases.models import Consent
from nenso.cases.queries.consented import my_consents, take_back
from nenso.people.lookups import own_person
from nenso.people.models import Account, ApiToken
from nenso.people.signing_in import sign_in, sign_out
from nenso.people.tokens import issue_token, revoke_token, tokens_of
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7
from nenso.runtime.text import normalise
from nenso.web.callers import EVERYBODY, OWNER_ONLY, SIGNED_IN

resource = Resource("account")


@resource.get("/me", may=SIGNED_IN, scope="account:read", returns=Me)
def read_me(request: HttpRequest) -> HttpResponse:
    """Who the caller is: the own person, posts, what the token may."""
    actor = actor_of(request)
    person = own_person(actor)
    shown = None
    if person is not None:
        shown = {"id": person.id, "full_name": person.full_name, "identifier": person.identifier}
        shown |= {"born_on": person.born_on, "sex": person.sex}
    body = {
        "account": actor.account,
        "person": shown,
        "seats": [
            {"agency": seat.agency, "path": seat.path, "kind": seat.kind, "roles": sorted(seat.roles)}
            for seat in actor.seats
        ],
        "audits": list(actor.scope),
        "represents": sorted(actor.represents),
        "scopes": sorted(actor.scopes),
        "assurance": actor.assurance,
        "language": actor.language,
    }
    return read_answer(request, body)


@resource.get("/me/consents", may=SIGNED_IN, scope="account:read", returns=Consents)
def list_consents(request: HttpRequest) -> HttpResponse:
    """What the caller agreed to in forms, the newest first."""
    return read_answer(request, {"items": [_consent(one) for one in my_consents(actor_of(request))]})


@resource.post(
    "/me/consents/{consent}/revocation", may=OWNER_ONLY, scope="account:write", returns=ConsentGiven, key=True
)
def revoke_consent(request: HttpRequest, consent: UUID) -> HttpResponse:
    """Take a consent of one's own back, from now; twice is once."""
    return answer(_consent(take_back(actor_of(request), consent)))


@resource.get("/me/tokens", may=SIGNED_IN, scope="account:read", returns=Tokens)
def list_tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens that still work; their secrets are never shown again."""
    return read_answer(request, {"items": [_token(token) for token in tokens_of(actor_of(request))]})


@resource.post(
    "/me/tokens",
    may=SIGNED_IN,
    scope="account:write",
    returns=TokenIssued,
    status=201,
    key=True,
    example={"name": "đồng bộ", "scopes": ["cases:read"], "days": 90},
)
def make_token(request: HttpRequest, body: TokenAsked) -> HttpResponse:
    """Issue a token for a program; by a token none that may more than itself. The same key again is refused (409)."""
    actor, asked = actor_of(request), {"use": "token", **body.model_dump()}
    with acting(actor):
        if claimed_before(actor, key_of(request), asked, uuid7()) is not None:
            raise TokenIssuedBefore
        token, secret = issue_token(actor, Account(id=actor.account), body.name, body.scopes, body.days)
    return answer(_token(token) | {"secret": secret}, status=201)


@resource.delete("/me/tokens/{token}", may=OWNER_ONLY, scope="account:write", returns=None, status=204)
def end_token(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """Revoke one of one's own tokens, at once and everywhere."""
    revoke_token(actor_of(request), token)
    return nothing()


@resource.post(
    "/session",
    may=EVERYBODY,
    returns=SignedIn,
    example={"email": "mai@vidu.vn", "password": "…"},
)
def open_session(request: HttpRequest, body: SignIn) -> HttpResponse:
    """Sign in with e-mail and password: a session cookie, and the token that what writes must send along."""
    account = sign_in(request, normalise(body.email), body.password)
    return answer({"account": account.id, "csrf_token": get_token(request)})


@resource.delete("/session", may=EVERYBODY, returns=None, status=204)
def close_session(request: HttpRequest) -> HttpResponseBase:
    """Sign out."""
    sign_out(request)
    return nothing()


def _token(token: ApiToken) -> dict[str, Any]:
    names = ("id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at")
    return {name: getattr(token, name) for name in names}


def _consent(one: Consent) -> dict[str, Any]:
    names = ("id", "purpose", "covers", "given_at", "until", "revoked_at")
    return {"case": one.case_id, **{name: getattr(one, name) for name in names}}
