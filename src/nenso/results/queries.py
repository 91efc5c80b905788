"""What this install knows about documents and keys, as anybody who holds a document may ask."""

from uuid import UUID

from django.db import connection

from nenso.results.verifying import KnownKey, KnownResult
from nenso.runtime.ids import key_in

_FIND = "SELECT * FROM results_find(%s::text, %s::uuid, %s::text)"
_KEY = "SELECT * FROM results_key(%s::text)"


class DatabaseLookups:
    """The lookups of :func:`nenso.results.verifying.verify` over our own tables, by functions that answer only this."""

    def result(self, result: str, digest: str) -> KnownResult | None:
        """Return the issued result with this id, or else the one whose file has this SHA-256."""
        return _find(None, key_in(result), digest)

    def key(self, fingerprint: str) -> KnownKey | None:
        """Return the key whose certificate has this SHA-256."""
        with connection.cursor() as cursor:
            cursor.execute(_KEY, [fingerprint])
            row = cursor.fetchone()
        if row is None:
            return None
        is_seal, name, organisation, revoked_at, reason = row
        return KnownKey(
            fingerprint=fingerprint,
            kind="agency" if is_seal else "person",
            name=name,
            organisation=organisation,
            revoked_at=revoked_at,
            reason=reason,
        )


def result_by_token(token: str) -> KnownResult | None:
    """Return the issued result whose QR code carries ``token``."""
    return _find(token, None, None)


def _find(token: str | None, result: UUID | None, digest: str | None) -> KnownResult | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [token, result, digest])
        row = cursor.fetchone()
    if row is None:
        return None
    identifier, sha256, state, name, number, case, agency, agency_name, signed_at, changed_at, reason, successor = row
    return KnownResult(
        result=str(identifier),
        sha256=sha256,
        state=state,
        name=name,
        number=number,
        case=case,
        agency=str(agency),
        agency_name=agency_name,
        signed_at=signed_at,
        changed_at=changed_at,
        reason=reason,
        successor=successor,
    )
