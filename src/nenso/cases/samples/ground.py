"""The ground that a sample runs on: the real engine on the real database, in a transaction that is rolled back.

It has tables of its own (:mod:`nenso.cases.samples.tables`): its people, adoption, settings and signing keys last as
long as the transaction, and it meets no others. Its files are kept in memory. For commands, tests and a process of its
own: the adoptions that this process remembers are for that long those of the sample.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.core.files.storage import InMemoryStorage
from django.db import transaction
from pyhanko.sign.signers import Signer

from nenso.agencies.models import Agency
from nenso.agencies.queries import agency_by_path
from nenso.agencies.settings import decide_setting
from nenso.cases.engine.lookup import ROOT
from nenso.cases.samples.tables import hide
from nenso.files.storing import keeping_in
from nenso.formulas import offers
from nenso.formulas.models import Adoption, Edition
from nenso.people.changes import announce
from nenso.results.errors import KeyMissing
from nenso.results.keys.base import Holder, Key, fingerprint
from nenso.results.keys.registry import register
from nenso.results.keys.signer import KeySigner
from nenso.results.models import SigningKey
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7

SAMPLER = Actor(system="samples", scope=(ROOT,), readers=frozenset())
"""Who prepares a sample and looks at what came out."""

PLUGIN = "samples"
_NEWEST = datetime(9999, 1, 1, tzinfo=UTC)
_TERM = timedelta(days=3_650)


@dataclass(frozen=True)
class Trial:
    """What is tried: the edition with the procedure, the adaptation that is tried on it, whether each is new, and the
    editions it requires, which are offered with it.
    """

    edition: Edition
    adaptation: Edition | None = None
    unpublished: Edition | None = None
    required: tuple[Edition, ...] = ()


@contextmanager
def rolled_back() -> Iterator[None]:
    """Let everything inside happen on the real database, and undo it."""
    try:
        with keeping_in(InMemoryStorage()), transaction.atomic():
            hide()
            yield
            transaction.set_rollback(True)
    finally:
        offers.forget()


def prepare(trial: Trial, settings: Mapping[str, Any], moment: datetime) -> None:
    """Let every agency offer what is tried from ``moment`` on, with the formula's own settings but for ``settings``."""
    formula = trial.edition.formula
    with clock.at(moment), acting(SAMPLER):
        if trial.unpublished is not None:
            trial.unpublished.save(force_insert=True)
        _offer(trial.edition, trial.adaptation, moment)
        for edition in trial.required:
            _offer(edition, None, moment)
        announce("settings", ROOT)
        for name, value in settings.items():
            decide_setting(SAMPLER, agency_by_path(ROOT), f"{formula}.{name}", value)
    offers.forget()


def _offer(edition: Edition, adaptation: Edition | None, moment: datetime) -> None:
    Adoption(
        id=uuid7(),
        agency=agency_by_path(ROOT),
        formula=edition.formula,
        edition=edition,
        adaptation=adaptation,
        valid_from=moment,
    ).save(force_insert=True)


def give_key(agency: Agency, name: str, account: UUID | None = None) -> None:
    """Let ``account``, or the agency itself, sign for the length of a sample, with a key that nobody trusts."""
    holder = Holder(
        id=account or agency.id,
        kind="person" if account else "agency",
        name=name,
        organisation=agency.name if account else "",
    )
    since = clock.now() - timedelta(days=1)
    key = _KEYS.issue(holder, valid_from=since, valid_until=since + _TERM)
    with acting(SAMPLER):
        SigningKey.objects.create(
            agency=agency,
            account_id=account,
            plugin=PLUGIN,
            reference=key.reference,
            certificate=key.certificate.public_bytes(Encoding.DER),
            fingerprint=fingerprint(key.certificate),
            holder_name=name,
            organisation=agency.name,
            valid_from=key.certificate.not_valid_before_utc,
            valid_until=key.certificate.not_valid_after_utc,
            created_at=_NEWEST,
        )


class SampleKeys:
    """The key plug-in ``samples``: keys in memory only, with certificates that sign themselves."""

    name = PLUGIN

    def __init__(self) -> None:
        self._kept: dict[str, tuple[ec.EllipticCurvePrivateKey, Key]] = {}

    def issue(self, holder: Holder, *, valid_from: datetime, valid_until: datetime) -> Key:
        """Make a key for ``holder``."""
        private = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Nenso sample {holder.id}")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(valid_from)
            .not_valid_after(valid_until)
            .sign(private, SHA256())
        )
        key = Key(str(uuid4()), certificate)
        self._kept[key.reference] = (private, key)
        return key

    def key(self, reference: str) -> Key:
        """Return the key ``reference``, without anything private."""
        return self._find(reference)[1]

    def signer(self, reference: str) -> Signer:
        """Return what signs with the key ``reference``."""
        private, key = self._find(reference)
        return KeySigner(key, lambda data: private.sign(data, ec.ECDSA(SHA256())))

    def _find(self, reference: str) -> tuple[ec.EllipticCurvePrivateKey, Key]:
        if reference not in self._kept:
            raise KeyMissing(reference=reference)
        return self._kept[reference]


_KEYS = SampleKeys()
register(PLUGIN, lambda: _KEYS)
