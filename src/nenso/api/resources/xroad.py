"""Lookups by systems, as the X-Road message protocol for REST (PR-REST, version r1) has them.

A client that speaks to a security server can be pointed here unchanged: then refusals that a security server would make
are answered as it does. Where one stands in front, it alone says what is X-Road's, and this is the service behind it.
"""

import base64
import hashlib
from uuid import uuid4

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.log import log_response

from nenso.api.problems import problem_answer
from nenso.api.routing import Resource
from nenso.api.shapes.base import Code
from nenso.api.shapes.exchange import Found
from nenso.api.signing_in import actor_of
from nenso.exchange.asking import Asked, look_up
from nenso.exchange.errors import ExchangeProblem, RequestWrong
from nenso.exchange.members import ServiceName, consumer_named, service_named
from nenso.runtime.languages import language_of
from nenso.runtime.logs import request_id
from nenso.web.callers import SIGNED_IN

resource = Resource("exchange")

SET_BY_SECURITY_SERVERS = "X-Road-Request-Id"
"""The header that a security server gives every request that it hands on, and takes from what clients send."""
PATH = "/r1/{instance}/{member_class}/{member}/{subsystem}/{service_code}"
FIELDS = "fields"
_LONGEST = 200
_HEADERS = {
    "X-Road-Client": "Who asks: `VN/GOV/<code of the agency>`, where the caller sits.",
    "X-Road-Issue": "The case that needs it: its code here, or the client's own reference.",
    "Nenso-Purpose": "For what it is asked: one of the purposes of the grant.",
    "X-Road-Id": "The client's own id of the message; one is made when it is left out.",
    "X-Road-UserId": "Who asks, where a system does; of who signed in it is known.",
}
_FAULT = {
    "type": "object",
    "required": ["type", "message", "detail"],
    "properties": {
        "type": {"type": "string", "description": "A code of the X-Road protocol."},
        "message": {"type": "string"},
        "detail": {"type": "string", "description": "The code of the problem here."},
    },
}
_FAULTS = {"default": {"description": "A fault of X-Road.", "content": {"application/json": {"schema": _FAULT}}}}
_NEEDED = frozenset({"X-Road-Client", "X-Road-Issue", "Nenso-Purpose"})


def _parameters() -> list[dict[str, object]]:
    headers: list[dict[str, object]] = [
        {"name": name, "in": "header", "required": name in _NEEDED, "description": told, "schema": {"type": "string"}}
        for name, told in _HEADERS.items()
    ]
    told = "The fields wanted, separated by commas; all of the grant when left out. What finds records stands beside."
    query: dict[str, object] = {"name": FIELDS, "in": "query", "description": told, "schema": {"type": "string"}}
    return [*headers, query]


@resource.get(
    PATH,
    may=SIGNED_IN,
    scope="exchange:lookup",
    returns=Found,
    also={"parameters": _parameters(), "responses": _FAULTS},
)
def look_up_records(
    request: HttpRequest, instance: Code, member_class: Code, member: Code, subsystem: Code, service_code: Code
) -> HttpResponse:
    """Look records up under a grant: `?child_id=…`.

    What a security server of X-Road would refuse is answered as it does: 400 or 500, `X-Road-Error`, and `type`,
    `message`, `detail`. What the service itself refuses is a problem as elsewhere, so is all behind a security server.
    """
    name = ServiceName(instance, member_class, member, subsystem, service_code)
    told = {
        "X-Road-Client": _header(request, "X-Road-Client"),
        "X-Road-Service": str(name),
        "X-Road-Id": _header(request, "X-Road-Id") or str(uuid4()),
        "X-Road-Request-Id": request_id.get(),
    }
    told["X-Road-Request-Hash"] = base64.b64encode(request_hash(request, told["X-Road-Id"])).decode()
    behind = bool(_header(request, SET_BY_SECURITY_SERVERS))
    try:
        response = _looked_up(request, name, told)
    except ExchangeProblem as problem:
        direct = problem.fault and not behind
        response = _fault(request, problem) if direct else problem_answer(request, problem)
    for header, value in ({} if behind else told).items():
        response[header] = value
    response["Cache-Control"] = "no-store"
    return response


def _looked_up(request: HttpRequest, name: ServiceName, told: dict[str, str]) -> HttpResponse:
    actor = actor_of(request)
    consumer = consumer_named(actor, told["X-Road-Client"])
    if any(len(values) != 1 for _, values in request.GET.lists()):
        raise RequestWrong(what="?" + "&".join(request.GET))
    asked = Asked(
        by={key: str(value) for key, value in request.GET.items() if key != FIELDS},
        purpose=_header(request, "Nenso-Purpose"),
        reference=_header(request, "X-Road-Issue"),
        fields=tuple(part for part in request.GET.get(FIELDS, "").split(",") if part),
        message=told["X-Road-Id"],
        user=_header(request, "X-Road-UserId"),
        request_hash=request_hash(request, told["X-Road-Id"]),
    )
    answered = look_up(actor, service_named(name), consumer, asked)
    told["X-Road-Request-Id"] = str(answered.id)
    return HttpResponse(answered.body, content_type="application/json; charset=utf-8")


def request_hash(request: HttpRequest, message: str) -> bytes:
    """Return the SHA-512 of a request without a body, written as X-Road writes it: verb, address, headers, a line each.

    The headers are those of :data:`_HEADERS`, in alphabetical order; ``message``: the ``X-Road-Id``, given or made.
    """
    address = request.get_full_path()
    said = {name: _header(request, name) for name in sorted(_HEADERS, key=str.lower)} | {"X-Road-Id": message}
    lines = [request.method or "", address[address.index("/r1/") :]]
    lines += [f"{name}:{value}" for name, value in said.items() if value]
    return hashlib.sha512("".join(f"{line}\r\n" for line in lines).encode()).digest()


def _header(request: HttpRequest, name: str) -> str:
    return request.headers.get(name, "").strip()[:_LONGEST]


def _fault(request: HttpRequest, problem: ExchangeProblem) -> HttpResponse:
    body = {"type": problem.fault, "message": problem.text(language_of(request)), "detail": problem.code}
    status = 400 if problem.fault.startswith("Client.") else 500
    response = HttpResponse(orjson.dumps(body), status=status, content_type="application/json; charset=utf-8")
    response["X-Road-Error"] = problem.fault
    # Django would log an error of ours: the protocol's 500 says no more than that a security server refused.
    log_response("%s: %s", problem.code, request.path, response=response, request=request, level="warning")
    return response
