"""Jobs of people."""

from nenso.people.sessions import SessionStore
from nenso.runtime.acting import Actor
from nenso.runtime.jobs import job


@job("people.clear_sessions", cron="45 18 * * *")
def clear_sessions(actor: Actor) -> None:
    """Remove the sessions that have ended, at 01:45 in Viet Nam."""
    del actor
    SessionStore.clear_expired()
