"""Opening an account with a button that was pressed twice: both answers lead to the page where the code is entered.

The browser sends the form the second time before it has the session of the first, and shows the second answer. So the
session in which the code is waited for has a key that follows from the form: whoever sends this form again is in it.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.stagekit import get_pending_stage
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

from nenso.people.sessions import SessionStore
from nenso.web.keys import key_of

View = Callable[..., HttpResponseBase]


def opened_once(view: View) -> View:
    """Make the view of allauth answer a form that is sent again as it answered it first; inside ``acting()``."""

    @wraps(view)
    def opened(request: HttpRequest, **words: object) -> HttpResponseBase:
        secret = request.META.get("CSRF_COOKIE", "")
        if request.method != "POST" or not secret:
            return view(request, **words)
        key = salted_hmac("nenso.opening", f"{secret} {key_of(request)}", algorithm="sha256").hexdigest()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        before = SessionStore(key)
        if before.exists(key):
            request.session = before
            before.modified = True
            return view(request, **words)
        answer = view(request, **words)
        if isinstance(request.session, SessionStore) and get_pending_stage(request) is not None:
            request.session.move(key)
        return answer

    return opened
