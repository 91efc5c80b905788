"""The journal of one case for who may see it: what happened, sealed entry by entry, and whether it still holds."""

from typing import Any
from uuid import UUID

from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.queries.overview import case_row, offered_by_row, sensitive_of
from nenso.cases.queries.sight import sight_of
from nenso.journal.models import JournalEntry
from nenso.journal.verifying import Report, verify
from nenso.runtime.acting import Actor, acting

MOST = 1_000
_FILLED_IN = frozenset({"data", "before", "after"})
"""Answers: they are told in the case's history, where what is sensitive is masked."""
_HASH = frozenset({"form"})
"""Of a form as it was filed: who sees all of it but five digits finds these by trying."""


def journal_of_case(actor: Actor, wanted: str) -> tuple[list[dict[str, Any]], Report]:
    """Return the entries of the case's stream in order, and what verifying them found.

    Who works on the case also reads what the entries say; others that they are there, when, and their hashes. Raises
    ``CaseUnknown``.
    """
    row = case_row(actor, wanted)
    sight = sight_of(actor, row, offered_by_row(row))
    hidden = _FILLED_IN | (_HASH if sensitive_of(row) else frozenset())
    if not sight.any:
        raise CaseUnknown
    key = UUID(row["id"])
    with acting(actor):
        entries = list(JournalEntry.objects.filter(stream=key).order_by("seq")[:MOST])
    return [_shown(entry, hidden, whole=sight.works) for entry in entries], verify(key)


def _shown(entry: JournalEntry, hidden: frozenset[str], *, whole: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "seq": entry.seq,
        "at": entry.at,
        "kind": entry.kind,
        "previous": bytes(entry.previous).hex(),
        "hash": bytes(entry.hash).hex(),
    }
    if whole:
        shown["body"] = {name: value for name, value in entry.body.items() if name not in hidden}
        shown |= {"account": entry.account, "system": entry.system, "request": entry.request}
    return shown
