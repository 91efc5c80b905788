"""Nobody meets what is not theirs: every route as five callers, every table of a case behind the application's back.

The routes come from the URL map and the expectations from beside each route (``x-callers``): nothing is listed here.
"""

from collections.abc import Iterator
from typing import Any

import orjson
import psycopg
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.connections import raw_connection
from nenso.api.documentation import document
from support.addresses import addresses
from support.births import PDF, Someone, in_force
from support.callers import SECRETS, World, contents, five, world

WITHOUT_DATA = frozenset({"healthz", "readyz", "api/v1/docs", "api/v1/docs/{name}", "api/v1/openapi.json"})
"""What is neither a route of the API nor a page for people: it has nothing of anybody."""

pytestmark = pytest.mark.usefixtures("demo")

CALLERS = ("nobody", "another_citizen", "officer_elsewhere", "auditor", "officer")
OUTSIDERS = frozenset({"nobody", "another_citizen", "officer_elsewhere"})
TURNED_AWAY = frozenset({401, 403, 404})
READS = frozenset({"GET"})


def routes() -> dict[tuple[str, str], dict[str, Any]]:
    """Return (method, address) → what the OpenAPI document says of it."""
    paths = orjson.loads(document())["paths"]
    return {(method.upper(), path): told for path, methods in paths.items() for method, told in methods.items()}


def test_every_address_of_the_url_map_is_a_route_that_says_who_may_call_it() -> None:
    known = {path.removeprefix("/") for _, path in routes()}
    silent_views = {address for address, view in addresses() if not hasattr(view, "callers")}
    assert silent_views - known == WITHOUT_DATA
    silent = [route for route, told in routes().items() if set(told.get("x-callers", {})) != {*CALLERS}]
    assert silent == []


def test_every_route_that_needs_signing_in_names_the_scope_that_a_token_needs() -> None:
    without = [
        route for route, told in routes().items() if told["x-callers"]["nobody"] == "refused" and "x-scope" not in told
    ]
    assert without == []


def call(of: World, who: Someone | None, method: str, path: str, told: dict[str, Any]) -> tuple[int, str]:
    """Call a route with its own example; return the status and the text of the answer."""
    client = Client(raise_request_exception=False)
    headers = dict(who.header) if who else {}
    headers |= {"HTTP_IDEMPOTENCY_KEY": f"ai-{abs(hash((method, path, who)))}", "HTTP_IF_MATCH": '"1"'}
    address = of.path(path)
    body = told.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in body:
        upload = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
        response = client.post(address, {"file": upload, "document": "birth_certificate"}, **headers)
    elif method == "GET":
        response = client.get(f"{address}?place=01969&q=Lý Triệu", **headers)
    else:
        content = orjson.dumps(told.get("x-example", {}))
        response = client.generic(method, address, content, content_type="application/json", **headers)
    text = b"".join(response).decode("utf-8", "replace")
    return response.status_code, text


@pytest.fixture
def her_world(db: None) -> World:
    """Her cases, in an install where births are registered."""
    in_force()
    return world()


@pytest.mark.django_db
def test_five_callers_meet_on_every_route_what_the_route_says(her_world: World) -> None:
    before, wrong = contents(her_world), []
    for caller, who in five(her_world).items():
        for (method, path), told in routes().items():
            status, text = call(her_world, who, method, path, told)
            found = found_wrong(caller, method, told["x-callers"], status, text)
            wrong += [f"{caller} {method} {path}: {what}" for what in found]
        if caller != "officer":
            assert contents(her_world) == before, caller
    assert not wrong, "\n".join(wrong)


def found_wrong(caller: str, method: str, expected: dict[str, str], status: int, text: str) -> Iterator[str]:
    """Yield what a caller met and should not have."""
    meets, public = expected[caller], expected["nobody"] != "refused"
    if status >= 500:
        yield f"{status} {text[:300]}"
    leaked = [secret for secret in SECRETS if secret in text]
    if caller in OUTSIDERS and leaked:
        yield f"leaks {leaked}"
    if meets == "refused":
        allowed = {401} if caller == "nobody" else TURNED_AWAY
        if caller == "auditor" and method not in READS:
            allowed = TURNED_AWAY | {409, 422}
        if status not in allowed:
            yield f"not refused: {status} {text[:200]}"
    elif status == 401 and "api.sign_in_needed" in text:
        yield "is asked to sign in"
    elif meets == "may" and not public and status in TURNED_AWAY:
        yield f"turned away: {text[:200]}"


def parts_of_cases() -> list[Any]:
    """Return every table whose rows live with a case."""
    return [
        model
        for model in apps.get_models()
        if getattr(model, "storage", "") == "part" and any(field.name == "case_id" for field in model._meta.fields)
    ]


@pytest.mark.django_db(transaction=True)
def test_the_database_alone_refuses_every_part_of_a_case_to_outsiders(her_world: World) -> None:
    tables = ["cases_case", *sorted(model._meta.db_table for model in parts_of_cases())]
    assert len(tables) > 10
    for caller, who in five(her_world).items():
        if caller in OUTSIDERS:
            with raw_connection(who.actor if who else None) as connection:
                for case in (her_world.open_case, her_world.done_case):
                    assert connection.execute("SELECT nenso_case(%s)", [case.code]).fetchone() == (None,)
            for table in tables:
                refuses(table, who, her_world)


def refuses(table: str, who: Someone | None, of: World) -> None:
    """Assert that without any WHERE clause of ours nothing of ``table`` is seen, changed, removed or added to."""
    actor = who.actor if who else None
    with raw_connection(actor) as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with raw_connection(actor) as connection:
            try:
                assert connection.execute(statement).rowcount == 0, (table, statement)
            except psycopg.errors.InsufficientPrivilege:
                continue
    if table != "cases_case":
        row = a_row(table, of)
        if row is None:
            return
        columns, values = ", ".join(row), ", ".join(f"%({name})s" for name in row)
        with raw_connection(actor) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", row)


def a_row(table: str, of: World) -> dict[str, Any] | None:
    """Return a row of her cases as somebody would forge another: with a new key."""
    from psycopg.rows import dict_row
    from psycopg.types.json import Jsonb

    from nenso.runtime.ids import uuid7

    with raw_connection(of.officer.actor) as connection:
        cursor = connection.cursor(row_factory=dict_row)
        row = cursor.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()
    if row is None:
        return None
    forged = {name: Jsonb(value) if isinstance(value, dict | list) else value for name, value in row.items()}
    return forged | {"id": uuid7()} | ({"seq": 9_000} if "seq" in row else {})


@pytest.mark.django_db(transaction=True)
def test_the_right_officer_and_the_auditor_see_by_the_same_tables(her_world: World) -> None:
    callers = five(her_world)
    for caller in ("officer", "auditor"):
        who = callers[caller]
        assert who is not None
        with raw_connection(who.actor) as connection:
            assert connection.execute("SELECT count(*) FROM cases_case WHERE status > 0").fetchone() == (2,)
            assert connection.execute("SELECT count(*) FROM cases_entry").fetchone() != (0,)
