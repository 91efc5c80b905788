"""A form is carried out once, however often it is sent: its page holds a key, as a program's call does."""

import re

from django.http import HttpRequest
from markupsafe import Markup

from nenso.runtime.ids import uuid7

FIELD = "once"
_SOUND = re.compile(r"[!-~]{8,80}\Z")


def key_field(value: str = "") -> Markup:
    """Return the hidden field with a new key, or with the one that was sent when the form is shown again."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, value or uuid7().hex)


def key_of(request: HttpRequest) -> str:
    """Return the key that came with a form; a form without a sound one is taken for a new one."""
    given = request.POST.get(FIELD, "")
    return given if _SOUND.match(given) else uuid7().hex
