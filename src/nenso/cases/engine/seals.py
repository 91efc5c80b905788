"""What is sealed (niêm phong): whether it still is, who opens it, and what the journal holds of it until then."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from nenso.cases.models import Case, Seal
from nenso.runtime import clock
from nenso.runtime.acting import Actor

SALT = 32
"""Bytes."""
UNSEAL = "unseal"
"""The kind of the moment to come at which a case is opened."""


def is_waiting(case: Case) -> bool:
    """Return whether what was filed is put away: sealed, or its moment has come and nobody has opened it yet."""
    return case.sealed_until is not None and case.unsealed_at is None


def still_sealed(sealed_until: datetime | None, unsealed_at: object) -> datetime | None:
    """Return until when a case is sealed, or None when it is not, or not any more."""
    waits = sealed_until is not None and unsealed_at is None and sealed_until > clock.now()
    return sealed_until if waits else None


def opener(case_id: UUID) -> Actor:
    """Return who opens one case when its moment has come, and nobody else: the policies know it by this token."""
    return Actor(system="cases.unsealing", scope=("vn",), readers=frozenset({f"seal@{case_id}"}))


def promised(seals: Iterable[Seal]) -> datetime | None:
    """Return until when seals hold: the latest of them; None when one holds for good."""
    found = [seal.until for seal in seals]
    return None if None in found else max((one for one in found if one is not None), default=None)


def commitment(form: Mapping[str, Any], documents: Mapping[str, Any], salt: str) -> str:
    """Return the SHA-256 of ``[form, documents, salt]`` as JSON with sorted keys, as hexadecimal digits."""
    return sha256(orjson.dumps([form, documents, salt], option=orjson.OPT_SORT_KEYS)).hexdigest()
