"""Moments of a case: weekends, forwarding, extension, timers that remind or act, steps that wait for a day."""

import pytest

from factories.agencies import agency, official
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.acts.ending import extend, withdraw
from nenso.cases.engine.timers import due_moments, run_moment
from nenso.cases.errors.acting import ReasonNeeded, StepNotOpen
from nenso.cases.errors.ending import NotExtendable
from nenso.cases.models import Case, Moment, Status
from nenso.journal.models import JournalEntry
from nenso.journal.verifying import verify
from nenso.notices.models import Notice
from nenso.runtime.acting import Actor, acting
from support.stories import EVERYTHING, at, did, filed, local, open_steps, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]


def run_what_is_due() -> int:
    """Run every moment that has come; return how many did something."""
    return sum(run_moment(case, moment) for case, moment in due_moments())


def reminders(officer: Actor) -> int:
    """Return how often the officer's agency was reminded."""
    with acting(officer):
        return Notice.objects.filter(kind="case.reminded", text__vi="Còn chờ xử lý").count()


def nearby(where: str, officials: OFFICIALS, moment: str) -> Case:
    """Return a case taken in at xã Phủ Thông, to be decided at ``where``, accepted at ``moment``."""
    told = {"full_name": "Bàn Văn Ba"}
    with at(moment):
        case = filed(
            officials["clerk"], "nearby", {"where": where}, agency=agency().id, channel="counter", applicant=told
        )
        return did(officials["clerk"], case, "accept")


def test_received_after_three_on_friday_it_is_due_on_monday(officials: OFFICIALS) -> None:
    case = nearby("01969", officials, "2026-11-06T15:30")
    assert case.accepted_at == local("2026-11-06T15:30")
    assert case.due_at == local("2026-11-09T17:00")


def test_filed_in_another_commune_of_the_province_the_clock_starts_when_the_one_that_decides_has_it(
    officials: OFFICIALS,
) -> None:
    """Forwarded the same day before 15:00; on Friday at 15:30 it is there on Monday morning, due that Monday."""
    other = "01840"
    soon = nearby(other, officials, "2026-11-05T10:00")
    assert soon.agency.path != soon.receiving.path == agency().path
    assert (soon.accepted_at, soon.due_at) == (local("2026-11-05T10:00"), local("2026-11-05T17:00"))
    late = nearby(other, officials, "2026-11-06T15:30")
    assert (late.accepted_at, late.due_at) == (local("2026-11-09T07:30"), local("2026-11-09T17:00"))


def permit(mother: Actor, officials: OFFICIALS) -> Case:
    with at("2026-11-02T08:00"):
        return did(officials["clerk"], filed(mother, "permit", {"poor": True}, agency=agency().id), "accept")


def test_an_extension_reaches_as_far_as_the_procedure_lets_and_as_often(mother: Actor, officials: OFFICIALS) -> None:
    case, leader = permit(mother, officials), officials["leader"]
    assert case.due_at == local("2026-11-05T08:00")
    with at("2026-11-03T08:00"):
        with pytest.raises(ReasonNeeded):
            extend(leader, case.id, local("2026-11-06T08:00"), " ")
        with pytest.raises(NotExtendable, match="08:00 09/11/2026"):
            extend(leader, case.id, local("2026-11-09T08:01"), "Chờ")
        with pytest.raises(NotExtendable, match="08:00 05/11/2026"):
            extend(leader, case.id, local("2026-11-04T08:00"), "Chờ")
        assert extend(leader, case.id, local("2026-11-09T08:00"), "Chờ").due_at == local("2026-11-09T08:00")
        extend(leader, case.id, local("2026-11-10T08:00"), "Chờ")
        with pytest.raises(NotExtendable):
            extend(leader, case.id, local("2026-11-11T08:00"), "Chờ")


@pytest.fixture
def waiting(mother: Actor, officials: OFFICIALS) -> Case:
    """Accepted on Monday 2 November 2026 at 08:00, waiting for Wednesday, due on Monday the 9th at 08:00."""
    with at("2026-11-02T08:00"):
        return did(officials["clerk"], filed(mother, "waiting", {"opens": "2026-11-04"}, agency=agency().id), "accept")


def test_a_step_waits_for_its_day_and_only_the_system_goes_on(waiting: Case, officials: OFFICIALS) -> None:
    with at("2026-11-03T23:59"):
        run_what_is_due()
        assert open_steps(waiting) == ["pause"]
    with at("2026-11-04T00:00"):
        assert run_what_is_due() == 1
        assert run_what_is_due() == 0
    assert open_steps(waiting) == ["examine"]
    assert [entry.action for entry in whole(waiting).entries] == ["accept", "met"]
    assert verify(waiting.id).intact


def test_a_timer_reminds_once_and_another_acts_when_nobody_did(waiting: Case, officials: OFFICIALS) -> None:
    """Opened on Wednesday at 00:00; four working hours are over at 11:30; it lapses two days after the due time."""
    with at("2026-11-04T00:00"):
        run_what_is_due()
    with at("2026-11-04T11:30"):
        run_what_is_due()
        run_what_is_due()
    assert reminders(officials["officer"]) == 1
    with at("2026-11-11T08:00"):
        run_what_is_due()
    assert whole(waiting).case.status == Status.STOPPED
    assert whole(waiting).entries[-1].action == "lapse"


def test_a_timer_moves_with_the_due_time(waiting: Case, officials: OFFICIALS) -> None:
    with at("2026-11-04T00:00"):
        run_what_is_due()
        extend(officials["leader"], waiting.id, local("2026-11-13T08:00"), "Chờ")
    with at("2026-11-11T08:00"):
        run_what_is_due()
        assert whole(waiting).case.status != Status.STOPPED
    with at("2026-11-17T08:00"):
        run_what_is_due()
    assert whole(waiting).case.status == Status.STOPPED


def test_a_timer_of_the_procedure_is_set_when_its_moment_is_known_and_comes_back(
    waiting: Case, officials: OFFICIALS
) -> None:
    """A working day before Monday the 9th is Friday the 6th; then every working day while the case is open."""
    with acting(EVERYTHING):
        moment = Moment.objects.get(case_id=waiting.id, step="", what={"timer": 0})
    assert moment.at == local("2026-11-06T08:00")
    with at("2026-11-06T08:00"):
        run_what_is_due()
        run_what_is_due()
    with acting(EVERYTHING):
        again = Moment.objects.get(case_id=waiting.id, step="", done_at=None)
    assert again.at == local("2026-11-09T08:00")


def test_a_timer_whose_act_is_not_possible_by_then_leaves_the_case_and_the_journal_says_so(waiting: Case) -> None:
    """An hour after filing the case is not where ``finish`` could be done."""
    with at("2026-11-02T09:00"):
        assert run_what_is_due() == 0
    assert open_steps(waiting) == ["pause"]
    with acting(EVERYTHING):
        refused = JournalEntry.objects.get(stream=waiting.id, kind="case.timer_refused")
    assert refused.body["action"] == "finish"
    with at("2026-11-02T09:01"):
        assert due_moments() == []


def test_nothing_is_run_for_a_case_that_has_ended(waiting: Case, mother: Actor) -> None:
    withdraw(mother, waiting.id, "Không cần nữa.")
    with at("2026-12-04T00:00"):
        assert run_what_is_due() == 0
    with acting(EVERYTHING):
        assert not Moment.objects.filter(case_id=waiting.id, done_at=None).exists()


def test_a_case_can_be_withdrawn_whatever_it_waits_for(mother: Actor, officials: OFFICIALS) -> None:
    new = filed(mother, "permit", {"poor": True}, agency=agency().id)
    asked = filed(mother, "permit", {"poor": True}, agency=agency().id)
    accepted, working = permit(mother, officials), permit(mother, officials)
    did(officials["leader"], working, "wait")
    civil = filed(mother, "survey", {"about": "Đường"}, agency=agency().id)
    did(officials["clerk"], civil, "accept")
    police = official("officer", "vn.bca.p19.c01969", "Vi Văn Công")
    did(police, civil, "ask", marks=[{"field": "about", "why": "?"}])
    statuses = []
    for case in (new, asked, accepted, working, civil):
        statuses.append(whole(case).case.status)
        assert withdraw(mother, case.id, "Thôi.").status == Status.WITHDRAWN
        assert open_steps(case) == []
    assert statuses == [Status.FILED, Status.FILED, Status.ACCEPTED, Status.WORKING, Status.ASKED]


def test_what_was_overdue_before_more_was_asked_stays_overdue(mother: Actor, officials: OFFICIALS) -> None:
    with at("2026-11-02T08:00"):
        case = did(officials["clerk"], filed(mother, "survey", {"about": "Đường"}, agency=agency().id), "accept")
    police = official("officer", "vn.bca.p19.c01969", "Vi Văn Công")
    assert case.due_at == local("2026-11-09T08:00")
    with at("2026-11-10T08:00"):
        did(police, case, "ask", marks=[{"field": "about", "why": "?"}])
    with at("2026-11-12T08:00"):
        back = supply(mother, case.id, Supply(form={"about": "Đường liên xã"}), key="overdue-supply")
    assert back.due_at == local("2026-11-11T08:00")


def test_an_act_at_a_step_that_was_left_is_refused_with_where_the_case_is(mother: Actor, officials: OFFICIALS) -> None:
    case = permit(mother, officials)
    with pytest.raises(StepNotOpen) as refused:
        did(officials["clerk"], case, "accept", step="receive")
    assert refused.value.facts["open"] == "decide"
