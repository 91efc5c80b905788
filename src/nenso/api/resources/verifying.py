"""Verifying a document: by the file, by the word in its QR code, by its hash. Anybody may."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic import ValidationError

from nenso.api.answers import answer, read_answer
from nenso.api.bodies import read_json
from nenso.api.errors import ContentTypeWrong, RequestInvalid
from nenso.api.mistakes import mistakes
from nenso.api.routing import Resource
from nenso.api.shapes.results import Issued, VerdictShape, VerifyAsked
from nenso.api.signing_in import actor_of
from nenso.api.uploads import MULTIPART
from nenso.results.checking import verify_digest, verify_file, verify_token
from nenso.results.verifying import KnownResult
from nenso.runtime.acting import Actor
from nenso.runtime.languages import language_of
from nenso.web.callers import EVERYBODY
from nenso.web.checks import count_check

resource = Resource("verify")

_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        MULTIPART: {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
        "application/json": {
            "schema": {
                "oneOf": [
                    {
                        "type": "object",
                        "required": ["token"],
                        "additionalProperties": False,
                        "properties": {"token": {"type": "string", "minLength": 1, "maxLength": 40}},
                    },
                    {
                        "type": "object",
                        "required": ["sha256"],
                        "additionalProperties": False,
                        "properties": {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
                    },
                ]
            }
        },
    },
}


@resource.post(
    "/verify",
    may=EVERYBODY,
    returns=VerdictShape | Issued,
    example={"token": "Xk3v9Qm2"},
    also={"requestBody": _BODY},
)
def verify(request: HttpRequest) -> HttpResponse:
    """Who signed a PDF, when, for which case, whether it still stands; or what was issued under a QR code or hash."""
    actor = actor_of(request)
    if request.content_type == MULTIPART:
        count_check(request, "verify_file")
        return _verdict(actor, request)
    if request.content_type != "application/json":
        raise ContentTypeWrong(wanted=f"{MULTIPART}, application/json", given=request.content_type or "—")
    asked = _asked(read_json(request.body))
    count_check(request, "verify_code")
    known = verify_token(actor, asked.token) if asked.token else verify_digest(actor, asked.sha256 or "")
    return answer(_issued(known))


@resource.get("/verify/{token}", may=EVERYBODY, returns=Issued)
def read_issued(request: HttpRequest, token: str) -> HttpResponse:
    """What was issued under the word in a QR code."""
    count_check(request, "verify_code")
    return read_answer(request, _issued(verify_token(actor_of(request), token[:100])))


def _verdict(actor: Actor, request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise RequestInvalid(count=1, problems=mistakes([{"type": "missing", "loc": ("file", "file")}]))
    return answer(verify_file(actor, file.read()).body(language_of(request)))


def _asked(body: Any) -> VerifyAsked:
    try:
        asked = VerifyAsked.model_validate(body)
    except ValidationError as error:
        found = mistakes([{**one, "loc": ("body", "body", *one["loc"])} for one in error.errors()])
        raise RequestInvalid(count=len(found), problems=found) from error
    if bool(asked.token) == bool(asked.sha256):
        found = mistakes([{"type": "missing", "loc": ("body", "body", "token")}])
        raise RequestInvalid(count=1, problems=found)
    return asked


def _issued(known: KnownResult) -> dict[str, Any]:
    return {
        "state": known.state,
        "name": known.name,
        "number": known.number,
        "case": known.case,
        "agency_name": known.agency_name,
        "sha256": known.sha256,
        "signed_at": known.signed_at,
        "changed_at": known.changed_at,
        "reason": known.reason or "",
        "successor": known.successor or "",
    }
