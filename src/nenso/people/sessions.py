"""Sessions of browsers, kept in the database: what is signed out is over, whoever copied the cookie.

The table has the hash of a session's key, and the application reaches it only through functions that answer whoever has
the key (``people/migrations/0004_sessions.py``). A session ends ``NENSO_SESSION_HOURS`` after its last use.
"""

from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection

from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting

_CLEARING = Actor(system="people.sessions", readers=frozenset())
_HASH_BYTES = 20
"""As many as ``django_session.session_key`` holds in hexadecimal; the key itself has 165 random bits."""


class SessionStore(SessionBase):
    """What Django's session middleware reads and writes sessions with."""

    def exists(self, session_key: str) -> bool:
        """Return whether a session with this key is open."""
        return self._read(session_key) is not None

    def create(self) -> None:
        """Begin a new, empty session under a key that nobody has."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # SessionBase's
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the session; one that was ended meanwhile stays ended. Raises ``CreateError``, ``UpdateError``."""
        if self.session_key is None:
            self.create()
            return
        data = self.encode(self._get_session(no_load=must_create))  # type: ignore[attr-defined]  # SessionBase's
        until = clock.now() + timedelta(seconds=self.get_expiry_age())
        values = [digest(self.session_key), data, until, must_create]
        if not _answer("SELECT nenso_keep_session(%s, %s, %s, %s)", values):
            raise CreateError if must_create else UpdateError

    def move(self, key: str) -> None:
        """Keep what the session holds under ``key`` from now on, which nobody else may be able to work out."""
        held = self._get_session()  # type: ignore[attr-defined]  # SessionBase's
        self.delete()
        self._session_key, self._session_cache = key, held
        self.save(must_create=True)
        self.modified = True

    def delete(self, session_key: str | None = None) -> None:
        """End a session: this one, or the one with ``session_key``."""
        key = session_key or self.session_key
        if key is not None:
            _answer("SELECT nenso_end_session(%s)", [digest(key)])

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and no key any more, when it has ended."""
        data = self._read(self.session_key) if self.session_key else None
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

    @classmethod
    def clear_expired(cls) -> None:
        """Remove the sessions that have ended."""
        with acting(_CLEARING):
            _answer("SELECT nenso_clear_sessions(%s)", [clock.now()])

    def _read(self, key: str) -> str | None:
        now = clock.now()
        found: str | None = _answer("SELECT nenso_session(%s, %s, %s)", [digest(key), now, _idle_until(now)])
        return found


def digest(key: str) -> str:
    """Return what the table keeps of a session's key: 40 hexadecimal digits."""
    return blake2b(key.encode(), digest_size=_HASH_BYTES).hexdigest()


def _idle_until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _answer(query: str, values: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return (cursor.fetchone() or (None,))[0]
