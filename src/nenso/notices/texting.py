"""Text messages (tin nhắn), by whatever gateway takes them as JSON over HTTP.

What a gateway took is sent, not delivered. Its answer is read for its status alone: it may echo the number or the text,
and errors are kept and logged.
"""

import json
import re
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from nenso.notices.errors import DeliveryFailed
from nenso.notices.models import Notice

_SECONDS = 20
_NAME = re.compile(r"\{(\w+)\}")
_REFUSED = frozenset({400, 404, 410, 422})
"""What a gateway answers about a number or a text that it will never take; anything else may be better later."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *told: Any, **more: Any) -> None:
        """Follow nowhere: the headers hold a secret."""


class SmsChannel:
    """Posts each message to one address. Raises ``ValueError`` when that is none of HTTP."""

    def __init__(self, url: str, headers: Mapping[str, str], body: Mapping[str, Any]) -> None:
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise ValueError("not the address of a gateway for text messages: http:// or https:// is needed")
        self._url, self._body = url, body
        self._headers = {"Content-Type": "application/json", **headers}
        self._opener: OpenerDirector = build_opener(_NoRedirects)

    def send(self, notice: Notice, address: str, language: str) -> None:
        """Send one message to the number ``address``, named by the notice."""
        self.post(address, in_language(notice.text, language), str(notice.id))

    def post(self, number: str, text: str, name: str) -> None:
        """Give the gateway ``text`` for ``number``, under a ``name`` to report by. Raises ``DeliveryFailed``."""
        facts = {"phone": number, "text": text, "id": name}
        content = json.dumps(filled(self._body, facts)).encode()
        request = Request(self._url, data=content, headers=self._headers, method="POST")  # noqa: S310 - of HTTP, above
        try:
            with self._opener.open(request, timeout=_SECONDS):
                return
        except HTTPError as error:
            error.close()
            raise DeliveryFailed(f"the gateway answered {error.code}", final=error.code in _REFUSED) from None
        except (OSError, HTTPException) as error:
            raise DeliveryFailed(f"the gateway did not answer ({type(error).__name__})") from None


def filled(template: Any, facts: Mapping[str, str]) -> Any:
    """Return ``template`` with the names in braces in its texts filled in, each once: what is filled in is not read."""
    if isinstance(template, Mapping):
        return {name: filled(value, facts) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, facts) for value in template]
    if not isinstance(template, str):
        return template
    return _NAME.sub(lambda found: facts.get(found[1], found[0]), template)


def in_language(text: dict[str, str], language: str) -> str:
    """Return ``text`` in ``language``, else in Vietnamese."""
    return text.get(language) or text["vi"]
