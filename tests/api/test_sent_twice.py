"""A write that is sent twice, because no answer came, is done once: the same key for every route that writes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest

from api.conftest import Caller, problem
from nenso.api.documentation import document
from nenso.cases.models import ClientKey
from nenso.journal.models import JournalEntry
from nenso.runtime import clock
from nenso.runtime.acting import acting
from support.births import Someone, birth_form
from support.stories import EVERYTHING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

Calling = Callable[..., Caller]
WITHOUT_KEY = {
    ("POST", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
    ("DELETE", "/api/v1/me/tokens/{token}"),
    ("POST", "/api/v1/me/notices/{notice}/read"),
    ("POST", "/api/v1/cases/follow"),
    ("POST", "/api/v1/procedures/{name}/evaluate"),
    ("POST", "/api/v1/verify"),
    ("POST", "/api/v1/formulas/check"),
    ("POST", "/api/v1/formulas"),
    ("POST", "/api/v1/formulas/{edition}/adoptions"),
    ("POST", "/api/v1/agencies/{agency}/calendar/effect"),
    ("DELETE", "/api/v1/agencies/{agency}/suspensions/{procedure}"),
    ("POST", "/api/v1/keys/{key}/trial"),
    ("POST", "/api/v1/registers/{book}/records/{record}/looks"),
    ("POST", "/api/v1/registers/{book}/granted-looks"),
    ("POST", "/api/v1/cases/{case}/granted-looks"),
    ("POST", "/api/v1/agencies/{agency}/registers/{book}/unmasked-exports"),
}
"""What reads, each time kept as a look where it is one, and what twice is as once."""


def entries() -> int:
    """Return how many entries all journals have."""
    with acting(EVERYTHING):
        return JournalEntry.objects.count()


def twice(who: Caller, method: str, path: str, body: Any, **headers: str) -> Any:
    """Send the same twice and another time with other content; return the first answer, whole."""
    key = f"hai-lan-{abs(hash((method, path)))}"
    first = who.send(method, path, body, HTTP_IDEMPOTENCY_KEY=key, **headers)
    assert first.status_code < 300, first.content.decode()
    written = entries()
    again = who.send(method, path, body, HTTP_IDEMPOTENCY_KEY=key, **headers)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert entries() == written
    problem(who.send(method, path, body, HTTP_IDEMPOTENCY_KEY="", **headers), "cases.key_needed")
    return orjson.loads(first.content) if first.content else None


def test_every_route_that_writes_takes_the_key() -> None:
    without = {
        (method.upper(), path)
        for path, methods in orjson.loads(document())["paths"].items()
        for method, told in methods.items()
        if method != "get" and "Idempotency-Key" not in {one["name"] for one in told.get("parameters", [])}
    }
    assert without == WITHOUT_KEY


def test_what_officers_do_besides_acting_is_done_once(
    caller: Calling, mai: Someone, officials: dict[str, Someone]
) -> None:
    filed = orjson.loads(caller(mai).post("/cases", {"procedure": "1.001193", "form": birth_form()}).content)
    here = f"/cases/{filed['code']}"
    clerk = caller(officials["clerk"])
    twice(clerk, "POST", f"{here}/claim", {"step": "receive"})
    twice(clerk, "POST", f"{here}/give-back", {"step": "receive"})
    assigned = {"step": "receive", "account": str(officials["clerk"].account.id)}
    twice(caller(officials["leader"]), "POST", f"{here}/assign", assigned)
    twice(clerk, "POST", f"{here}/looks", {"purpose": "Đối chiếu giấy tờ"})


def test_a_key_that_claimed_a_task_cannot_give_it_back(
    caller: Calling, mai: Someone, officials: dict[str, Someone]
) -> None:
    filed = orjson.loads(caller(mai).post("/cases", {"procedure": "1.001193", "form": birth_form()}).content)
    clerk, key = caller(officials["clerk"]), {"HTTP_IDEMPOTENCY_KEY": "giu-viec-0001"}
    assert clerk.post(f"/cases/{filed['code']}/claim", {"step": "receive"}, **key).status_code == 200
    problem(clerk.post(f"/cases/{filed['code']}/give-back", {"step": "receive"}, **key), "cases.key_reused")
    problem(clerk.post(f"/cases/{filed['code']}/claim", {"step": "decide"}, **key), "cases.key_reused")


def test_a_case_is_withdrawn_once(caller: Calling, mai: Someone) -> None:
    mother = caller(mai)
    filed = orjson.loads(mother.post("/cases", {"procedure": "1.001193", "form": birth_form()}).content)
    assert twice(mother, "POST", f"/cases/{filed['code']}/withdraw", {"reason": "Nộp nhầm."})["status"]["number"] == 7


def test_results_are_handed_over_once(caller: Calling, mai: Someone, officials: dict[str, Someone]) -> None:
    filed = orjson.loads(caller(mai).post("/cases", {"procedure": "1.001193", "form": birth_form()}).content)
    here = f"/cases/{filed['code']}"
    for role, action, form in (
        ("clerk", "accept", {}),
        ("officer", "propose", {"child_id": "019326000451"}),
        ("leader", "sign", {}),
        ("registrar", "issue", {}),
    ):
        assert caller(officials[role]).post(f"{here}/acts", {"action": action, "form": form}).status_code == 200
    told = twice(caller(officials["clerk"]), "POST", f"{here}/deliver", {"to": "Triệu Thị Mai"})
    assert told["status"]["number"] == 10


def test_a_draft_is_begun_saved_and_thrown_away_once(caller: Calling, mai: Someone) -> None:
    mother = caller(mai)
    draft = twice(mother, "POST", "/drafts", {"procedure": "1.001193", "place": "01969", "form": {}})
    assert len(orjson.loads(mother.get("/drafts").content)["items"]) == 1
    here = f"/drafts/{draft['id']}"
    saved = twice(mother, "PUT", here, {"form": {"relation": "mother"}}, HTTP_IF_MATCH=f'"{draft["version"]}"')
    assert saved["version"] == draft["version"] + 1
    twice(mother, "DELETE", here, None)
    assert orjson.loads(mother.get("/drafts").content)["items"] == []


def test_a_token_is_issued_once_and_its_secret_is_not_told_again(caller: Calling, mai: Someone) -> None:
    mother = caller(mai)
    body, key = {"name": "đồng bộ", "scopes": ["cases:read"], "days": 7}, {"HTTP_IDEMPOTENCY_KEY": "dong-bo-01"}
    before = len(orjson.loads(mother.get("/me/tokens").content)["items"])
    assert mother.post("/me/tokens", body, **key).status_code == 201
    told = problem(mother.post("/me/tokens", body, **key), "api.token_issued_before")
    assert "secret" not in told
    problem(mother.post("/me/tokens", body | {"days": 8}, **key), "cases.key_reused")
    assert len(orjson.loads(mother.get("/me/tokens").content)["items"]) == before + 1


def test_a_write_that_is_refused_leaves_its_key_free(caller: Calling, mai: Someone) -> None:
    mother, key = caller(mai), {"HTTP_IDEMPOTENCY_KEY": "chua-nop-001"}
    filed = orjson.loads(mother.post("/cases", {"procedure": "1.001193", "form": birth_form()}).content)
    until = (clock.now() + timedelta(days=3)).isoformat()
    refused = mother.post(f"/cases/{filed['code']}/extend", {"until": until, "reason": "Chờ"}, **key)
    assert refused.status_code >= 400
    with acting(EVERYTHING):
        assert not ClientKey.objects.filter(key="chua-nop-001").exists()
    assert mother.post(f"/cases/{filed['code']}/withdraw", {"reason": "Nộp nhầm."}, **key).status_code == 200
