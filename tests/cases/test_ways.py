"""The ways a case can go: branches, joint steps, other agencies, rotas, forms of actions, effects."""

from datetime import date
from typing import Any

import pytest

from factories.agencies import agency, official
from factories.people import citizen
from nenso.agencies.models import Post
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.acts.issuing import wanted_results
from nenso.cases.engine.loading import load
from nenso.cases.engine.turning import turn_on
from nenso.cases.errors.acting import ActionNotAllowed, NotYourTurn, ReasonNeeded
from nenso.cases.errors.ending import RuleBroken
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.models import Case, Entry, Status
from nenso.formulas.offers import offer_of
from nenso.language.levels import level_of
from nenso.notices.models import Notice
from nenso.registers.models import Record, RecordRevision
from nenso.runtime.acting import Actor, acting
from support.stories import EVERYTHING, at, did, filed, goods, local, new_record, open_steps, stock_of, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]


@pytest.fixture
def police() -> Actor:
    """An officer of the police of xã Phủ Thông."""
    with at("2026-10-01T08:00"):
        return official("officer", "vn.bca.p19.c01969", "Vi Văn Công")


@pytest.fixture
def province() -> Actor:
    """An officer of tỉnh Thái Nguyên."""
    with at("2026-10-01T08:00"):
        return official("officer", "vn.p19", "Đỗ Thị Tỉnh")


def survey(mother: Actor) -> Case:
    return filed(mother, "survey", {"about": "Đường"}, agency=agency().id)


def test_two_steps_are_open_at_once_and_the_third_waits_for_both(
    mother: Actor, officials: OFFICIALS, police: Actor, province: Actor
) -> None:
    case = survey(mother)
    case = did(officials["clerk"], case, "accept")
    assert case.status == Status.ACCEPTED
    assert open_steps(case) == ["police", "province"]
    assert {agency().path, "vn.bca.p19.c01969", "vn.p19"} == set(case.agency_paths)
    case = did(police, case, "answer", form={"opinion": "Được"})
    assert case.status == Status.WORKING
    assert open_steps(case) == ["province"]
    case = did(province, case, "answer")
    assert open_steps(case) == ["decide"]
    assert did(officials["leader"], case, "approve").status == Status.DONE


def test_while_one_of_two_asks_the_applicant_the_clock_stands_still_whatever_the_other_does(
    mother: Actor, officials: OFFICIALS, police: Actor, province: Actor
) -> None:
    with at("2026-11-02T08:00"):
        case = did(officials["clerk"], survey(mother), "accept")
    with at("2026-11-02T10:00"):
        case = did(police, case, "ask", marks=[{"field": "about", "why": "Đường nào?"}])
    with at("2026-11-03T10:00"):
        case = did(province, case, "answer")
    assert case.status == Status.ASKED
    assert open_steps(case) == ["police"]
    with at("2026-11-04T10:00"):
        case = supply(mother, case.id, Supply(form={"about": "Đường liên xã"}), key="survey-supply")
    assert case.status == Status.WORKING
    assert open_steps(case) == ["police"]
    assert case.due_at == local("2026-11-11T08:00")
    case = did(police, case, "answer", form={"opinion": "Được"})
    assert open_steps(case) == ["decide"]


def test_an_agency_sees_the_case_only_when_it_has_a_task(
    mother: Actor, officials: OFFICIALS, police: Actor, province: Actor
) -> None:
    case = survey(mother)
    with pytest.raises(CaseUnknown):
        did(province, case, "answer")
    did(officials["clerk"], case, "accept")
    with pytest.raises(FormInvalid):
        did(police, case, "answer")
    with pytest.raises(NotYourTurn):
        did(province, case, "answer", step="police", form={"opinion": "x"})


def branching(mother: Actor, amount: int, **more: Any) -> Case:
    return filed(mother, "branching", {"amount": amount, **more}, agency=agency().id)


def test_a_branch_is_chosen_by_what_was_filed_and_any_agency_may_take_it_up(mother: Actor) -> None:
    case = branching(mother, 500)
    assert open_steps(case) == ["big"]
    far = official("officer", "vn.p01.c00004", "Lê Văn Xa")
    case = did(far, case, "agree")
    assert "vn.p01.c00004" in case.agency_paths
    (task,) = [task for task in whole(case).tasks if task.step == "big"]
    assert task.agency.path == "vn.p01.c00004"
    with pytest.raises(CaseUnknown):
        did(official("officer", "vn.p01.c00008", "Trần Văn Khác"), case, "agree")


def test_who_is_on_duty_today_has_the_task_and_nobody_else(mother: Actor, officials: OFFICIALS) -> None:
    on_duty = official("officer", full_name="Hứa Thị Trực")
    with acting(EVERYTHING):
        post = Post.objects.get(account_id=on_duty.account)
    new_record("duty", {"day": "2026-11-02", "officer": str(post.id)})
    with at("2026-11-02T08:00"):
        case = branching(mother, 1)
        with pytest.raises(NotYourTurn):
            did(officials["officer"], case, "agree")
        did(on_duty, case, "agree")
    with at("2026-11-03T08:00"):
        did(officials["officer"], branching(mother, 1), "agree")


def test_the_applicant_has_a_step_whose_action_asks_more_and_leads_where_the_answer_says(
    mother: Actor, officials: OFFICIALS
) -> None:
    case = did(officials["officer"], branching(mother, 1), "agree")
    case = did(mother, case, "think", form={"note": "Để nghĩ"})
    assert open_steps(case) == ["hold"]
    with pytest.raises(FormInvalid):
        did(mother, case, "confirm")
    with pytest.raises(NotYourTurn):
        did(officials["officer"], case, "confirm", form={"sure": True})
    case = did(mother, case, "confirm", form={"note": "Chắc", "sure": True})
    assert open_steps(case) == ["last"]
    assert case.form["amount"] == 2
    with acting(mother):
        entry = Entry.objects.get(case_id=case.id, action="confirm")
    assert entry.data["note"] == "Chắc"
    assert entry.data["sure"] is True
    other = did(officials["officer"], branching(mother, 1), "agree")
    assert did(mother, other, "confirm", form={"sure": False}).status == Status.STOPPED


def test_going_back_needs_its_reason_and_opens_the_step_in_a_new_round(mother: Actor, officials: OFFICIALS) -> None:
    case = did(officials["officer"], branching(mother, 1), "agree")
    did(mother, case, "confirm", form={"sure": True})
    with pytest.raises(ReasonNeeded):
        did(officials["officer"], case, "back")
    did(officials["officer"], case, "back", reason="Thiếu")
    (task,) = whole(case).open_tasks
    assert (task.step, task.round) == ("hold", 2)


def test_an_action_whose_condition_does_not_hold_is_refused(mother: Actor, officials: OFFICIALS) -> None:
    case = did(officials["officer"], branching(mother, 1), "agree")
    did(mother, case, "confirm", form={"sure": True})
    with pytest.raises(ActionNotAllowed):
        did(officials["officer"], case, "empty")


def test_an_effect_for_each_element_and_a_message_to_the_applicant(mother: Actor, officials: OFFICIALS) -> None:
    keys = goods(gao=5, ngo=7)
    case = branching(mother, 500, goods=keys)
    did(officials["officer"], case, "agree")
    did(mother, case, "confirm", form={"sure": True})
    assert did(officials["officer"], case, "empty").status == Status.DONE
    assert [stock_of(key) for key in keys] == [0, 0]
    with acting(mother):
        told = Notice.objects.get(case_id=case.id, kind="case.notified")
    with acting(EVERYTHING):
        first, second = RecordRevision.objects.filter(record_id=keys[0]).order_by("seq")
    assert told.recipient == mother.person
    assert told.text["vi"] == "Đã xong 501"
    assert (first.data["stock"], second.data["stock"]) == (5, 0)
    assert second.case_id == case.id


def test_a_record_is_ended_and_stays_for_the_record(mother: Actor, officials: OFFICIALS) -> None:
    (key,) = goods(gao=5)
    case = branching(mother, 1, goods=[key])
    did(officials["officer"], case, "agree")
    did(mother, case, "confirm", form={"sure": True})
    did(officials["officer"], case, "end")
    with acting(EVERYTHING):
        assert Record.objects.get(pk=key).ended_at is not None
        assert RecordRevision.objects.filter(record_id=key).count() == 1


def test_straight_through_writes_its_record_at_once(mother: Actor) -> None:
    case = filed(mother, "enrol", {"name": "Miến dong", "stock": 3}, agency=agency().id)
    assert case.status == Status.DONE
    with acting(EVERYTHING):
        record = Record.objects.get(source_case=case.id)
    assert record.data == {"name": "Miến dong", "stock": 3}
    assert case.created_records[0]["id"] == str(record.id)


def test_a_hard_rule_of_a_register_refuses_the_whole_filing(mother: Actor) -> None:
    with pytest.raises(RuleBroken):
        filed(mother, "enrol", {"name": "Miến dong", "stock": -1}, agency=agency().id)
    filed(mother, "enrol", {"name": "Miến dong", "stock": 1}, agency=agency().id)
    with pytest.raises(RuleBroken):
        filed(mother, "enrol", {"name": "Miến dong", "stock": 2}, agency=agency().id)
    with acting(EVERYTHING):
        assert Case.objects.count() == 1
        assert Record.objects.filter(register="trials.goods").count() == 1


def test_a_case_given_to_another_agency_keeps_its_due_time(officials: OFFICIALS, province: Actor) -> None:
    with at("2026-11-02T09:00"):
        case = filed(citizen("Nông Văn Dền"), "abroad", {"where": "01969"}, agency=agency().id)
        case = did(officials["clerk"], case, "accept")
        due = case.due_at
        case = did(officials["officer"], case, "pass_on")
        assert (case.agency.path, case.due_at) == ("vn.p19", due)
        with pytest.raises(NotYourTurn):
            did(officials["officer"], case, "approve")
        assert did(province, case, "approve").status == Status.DONE
    with acting(officials["officer"]):
        assert Case.objects.filter(pk=case.id).exists()


def test_presence_is_published_in_the_level_of_the_procedure() -> None:
    procedure = offer_of(agency(), "trials.branching").procedure
    level = level_of(procedure)
    assert not level.whole
    assert any("Phải đến xem tận nơi" in vi for vi, _ in level.reasons)
    assert level_of(offer_of(agency(), "trials.survey").procedure).whole


def test_names_in_expressions_are_those_the_language_promises(mother: Actor, officials: OFFICIALS) -> None:
    case = did(officials["clerk"], survey(mother), "accept")
    with acting(EVERYTHING):
        turn = turn_on(EVERYTHING, load(case.id, lock=False))
        names = turn.reasoning().names
        assert wanted_results(turn) == []
    assert names["case"]["title"] == case.label
    assert names["case"]["procedure"] == "trials.survey"
    assert names["case"]["applicant"]["full_name"] == "Triệu Thị Mai"
    assert names["agency"]["place"] == "01969"
    assert names["agency"]["code"] == case.code.partition("-")[0]
    entry = names["step"]["receive"]
    assert entry["actor"]["full_name"] == "Nông Thị Hoa"
    assert entry["opened_at"] == case.filed_at
    assert date.fromisoformat("2026-11-21") <= names["today"]
