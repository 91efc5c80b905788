"""Giving, finding and revoking signing keys: an agency's seal, and those of the people who sign for it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.agencies.posts import current_posts
from nenso.journal.recording import record
from nenso.results.errors import KeyMissing
from nenso.results.keys.base import Holder, Key, fingerprint
from nenso.results.keys.registry import plugin
from nenso.results.models import SigningKey
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, send
from nenso.runtime.config import config
from nenso.runtime.reading import Reading
from nenso.runtime.text import normalise

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

KEEPER = Actor(system="results.keys", readers=frozenset())
"""Who looks up keys, and in a demonstration makes them on first use."""

_KEY_OF = Reading(SigningKey, source="results_key_of($1, $2, $3)")
DEMO_TERM = timedelta(days=3 * 365)


def issue_key(
    actor: Actor, agency: Agency, *, account: UUID | None = None, until: datetime | None = None
) -> SigningKey:
    """Make a key with the install's plug-in and a demonstration certificate, for the agency or for ``account`` there.

    Raises ``NotAdministrator``, ``DemoKeysRefused``, ``KeyMissing`` when the account holds no post at the agency.
    """
    with acting(actor):
        must_administer(agency)
        holder = _holder(agency, account)
        start = clock.now() - timedelta(days=1)
        key = plugin(config().key_plugin).issue(holder, valid_from=start, valid_until=until or start + DEMO_TERM)
        return _keep(agency, account, config().key_plugin, key, holder)


def register_key(actor: Actor, agency: Agency, reference: str, *, account: UUID | None = None) -> SigningKey:
    """Put a key that the install's plug-in already holds to use, for the agency or for ``account`` there.

    Raises ``NotAdministrator``, ``KeyMissing`` and what the plug-in raises.
    """
    with acting(actor):
        must_administer(agency)
        key = plugin(config().key_plugin).key(reference)
        return _keep(agency, account, config().key_plugin, key, _holder(agency, account))


def revoke_key(actor: Actor, key: UUID, reason: str, *, since: datetime | None = None) -> SigningKey:
    """Take a key out of use from ``since`` (default now): later signatures by it do not count, earlier proven ones do.

    Raises ``KeyMissing``, ``NotAdministrator``.
    """
    with acting(actor):
        found = SigningKey.objects.select_for_update(of=("self",)).select_related("agency").filter(id=key).first()
        if found is None:
            raise KeyMissing(reference=key)
        must_administer(found.agency)
        found.revoked_at = since or clock.now()
        found.reason = normalise(reason)
        found.save(update_fields=["revoked_at", "reason"])
        _journal(found, "result.key_revoked")
        return found


def key_of(agency: Agency, account: UUID | None = None) -> SigningKey:
    """Return the key that signs now for the agency (its seal), or for ``account`` there: the newest valid one.

    In a demonstration one is made when there is none. Runs in anybody's transaction. Raises ``KeyMissing``.
    """
    for key in _KEY_OF.rows(send(_KEY_OF(agency.id, account, clock.now()))[0]):
        return key
    if not config().demo:
        raise KeyMissing(reference=agency.name)
    return issue_key(KEEPER, agency, account=account)


def signer_of(key: SigningKey) -> "tuple[Signer, Holder]":
    """Return what signs with ``key``, and whose name it signs in."""
    holder = Holder(
        id=key.account_id or key.agency_id,
        kind="person" if key.account_id else "agency",
        name=key.holder_name,
        organisation=key.organisation if key.account_id else "",
    )
    return plugin(key.plugin).signer(key.reference), holder


def _holder(agency: Agency, account: UUID | None) -> Holder:
    if account is None:
        return Holder(id=agency.id, kind="agency", name=agency.name)
    with acting(KEEPER):
        there = [
            post
            for post in current_posts(account)
            if post.agency_id == agency.id or (post.agency.is_unit and post.agency.parent_id == agency.id)
        ]
    post = max(there, key=lambda post: post.granted_at, default=None)
    if post is None:
        raise KeyMissing(reference=agency.name)
    return Holder(id=account, kind="person", name=post.holder_name, organisation=agency.name)


def _keep(agency: Agency, account: UUID | None, plugin_name: str, key: Key, holder: Holder) -> SigningKey:
    certificate: x509.Certificate = key.certificate
    kept = SigningKey.objects.create(
        agency=agency,
        account_id=account,
        plugin=plugin_name,
        reference=key.reference,
        certificate=certificate.public_bytes(Encoding.DER),
        fingerprint=fingerprint(certificate),
        holder_name=holder.name,
        organisation=agency.name,
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )
    _journal(kept, "result.key_given")
    return kept


def _journal(key: SigningKey, kind: str) -> None:
    body = {
        "key": key.id,
        "agency": key.agency_id,
        "account": key.account_id,
        "fingerprint": key.fingerprint,
        "reason": key.reason,
    }
    record(key.agency_id, kind, body, agency_path=key.agency.path)
