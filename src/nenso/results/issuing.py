"""The life of a result: drafted, signed by whom the procedure says, later superseded or revoked.

Every use runs in the caller's transaction where there is one. Before the first signature the document is typeset anew,
so that number and date are those of that moment; from then on it only grows by signatures.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from psycopg import sql

from nenso.agencies.models import Agency
from nenso.journal.recording import append
from nenso.results.checking import verify_url
from nenso.results.contents import keep_pdf, read_pdf
from nenso.results.errors import ResultNotOpen, ResultUnknown, SignedAlready
from nenso.results.key_keeping import key_of, signer_of
from nenso.results.models import SignedResult, State
from nenso.results.typesetting import Identity, render
from nenso.runtime import clock
from nenso.runtime.acting import Actor, NobodyActs, acting, current_actor, send, through
from nenso.runtime.ids import uuid7
from nenso.runtime.reading import Reading
from nenso.runtime.statements import insert, update
from nenso.runtime.text import normalise

_UNMISTAKABLE = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that are not taken for one another when typed from paper."""
_LENGTH = 16
USE = "results"
"""By way of what results are written: who sees a case writes none in another way."""
_SIGNING = ("sha256", "size", "state", "signers", "signed_at")
_LOCKED = Reading(SignedResult, "t.case_id = $1 AND t.id = $2", related=("agency",), lock=True)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a result is made of. ``declared``: its name in the procedure; ``name``: what people call it.

    ``data`` goes to the template, with ``number`` and ``verify_url`` added; ``files`` are what it may import.
    """

    case_id: UUID
    case_code: str
    agency: Agency
    declared: str
    name: str
    template: str
    source: bytes
    data: Mapping[str, Any]
    number: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    persons: tuple[UUID, ...] = ()


def draft_result(actor: Actor, draft: Draft) -> SignedResult:
    """Typeset a result and keep it as a draft; raises what the template raises."""
    with _as(actor):
        result = _new(draft)
        _keep(result, _typeset(result, draft))
        _write(insert([result]), result, "result.drafted", draft.persons)
        return result


def draft_and_sign(
    actor: Actor, draft: Draft, *, seal: bool, field: str, final: bool, reason: str = ""
) -> SignedResult:
    """Typeset a result and add its first signature in one go: nothing unsigned is kept.

    Raises what the template raises, ``KeyMissing`` and what signing raises; then nothing has changed.
    """
    with _as(actor):
        result = _new(draft)
        _sign(actor, result, _typeset(result, draft), seal=seal, field=field, final=final, reason=reason)
        _write(insert([result]), result, "result.signed", draft.persons)
        return result


def typeset_again(actor: Actor, result: SignedResult, draft: Draft) -> SignedResult:
    """Replace a draft that nobody signed yet: other data, or now with its number. Raises ``ResultNotOpen``."""
    with _as(actor):
        found = _locked(result)
        if found.state != State.DRAFTED or found.signers:
            raise ResultNotOpen(number=found.number, state=found.get_state_display())
        _keep(found, _typeset(found, draft))
        send(*through(USE, update(found, ("number", "sha256", "size"))))
        return found


def sign_result(
    actor: Actor,
    result: SignedResult,
    *,
    seal: bool,
    field: str,
    final: bool,
    reason: str = "",
    persons: tuple[UUID, ...] = (),
) -> SignedResult:
    """Add a signature in ``field``: the agency's (``seal``) or that of who acts; ``final`` issues the document.

    Raises ``ResultNotOpen``, ``SignedAlready``, ``KeyMissing`` and what signing raises; then nothing has changed.
    """
    with _as(actor):
        found = _locked(result)
        if found.state != State.DRAFTED:
            raise ResultNotOpen(number=found.number, state=found.get_state_display())
        for each in found.signers:
            if each["field"] == field:
                raise SignedAlready(number=found.number, name=each["name"])
        _sign(actor, found, read_pdf(found.sha256), seal=seal, field=field, final=final, reason=reason)
        _write([update(found, _SIGNING)], found, "result.signed", persons)
        return found


def supersede_result(actor: Actor, result: SignedResult, by: SignedResult, *, reason: str = "") -> SignedResult:
    """Say that ``by`` has taken the place of an issued result. Raises ``ResultNotOpen``."""
    with _as(actor):
        return _end(result, State.SUPERSEDED, reason, superseded_by=by.id, successor=by.number)


def revoke_result(actor: Actor, result: SignedResult, *, reason: str) -> SignedResult:
    """Take an issued result back (thu hồi). Raises ``ResultNotOpen``."""
    with _as(actor):
        return _end(result, State.REVOKED, reason)


def content_of(result: SignedResult) -> bytes:
    """Return the file of ``result`` as it stands."""
    return read_pdf(result.sha256)


@contextmanager
def _as(actor: Actor) -> Iterator[None]:
    """Act as ``actor``: in the block that is open already where it is theirs."""
    try:
        inside = current_actor() is actor
    except NobodyActs:
        inside = False
    if inside:
        yield
    else:
        with acting(actor):
            yield


def _new(draft: Draft) -> SignedResult:
    return SignedResult(
        case_id=draft.case_id,
        id=uuid7(),
        agency=draft.agency,
        case_code=draft.case_code,
        declared=draft.declared,
        name=draft.name,
        template=draft.template,
        token=_token(),
    )


def _write(statements: Sequence[sql.Composable], result: SignedResult, kind: str, persons: Sequence[UUID] = ()) -> None:
    """Write a result and its entry in the journal in one round trip."""
    path = result.agency.path
    send(*through(USE, *statements), append(result.case_id, kind, _said(result), agency_path=path, persons=persons))


def _end(result: SignedResult, state: State, reason: str, **changes: Any) -> SignedResult:
    found = _locked(result)
    if found.state != State.SIGNED:
        raise ResultNotOpen(number=found.number, state=found.get_state_display())
    found.state, found.changed_at, found.reason = state, clock.now(), normalise(reason)
    for name, value in changes.items():
        setattr(found, name, value)
    changed = ("state", "changed_at", "reason", *changes)
    _write([update(found, changed)], found, f"result.{state.value}")
    return found


def _locked(result: SignedResult) -> SignedResult:
    found = _LOCKED.rows(send(_LOCKED(result.case_id, result.id))[0])
    if not found:
        raise ResultUnknown
    return found[0]


def _typeset(result: SignedResult, draft: Draft) -> bytes:
    result.number = draft.number
    identity = Identity(case=draft.case_code, number=draft.number, agency=str(draft.agency.id), result=str(result.id))
    return render(
        draft.source,
        {**draft.data, "number": draft.number, "verify_url": verify_url(result.token)},
        files=draft.files,
        name=draft.template,
        identity=identity,
        author=draft.agency.name,
        description=f"{draft.name} {draft.number}".strip(),
    )


def _keep(result: SignedResult, pdf: bytes) -> None:
    result.sha256, result.size = keep_pdf(pdf), len(pdf)


def _sign(actor: Actor, result: SignedResult, pdf: bytes, *, seal: bool, field: str, final: bool, reason: str) -> None:
    from nenso.results.signing import sign

    key = key_of(result.agency, None if seal else actor.account)
    signer, holder = signer_of(key)
    moment = clock.now()
    _keep(result, sign(pdf, signer, holder, field=field, reason=reason, moment=moment))
    said = {
        "field": field,
        "kind": holder.kind,
        "name": holder.name,
        "organisation": key.organisation,
        "fingerprint": key.fingerprint,
        "at": moment.isoformat(),
    }
    result.signers = [*result.signers, said]
    if final:
        result.state, result.signed_at = State.SIGNED, moment


def _said(result: SignedResult) -> dict[str, Any]:
    return {
        "result": result.id,
        "declared": result.declared,
        "number": result.number,
        "sha256": result.sha256,
        "state": str(result.state),
        "signers": [each["name"] for each in result.signers],
        "reason": result.reason,
        "superseded_by": result.superseded_by,
    }


def _token() -> str:
    return "".join(secrets.choice(_UNMISTAKABLE) for _ in range(_LENGTH))
