"""Who may do what, when: turns, order, two at once, the same thing sent twice."""

from typing import Any

import pytest

from factories.people import citizen
from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.acts.ending import claim, deliver, give_back, withdraw
from nenso.cases.errors.acting import ActionUnknown, CaseChanged, NotYourTurn, ReasonNeeded, SamePerson, StepNotOpen
from nenso.cases.errors.drafts import DraftChanged
from nenso.cases.errors.ending import AlreadyEnded, NotFinished
from nenso.cases.errors.filing import FormInvalid
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.errors.sent_twice import KeyReused
from nenso.cases.errors.supplements import AskedAlready, MarkUnknown, NotAskedFor, NothingMarked, StillMissing
from nenso.cases.intake.drafts import check_draft, drafts_of, open_draft, save_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, CaseCode, Entry, Revision, Status, Task
from nenso.cases.queries.viewing import view_case
from nenso.formulas.models import Edition
from nenso.journal.verifying import verify
from nenso.results.models import SignedResult
from nenso.runtime.acting import Actor, acting
from support.stories import EVERYTHING, did

pytestmark = pytest.mark.django_db
OFFICIALS = dict[str, Actor]
BIRTH = "civil_registration.birth"


@pytest.fixture
def case(civil_registration: object, mother: Actor, birth_form: dict[str, Any]) -> Case:
    """A birth that was filed."""
    return file_case(mother, Filing(procedure=BIRTH, form=birth_form), key="turn-0001").case


def test_the_same_key_and_content_give_the_same_case(case: Case, mother: Actor, birth_form: dict[str, Any]) -> None:
    again = file_case(mother, Filing(procedure=BIRTH, form=birth_form), key="turn-0001")
    assert again.case.id == case.id
    assert again.again


def test_the_same_key_with_other_content_is_refused(case: Case, mother: Actor, birth_form: dict[str, Any]) -> None:
    other = birth_form | {"wants_copies": True}
    with pytest.raises(KeyReused):
        file_case(mother, Filing(procedure=BIRTH, form=other), key="turn-0001")


def test_codes_of_an_agency_and_day_follow_one_another(case: Case, mother: Actor, birth_form: dict[str, Any]) -> None:
    more = [file_case(mother, Filing(procedure=BIRTH, form=birth_form), key=f"turn-1{n:03}").case for n in range(3)]
    numbers = [int(one.code.rpartition("-")[2]) for one in [case, *more]]
    assert numbers == [1, 2, 3, 4]
    with acting(mother):
        assert set(CaseCode.objects.filter(case_id=case.id).values_list("code", flat=True)) == {case.code}


def test_a_form_that_is_wrong_is_told_whole_and_nothing_is_written(
    civil_registration: object, mother: Actor, birth_form: dict[str, Any]
) -> None:
    wrong = birth_form | {"undertaking": False, "relation": "neighbour"}
    with pytest.raises(FormInvalid) as refused:
        file_case(mother, Filing(procedure=BIRTH, form=wrong), key="wrong-001")
    assert {problem["path"] for problem in refused.value.facts["problems"]} >= {"undertaking", "relation"}
    with acting(mother):
        assert not Case.objects.exists()


def test_an_act_out_of_order_is_refused(case: Case, officials: OFFICIALS) -> None:
    with pytest.raises(StepNotOpen) as refused:
        act(officials["leader"], case.id, Act("sign", step="sign"), key="order-001")
    assert refused.value.text("vi") == "Bước “Ký duyệt” không mở; hồ sơ đang ở: Tiếp nhận."
    assert refused.value.text("en") == "The step “Signature” is not open; the case is at: Reception."
    assert refused.value.facts["open"] == "receive", "programs read the name"


def test_only_whose_turn_it_is_may_act(case: Case, officials: OFFICIALS) -> None:
    with pytest.raises(NotYourTurn):
        act(officials["officer"], case.id, Act("accept"), key="order-002")


def test_an_action_that_is_not_there_is_answered_with_those_that_are(case: Case, officials: OFFICIALS) -> None:
    with pytest.raises(ActionUnknown) as refused:
        act(officials["clerk"], case.id, Act("approve"), key="order-003")
    assert refused.value.facts["actions"] == "accept, ask, refuse"
    assert refused.value.text("vi").endswith("có: Tiếp nhận, Yêu cầu bổ sung, Từ chối tiếp nhận.")


def test_a_refusal_needs_a_reason(case: Case, officials: OFFICIALS) -> None:
    with pytest.raises(ReasonNeeded):
        act(officials["clerk"], case.id, Act("refuse"), key="order-004")


def test_of_two_officers_who_act_on_what_they_both_saw_one_wins_and_the_other_is_told(
    case: Case, officials: OFFICIALS
) -> None:
    seen = case.version
    act(officials["clerk"], case.id, Act("accept", version=seen), key="both-0001")
    with pytest.raises(CaseChanged) as refused:
        act(officials["clerk"], case.id, Act("refuse", reason="x", version=seen), key="both-0002")
    assert refused.value.facts["who"] == "Nông Thị Hoa"
    assert refused.value.facts["action"] == "accept"
    assert refused.value.text("vi") == "Hồ sơ vừa được Nông Thị Hoa xử lý (Tiếp nhận); hãy tải lại."


def test_the_same_act_sent_twice_is_done_once(case: Case, officials: OFFICIALS) -> None:
    for _ in range(2):
        act(officials["clerk"], case.id, Act("accept"), key="twice-001")
    with acting(officials["clerk"]):
        assert Entry.objects.filter(case_id=case.id, action="accept").count() == 1


def test_who_examined_may_not_sign(case: Case, officials: OFFICIALS) -> None:
    act(officials["clerk"], case.id, Act("accept"), key="same-0001")
    both = officials["officer"]
    leader = Actor(
        account=both.account, person=both.person, seats=both.seats, readers=both.readers | officials["leader"].readers
    )
    act(leader, case.id, Act("propose"), key="same-0002")
    with pytest.raises(SamePerson) as refused:
        act(leader, case.id, Act("sign"), key="same-0003")
    assert "“Thẩm tra”" in refused.value.text(), "by the step's title, not by its name in the file"


def test_what_comes_next_is_onward_and_never_what_a_case_may_be_sent_back_to(
    case: Case, officials: OFFICIALS, mother: Actor
) -> None:
    act(officials["clerk"], case.id, Act("accept"), key="onward-001")
    act(officials["officer"], case.id, Act("propose"), key="onward-002")
    view = view_case(mother, case.code)
    assert [one["step"] for one in view["held_by"]] == ["sign"]
    assert [one["step"] for one in view["next"]] == ["stamp"], "the leader may also send it back to be examined"


def test_asking_names_each_thing_and_why(case: Case, officials: OFFICIALS) -> None:
    with pytest.raises(NothingMarked):
        act(officials["clerk"], case.id, Act("ask"), key="asking-01")
    with pytest.raises(MarkUnknown) as refused:
        act(
            officials["clerk"],
            case.id,
            Act("ask", marks=[{"document": "birth_certificat", "why": "?"}]),
            key="asking-02",
        )
    assert refused.value.facts["nearest"] == "birth_certificate"


def test_only_what_was_asked_can_be_changed_and_all_of_it_must_come(
    case: Case, officials: OFFICIALS, mother: Actor
) -> None:
    marks = [
        {"field": "child.full_name", "why": "Thiếu dấu."},
        {"field": "child.hometown", "why": "Ghi theo tên mới."},
    ]
    act(officials["clerk"], case.id, Act("ask", marks=marks), key="asked-001")
    with pytest.raises(NotAskedFor):
        supply(mother, case.id, Supply(form={"child.sex": "male"}), key="asked-002")
    with pytest.raises(StillMissing) as missing:
        supply(mother, case.id, Supply(form={"child.full_name": "Lý Bảo An"}), key="asked-003")
    assert missing.value.text() == "Chưa bổ sung: Quê quán."
    given = {"child.full_name": "Lý Bảo An", "child.hometown": "xã Phủ Thông, tỉnh Thái Nguyên"}
    back = supply(mother, case.id, Supply(form=given), key="asked-004")
    assert back.status == Status.FILED
    with acting(mother):
        first, second = Revision.objects.filter(case_id=case.id).order_by("seq")
    assert first.form["child"]["full_name"] == "Lý Triệu Bảo An"
    assert second.form["child"]["full_name"] == "Lý Bảo An"


def test_what_could_have_been_asked_the_first_time_cannot_be_asked_the_second(
    case: Case, officials: OFFICIALS, mother: Actor
) -> None:
    first = [{"field": "child.full_name", "why": "Thiếu dấu."}]
    act(officials["clerk"], case.id, Act("ask", marks=first), key="again-001")
    supply(mother, case.id, Supply(form={"child.full_name": "Lý Bảo An"}), key="again-002")
    with pytest.raises(AskedAlready):
        act(
            officials["clerk"],
            case.id,
            Act("ask", marks=[{"field": "child.hometown", "why": "Sai."}]),
            key="again-003",
        )
    act(officials["clerk"], case.id, Act("ask", marks=first), key="again-004")


def test_another_citizen_cannot_even_tell_that_the_case_is_there(case: Case) -> None:
    with pytest.raises(CaseUnknown):
        withdraw(citizen("Phạm Thị Xa"), case.id, "không phải của tôi")


def test_withdrawing_twice_is_withdrawing_once_and_then_nothing_more_is_done(
    case: Case, officials: OFFICIALS, mother: Actor
) -> None:
    for _ in range(2):
        assert withdraw(mother, case.id, "Nộp nhầm nơi.").status == Status.WITHDRAWN
    with acting(mother):
        assert Entry.objects.filter(case_id=case.id, action="withdraw").count() == 1
        assert not Task.objects.filter(case_id=case.id, closed_at=None).exists()
    with pytest.raises(AlreadyEnded):
        act(officials["clerk"], case.id, Act("accept"), key="ended-001")


def test_nothing_is_handed_over_before_it_is_done(case: Case, mother: Actor) -> None:
    with pytest.raises(NotFinished):
        deliver(mother, case.id)


def test_a_task_taken_on_is_ones_own_until_given_back(case: Case, officials: OFFICIALS) -> None:
    claim(officials["clerk"], case.id, "receive")
    other = Actor(account=officials["officer"].account, readers=officials["clerk"].readers)
    with pytest.raises(NotYourTurn):
        act(other, case.id, Act("accept"), key="claim-001")
    give_back(officials["clerk"], case.id, "receive")
    assert act(other, case.id, Act("accept"), key="claim-002").status == Status.ACCEPTED


def test_every_turn_leaves_the_journal_intact(case: Case, officials: OFFICIALS) -> None:
    act(officials["clerk"], case.id, Act("accept"), key="journal-01")
    report = verify(case.id)
    assert report.intact
    assert report.entries >= 2


def test_a_draft_is_saved_wrong_or_not_resumed_and_filed(
    civil_registration: object, mother: Actor, birth_form: dict[str, Any]
) -> None:
    from factories.agencies import agency

    draft = open_draft(mother, BIRTH, agency())
    draft = save_draft(mother, draft.id, {"relation": "mother"}, version=draft.version)
    assert check_draft(mother, draft.id).problems
    with pytest.raises(DraftChanged):
        save_draft(mother, draft.id, {}, version=draft.version - 1)
    draft = save_draft(mother, draft.id, {"relation": "mother"}, version=draft.version - 1)
    save_draft(mother, draft.id, birth_form, version=draft.version)
    assert [one.id for one in drafts_of(mother)] == [draft.id]
    filed = file_case(mother, Filing(procedure=BIRTH, form=birth_form, draft=draft.id), key="draft-001")
    assert filed.case.id == draft.id
    assert filed.case.code
    assert drafts_of(mother) == []
    again = file_case(mother, Filing(procedure=BIRTH, form=birth_form, draft=draft.id), key="draft-002")
    assert again.again


def test_who_returns_a_case_signs_nothing(
    civil_registration: Edition, mother: Actor, officials: dict[str, Actor], birth_form: dict[str, Any]
) -> None:
    case = file_case(mother, Filing("1.001193", birth_form), key="tra-lai-01").case
    did(officials["clerk"], case, "accept")
    for _ in range(2):
        did(officials["officer"], case, "propose", form={"child_id": "019326000451"})
        did(officials["leader"], case, "return", reason="Xem lại số định danh.")
    with acting(EVERYTHING):
        assert not SignedResult.objects.filter(case_id=case.id).exists()
    did(officials["officer"], case, "propose", form={"child_id": "019326000451"})
    did(officials["leader"], case, "sign")
    with acting(EVERYTHING):
        (result,) = SignedResult.objects.filter(case_id=case.id)
    assert [signer["field"] for signer in result.signers] == ["sign"]
