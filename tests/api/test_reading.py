"""Reading: what has not changed is not sent again, pages follow one another, and lists do not ask more as they grow."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.conftest import Caller, problem
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, Task
from nenso.runtime.acting import Actor, acting
from nenso.runtime.ids import uuid7
from support.births import Someone, birth_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("civil_registration")]

Calling = Callable[..., Caller]
Counting = Callable[..., AbstractContextManager[Any]]
OPENINGS = 3
"""What the process keeps is read anew now and then: the least of so many openings is what a list asks."""


@pytest.fixture
def mother(caller: Calling, mai: Someone) -> Caller:
    return caller(mai)


@pytest.fixture
def clerk(caller: Calling, officials: dict[str, Someone]) -> Caller:
    return caller(officials["clerk"])


def filed(mother: Caller, **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(
        mother.post("/cases", {"procedure": "1.001193", "form": birth_form(**changes)}).content
    )
    return body


def copies(actor: Actor, case: str, count: int) -> None:
    """Put ``count`` more cases beside one, as if they had been filed."""
    with acting(Actor(system="tests", scope=("vn",))):
        first = Case.objects.get(pk=case)
        tasks, parties = list(Task.objects.filter(case_id=case)), list(first_parties(case))
        for number in range(count):
            key = uuid7()
            first.id, first.code = key, f"{first.code[:12]}-{number:06}"
            first.save(force_insert=True)
            for row in (*tasks, *parties):
                row.case_id, row.id = key, uuid7()
                row.save(force_insert=True)


def first_parties(case: str) -> Any:
    from nenso.cases.models import Party

    return Party.objects.filter(case_id=case)


def test_what_has_not_changed_is_not_sent_again(mother: Caller, clerk: Caller) -> None:
    case = f"/cases/{filed(mother)['code']}"
    first = mother.get(case)
    again = mother.get(case, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    clerk.post(f"{case}/acts", {"action": "accept"})
    changed = mother.get(case, HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_two_officers_act_at_once_and_the_second_is_told_who_was_quicker(
    mother: Caller, clerk: Caller, officials: dict[str, Someone]
) -> None:
    case = f"/cases/{filed(mother)['code']}"
    seen = clerk.get(case)["ETag"]
    assert clerk.post(f"{case}/acts", {"action": "accept"}, HTTP_IF_MATCH=seen).status_code == 200
    late = clerk.post(f"{case}/acts", {"action": "accept"}, HTTP_IF_MATCH=seen)
    told = problem(late, "cases.changed")
    assert (told["who"], told["action"]) == ("Nông Thị Hoa", "accept")
    unreadable = clerk.post(f"{case}/acts", {"action": "accept"}, HTTP_IF_MATCH="hôm qua")
    problem(unreadable, "api.version_unreadable")


def test_two_devices_do_not_overwrite_one_another(mother: Caller) -> None:
    draft = orjson.loads(mother.post("/drafts", {"procedure": "1.001193", "place": "01969"}).content)
    here, seen = f"/drafts/{draft['id']}", mother.get(f"/drafts/{draft['id']}")["ETag"]
    problem(mother.send("PUT", here, {"form": {}}), "api.version_needed")
    assert mother.send("PUT", here, {"form": {"relation": "mother"}}, HTTP_IF_MATCH=seen).status_code == 200
    problem(mother.send("PUT", here, {"form": {}}, HTTP_IF_MATCH=seen), "cases.draft_changed")
    assert orjson.loads(mother.get(here).content)["form"] == {"relation": "mother"}


def test_pages_follow_one_another_without_gap_or_repeat(mother: Caller, clerk: Caller, mai: Someone) -> None:
    copies(mai.actor, filed(mother)["id"], 24)
    for caller in (mother, clerk):
        seen, cursor = [], ""
        while cursor is not None:
            page = orjson.loads(caller.get(f"/cases?limit=10&cursor={cursor}").content)
            seen += [item["id"] for item in page["items"]]
            cursor = page["next"]
        assert len(seen) == len(set(seen)) == 25


def test_a_cursor_of_another_list_or_made_up_is_refused(mother: Caller, clerk: Caller, mai: Someone) -> None:
    copies(mai.actor, filed(mother)["id"], 3)
    cursor = orjson.loads(clerk.get("/cases?limit=2").content)["next"]
    problem(clerk.get(f"/cases?limit=2&status=1&cursor={cursor}"), "api.cursor_wrong")
    problem(clerk.get("/cases?cursor=WyJtaW5lIl0"), "api.cursor_wrong")


def test_an_agencys_queue_is_narrowed_by_status_step_words_and_lateness(mother: Caller, clerk: Caller) -> None:
    case = filed(mother)

    def found(query: str) -> int:
        return len(orjson.loads(clerk.get(f"/cases?{query}").content)["items"])

    assert found("status=1") == found("step=receive") == found("q=bao%20an") == found(f"q={case['code']}") == 1
    assert found("status=9") == found("step=sign") == found("q=kh%C3%B4ng%20c%C3%B3") == found("overdue=true") == 0


@pytest.mark.django_db(transaction=True)
def test_a_list_asks_once_whether_there_are_ten_or_a_thousand(mother: Caller, clerk: Caller, mai: Someone) -> None:
    case = filed(mother)["id"]
    lists = [(clerk, ""), (clerk, "&status=1&q=bao"), (clerk, "&step=receive"), (mother, "")]
    for more, shown in ((9, 10), (990, 100)):
        copies(mai.actor, case, more)
        for caller, filters in lists:
            asked = []
            for _ in range(OPENINGS):
                with CaptureQueriesContext(connection) as queries:
                    page = caller.get(f"/cases?limit=100{filters}")
                asked.append(len(queries))
                assert len(orjson.loads(page.content)["items"]) == shown
            assert min(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_reading_asks_once_filing_at_most_eight_times_and_an_act_at_most_ten(
    mother: Caller,
    clerk: Caller,
    django_assert_num_queries: Counting,
    django_assert_max_num_queries: Counting,
) -> None:
    filed(mother)
    clerk.get("/me")
    with django_assert_max_num_queries(8):
        code = filed(mother)["code"]
    mother.get(f"/cases/{code}")
    with django_assert_num_queries(1):
        assert mother.get(f"/cases/{code}").status_code == 200
    with django_assert_max_num_queries(10):
        assert clerk.post(f"/cases/{code}/acts", {"action": "accept"}).status_code == 200


def test_a_case_filed_through_the_use_is_the_same_case(mother: Caller, mai: Someone) -> None:
    made = file_case(mai.actor, Filing(procedure="1.001193", form=birth_form()), key="truc-tiep-01")
    by_code, by_key = mother.get(f"/cases/{made.case.code}"), mother.get(f"/cases/{made.case.id}")
    assert orjson.loads(by_code.content) == orjson.loads(by_key.content)
