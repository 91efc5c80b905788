"""Giving, finding and revoking signing keys: an agency's seal, and those of the people who sign for it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from asgiref.sync import async_to_sync
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.db import IntegrityError, transaction

from nenso.agencies.administering import must_administer
from nenso.agencies.models import Agency
from nenso.agencies.posts import current_posts
from nenso.journal.recording import record
from nenso.results.errors import (
    KeyDoesNotFit,
    KeyHeldAlready,
    KeyKindRefused,
    KeyMissing,
    KeyNotImported,
    KeyUnknown,
)
from nenso.results.keys.base import Holder, Key, fingerprint
from nenso.results.keys.pkcs12 import Pkcs12Keys
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


WARN_DAYS = 30
"""So long before its certificate ends a key is to be replaced."""


@dataclass(frozen=True)
class KeyFacts:
    """A key as an administrator sees it: never anything private.

    ``state``: ``signs``, ``later``, ``soon`` (it ends within :data:`WARN_DAYS`), ``ended``, ``retired``. ``hardware``:
    the private key is in a token and cannot leave it.
    """

    key: SigningKey
    subject: str
    issuer: str
    serial: str
    hardware: bool
    state: str


def keys_at(actor: Actor, agency: Agency) -> list[KeyFacts]:
    """Return every key of ``agency``, its seal's and its people's, the newest first; for its administrators."""
    with acting(actor):
        must_administer(agency)
        return [_facts(key) for key in SigningKey.objects.filter(agency=agency).order_by("-created_at")]


def import_key(
    actor: Actor,
    agency: Agency,
    content: bytes,
    password: str,
    *,
    account: UUID | None = None,
    active_from: datetime | None = None,
) -> SigningKey:
    """Put a PKCS#12 from a certification authority to use; it is kept encrypted with this install's own secret.

    Only where keys are kept in files. Raises ``NotAdministrator``, ``KeyFileUnreadable``, ``KeyKindRefused``,
    ``KeyNotImported`` where keys are in a token, ``KeyHeldAlready``.
    """
    with acting(actor):
        must_administer(agency)
        keeper = plugin(config().key_plugin)
        if not isinstance(keeper, Pkcs12Keys):
            raise KeyNotImported
        key = keeper.import_file(content, password.encode())
        return _keep(agency, account, config().key_plugin, key, _holder(agency, account), active_from)


def try_key(actor: Actor, key: UUID) -> SigningKey:
    """Let a key sign something random and check it against the certificate; nothing is kept.

    For administrators. Raises ``KeyUnknown``, ``TokenUnavailable``, ``KeyDoesNotFit``.
    """
    with acting(actor):
        found = _administered(key)
    data = secrets.token_bytes(32)
    signature = async_to_sync(signer_of(found)[0].async_sign_raw)(data, "sha256")
    public = x509.load_der_x509_certificate(bytes(found.certificate)).public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), SHA256())
        else:
            raise KeyKindRefused(kind=type(public).__name__)
    except InvalidSignature:
        raise KeyDoesNotFit from None
    return found


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


def register_key(
    actor: Actor,
    agency: Agency,
    reference: str,
    *,
    account: UUID | None = None,
    active_from: datetime | None = None,
) -> SigningKey:
    """Put a key that the install's plug-in already holds to use, for the agency or for ``account`` there.

    ``active_from``: it signs from then on (default: as soon as its certificate is valid). Raises ``NotAdministrator``,
    ``KeyMissing``, ``KeyHeldAlready`` and what the plug-in raises.
    """
    with acting(actor):
        must_administer(agency)
        key = plugin(config().key_plugin).key(reference)
        return _keep(agency, account, config().key_plugin, key, _holder(agency, account), active_from)


def revoke_key(actor: Actor, key: UUID, reason: str, *, since: datetime | None = None) -> SigningKey:
    """Take a key out of use from ``since`` (default now): later signatures by it do not count, earlier proven ones do.

    Raises ``KeyUnknown``, ``NotAdministrator``.
    """
    with acting(actor):
        found = _administered(key)
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


def _administered(key: UUID) -> SigningKey:
    found = SigningKey.objects.select_for_update(of=("self",)).select_related("agency").filter(id=key).first()
    if found is None:
        raise KeyUnknown
    must_administer(found.agency)
    return found


def _facts(key: SigningKey) -> KeyFacts:
    certificate = x509.load_der_x509_certificate(bytes(key.certificate))
    return KeyFacts(
        key,
        _named(certificate.subject),
        _named(certificate.issuer),
        f"{certificate.serial_number:X}",
        hardware=key.plugin == "pkcs11",
        state=_state(key),
    )


def _named(name: x509.Name) -> str:
    """Return who a name of a certificate is for people: its common name and its organisation."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    values = [str(one.value) for oid in wanted for one in name.get_attributes_for_oid(oid)]
    return " – ".join(dict.fromkeys(values)) or name.rfc4514_string()


def _state(key: SigningKey) -> str:
    now = clock.now()
    if key.revoked_at is not None and key.revoked_at <= now:
        return "retired"
    if key.valid_until <= now:
        return "ended"
    if max(key.valid_from, key.active_from or key.valid_from) > now:
        return "later"
    return "soon" if key.valid_until - now <= timedelta(days=WARN_DAYS) else "signs"


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


def _keep(
    agency: Agency,
    account: UUID | None,
    plugin_name: str,
    key: Key,
    holder: Holder,
    active_from: datetime | None = None,
) -> SigningKey:
    certificate: x509.Certificate = key.certificate
    kept = SigningKey(
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
        active_from=active_from,
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        raise KeyHeldAlready from None
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
