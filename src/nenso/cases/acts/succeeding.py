"""Cases of an agency, open and closed, go on with its successor: codes, deadlines, values and history stay as they are.

Who decides, who took it in, whose turn it is, what is still to be paid and who may read follow; what was done, signed
and paid keeps the name of who did it. Set by set, in batches that are transactions of their own: stopped anywhere and
begun again, the rest follows; the second time none is left.
"""

from collections import Counter
from collections.abc import Iterable

from psycopg import sql

from nenso.agencies.models import Agency
from nenso.cases.models import Case, Status
from nenso.journal.recording import append
from nenso.payments.models import Payment, State
from nenso.runtime.acting import Actor, acting, send

A_BATCH = 500
_LOCKED = """
SELECT c.id, c.procedure, c.persons FROM cases_case c WHERE c.id IN (
    SELECT id FROM cases_case WHERE agency_id = {old} OR receiving_id = {old}
    UNION SELECT case_id FROM cases_task WHERE agency_id = {old}
    UNION SELECT case_id FROM cases_party WHERE party_id = {old} AND kind = 'agency'
    UNION SELECT e.case_id FROM cases_entry e JOIN cases_case o ON o.id = e.case_id
      WHERE e.kind = 'consult' AND e.data ->> 'to' = {old}::text AND {old_path}::ltree = ANY (o.agency_paths)
  ) ORDER BY c.id LIMIT {most} FOR UPDATE
"""
_MOVED = (
    """
UPDATE cases_case SET
  agency_id = CASE agency_id WHEN {old} THEN {new} ELSE agency_id END,
  receiving_id = CASE receiving_id WHEN {old} THEN {new} ELSE receiving_id END,
  agency_paths = ARRAY(
    SELECT DISTINCT one FROM unnest(array_replace(agency_paths, {old_path}::ltree, {new_path}::ltree)) one ORDER BY one
  ),
  readers = ARRAY(
    SELECT DISTINCT replace(one, '@' || {old}::text, '@' || {new}::text) FROM unnest(readers) one ORDER BY 1
  )
WHERE id = ANY({cases})
""",
    "UPDATE cases_task SET agency_id = {new} WHERE case_id = ANY({cases}) AND agency_id = {old}",
    "UPDATE cases_party SET party_id = {new} WHERE case_id = ANY({cases}) AND party_id = {old} AND kind = 'agency'",
)


def totals_of(actor: Actor, agencies: Iterable[Agency]) -> Counter[str]:
    """Return how many filed cases, closed ones too, the agencies decide of each procedure."""
    with acting(actor):
        rows = Case.objects.filter(agency__in=list(agencies)).exclude(status=Status.DRAFT)
        return Counter(rows.values_list("procedure", flat=True).iterator(chunk_size=10_000))


def follow(actor: Actor, old: Agency, new: Agency) -> Counter[str]:
    """Give the cases that ``old`` has a part in to ``new``; return how many of each procedure went."""
    moved = Counter[str]()
    while batch := _batch(actor, old, new):
        moved.update(batch)
    return moved


def _batch(actor: Actor, old: Agency, new: Agency) -> Counter[str]:
    """Move one batch in a transaction of its own, with an entry in the journal of each case."""
    said = {"from": old.path, "to": new.path}
    names: dict[str, sql.Composable] = {
        "old": sql.Literal(old.id),
        "new": sql.Literal(new.id),
        "old_path": sql.Literal(str(old.path)),
        "new_path": sql.Literal(str(new.path)),
        "most": sql.Literal(A_BATCH),
    }
    with acting(actor):
        cases = send(sql.SQL(_LOCKED).format(**names))[0]
        if not cases:
            return Counter()
        keys = [one[0] for one in cases]
        send(*(sql.SQL(one).format(cases=sql.Literal(keys), **names) for one in _MOVED))
        Payment.objects.filter(case_id__in=keys, agency=old, state=State.DUE).update(agency=new)
        send(*(append(key, "case.followed", said, agency_path=new.path, persons=who) for key, _, who in cases))
        return Counter(procedure for _, procedure, _ in cases)
