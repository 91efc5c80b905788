"""Signing in with e-mail and password, over allauth: Argon2, limited attempts, and one answer to whatever is wrong."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from nenso.journal.recording import record
from nenso.people.errors import TooManyAttempts, WrongCredentials
from nenso.people.models import Account
from nenso.runtime.acting import Actor, acting

_SIGNING_IN = Actor(system="accounts.sign_in")
_BACKEND = "nenso.people.signing_in.Backend"


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's check of credentials, allowed to see the one account it is about."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Account | None:
        """Return the account whose e-mail and password these are, or None after the same time."""
        with acting(_SIGNING_IN):
            found: Account | None = super().authenticate(request, **credentials)
            return found

    def get_user(self, user_id: UUID) -> Account | None:
        """Return the account of a session, as itself."""
        with acting(Actor(account=user_id)):
            account = Account.objects.filter(id=user_id).first()
        return account if account is not None and account.is_active else None


def sign_in(request: HttpRequest, email: str, password: str) -> Account:
    """Open a session for the account with these credentials.

    Five wrong attempts for one address in five minutes, or ten from one network address in a minute, close the door for
    as long.
    Raises ``WrongCredentials`` (also for an unknown address or a closed account) and ``TooManyAttempts``.
    """
    try:
        account = get_adapter().authenticate(request, email=email.strip().lower(), password=password)
    except ValidationError as error:
        raise TooManyAttempts from error
    if not isinstance(account, Account) or not account.is_active:
        raise WrongCredentials
    with acting(Actor(account=account.id, person=account.person_id, system="accounts.sign_in")):
        login(request, account, backend=_BACKEND)
        record(account.id, "account.signed_in", {})
    return account


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    logout(request)
