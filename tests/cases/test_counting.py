"""What an agency counts: its queues, what became of cases in a period, and the cases behind each number."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.agencies import agency, official
from nenso.agencies.models import Agency
from nenso.cases.errors.seeing import CountsRefused
from nenso.cases.models import Case, Task
from nenso.cases.queries.counting import NUMBERS, Period, counted_cases, counts, queue_counts
from nenso.cases.queries.queues import QUEUES
from nenso.runtime.acting import Actor, acting
from support.database import this_database
from support.many_cases import copies_of
from support.stories import EVERYTHING, at, did, filed, local

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]
TWO_DAYS = Period(local("2026-11-02T00:00"), local("2026-11-04T00:00"))
NOW = "2026-11-03T12:00"


def stories(mother: Actor, officials: OFFICIALS) -> list[Case]:
    """Four cases due on the day they are accepted: one on time, one late, one overdue, one just filed."""
    with at("2026-11-02T08:00"):
        cases = [filed(mother, "abroad", {"where": "01969"}, agency=agency().id) for _ in range(4)]
        for case in cases[:3]:
            did(officials["clerk"], case, "accept")
    with at("2026-11-02T10:00"):
        did(officials["officer"], cases[0], "approve")
    with at("2026-11-03T10:00"):
        did(officials["officer"], cases[1], "approve")
    return cases


def test_what_was_late_and_what_is_overdue_are_told_apart_and_each_number_has_its_cases(
    mother: Actor, officials: OFFICIALS
) -> None:
    cases = stories(mother, officials)
    with at("2026-10-01T08:00"):
        province, elsewhere = official("leader", "vn.p19"), official("leader", "vn.p01.c00004")
    with at(NOW):
        queues = queue_counts(officials["clerk"], agency().id)
        assert list(queues) == list(QUEUES)
        wanted = {"receive": 1, "working": 1, "soon": 0, "late": 1, "asked": 0, "sign": 0, "return": 2, "visiting": 0}
        assert queues == wanted
        (told,) = counts(officials["officer"], agency().id, TWO_DAYS)
        numbers = {"received": 4, "in_hand": 2, "on_time": 1, "late": 1, "overdue": 1, "asked": 0, "withdrawn": 0}
        assert told.numbers == numbers
        (by_procedure,) = counts(province, agency("vn.p19").id, TWO_DAYS, by="procedure")
        assert (by_procedure.key, by_procedure.numbers) == ("trials.abroad", numbers)
        (by_agency,) = counts(province, agency("vn.p19").id, TWO_DAYS, by="agency")
        assert by_agency.key == str(agency().id)
        behind = {
            name: {one["code"] for one in counted_cases(officials["officer"], agency().id, name, TWO_DAYS).items}
            for name in NUMBERS
        }
        assert (behind["on_time"], behind["late"]) == ({cases[0].code}, {cases[1].code})
        assert (behind["overdue"], behind["in_hand"]) == ({cases[2].code}, {cases[2].code, cases[3].code})
        assert {name: len(found) for name, found in behind.items()} == numbers
        above = counted_cases(province, agency().id, "in_hand", TWO_DAYS).items
        assert {(one["code"], one["seen"], one["label"], one["applicant_name"]) for one in above} == {
            (cases[2].code, False, "", ""),
            (cases[3].code, False, "", ""),
        }
        mine = {"by": "officer", "key": str(officials["officer"].account)}
        assert counted_cases(province, agency().id, "overdue", TWO_DAYS, by="procedure", key="trials.other").items == []
        late = counted_cases(officials["officer"], agency().id, "late", TWO_DAYS, **mine)
        by_officer = {one.key: one.numbers["late"] for one in counts(province, agency().id, TWO_DAYS, by="officer")}
        assert len(late.items) == by_officer.get(mine["key"], 0)
        for stranger in (elsewhere, mother):
            with pytest.raises(CountsRefused):
                queue_counts(stranger, agency().id)
            with pytest.raises(CountsRefused):
                counts(stranger, agency().id, TWO_DAYS)
            with pytest.raises(CountsRefused):
                counted_cases(stranger, agency().id, "late", TWO_DAYS)


def test_a_list_behind_a_number_is_walked_by_pages_and_asks_as_much_for_many_as_for_few(
    mother: Actor, officials: OFFICIALS
) -> None:
    case = stories(mother, officials)[3]
    clerk = officials["clerk"]
    asked = []
    for more in (0, 0, 200):
        copies_of(case, more)
        with at(NOW), CaptureQueriesContext(connection) as captured:
            queue_counts(clerk, agency().id)
            counts(clerk, agency().id, TWO_DAYS, by="officer")
            page = counted_cases(clerk, agency().id, "in_hand", TWO_DAYS, limit=50)
        asked.append(len(captured))
    assert asked[1] == asked[2]
    assert len(page.items) == 50
    seen = {one["id"] for one in page.items}
    while page.after:
        with at(NOW):
            page = counted_cases(clerk, agency().id, "in_hand", TWO_DAYS, after=page.after, limit=100)
        seen |= {one["id"] for one in page.items}
    assert len(seen) == 202
    later = Period(TWO_DAYS.ends, TWO_DAYS.ends + timedelta(days=1))
    with at(NOW):
        assert counts(clerk, agency().id, later)[0].numbers["received"] == 0


def seen_at(path: str, cases: Sequence[UUID], of: Agency) -> None:
    """Let ``of`` receive and decide cases, and the agency at ``path`` see them."""
    Case.objects.filter(pk__in=cases).update(agency=of, receiving=of, agency_paths=[of.path, path])


def pages_read(actor: Actor, query: str) -> int:
    """Return how many pages of tables and indexes a query about the agency reads, once it is planned."""
    with acting(actor), connection.cursor() as cursor:
        for asked in (query, f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}"):
            cursor.execute(asked, [agency().id])
            answer = cursor.fetchall()
    plan = answer[0][0][0]["Plan"]
    return int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])


@pytest.mark.django_db(transaction=True)
def test_what_waits_in_cases_of_others_is_counted_by_reading_as_much_at_an_agency_with_few_cases_as_with_many(
    mother: Actor, officials: OFFICIALS
) -> None:
    """Many agencies have some cases that others see; the planner knows that, as it does in use."""
    clerk, count = officials["clerk"], "SELECT nenso_visiting_count(%s)"
    with at("2026-11-02T08:00"):
        case = filed(mother, "abroad", {"where": "01969"}, agency=agency().id)
    copies_of(case, 203)
    with acting(EVERYTHING):
        copies = list(Case.objects.exclude(pk=case.pk).values_list("id", flat=True))
        others = list(Agency.objects.filter(path__startswith="vn.p01.").order_by("path")[:50])
        seen_at(agency().path, copies[200:], others[0])
        for number, other in enumerate(others):
            theirs = copies[number:200:50]
            seen_at("vn.p19", theirs, other)
            Task.objects.filter(case_id__in=theirs).update(agency=other)
    read, of_ones_own = list[int](), list[int]()
    for more in (1_000, 3_000):
        copies_of(case, more)
        with this_database().superuser(str(connection.settings_dict["NAME"])) as server:
            server.execute("VACUUM (ANALYZE) cases_case, cases_task")
        with acting(clerk), connection.cursor() as cursor:
            cursor.execute(count, [agency().id])
            assert cursor.fetchall() == [(3,)]
        read.append(pages_read(clerk, count))
        of_ones_own.append(pages_read(clerk, "SELECT count(opened_at) FROM cases_task WHERE agency_id = %s"))
    assert read[1] <= read[0] + 4, "the depth of an index"
    assert of_ones_own[1] > of_ones_own[0] + 100, "what is read is seen"
