"""One filing, several results: cases that a case opens, each with its own path, clock and agency."""

from dataclasses import replace

import pytest

from factories.agencies import agency, official
from factories.people import citizen
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.acts.ending import withdraw
from nenso.cases.engine.waiting import look_again
from nenso.cases.errors.filing import AssuranceTooLow, MayNotFile
from nenso.cases.errors.related import ChildRefused
from nenso.cases.errors.seeing import CaseUnknown
from nenso.cases.intake.drafts import drafts_of, open_draft
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, Status
from nenso.cases.queries.listing import own_cases
from nenso.cases.queries.overview import case_row
from nenso.cases.queries.viewing import view_case
from nenso.files.attaching import attach, files_of
from nenso.files.storing import store
from nenso.notices.models import Notice
from nenso.people.models import Person
from nenso.runtime.acting import Actor, acting
from support.births import PDF
from support.jobs import do_waiting_jobs
from support.stories import EVERYTHING, at, did, filed, local, new_key, open_steps, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]
POLICE = "vn.bca.p19.c01969"


@pytest.fixture
def police() -> Actor:
    """An officer of the police of xã Phủ Thông."""
    with at("2026-10-01T08:00"):
        return official("officer", POLICE, "Vi Văn Công")


def joint(mother: Actor, note: str = "") -> Case:
    return filed(mother, "joint", {"name": "Bảo An", "note": note}, agency=agency().id)


def children(parent: Case) -> list[Case]:
    with acting(EVERYTHING):
        return list(Case.objects.filter(parent_id=parent.id).select_related("agency").order_by("id"))


def again(case: Case) -> Case:
    return whole(case).case


def test_a_child_has_its_own_code_path_clock_and_agency(mother: Actor, officials: OFFICIALS, police: Actor) -> None:
    with at("2026-11-02T08:00"):
        parent = did(officials["clerk"], joint(mother), "accept")
    (child,) = children(parent)
    assert (child.agency.path, parent.agency.path) == (POLICE, agency().path)
    assert child.code != parent.code
    assert child.label == "Bảo An"
    assert (child.due_at, parent.due_at) == (local("2026-11-05T08:00"), local("2026-12-01T08:00"))
    assert (child.status, open_steps(child)) == (Status.ACCEPTED, ["work"])
    assert open_steps(parent) == ["wait"]
    assert parent.status == Status.ACCEPTED


def test_the_parent_goes_on_when_its_children_have_ended_and_knows_what_they_said(
    mother: Actor, officials: OFFICIALS, police: Actor
) -> None:
    parent = did(officials["clerk"], joint(mother), "accept")
    (child,) = children(parent)
    do_waiting_jobs()
    assert open_steps(parent) == ["wait"]
    did(police, child, "finish", form={"answer": "Đã đăng ký"})
    assert open_steps(parent) == ["wait"]
    do_waiting_jobs()
    assert open_steps(parent) == ["hand_over"]
    assert again(parent).form["note"] == "Đã đăng ký"
    assert did(officials["clerk"], parent, "hand_over").status == Status.DONE


def test_a_parent_whose_children_all_fail_goes_the_other_way(
    mother: Actor, officials: OFFICIALS, police: Actor
) -> None:
    parent = did(officials["clerk"], joint(mother), "accept")
    did(police, children(parent)[0], "refuse", reason="Trùng")
    do_waiting_jobs()
    assert again(parent).status == Status.STOPPED


def test_to_the_applicant_it_is_one_filing_with_its_parts_listed_in_it(
    mother: Actor, officials: OFFICIALS, police: Actor
) -> None:
    parent = did(officials["clerk"], joint(mother), "accept")
    (child,) = children(parent)
    assert [one["code"] for one in own_cases(mother).items] == [parent.code]
    (part,) = view_case(mother, parent.code)["children"]
    assert (part["code"], part["agency"]["path"], part["status"]["name"]) == (child.code, POLICE, "accepted")
    assert part["procedure"]["title"]["vi"] == "Việc thành phần"
    assert view_case(mother, child.code)["parent"]["code"] == parent.code
    with pytest.raises(CaseUnknown):
        case_row(citizen("Người Ngoài"), child.code)
    with pytest.raises(CaseUnknown):
        case_row(police, parent.code)


def test_a_child_asks_the_applicant_and_only_its_own_clock_stands_still(
    mother: Actor, officials: OFFICIALS, police: Actor
) -> None:
    with at("2026-11-02T08:00"):
        parent = did(officials["clerk"], joint(mother, "x"), "accept")
        (child,) = children(parent)
    with at("2026-11-03T08:00"):
        child = did(police, child, "ask", marks=[{"field": "note", "why": "Ghi rõ"}])
        assert (child.status, again(parent).waiting_since) == (Status.ASKED, None)
    with at("2026-11-05T08:00"):
        child = supply(mother, child.id, Supply(form={"note": "Rõ"}), key=new_key())
    assert child.due_at == local("2026-11-09T08:00")
    assert again(parent).due_at == local("2026-12-01T08:00")


def test_the_papers_that_the_child_asks_for_too_go_along(mother: Actor, officials: OFFICIALS) -> None:
    draft = open_draft(mother, "trials.joint", agency())
    for name in ("proof", "other"):
        attach(mother, draft.id, name, store([PDF, name.encode()], filename=f"{name}.pdf"), f"{name}.pdf")
    wanted = Filing("trials.joint", {"name": "Bảo An"}, agency=agency().id, draft=draft.id)
    parent = file_case(mother, wanted, key=new_key()).case
    (child,) = children(did(officials["clerk"], parent, "accept"))
    with acting(EVERYTHING):
        assert [file.document for file in files_of(child.id)] == ["proof"]
    assert list(child.documents) == ["proof"]


def test_a_child_that_lacks_something_refuses_the_act_and_nothing_is_opened(
    mother: Actor, officials: OFFICIALS
) -> None:
    parent = filed(mother, "joint", {"name": "A"}, agency=agency().id)
    with pytest.raises(ChildRefused) as refused:
        did(officials["clerk"], parent, "accept")
    assert "name" in refused.value.text("vi")
    assert (children(parent), open_steps(parent)) == ([], ["receive"])


def test_nobody_files_by_hand_what_only_another_case_opens(mother: Actor) -> None:
    with pytest.raises(MayNotFile):
        filed(mother, "inner", {"name": "Tự nộp"}, agency=agency().id)


def test_the_applicant_of_a_child_may_be_the_agency_itself(mother: Actor, officials: OFFICIALS) -> None:
    parent = did(officials["clerk"], joint(mother, "cả hai"), "accept")
    inner = next(child for child in children(parent) if child.procedure == "trials.inner")
    applicant = next(party for party in whole(inner).parties if party.name == "applicant")
    assert (applicant.kind, applicant.party_id) == ("agency", agency().id)
    assert did(officials["officer"], inner, "finish").status == Status.DONE


def test_a_filing_that_is_withdrawn_takes_its_open_parts_with_it(
    mother: Actor, officials: OFFICIALS, police: Actor
) -> None:
    parent = did(officials["clerk"], joint(mother, "cả hai"), "accept")
    piece = next(child for child in children(parent) if child.procedure == "trials.piece")
    did(police, piece, "finish")
    withdraw(mother, parent.id, "Nộp nhầm")
    statuses = {child.procedure: child.status for child in children(parent)}
    assert statuses == {"trials.piece": Status.DONE, "trials.inner": Status.WITHDRAWN}


def test_a_prepared_child_is_a_draft_for_its_applicant_to_send(mother: Actor, officials: OFFICIALS) -> None:
    parent = filed(mother, "ready", {"name": "Miến dong"}, agency=agency().id)
    parent = did(officials["clerk"], parent, "offer")
    (draft,) = drafts_of(mother)
    assert (children(parent), draft.parent_id) == ([], parent.id)
    assert (draft.status, draft.form, draft.code) == (Status.DRAFT, {"name": "Miến dong"}, "")
    with acting(mother):
        assert "chuẩn bị sẵn" in Notice.objects.get(case_id=parent.id, kind="case.notified").text["vi"]
    filing = Filing("trials.enrol", {"name": "Miến dong", "stock": 3}, agency=agency().id, draft=draft.id)
    sent = file_case(mother, filing, key=new_key()).case
    assert (sent.parent_id, sent.status) == (parent.id, Status.DONE)
    do_waiting_jobs()
    assert again(parent).status == Status.DONE


def test_a_draft_prepared_by_a_case_of_the_counter_is_sent_online_and_asks_for_the_account_as_any(
    mother: Actor, officials: OFFICIALS
) -> None:
    with acting(EVERYTHING):
        identifier = Person.objects.get(pk=mother.person).identifier
    applicant = {"identifier": identifier}
    parent = filed(
        officials["clerk"], "ready", {"name": "Miến"}, agency=agency().id, channel="counter", applicant=applicant
    )
    did(officials["clerk"], parent, "offer")
    (draft,) = drafts_of(mother)
    filing = Filing("trials.enrol", {"name": "Miến"}, agency().id, draft.channel, draft=draft.id)
    with pytest.raises(AssuranceTooLow):
        file_case(replace(mother, assurance=0), filing, key=new_key())
    sent = file_case(mother, filing, key=new_key()).case
    assert (sent.channel, sent.assurance, sent.status) == ("online", mother.assurance, Status.DONE)


def test_a_look_again_is_the_same_as_one(mother: Actor, officials: OFFICIALS, police: Actor) -> None:
    parent = did(officials["clerk"], joint(mother), "accept")
    did(police, children(parent)[0], "finish")
    do_waiting_jobs()
    entries = [entry.action for entry in whole(parent).entries]
    assert look_again(parent.id) is False
    assert [entry.action for entry in whole(parent).entries] == entries == ["accept", "met"]


def test_an_agency_that_does_not_answer_in_time_has_not_agreed(mother: Actor, officials: OFFICIALS) -> None:
    with at("2026-11-02T08:00"):
        parent = did(officials["clerk"], joint(mother), "accept")
    (child,) = children(parent)
    with at("2026-11-20T08:00"):
        do_waiting_jobs()
        assert look_again(parent.id) is False
        assert view_case(officials["clerk"], parent.code)["children"][0]["late"]
    assert child.due_at == local("2026-11-05T08:00")
    assert open_steps(parent) == ["wait"]
