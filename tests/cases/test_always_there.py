"""What is always there on a case: comments, messages, hand-overs, directives; who sees which."""

from uuid import UUID

import pytest

from factories.agencies import agency, official
from nenso.cases.acts.directing import Directive, answer_directive, direct
from nenso.cases.acts.ending import assign, claim
from nenso.cases.acts.handing import acknowledge, hand_over, send_back
from nenso.cases.acts.talking import comment, message
from nenso.cases.errors.acting import NotOfTheRole, NotYourTurn, ReasonNeeded
from nenso.cases.errors.among_officers import NotHandedOver, NothingSaid, NotOfCase
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.models import Case, Entry
from nenso.cases.queries.viewing import view_case
from nenso.formulas.errors import ProcedureNotOffered
from nenso.notices.models import Notice
from nenso.runtime.acting import Actor, acting
from support.stories import at, did, filed, local, new_key, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]
NEIGHBOUR = "vn.p19.c01840"


def a_case(mother: Actor) -> Case:
    return filed(mother, "waiting", {"opens": "2026-11-02"}, agency=agency().id)


def kinds(who: Actor, case: Case) -> list[str]:
    return [line["kind"] for line in view_case(who, case.code)["history"]]


def test_a_comment_is_for_who_works_on_the_case_and_never_reaches_the_applicant(
    mother: Actor, officials: OFFICIALS
) -> None:
    case, key = a_case(mother), new_key()
    first = comment(officials["officer"], case.id, "Đã gọi cho thôn", key=key)
    assert comment(officials["officer"], case.id, "Đã gọi cho thôn", key=key).id == first.id
    with pytest.raises(NothingSaid):
        comment(officials["clerk"], case.id, "  ", key=new_key())
    with pytest.raises(NotYourTurn):
        comment(mother, case.id, "Tôi", key=new_key())
    assert kinds(officials["clerk"], case) == ["file", "comment"]
    assert kinds(mother, case) == ["file"]
    assert "Đã gọi" not in str(view_case(mother, case.code))
    with acting(mother):
        assert not Notice.objects.filter(case_id=case.id, kind="case.comment").exists()
        assert list(Entry.objects.filter(case_id=case.id)) == []
    assert whole(case).case.version == case.version


def test_messages_go_both_ways_are_seen_by_both_and_told(mother: Actor, officials: OFFICIALS) -> None:
    case = a_case(mother)
    claim(officials["clerk"], case.id, "receive")
    message(mother, case.id, "Bao giờ xong ạ?", key=new_key())
    message(officials["clerk"], case.id, "Chiều nay.", key=new_key())
    for who in (mother, officials["clerk"]):
        said = [line["reason"] for line in view_case(who, case.code)["history"] if line["kind"] == "message"]
        assert said == ["Bao giờ xong ạ?", "Chiều nay."]
    with acting(mother):
        assert "Chiều nay." in Notice.objects.get(case_id=case.id, kind="case.message").text["vi"]
    with acting(officials["clerk"]):
        assert "Bao giờ" in Notice.objects.get(case_id=case.id, kind="case.message").text["vi"]


def test_a_case_handed_over_keeps_its_due_times_and_is_acknowledged(mother: Actor, officials: OFFICIALS) -> None:
    with at("2026-10-01T08:00"):
        there = official("officer", NEIGHBOUR, "Hà Văn Nhận")
    other = agency(NEIGHBOUR)
    with at("2026-11-02T08:00"):
        case = filed(mother, "waiting", {"opens": "2026-11-02"}, agency=agency().id)
        case = did(officials["clerk"], case, "accept")
    due = case.due_at
    with pytest.raises(CaseUnknown):
        view_case(there, case.code)
    with pytest.raises(ReasonNeeded):
        hand_over(officials["clerk"], case.id, other.id, "", key=new_key())
    with pytest.raises(NotYourTurn):
        hand_over(officials["officer"], case.id, other.id, "Của xã khác", key=new_key())
    with pytest.raises(ProcedureNotOffered):
        hand_over(officials["clerk"], case.id, agency("vn.bca").id, "Của Bộ", key=new_key())
    with at("2026-11-04T08:00"):
        case = hand_over(officials["clerk"], case.id, other.id, "Thuộc xã khác", key=new_key())
    assert (case.agency.path, case.due_at) == (NEIGHBOUR, due)
    assert view_case(officials["clerk"], case.code)["agency"]["path"] == NEIGHBOUR
    with pytest.raises(NotYourTurn):
        acknowledge(officials["clerk"], case.id, key=new_key())
    assert "acknowledge" in [one["kind"] for one in view_case(there, case.code)["actions"]]
    acknowledge(there, case.id, key=new_key())
    with pytest.raises(NotHandedOver):
        acknowledge(there, case.id, key=new_key())
    assert kinds(there, case)[-2:] == ["transfer", "acknowledge"]


def test_an_open_task_goes_along_and_comes_back_with_its_own_due_time(mother: Actor, officials: OFFICIALS) -> None:
    with at("2026-10-01T08:00"):
        there = official("clerk", NEIGHBOUR, "Hà Thị Nhầm")
    case = a_case(mother)
    (before,) = whole(case).open_tasks
    hand_over(officials["clerk"], case.id, agency(NEIGHBOUR).id, "Thuộc xã khác", key=new_key())
    (moved,) = whole(case).open_tasks
    assert (moved.step, moved.agency_id, moved.due_at) == ("receive", agency(NEIGHBOUR).id, before.due_at)
    send_back(there, case.id, "Không phải xã tôi", key=new_key())
    (back,) = whole(case).open_tasks
    assert (back.agency_id, back.due_at) == (agency().id, before.due_at)
    did(officials["clerk"], case, "accept")


def test_a_directive_has_a_task_who_answers_and_by_when_and_decides_nothing(
    mother: Actor, officials: OFFICIALS
) -> None:
    case = a_case(mother)
    officer = officials["officer"].account
    assert officer is not None
    due = local("2026-11-05T17:00")
    wanted = Directive("Báo cáo lý do chậm", officer, due)
    with pytest.raises(NotYourTurn):
        direct(officials["clerk"], case.id, wanted, key=new_key())
    with pytest.raises(NotOfCase):
        direct(officials["leader"], case.id, Directive("Ai đó", UUID(int=1), due), key=new_key())
    given = direct(officials["leader"], case.id, wanted, key=new_key())
    answer_directive(officials["officer"], case.id, given.id, "Chờ điện lực", key=new_key())
    answer_directive(officials["officer"], case.id, given.id, "Đã xong", done=True, key=new_key())
    with pytest.raises(NotYourTurn):
        answer_directive(officials["clerk"], case.id, given.id, "Tôi", key=new_key())
    (told,) = view_case(officials["clerk"], case.code)["directives"]
    assert (told["task"], told["name"], told["done"]) == ("Báo cáo lý do chậm", "Hoàng Văn Tú", True)
    assert [one["text"] for one in told["answers"]] == ["Chờ điện lực", "Đã xong"]
    assert view_case(mother, case.code).get("directives") is None
    assert [task.step for task in whole(case).open_tasks] == ["receive"]


def test_a_task_is_handed_to_who_can_do_it_alone(mother: Actor, officials: OFFICIALS) -> None:
    case = a_case(mother)
    for other in (officials["registrar"].account, mother.account):
        assert other is not None
        with pytest.raises(NotOfTheRole):
            assign(officials["leader"], case.id, "receive", other)
    (task,) = whole(case).open_tasks
    assert task.account is None


def test_one_person_answers_for_a_task_and_who_did_before_stays_told(mother: Actor, officials: OFFICIALS) -> None:
    case = a_case(mother)
    clerk, leader = officials["clerk"], officials["leader"]
    with at("2026-10-01T08:00"):
        second = official("clerk", full_name="Hứa Thị Hai")
    assert clerk.account is not None
    assert second.account is not None
    assign(leader, case.id, "receive", clerk.account)
    assign(leader, case.id, "receive", second.account)
    (task,) = whole(case).open_tasks
    assert task.account == second.account
    history = [line["data"]["to"] for line in view_case(leader, case.code)["history"] if line["kind"] == "assign"]
    assert history == [str(clerk.account), str(second.account)]
