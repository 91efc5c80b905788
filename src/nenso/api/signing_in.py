"""Who calls: by a token, by a certificate, by the session of a browser, or nobody.

What was once answered is kept for seconds.

A token acts within its scopes. A session needs Django's CSRF token wherever something is written.
"""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from nenso.agencies.actors import actor_of_session, actor_of_token
from nenso.api.errors import CsrfFailed, ScopeMissing, SignInNeeded, TokenWrong
from nenso.exchange.clients import actor_of_certificate, actor_of_jwt
from nenso.people.tokens import EVERYTHING
from nenso.runtime.acting import NOBODY, Actor
from nenso.runtime.clients import CERTIFICATE

READS = frozenset({"GET", "HEAD", "OPTIONS"})
JWT_DOTS = 2


@dataclass(frozen=True)
class Caller:
    """What ninja asks before a route: returns who acts, or raises why not.

    ``scope`` is what a token needs; with ``needed`` false nobody may call too.
    """

    scope: str
    needed: bool

    def __call__(self, request: HttpRequest) -> Actor:
        """Return who calls.

        Raises :class:`SignInNeeded`, :class:`TokenWrong`, :class:`ScopeMissing`, :class:`CsrfFailed`,
        :class:`~nenso.exchange.errors.ClientUnknown`.
        """
        header, certificate = request.META.get("HTTP_AUTHORIZATION", ""), request.META.get(CERTIFICATE, "")
        actor: Actor | None
        if header:
            actor = _of_header(header)
        else:
            actor = actor_of_certificate(certificate) if certificate else _of_session(request)
        if actor is None:
            if self.needed:
                raise SignInNeeded
            return NOBODY
        if self.scope and EVERYTHING not in actor.scopes and self.scope not in actor.scopes:
            raise ScopeMissing(scope=self.scope)
        return actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who calls, as a route found it."""
    return cast("Actor", request.auth)  # type: ignore[attr-defined]  # ninja puts it there


def _of_header(header: str) -> Actor:
    kind, _, secret = header.partition(" ")
    if kind.lower() == "bearer" and secret.count(".") == JWT_DOTS:
        return actor_of_jwt(secret.strip())
    actor = actor_of_token(secret.strip()) if kind.lower() == "bearer" and secret.strip().isascii() else None
    if actor is None:
        raise TokenWrong
    return actor


def _of_session(request: HttpRequest) -> Actor | None:
    actor = actor_of_session(request)
    if actor is not None and request.method not in READS:
        must_have_csrf_token(request)
    return actor


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> None:
        del request
        raise CsrfFailed(why=reason)


def must_have_csrf_token(request: HttpRequest) -> None:
    """Refuse what another site may have made a browser send; raises :class:`CsrfFailed`."""
    check = _Csrf(HttpResponse)
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    check.process_view(request, HttpResponse, (), {})
