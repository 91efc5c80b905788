"""A case whole in one round trip, as whoever acts may see it; :mod:`nenso.cases.queries.viewing` shapes it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from nenso.agencies.succeeding import in_stead_of
from nenso.cases.engine.loading import ENDED
from nenso.cases.engine.offering import Offered, offered_for
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.models import Case
from nenso.cases.queries.readers import CONSULT
from nenso.cases.queries.words import Words, text_of
from nenso.formulas.models import Edition
from nenso.language.paths import joined, parted, without_indexes
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting, ask
from nenso.runtime.problems import Problem
from nenso.runtime.statements import Prepared

Row = dict[str, Any]
"""The case as ``nenso_case`` gives it: plain JSON, keys and times as text."""

LONGEST_CODE = 60
MOST_KEPT = 2_000

_WHOLE = Prepared("case_whole", "SELECT nenso_case($1)")
_AROUND = Prepared("case_around", "SELECT nenso_case_around($1)")
_ABOUT_IT = Prepared("case_about_it", "SELECT nenso_case_about_it($1)")
_KEY_OF = Prepared("case_key", "SELECT case_id FROM cases_casecode WHERE code = $1")


def case_row(actor: Actor, wanted: str) -> Row:
    """Return the case with this code (printed now or before) or key; raise :class:`CaseUnknown`.

    A sealed one whose moment has come is opened by who reads it first.
    """
    row = _read(actor, wanted)
    if _is_to_be_opened(row):
        open_sealed(UUID(row["id"]))
        row = _read(actor, wanted)
    for part in ("tasks", "entries", "parties", "payments", "results", "slips", "files", "children"):
        row[part] = row[part] or []
    _name_who_goes_on(actor, row)
    return row


def _read(actor: Actor, wanted: str) -> Row:
    if len(wanted) > LONGEST_CODE or "\x00" in wanted:
        raise CaseUnknown
    found, around = (rows[0][0] for rows in ask(actor, _WHOLE(wanted), _AROUND(wanted)))
    if found is None or around is None:
        raise CaseUnknown
    row: Row = orjson.loads(found) | orjson.loads(around)
    return row


def _is_to_be_opened(row: Row) -> bool:
    waits = row["sealed_until"] is not None and row["unsealed_at"] is None and row["status"] not in ENDED
    return waits and datetime.fromisoformat(row["sealed_until"]) <= clock.now()


def open_sealed(key: UUID) -> None:
    """Open a sealed case whose moment has come; one that cannot go on is read as it stands, the job tells why."""
    from nenso.cases.acts.unsealing import unseal

    with suppress(Problem):
        unseal(key)


def _name_who_goes_on(actor: Actor, row: Row) -> None:
    """Let what was asked of an agency that is no more be asked of the one that goes on in its stead."""
    asked = [one["data"] for one in row["entries"] if one["kind"] == CONSULT]
    if not asked:
        return
    with acting(actor):
        standing = in_stead_of(UUID(one["to"]) for one in asked)
    for one in asked:
        one["to"] = str(standing[UUID(one["to"])])


def about_it(actor: Actor, key: UUID) -> list[Row]:
    """Return the cases about the case ``key`` that ``actor`` may see, newest first."""
    found = ask(actor, _ABOUT_IT(key))[0][0][0]
    return orjson.loads(found) if found is not None else []


def case_key(actor: Actor, wanted: str) -> UUID:
    """Return the key of the case with this code or key, of which it is not said here whether ``actor`` may see it.

    Raises :class:`CaseUnknown` for a code that nobody has.
    """
    try:
        return UUID(wanted)
    except ValueError:
        pass
    if len(wanted) > LONGEST_CODE or "\x00" in wanted:
        raise CaseUnknown
    found = ask(actor, _KEY_OF(wanted))[0]
    if not found:
        raise CaseUnknown
    return UUID(str(found[0][0]))


def offered_by_row(row: Row) -> Offered:
    """Return what the case runs on: the edition and adaptation of its filing, kept in the process."""
    return _offered(row["edition"], row["adaptation"], row["procedure"])


def labels_of(row: Row) -> dict[tuple[str, str], Words]:
    """Return what people call what can be asked for: (``field`` or ``document``, its path or name) → label."""
    return _labels(row["edition"], row["adaptation"], row["procedure"])


def label_of(labels: Mapping[tuple[str, str], Words], kind: str, name: str) -> Words:
    """Return what people call one thing that is asked for; of a field in a row the table, which row, and the field."""
    found = labels.get((kind, name))
    if found is not None:
        return found
    words = {"vi": name, "en": name}
    *way, last = parted(name)
    at = next((place for place, part in enumerate(way) if isinstance(part, int)), None)
    if at is None or isinstance(last, int):
        return words
    table = labels.get((kind, ".".join(without_indexes(joined(way[:at])))), words)
    column = labels.get((kind, ".".join(without_indexes(name))), {"vi": last, "en": last})
    return {tag: f"{table[tag]} {int(way[at]) + 1}: {column[tag]}" for tag in ("vi", "en")}


def sensitive_of(row: Row, step: str = "", action: str = "") -> tuple[list[str], ...]:
    """Return the ways to the sensitive fields of the case's form, or of the form of an act at ``step``."""
    return _sensitive(row["edition"], row["adaptation"], row["procedure"], step, action)


@lru_cache(maxsize=MOST_KEPT)
def _sensitive(edition: str, adaptation: str | None, procedure: str, step: str, action: str) -> tuple[list[str], ...]:
    ready = _offered(edition, adaptation, procedure)
    form = ready.step_form(step, action) if step else ready.form
    return tuple(node.path.split(".") for node in form.nodes() if node.field.sensitive)


@lru_cache(maxsize=MOST_KEPT)
def _labels(edition: str, adaptation: str | None, procedure: str) -> dict[tuple[str, str], Words]:
    ready = _offered(edition, adaptation, procedure)
    fields = {("field", node.path): text_of(node.field.label, node.path) for node in ready.form.nodes()}
    documents = {("document", str(one.name)): text_of(one.label, str(one.name)) for one in ready.procedure.documents}
    return fields | documents


@lru_cache(maxsize=MOST_KEPT)
def _offered(edition: str, adaptation: str | None, procedure: str) -> Offered:
    changed = _edition(adaptation) if adaptation else None
    return offered_for(Case(edition=_edition(edition), adaptation=changed, procedure=procedure))


@lru_cache(maxsize=MOST_KEPT)
def _edition(key: str) -> Edition:
    return Edition.objects.get(pk=key)
