"""Who may manage an agency: asked of the database, which refuses by the same functions. Somebody always may."""

from uuid import UUID

from django.db import connection

from nenso.agencies.errors import LastAdministrator, NotAdministrator
from nenso.agencies.models import Agency, Post
from nenso.runtime import clock
from nenso.runtime.acting import current_actor

ADMINISTRATOR = "admin"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('agencies.administrators', 0))"
"""Of two who end the last two administrators at once, one is refused."""


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


def must_leave_an_administrator(post: Post) -> None:
    """Go on, inside ``acting()``, unless ``post`` is its agency's last one of an administrator.

    One who begins later or ran out does not count. A command of whoever runs the install may: it can also appoint.
    Raises ``LastAdministrator``.
    """
    if post.role != ADMINISTRATOR or current_actor().system:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    today = clock.today()
    others = Post.objects.filter(agency=post.agency, role=ADMINISTRATOR, ended_at__isnull=True, valid_from__lte=today)
    if not others.exclude(account_id=post.account_id).exclude(valid_until__lte=today).exists():
        raise LastAdministrator(agency=post.agency.name)


def _must(query: str, parameters: list[UUID | str], agency: Agency) -> None:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        if not (cursor.fetchone() or (False,))[0]:
            raise NotAdministrator(agency=agency.name)
