"""Keys for programs: issued once, scoped, always expiring, revocable at once.

Who a key acts as is answered by :func:`nenso.agencies.actors.actor_of_token`, which knows the posts too.
"""

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from nenso.journal.recording import record
from nenso.people.changes import announce
from nenso.people.errors import NotAllowed, TokenScope, TokenTerm, TokenUnknown
from nenso.people.models import Account, ApiToken
from nenso.people.scopes import SCOPES
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.text import normalise

LONGEST_DAYS = 366
MARK = "nns_"
EVERYTHING = "*"
_SHOWN = len(MARK) + 6


def digest(secret: str) -> bytes:
    """Return what is kept of a token's secret: its SHA-256, 32 bytes."""
    return hashlib.sha256(secret.encode()).digest()


def issue_token(actor: Actor, account: Account, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """Return a new key of ``account`` and its secret, which nothing can show again.

    Someone issues keys for the own account only; a command may for any. Who acts by a key issues none that may more
    than that key. Raises ``NotAllowed``, ``TokenScope``, ``TokenTerm``.
    """
    if account.id != actor.account and not actor.system:
        raise NotAllowed
    for scope in scopes:
        if scope not in SCOPES and scope != EVERYTHING:
            raise TokenScope(scope=scope, known=", ".join(SCOPES))
    if EVERYTHING not in actor.scopes and not set(scopes) <= actor.scopes:
        raise NotAllowed
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenTerm(most=LONGEST_DAYS)
    secret = MARK + secrets.token_urlsafe(32)
    now = clock.now()
    token = ApiToken(
        account=account,
        name=normalise(name),
        prefix=secret[:_SHOWN],
        digest=digest(secret),
        scopes=sorted(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    with acting(actor.by_way_of("tokens.issue")):
        token.save(force_insert=True)
        record(
            account.id,
            "token.issued",
            {"token": str(token.id), "name": token.name, "scopes": token.scopes, "until": token.expires_at.isoformat()},
        )
    return token, secret


def revoke_token(actor: Actor, token: UUID) -> None:
    """End a key now, in every process; the own one, or any by a command. Raises ``TokenUnknown``."""
    with acting(actor):
        found = ApiToken.objects.filter(id=token).first()
        if found is None:
            raise TokenUnknown
        with acting(actor.by_way_of("tokens.revoke")):
            if not ApiToken.objects.filter(id=token, revoked_at__isnull=True).update(revoked_at=clock.now()):
                return
            record(found.account_id, "token.revoked", {"token": str(token)})
            announce("account", str(found.account_id))


def tokens_of(actor: Actor) -> list[ApiToken]:
    """Return the actor's own keys that still work, newest first."""
    if actor.account is None:
        return []
    with acting(actor):
        return list(
            ApiToken.objects.filter(
                account_id=actor.account, revoked_at__isnull=True, expires_at__gt=clock.now()
            ).order_by("-id")
        )
