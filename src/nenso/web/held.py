"""A page that was sent after its session had ended: what was written is held until whoever wrote it is signed in again.

Without scripts nothing else would keep it. It lies in the new, unsigned session, for an hour, and is shown only on the
page that it was sent from, to whom that page opens.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_protect

from nenso.runtime import clock
from nenso.web.wording import t

Answer = Callable[[HttpRequest], HttpResponseBase]
HELD = "held"
LONGEST = 60_000
"""Characters of a form that are held; a page of a form has a few thousand."""
FOR = timedelta(hours=1)


class NoUpload(FileUploadHandler):
    """Reads over the files of a form and keeps none."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> NoReturn:
        """Skip the rest of the file."""
        del raw_data, start
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        """Give nothing."""


def hold(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    """Hold the form that was sent, files aside, and answer; a form of another site is refused."""
    request.upload_handlers = [NoUpload(request)]

    def held(request: HttpRequest) -> HttpResponseBase:
        sent = request.POST.urlencode()
        if len(sent) <= LONGEST and ratelimit.consume(request, app="allauth.account", action="hold"):
            request.session[HELD] = {"path": request.path, "sent": sent, "at": clock.now().isoformat()}
            messages.info(
                request,
                t(
                    "Phiên làm việc đã hết hạn. Những gì bạn vừa ghi vẫn còn: đăng nhập lại để làm tiếp.",
                    "Your session has ended. What you wrote is kept: sign in again and go on.",
                ),
            )
        return answer(request)

    return csrf_protect(held)(request)


def held_of(request: HttpRequest) -> QueryDict | None:
    """Return what was written on this page before signing in again, once; None where nothing was."""
    held = request.session.get(HELD)
    if held is None or held["path"] != request.path:
        return None
    del request.session[HELD]
    return QueryDict(held["sent"]) if datetime.fromisoformat(held["at"]) > clock.now() - FOR else None
