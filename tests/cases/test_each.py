"""A step that each of several does: everybody has a task and an entry, nobody reads another's before it ends."""

import json
from hashlib import sha256
from typing import Any

import pytest
from django.db import ProgrammingError

from factories.agencies import agency, official
from nenso.cases.acts.ending import assign, give_back
from nenso.cases.errors.acting import NotYourTurn, StepNotOpen
from nenso.cases.errors.ending import AlreadyEnded
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake.starting import start_cases
from nenso.cases.models import Case, Status
from nenso.cases.queries.journalling import journal_of_case
from nenso.cases.queries.viewing import view_case
from nenso.index.measuring.running import INDEX
from nenso.journal.models import JournalEntry
from nenso.language.checking import check_files
from nenso.runtime.acting import Actor, acting
from support import reports
from support.catalogue import rows
from support.reports import PROVINCE
from support.stories import EVERYTHING, at, did, open_steps, whole

pytestmark = pytest.mark.django_db
SCORED = {"items": [{"own": 8}, {"own": 6}]}


@pytest.fixture
def people() -> dict[str, Actor]:
    reports.in_force()
    return reports.people("An", "Bình", "Chi")


def appraised(people: dict[str, Actor]) -> Case:
    """Return the report of Phủ Thông as it comes to the appraisers."""
    with at("2026-11-01T09:00"):
        start_cases()
        case = next(one for one in reports.reports() if "Phủ Thông" in one.applicant_name)
        return did(people["officer"], case, "submit", form=SCORED)


def hash_of(*content: object) -> str:
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def give(who: Actor, case: Case, points: float, *, more: bool = False) -> Case:
    return did(who, case, "give", form={"points": points, "more": more})


def holders(case: Case) -> set[Any]:
    return {task.account for task in whole(case).open_tasks}


def test_rows_of_a_table_are_those_of_its_list(people: dict[str, Actor]) -> None:
    case = appraised(people)
    (entry,) = whole(case).entries
    assert entry.data["items"] == [{"key": "roads", "own": 8}, {"key": "schools", "own": 6}]


def test_everybody_has_a_task_and_enough_of_them_end_the_step(people: dict[str, Actor]) -> None:
    case = appraised(people)
    assert holders(case) == {people[name].account for name in ("An", "Bình", "Chi")}
    give(people["An"], case, 7)
    assert open_steps(case) == ["appraise"]
    with pytest.raises(NotYourTurn):
        give(people["An"], case, 9)  # each has one say
    give(people["Bình"], case, 8)
    assert open_steps(case) == ["final"]
    with pytest.raises(StepNotOpen):
        did(people["Chi"], case, "give", step="appraise", form={"points": 9})
    assert did(people["leader"], case, "lock", form={"points": 7.5}).status == Status.DONE


def test_when_nobody_is_left_the_step_ends(people: dict[str, Actor]) -> None:
    case = appraised(people)
    did(people["An"], case, "recuse")
    did(people["Chi"], case, "recuse")
    give(people["Bình"], case, 8)
    assert open_steps(case) == ["final"]


def test_where_it_leads_is_decided_by_all_entries_and_the_next_round_asks_everybody_again(
    people: dict[str, Actor],
) -> None:
    case = appraised(people)
    give(people["An"], case, 7, more=True)
    give(people["Bình"], case, 8)
    assert open_steps(case) == ["score"]
    did(people["officer"], case, "submit", form=SCORED)
    assert len(holders(case)) == 3


def test_a_task_of_many_is_not_handed_to_another(people: dict[str, Actor]) -> None:
    case = appraised(people)
    with pytest.raises(NotYourTurn):
        give_back(people["An"], case.id, "appraise")
    with pytest.raises(NotYourTurn):
        assign(people["leader"], case.id, "appraise", people["leader"].account)  # type: ignore[arg-type]
    assert len(holders(case)) == 3
    assert {one["kind"] for one in view_case(people["An"], case.code)["actions"]} == {"act", "message", "comment"}


def test_nobody_reads_what_another_wrote_until_it_ends_neither_by_sql_nor_in_the_journal(
    people: dict[str, Actor],
) -> None:
    case = appraised(people)
    give(people["An"], case, 7)
    auditor = Actor(scope=(PROVINCE,))
    others = (people["Bình"], people["leader"], people["officer"], auditor)
    assert written(people["An"], case) == ["7"]
    for other in (*others, people["An"]):
        with pytest.raises(ProgrammingError, match="row-level security"), acting(other):
            rows("UPDATE cases_entry SET sealed = false")  # which asks for no right to read what is changed
    for other in others:
        assert written(other, case) == []
        with acting(other):
            assert '"points"' not in str(rows("SELECT nenso_case(%s)", [str(case.id)]))
            assert "points" not in str([one.body for one in JournalEntry.objects.filter(stream=case.id)])
        assert "points" not in str(view_case(other, case.code))
    with acting(INDEX):  # nor is it measured
        assert rows('SELECT data FROM index_entries WHERE "case" = %s AND step = %s', [case.id, "appraise"]) == [
            ("{}",)
        ]
    with acting(EVERYTHING):
        said = JournalEntry.objects.filter(stream=case.id).order_by("seq").last()
    assert said is not None
    assert (said.body["data"], len(said.body["sealed"])) == ({}, 64)

    give(people["Bình"], case, 8)
    for other in (*others, people["An"]):
        assert written(other, case) == ["7", "8"]
    entries, verified = journal_of_case(people["leader"], case.code)
    assert verified.intact
    (opened,) = [one["body"] for one in entries if one["kind"] == "case.unsealed"]
    (salt,) = opened["salts"].values()
    (sealed,) = [one for one in whole(case).entries if str(one.id) in opened["salts"]]
    assert said.body["sealed"] == hash_of(sealed.data, sealed.reason, salt)
    assert said.body["sealed"] != hash_of(sealed.data, sealed.reason)  # whoever guesses the points learns nothing


def test_what_an_entry_says_is_never_changed(people: dict[str, Actor]) -> None:
    case = appraised(people)
    for actor in (people["An"], people["officer"], EVERYTHING):
        with pytest.raises(ProgrammingError, match="permission denied"), acting(actor):
            rows("UPDATE cases_entry SET data = '{}' WHERE case_id = %s RETURNING id", [case.id])


def test_a_report_that_is_done_is_locked_for_everybody(people: dict[str, Actor]) -> None:
    case = appraised(people)
    give(people["An"], case, 7)
    give(people["Bình"], case, 8)
    did(people["leader"], case, "lock", form={"points": 7.5})
    stranger, admin = official("officer", reports.AN_KHANH), official("admin", PROVINCE)
    (again,) = [one for one in whole(case).entries if one.step == "final"]
    forged = (
        "INSERT INTO cases_entry SELECT case_id, gen_random_uuid(), seq + %s, step, round, kind, action, at, account,"
        " person, actor_name, role, data, marks, reason, agency_id, sealed FROM cases_entry WHERE id = %s RETURNING id"
    )
    for number, who in enumerate((people["officer"], stranger, admin, people["An"], EVERYTHING), 1):
        for action, step in (("submit", "score"), ("give", "appraise"), ("lock", "final")):
            with pytest.raises((AlreadyEnded, CaseUnknown)):
                did(who, case, action, step=step, form={"points": 10})
        with acting(who):
            sees = bool(rows("SELECT 1 FROM cases_case WHERE id = %s", [case.id]))
        if sees:
            with pytest.raises(ProgrammingError, match="row-level security"), acting(who):
                rows(forged, [number, again.id])
        for change in (
            "UPDATE cases_entry SET data = '{}'",
            "DELETE FROM cases_locked",
            "UPDATE cases_locked SET unit = NULL",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), acting(who):
                rows(f"{change} WHERE case_id = %s RETURNING id", [case.id])
        with acting(who):
            assert rows("DELETE FROM cases_entry WHERE case_id = %s RETURNING id", [case.id]) == []
    assert len(whole(case).entries) == 4


def test_nobody_who_works_on_a_report_locks_one_or_speaks_for_another(people: dict[str, Actor]) -> None:
    lock = (
        "INSERT INTO cases_locked (case_id, id, procedure, period, unit, at) SELECT c.id, gen_random_uuid(),"
        " c.procedure, c.period, %s, now() FROM cases_case c WHERE c.id = %s RETURNING id"
    )
    says = (
        "INSERT INTO cases_entry (case_id, id, seq, step, round, kind, action, at, account, actor_name, role, data,"
        " marks, reason) SELECT c.id, gen_random_uuid(), c.entry_count + %s, %s, 1, 'act', 'lock', now(), %s, '', '',"
        " '{}', '[]', '' FROM cases_case c WHERE c.id = %s RETURNING id"
    )
    case, officer, leader = appraised(people), people["officer"], people["leader"]
    own, another = agency(reports.PHU_THONG).id, agency(reports.AN_KHANH).id

    def refused(who: Actor, statement: str, *values: object) -> None:
        with pytest.raises(ProgrammingError, match="row-level security"), acting(who):
            rows(statement, [*values, case.id])

    for who in (officer, leader, EVERYTHING):
        for unit in (own, another, None):
            refused(who, lock, unit)  # it is not done
    refused(officer, says, 0, "final", leader.account)
    refused(officer, says, 1, "final", officer.account)  # a number that is still to come would be the last
    refused(officer, says, 0, "final", officer.account)  # nor at its place: an act is written by the engine
    give(people["An"], case, 7)
    give(people["Bình"], case, 8)
    did(leader, case, "lock", form={"points": 7.5})
    refused(EVERYTHING, lock, another)
    refused(officer, lock, own)
    with acting(EVERYTHING):
        assert rows("SELECT unit FROM cases_locked WHERE case_id = %s", [case.id]) == [(own,)]


def test_who_declares_files_at_a_sealed_step_is_told_that_they_are_not_sealed() -> None:
    def codes(yearly: str) -> set[str]:
        files = {"formula.yaml": reports.FORMULA.encode(), "procedures/yearly.yaml": yearly.encode()}
        return {issue.code for issue in check_files(files).issues}

    paper = "      - {name: paper, type: files, label: Giấy tờ}\n      - {name: more,"
    assert "each.sealed_files" not in codes(reports.YEARLY)
    assert "each.sealed_files" in codes(reports.YEARLY.replace("      - {name: more,", paper))


def written(who: Actor, case: Case) -> list[str]:
    """Return what the database gives ``who`` of what the appraisers wrote."""
    with acting(who):
        said = rows(
            "SELECT data->>'points' FROM cases_entry WHERE case_id = %s AND step = 'appraise' ORDER BY seq", [case.id]
        )
    return [one for (one,) in said]
