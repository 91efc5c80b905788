"""Beginning a turn on a case that exists."""

from nenso.cases.engine.loading import Loaded
from nenso.cases.engine.lookup import CaseLookup
from nenso.cases.engine.offering import offered_for
from nenso.cases.engine.turn import Turn
from nenso.runtime.acting import Actor
from nenso.territory.calendars import calendar_for


def turn_on(actor: Actor, loaded: Loaded) -> Turn:
    """Return a turn of ``actor`` on a case that is loaded and locked."""
    ready = offered_for(loaded.case)
    lookup = CaseLookup(actor, ready, loaded.case.agency, calendar_for(loaded.case.agency.path), loaded.case.id)
    return Turn(loaded, ready, actor, lookup, actor_name=name_of(actor, loaded))


def name_of(actor: Actor, loaded: Loaded) -> str:
    """Return what the entries call whoever acts."""
    if actor.name:
        return actor.name
    own = next((party for party in loaded.parties if party.party_id and party.party_id == actor.person), None)
    return own.display if own is not None else actor.system
