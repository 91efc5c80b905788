"""Many at once, on real commits: codes without gaps, one of two officers wins, a limit holds; and what it costs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.agencies import agency
from factories.people import citizen
from nenso.cases.engine.loading import load
from nenso.cases.errors.acting import CaseChanged
from nenso.cases.errors.filing import LimitReached
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.intake.starting import start_cases
from nenso.cases.models import Case, CaseCode, Status
from nenso.journal.verifying import verify
from nenso.people.models import Person
from nenso.runtime.acting import Actor, acting
from support import reports
from support.at_once import at_once
from support.stories import EVERYTHING, at, did, filed, whole

OFFICIALS = dict[str, Actor]


@pytest.mark.django_db(transaction=True)
def test_forty_filings_at_once_have_codes_without_gaps_and_none_twice(trials: object, mother: Actor) -> None:
    def file_four() -> list[Case]:
        return [filed(mother, "tip", {"subject": "Đèn"}, agency=agency().id) for _ in range(4)]

    cases = [case for found in at_once(*[file_four] * 10) for case in found]
    days = {case.code.rpartition("-")[0] for case in cases}
    assert len(days) <= 2
    for day in days:
        numbers = sorted(int(case.code.rpartition("-")[2]) for case in cases if case.code.startswith(f"{day}-"))
        assert numbers == list(range(1, len(numbers) + 1))
    with acting(EVERYTHING):
        assert CaseCode.objects.count() == Case.objects.count() == 40
    assert all(verify(case.id).intact for case in cases[:5])


@pytest.mark.django_db(transaction=True)
def test_two_workers_open_what_opens_by_itself_once() -> None:
    reports.in_force()

    def start() -> int:
        with at("2026-11-02T00:05"):
            return len(start_cases().opened)

    assert sum(at_once(start, start)) == 2
    with acting(EVERYTHING):
        assert Case.objects.count() == CaseCode.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_on_what_both_saw_one_wins_and_the_other_is_told(
    trials: object, mother: Actor, officials: OFFICIALS
) -> None:
    case = filed(mother, "survey", {"about": "Đường"}, agency=agency().id)
    seen = case.version
    accepted, refused = at_once(
        lambda: did(officials["clerk"], case, "accept", version=seen),
        lambda: did(officials["clerk"], case, "refuse", reason="x", version=seen),
    )
    won = [one for one in (accepted, refused) if isinstance(one, Case)]
    told = [one for one in (accepted, refused) if isinstance(one, CaseChanged)]
    assert (len(won), len(told)) == (1, 1)
    assert told[0].facts["who"] == "Nông Thị Hoa"
    after = whole(case)
    assert len(after.entries) == 1
    assert after.case.status == won[0].status in {Status.ACCEPTED, Status.REFUSED}
    assert verify(case.id).intact


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_the_last_seat_at_once_one_gets_it(trials: object) -> None:
    people = [citizen(f"Nguyễn Văn {number}") for number in range(4)]

    def wanted_by(who: Actor) -> Callable[[], Case]:
        return lambda: filed(who, "vote", {"seat": "A1"}, agency=agency().id)

    found = at_once(*(wanted_by(who) for who in people))
    assert sum(isinstance(one, Case) for one in found) == 1
    assert sum(isinstance(one, LimitReached) for one in found) == 3
    with acting(EVERYTHING):
        assert Case.objects.count() == 1


def identifier_of(actor: Actor) -> str:
    with acting(EVERYTHING):
        return str(Person.objects.get(id=actor.person).identifier)


@pytest.mark.django_db
@pytest.mark.usefixtures("trials")
def test_a_limit_counts_each_applicant_and_only_what_is_open(mother: Actor, officials: OFFICIALS) -> None:
    first = filed(mother, "vote", {"seat": "A1"}, agency=agency().id)
    with pytest.raises(LimitReached) as refused:
        filed(citizen("Phạm Thị Xa"), "vote", {"seat": "A1"}, agency=agency().id)
    assert "Ghế này đã có người" in refused.value.text("vi")
    did(officials["clerk"], first, "finish")
    filed(citizen("Phạm Thị Xa"), "vote", {"seat": "A1"}, agency=agency().id)
    filed(mother, "vote", {"seat": "B2"}, agency=agency().id)
    with pytest.raises(LimitReached) as refused:
        filed(mother, "vote", {"seat": "C3"}, agency=agency().id)
    assert refused.value.facts["most"] == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("trials")
def test_whoever_is_named_by_others_still_has_the_own_votes(mother: Actor) -> None:
    def named(by: Actor, seat: str) -> Case:
        her = {"full_name": "Triệu Thị Mai", "identifier": identifier_of(mother)}
        return filed(by, "vote", {"seat": seat}, agency=agency().id, applicant=her, mandate="authorised")

    stranger, other = citizen("Phạm Thị Xa"), citizen("Phạm Văn Gần")
    named(stranger, "A1")
    named(stranger, "A2")
    with pytest.raises(LimitReached):
        named(stranger, "A3")
    named(other, "A4")
    filed(mother, "vote", {"seat": "B1"}, agency=agency().id)
    filed(mother, "vote", {"seat": "B2"}, agency=agency().id)
    with pytest.raises(LimitReached):
        filed(mother, "vote", {"seat": "B3"}, agency=agency().id)
    with pytest.raises(LimitReached):
        named(citizen("Lý Văn Đến"), "B4")


@pytest.mark.django_db(transaction=True)
def test_filing_a_birth_and_an_ordinary_act_cost_few_round_trips(
    civil_registration: object, mother: Actor, officials: OFFICIALS, birth_form: dict[str, Any]
) -> None:
    """Of three, the one that found everything of the minute in the process: nobody else's first use is counted."""

    def file(key: str) -> Case:
        return file_case(mother, Filing(procedure="1.001193", form=birth_form), key=key).case

    filings, acts = [], []
    with at("2026-11-02T08:00"):
        for number in range(3):
            with CaptureQueriesContext(connection) as filing:
                case = file(f"counted-{number:03}")
            with CaptureQueriesContext(connection) as accepting:
                did(officials["clerk"], case, "accept")
            filings.append([one["sql"][-260:] for one in filing.captured_queries])
            acts.append([one["sql"][-260:] for one in accepting.captured_queries])
    least_filing, least_act = min(filings, key=len), min(acts, key=len)
    assert len(least_filing) <= 8, "\n".join(least_filing)
    assert len(least_act) <= 10, "\n".join(least_act)


@pytest.mark.django_db(transaction=True)
def test_no_act_reads_the_files_of_the_formula_that_its_case_runs_on(
    civil_registration: object, mother: Actor, officials: OFFICIALS, birth_form: dict[str, Any]
) -> None:
    case = file_case(mother, Filing(procedure="1.001193", form=birth_form), key="files-left-out").case
    with CaptureQueriesContext(connection) as accepting:
        did(officials["clerk"], case, "accept")
    assert not [one["sql"] for one in accepting.captured_queries if '"files"' in one["sql"]]
    with acting(EVERYTHING):
        edition = load(case.id, lock=False).case.edition
    assert edition.get_deferred_fields() == {"files"}
    assert edition.name.startswith("civil_registration@")
