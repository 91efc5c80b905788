"""Writing into the journal: every use does so in the transaction of what it did."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql

from nenso.journal.chain import Content, Link, body_text, content_of, json_text, sealed_parts
from nenso.runtime.acting import current_actor, send
from nenso.runtime.clock import now
from nenso.runtime.logs import request_id
from nenso.runtime.statements import Prepared, literal

_APPEND = """
WITH head AS MATERIALIZED (SELECT seq, hash FROM journal_head(%(stream)s)),
link AS MATERIALIZED (
  SELECT seq + 1 AS seq, hash AS previous,
    sha256(convert_to(
      %(before)s::text || encode(hash, 'hex') || %(between)s::text || (seq + 1)::text || %(after)s::text, 'UTF8'
    )) AS hash
  FROM head
),
written AS (
  INSERT INTO journal_entry
    (stream, seq, at, kind, body, account, person, system, agency_path, persons, request, previous, hash)
  SELECT %(stream)s::uuid, seq, %(at)s::timestamptz, %(kind)s::text, %(body)s::text::jsonb, %(account)s::uuid,
    %(person)s::uuid, %(system)s::text, %(agency)s::ltree, %(persons)s::uuid[], %(request)s::text, previous, hash
  FROM link
)
SELECT seq, hash FROM link
"""


_PARAMETERS = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", _APPEND)))
_APPENDING = Prepared(
    "journal_append", re.sub(r"%\((\w+)\)s", lambda found: f"${_PARAMETERS.index(found[1]) + 1}", _APPEND)
)


def record(
    stream: UUID,
    kind: str,
    body: dict[str, Any],
    *,
    agency_path: str | None = None,
    persons: Sequence[UUID] = (),
    at: datetime | None = None,
) -> Link:
    """Append one entry to ``stream``, in the transaction of ``acting()``, and return its place and hash.

    One statement locks the stream, reads its head, seals and writes; two writers of one stream follow one another, the
    second after the first commits. A use that writes several streams locks its aggregate first, so that two such uses
    cannot wait for each other.

    ``kind`` is ``room.what_happened`` in the past (``case.filed``); ``body`` is JSON as
    :func:`~nenso.journal.chain.plain` takes it; ``agency_path`` is the agency whose auditors may read it, ``persons``
    whom it concerns; ``at`` is when it happened (default: now). Raises :class:`~nenso.runtime.acting.NobodyActs`
    outside ``acting()``.
    """
    entry = append(stream, kind, body, agency_path=agency_path, persons=persons, at=at)
    seq, digest = send(entry)[0][0]
    return Link(seq, bytes(digest))


def append(
    stream: UUID,
    kind: str,
    body: dict[str, Any],
    *,
    agency_path: str | None = None,
    persons: Sequence[UUID] = (),
    at: datetime | None = None,
    blanks: Mapping[str, sql.Composable] | None = None,
) -> sql.Composable:
    """Return the statement of :func:`record`, to travel with the caller's others in one round trip.

    ``blanks``: texts in the body that only the database can fill in, such as a number it has just counted; each is
    replaced by the text that its expression gives, before sealing. Nobody else may be able to write such a text.
    """
    content = _content(stream, kind, body, agency_path=agency_path, persons=persons, at=at)
    before, between, after = sealed_parts(content)

    def filled(text: str) -> str:
        found = literal(text)
        for blank, expression in (blanks or {}).items():
            within = f"right(left(to_json(({literal(expression)})::text)::text, -1), -1)"
            found = f"replace({found},{literal(json_text(blank)[1:-1])},{within})"
        return found

    sealed = {
        "stream": literal(stream),
        "body": filled(body_text(content)),
        "before": filled(before),
        "between": literal(between),
        "after": literal(after),
    }
    return _APPENDING.with_literals([sealed.get(name) or literal(getattr(content, name)) for name in _PARAMETERS])


def _content(
    stream: UUID,
    kind: str,
    body: dict[str, Any],
    *,
    agency_path: str | None,
    persons: Sequence[UUID],
    at: datetime | None,
) -> Content:
    actor = current_actor()
    return content_of(
        stream,
        kind,
        body,
        at=at or now(),
        account=actor.account,
        person=actor.person,
        system=actor.system,
        agency=agency_path,
        persons=persons,
        request=request_id.get(),
    )
