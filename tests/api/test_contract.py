"""The OpenAPI document and the API agree: schemathesis sends what the document allows, and what it does not.

Through WSGI, as a citizen, as an officer and as nobody; nothing may fail with 5xx, and every answer must have a status,
content type and form that the document tells.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from nenso.api.documentation import document
from support.births import Someone
from support.callers import World, world
from support.moments import moments_elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

REFERENCE = Path(__file__).parents[2] / "docs/reference/openapi.json"
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = 4


def moments_are_in_utc(_: Any, response: Any, case: Any) -> None:
    """Check one answer: no moment of it is told by another clock."""
    if case.path != "/openapi.json" and "json" in "".join(response.headers.get("content-type", [])):
        assert not moments_elsewhere(response.content)


def test_the_document_in_the_documentation_is_current() -> None:
    assert orjson.loads(REFERENCE.read_bytes()) == orjson.loads(document()), "nenso api openapi > docs/reference/…"


def test_the_document_says_what_it_is() -> None:
    told = orjson.loads(document())
    assert told["openapi"].startswith("3.1")
    assert "Nền số" in told["info"]["title"]
    assert told["components"]["securitySchemes"].keys() == {"token", "session"}


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the connection of the test's transaction open between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def her_world(db: None) -> World:
    return world()


def schema_for(who: Someone | None) -> Any:
    """Return the schema of the API, called in this very process."""
    config = SchemathesisConfig.from_dict({"generation": {"allow-x00": False}})
    served = get_wsgi_application()

    def application(environment: dict[str, Any], start: Any) -> Any:
        return served({"REMOTE_ADDR": "127.0.0.1", **environment}, start)

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)


def operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


@pytest.mark.parametrize("caller", ["citizen", "officer", "nobody"])
def test_every_route_answers_as_the_document_says(caller: str, her_world: World) -> None:
    who = {"citizen": her_world.owner, "officer": her_world.officer, "nobody": None}[caller]
    headers = {"Authorization": f"Bearer {who.secret}"} if who else {}
    for operation in operations(schema_for(who)):
        tried(operation, headers, her_world.keys)


def tried(operation: Any, headers: dict[str, str], keys: Any) -> None:
    """Send ``operation`` a few requests, right and wrong ones."""
    strategy = operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )

    def try_one(case: Any) -> None:
        for name in list(case.path_parameters or {}):
            if name in keys and len(str(case.path_parameters[name])) % 2:
                case.path_parameters[name] = keys[name]
        case.call_and_validate(headers=headers, checks=(*CHECKS, moments_are_in_utc))

    run = given(case=strategy)(try_one)
    settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(run)()
