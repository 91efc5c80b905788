"""Who may manage an agency: asked of the database, which refuses by the same functions."""

from uuid import UUID

from django.db import connection

from nenso.agencies.errors import NotAdministrator
from nenso.agencies.models import Agency


def must_administer(agency: Agency) -> None:
    """Go on, inside ``acting()``, when a command or an administrator of ``agency`` or above acts.

    Raises ``NotAdministrator`` otherwise.
    """
    _must("SELECT nenso_administers(%s)", [agency.id], agency)


def must_appoint(agency: Agency, role: str) -> None:
    """Go on when ``role`` at ``agency`` may be given and taken by who acts; raises ``NotAdministrator`` otherwise.

    ``admin`` and ``auditor`` only from an agency above, the other roles also by the agency's own administrators.
    """
    _must("SELECT nenso_may_appoint(%s, %s)", [agency.id, role], agency)


def _must(query: str, parameters: list[UUID | str], agency: Agency) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        if not (cursor.fetchone() or (False,))[0]:
            raise NotAdministrator(agency=agency.name)
