"""Pages that begin where the one before ended: opaque signed cursors, so that nobody has to make one up or can."""

from collections.abc import Sequence
from typing import Any

from django.core import signing

from nenso.api.errors import CursorWrong

MOST = 100
USUAL = 20
_SALT = "nenso.api.cursor"


def cursor_of(after: Sequence[str] | None, *, of: Sequence[Any]) -> str | None:
    """Return the cursor of the page after ``after``, None when there is no more; ``of``: the list and its filters."""
    return None if after is None else signing.dumps([list(map(str, of)), list(after)], salt=_SALT, compress=True)


def after_of(cursor: str, *, of: Sequence[Any]) -> list[str] | None:
    """Return what ``cursor`` says the page begins after, None for the first page; raise :class:`CursorWrong`."""
    if not cursor:
        return None
    try:
        listed, after = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise CursorWrong from error
    if listed != list(map(str, of)):
        raise CursorWrong
    return [str(one) for one in after]
