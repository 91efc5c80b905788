"""Sums that came in for an agency go on with its successor, whose cashiers deal with what is open.

Statements of the old account are taken in at the successor then; what was told before is known there again.
"""

from nenso.agencies.models import Agency
from nenso.journal.recording import record
from nenso.payments.models import BankTransfer
from nenso.payments.transfers import LONGEST_REFERENCE
from nenso.runtime.acting import Actor, acting


def follow(actor: Actor, old: Agency, new: Agency) -> int:
    """Give what came in for ``old`` to ``new``; return how many went. For commands: the second time none is left.

    A number that the bank of ``new`` gave too says from then on of which agency it came.
    """
    with acting(actor):
        came = BankTransfer.objects.filter(agency=old)
        there = BankTransfer.objects.filter(agency=new).values("reference")
        for one in came.filter(reference__in=there):
            came.filter(pk=one.pk).update(reference=_of(one.reference, old))
        went = came.update(agency=new)
        if went:
            body = {"from": old.path, "to": new.path, "count": went}
            record(new.id, "transfers.followed", body, agency_path=new.path)
    return went


def _of(reference: str, agency: Agency) -> str:
    said = f" ({agency.path})"
    return reference[: LONGEST_REFERENCE - len(said)] + said
