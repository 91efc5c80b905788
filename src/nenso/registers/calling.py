"""What records are called to whoever sees them: nothing stands there that their register does not open to them."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from nenso.registers.editing import declared_for
from nenso.registers.models import Record, RecordParty
from nenso.registers.sight import sight_of
from nenso.runtime.acting import Actor, acting


def called_for(actor: Actor, records: Iterable[Record]) -> dict[UUID, str]:
    """Return by id what records that ``actor`` sees are called to them: see :meth:`Sight.called`.

    One statement, however many there are, where their edition and agency came with them.
    """
    found = list(records)
    with acting(actor):
        parts = _parts(actor, found)
        return {
            one.id: sight_of(actor, declared, one, parts[one.id]).called(declared, one)
            for one in found
            for declared in [declared_for(one)]
        }


def _parts(actor: Actor, records: Iterable[Record]) -> dict[UUID, set[str]]:
    """Return by record under which names the actor's person is a party of it."""
    parts = defaultdict[UUID, set[str]](set)
    mine = [one.id for one in records if actor.person in one.persons]
    if mine:
        for party in RecordParty.objects.filter(record__in=mine, party_id=actor.person):
            parts[party.record_id].add(party.name)
    return parts
