"""Whether this install lives (``/healthz``) and can do its work (``/readyz``)."""

import shutil
from functools import lru_cache
from time import monotonic

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from nenso.runtime.config import config
from nenso.runtime.migrating import pending


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes one
    """Answer that the process lives; nothing else is asked."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - a view takes one
    """Answer 200 when the database answers, is migrated, and there is space; otherwise 503 with the reasons."""
    reasons = unready()
    status, code = ("unready", 503) if reasons else ("ok", 200)
    answer = JsonResponse({"status": status, "reasons": reasons}, status=code)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django would log an error each time
    return answer


def unready() -> list[str]:
    """Return why this install cannot do its work; empty when it can."""
    reasons = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated():
            reasons.append(f"migrations pending: {', '.join(pending())}")
    except Error as error:
        connection.close()
        reasons.append(f"database: {str(error).strip().splitlines()[0]}")
    if not has_space():
        reasons.append(f"space: less than {config().free_space_floor} bytes free under NENSO_HOME")
    return reasons


def has_space() -> bool:
    """Return whether enough bytes are free under ``NENSO_HOME`` to accept something new; looked at once a second."""
    return _has_free(config().free_space_floor, int(monotonic()))


@lru_cache(maxsize=1)
def _has_free(size: int, _second: int) -> bool:
    place = next(path for path in (config().home_path, *config().home_path.parents) if path.exists())
    return shutil.disk_usage(place).free >= size


class _Migrated:
    """Once the tables were seen to be this version's, they stay so for the life of the process."""

    seen = False


def note_migrated() -> None:
    """Know that the tables are this version's, in this process and in those forked from it."""
    _Migrated.seen = True


def _migrated() -> bool:
    _Migrated.seen = _Migrated.seen or not pending()
    return _Migrated.seen
