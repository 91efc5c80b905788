"""What administrators keep in order at an agency: its books of numbers, working hours, signing keys."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from nenso.agencies.books import close_book, start_book
from nenso.api.answers import read_answer
from nenso.api.resources.administering import READ, WRITE, administered, once
from nenso.api.routing import Resource
from nenso.api.shapes.keeping import BookClosing, Books, BookStarting, HoursAsked, KeyRetirement, Keys, KeyTrial
from nenso.api.signing_in import actor_of
from nenso.cases.acts.calendar_changes import Change, change_calendar
from nenso.cases.queries.book_keeping import books_at
from nenso.results.key_keeping import KeyFacts, keys_at, revoke_key, try_key
from nenso.territory.calendars import must_be_hours
from nenso.web.callers import ADMINISTRATORS

resource = Resource("keeping")
A_BOOK = {"book": "receipts", "period": "2026"}


@resource.get("/agencies/{agency}/books", may=ADMINISTRATORS, scope=READ, returns=Books)
def list_books(request: HttpRequest, agency: UUID) -> HttpResponse:
    """The books of numbers: of each procedure's papers and of receipts, how far each is, in this period and before."""
    lines = books_at(actor_of(request), administered(request, agency))
    return read_answer(request, {"items": [vars(one) for one in lines]})


@resource.post(
    "/agencies/{agency}/books/start",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={**A_BOOK, "first": 5},
)
def start_one_book(request: HttpRequest, agency: UUID, body: BookStarting) -> HttpResponseBase:
    """Let a book go on from a higher number (the paper book had come so far); no number is given twice."""
    actor, found = actor_of(request), administered(request, agency)
    asked = body.model_dump(mode="json")
    return once(
        request, "book_start", agency, asked, lambda: start_book(actor, found, body.book, body.period, body.first)
    )


@resource.post(
    "/agencies/{agency}/books/close",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example=A_BOOK,
)
def close_one_book(request: HttpRequest, agency: UUID, body: BookClosing) -> HttpResponseBase:
    """Close a book for its period (khóa sổ): no further number is given in it."""
    actor, found = actor_of(request), administered(request, agency)
    asked = body.model_dump(mode="json")
    return once(request, "book_close", agency, asked, lambda: close_book(actor, found, body.book, body.period))


@resource.post(
    "/agencies/{agency}/hours",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={"since": "2027-01-04", "hours": "07:30-11:30 13:30-17:00", "source": "TB 3/UBND"},
)
def set_working_hours(request: HttpRequest, agency: UUID, body: HoursAsked) -> HttpResponseBase:
    """Set the working hours of an agency and all below from a day on; due times of open cases follow."""
    actor, found = actor_of(request), administered(request, agency)
    must_be_hours(body.hours)
    change = Change(hours_since=body.since, hours=body.hours.strip(), source=body.source)
    asked = body.model_dump(mode="json")
    return once(request, "hours", agency, asked, lambda: change_calendar(actor, found, change))


@resource.get("/agencies/{agency}/keys", may=ADMINISTRATORS, scope=READ, returns=Keys)
def list_keys(request: HttpRequest, agency: UUID) -> HttpResponse:
    """The signing keys of an agency, its seal's and its people's; keys are brought in on screen or by command."""
    found = keys_at(actor_of(request), administered(request, agency))
    return read_answer(request, {"items": [_key(one) for one in found]})


@resource.post("/keys/{key}/trial", may=ADMINISTRATORS, scope=WRITE, returns=KeyTrial, example={})
def try_one_key(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let a key sign something random and check it against its certificate; nothing is kept."""
    found = try_key(actor_of(request), key)
    return read_answer(request, {"fits": True, "valid_until": found.valid_until.date()})


@resource.post(
    "/keys/{key}/retirement",
    may=ADMINISTRATORS,
    scope=WRITE,
    returns=None,
    status=204,
    key=True,
    example={"reason": "Thay chứng thư mới"},
)
def retire_key(request: HttpRequest, key: UUID, body: KeyRetirement) -> HttpResponseBase:
    """Take a key out of use now: what it signed before stays valid."""
    actor = actor_of(request)
    asked = body.model_dump(mode="json")
    return once(request, "key_retire", key, asked, lambda: revoke_key(actor, key, body.reason))


def _key(one: KeyFacts) -> dict[str, Any]:
    names = ("id", "holder_name", "organisation", "fingerprint", "valid_from", "valid_until", "active_from")
    shown = {name: getattr(one.key, name) for name in (*names, "revoked_at", "reason")}
    told = {name: getattr(one, name) for name in ("subject", "issuer", "serial", "hardware", "state")}
    return shown | told | {"account": one.key.account_id}
