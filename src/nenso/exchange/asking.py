"""One lookup (lượt tra cứu): asked for a purpose and a case, answered from the grant's fields only, kept on both sides.

What is answered and what is refused are both written, in the transaction of the answer: a row of ``exchange_message``
and an entry in the journal of each side, under the agency whose side it is. The owner's entries about one record are a
stream (else those of a grant), the consumer's for one case are another (else those of a grant): each is chained, and
only lookups of the same record or for the same case wait for each other, always the owner's side first. Neither holds
what was answered, only its hash.
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid5

import orjson

from nenso.agencies.models import Agency
from nenso.cases.engine.loading import ENDED
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.models import Case
from nenso.cases.queries.overview import case_key
from nenso.exchange.errors import (
    CaseNotTheirs,
    ClientOther,
    ExchangeProblem,
    FieldNotGranted,
    NotGranted,
    PersonObjected,
    PurposeNotGranted,
    RequestWrong,
    ServiceUnknown,
    TooManyLookups,
)
from nenso.exchange.granting import EXCHANGE
from nenso.exchange.models import Grant, Message, Service
from nenso.exchange.services import Lent, lent
from nenso.exchange.values import answered, by_key, matching
from nenso.journal.recording import append
from nenso.registers.models import Record
from nenso.runtime import clock
from nenso.runtime.acting import Actor, Session, acting
from nenso.runtime.ids import uuid7
from nenso.runtime.paths import lies_within
from nenso.runtime.statements import Prepared, insert

_USE = Prepared(
    "exchange_use",
    "INSERT INTO exchange_usage (grant_id, minute, count) VALUES ($1::uuid, $2::bigint, 1)"
    " ON CONFLICT (grant_id, minute) DO UPDATE SET count = exchange_usage.count + 1 RETURNING count",
)
_GRANT = Prepared(
    "exchange_grant",
    "SELECT id, fields, purposes, rate, here FROM exchange_grant WHERE service_id = $1 AND consumer_id = $2"
    " AND state = 'granted' AND valid_from <= $3 AND valid_until > $3 ORDER BY decided_at DESC LIMIT 1",
)
_OBJECTED = Prepared(
    "exchange_objected",
    "SELECT 1 FROM exchange_objection WHERE service_id = $1 AND consumer_id = $2 AND person = ANY ($3::uuid[])"
    " AND upheld LIMIT 1",
)
OWNER_SIDE = UUID("0a4be4a6-66a1-4b3f-8a0f-5b2d0e7a9c41")
CONSUMER_SIDE = UUID("6f0d6cd2-3a34-4c0a-9f55-0d1f1a6f2b11")
"""With the key of a record, case or grant they name the streams of lookups, which nothing else writes."""


@dataclass(frozen=True)
class Asked:
    """What one lookup asks: ``by`` the fields that find records, ``fields`` (none: all granted), for what and why.

    ``message``: the client's own id; ``reference``: the case that needs it; ``user``: who asks, where a system does (of
    a person who signed in it is known); ``request_hash``: SHA-256 of the request as it came.
    """

    by: Mapping[str, str]
    purpose: str
    reference: str
    fields: Sequence[str] = ()
    message: str = ""
    user: str = ""
    request_hash: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What was answered: ``id`` of the lookup, ``body`` as the bytes whose SHA-256 is kept."""

    id: UUID
    body: bytes
    records: list[dict[str, Any]]


def look_up(actor: Actor, service: Service, consumer: Agency, asked: Asked) -> Answer:
    """Answer a lookup of ``consumer``, for whoever sits there; what is refused is kept too.

    Raises what :mod:`nenso.exchange.errors` names as :class:`ExchangeProblem`.
    """
    if not any(seat.agency == consumer.id for seat in actor.seats):
        raise ClientOther(client=consumer.name)
    wanted = _Wanted.of(service, consumer, asked)
    inside = replace(actor.by_way_of("exchange.lookup"), scope=EXCHANGE.scope)
    try:
        grant = _GRANT(service.id, consumer.id, clock.now())
        with acting(inside, grant, *by_key(wanted.lends, asked.by)) as session:
            found = _granted(session, wanted)
            return _answer(session, actor, found)
    except ExchangeProblem as problem:
        with acting(inside) as session:
            _keep(session, actor, wanted, outcome=problem.code.partition(".")[2])
        raise


@dataclass
class _Wanted:
    """One lookup under way; what is still empty was not reached when it was refused."""

    id: UUID
    service: Service
    lends: Lent
    consumer: Agency
    asked: Asked
    grant: Grant | None = None
    case: Case | None = None
    records: Sequence[Record] = ()

    @classmethod
    def of(cls, service: Service, consumer: Agency, asked: Asked) -> "_Wanted":
        return cls(uuid7(), service, lent(service), consumer, asked)


def _granted(session: Session, wanted: _Wanted) -> _Wanted:
    """Fill in grant, case and records, as the opening of the transaction found them, or raise why not."""
    asked, service = wanted.asked, wanted.service
    if service.closed_at is not None:
        raise ServiceUnknown(service=str(service))
    if set(asked.by) != set(wanted.lends.lookup.by) or not all(asked.by.values()):
        raise RequestWrong(what=" + ".join(wanted.lends.lookup.by))
    if not asked.reference.strip():
        raise RequestWrong(what="X-Road-Issue")
    if not asked.purpose:
        raise RequestWrong(what="Nenso-Purpose")
    granted, *rows = session.first
    for key, fields, purposes, rate, here in granted:
        terms = {"fields": fields, "purposes": purposes, "rate": rate, "here": here}
        wanted.grant = Grant(id=key, service=service, consumer=wanted.consumer, **terms)
    if wanted.grant is None:
        raise NotGranted(consumer=wanted.consumer.name)
    if asked.purpose not in wanted.grant.purposes:
        raise PurposeNotGranted(purpose=asked.purpose)
    beyond = [name for name in asked.fields if name not in wanted.grant.fields]
    if beyond:
        raise FieldNotGranted(fields=", ".join(beyond))
    wanted.case = _case(wanted.grant, wanted.consumer, asked.reference)
    wanted.records = matching(wanted.lends, service.owner.path, asked.by, rows[0] if rows else None)
    persons = [person for record in wanted.records for person in record.persons]
    if persons and session.send(_OBJECTED(service.id, wanted.consumer.id, persons))[0]:
        raise PersonObjected
    return wanted


def _case(grant: Grant, consumer: Agency, reference: str) -> Case | None:
    """Return the consumer's open case that needs the lookup; None where its cases are elsewhere."""
    if not grant.here:
        return None
    try:
        found = Case.objects.filter(id=case_key(EXCHANGE, reference)).first()
    except CaseUnknown:
        found = None
    theirs = found is not None and any(lies_within(path, consumer.path) for path in found.agency_paths)
    if found is None or not theirs or found.status in ENDED:
        raise CaseNotTheirs(case=reference, consumer=consumer.name)
    return found


def _answer(session: Session, actor: Actor, wanted: _Wanted) -> Answer:
    if wanted.grant is None:
        raise NotGranted(consumer=wanted.consumer.name)
    names = wanted.asked.fields or wanted.grant.fields
    records = [answered(wanted.lends, record, names) for record in wanted.records]
    body = orjson.dumps({"records": records}, option=orjson.OPT_SORT_KEYS)
    _keep(session, actor, wanted, outcome="answered", body=body)
    return Answer(wanted.id, body, records)


def _keep(session: Session, actor: Actor, wanted: _Wanted, *, outcome: str, body: bytes | None = None) -> None:
    """Write the lookup on both sides, and end the transaction; raises ``TooManyLookups``: then nothing of it stays."""
    asked, service, grant = wanted.asked, wanted.service, wanted.grant
    persons = sorted({person for record in wanted.records for person in record.persons}, key=str)
    records = [record.id for record in wanted.records]
    answer_hash = hashlib.sha256(body).digest() if body is not None else None
    who = actor.name if actor.account is not None else asked.user or actor.name
    names = list(asked.fields or (grant.fields if grant else ()))
    both = {
        "lookup": str(wanted.id),
        "message": asked.message,
        "service": str(service),
        "owner": service.owner.path,
        "consumer": wanted.consumer.path,
        "grant": str(grant.id) if grant else None,
        "purpose": asked.purpose,
        "reference": asked.reference,
        "who": who,
        "fields": names,
        "outcome": outcome,
        "found": len(records),
        "request": asked.request_hash.hex(),
        "answer": answer_hash.hex() if answer_hash else None,
    }
    own = grant.id if grant else service.id
    counted = [_USE(grant.id, int(time.time() // 60))] if grant and body is not None else []
    owner_stream = uuid5(OWNER_SIDE, str(records[0] if len(records) == 1 else own))
    consumer_stream = uuid5(CONSUMER_SIDE, str(wanted.case.id if wanted.case else own))
    kind = "answered" if outcome == "answered" else "refused"
    entries = [
        append(
            owner_stream,
            f"exchange.{kind}",
            both | {"side": "owner", "records": [str(one) for one in records]},
            agency_path=service.owner.path,
            persons=persons,
        ),
        append(consumer_stream, f"exchange.{kind}", both | {"side": "consumer"}, agency_path=wanted.consumer.path),
    ]
    *used, ours, theirs = (rows[0][0] for rows in session.send(*counted, *entries))
    if grant and used and used[0] > grant.rate:
        raise TooManyLookups(rate=grant.rate)
    message = Message(
        id=wanted.id,
        message=asked.message[:100],
        service=service,
        grant_id=grant.id if grant else None,
        owner=service.owner,
        consumer=wanted.consumer,
        at=clock.now(),
        account=actor.account,
        who=who[:200],
        purpose=asked.purpose[:80],
        reference=asked.reference[:100],
        fields=names,
        outcome=outcome,
        records=records,
        persons=persons,
        request_hash=asked.request_hash or bytes(32),
        answer_hash=answer_hash,
        owner_stream=owner_stream,
        owner_seq=ours,
        consumer_stream=consumer_stream,
        consumer_seq=theirs,
        agency_paths=[service.owner.path, wanted.consumer.path],
    )
    session.commit(*insert([message]))
