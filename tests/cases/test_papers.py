"""The papers of a case: slips 01–07 at the right moment with the right facts, results, and what opening one means."""

from datetime import date
from typing import Any

import pytest

from factories.agencies import agency
from nenso.cases.acts.ending import extend, withdraw
from nenso.cases.errors.ending import ResultMissing
from nenso.cases.models import Case, Slip, Status
from nenso.cases.queries.followup import follow_up_book
from nenso.cases.queries.printing import open_result, slip_of_case
from nenso.people.models import Person
from nenso.results.errors import ResultUnknown
from nenso.results.models import SignedResult, State
from nenso.runtime.acting import Actor, acting
from support.stories import EVERYTHING, at, did, filed, local, open_steps, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]


def slips(case: Case) -> dict[int, dict[str, Any]]:
    with acting(EVERYTHING):
        return {one.form_number: one.data for one in Slip.objects.filter(case_id=case.id).order_by("at")}


def permit(mother: Actor, officials: OFFICIALS) -> Case:
    with at("2026-11-02T08:00"):
        return did(officials["clerk"], filed(mother, "permit", {"poor": True}, agency=agency().id), "accept")


def test_the_receipt_comes_with_acceptance_and_only_once(mother: Actor, officials: OFFICIALS) -> None:
    with acting(EVERYTHING):
        Person.objects.filter(id=mother.person).update(place=agency().place_id, address={"line": "Thôn Nà Ít"})
    case = filed(mother, "permit", {"poor": True}, agency=agency().id)
    assert slips(case) == {}
    case = permit(mother, officials)
    did(officials["leader"], case, "wait")
    with acting(EVERYTHING):
        (receipt,) = Slip.objects.filter(case_id=case.id)
    assert receipt.form_number == 1
    assert receipt.data["case_code"] == case.code
    assert receipt.data["applicant"]["name"] == "Triệu Thị Mai"
    assert receipt.data["applicant"]["address"] == "Thôn Nà Ít, xã Phủ Thông, tỉnh Thái Nguyên"
    assert receipt.data["duration"] == "3 ngày làm việc"
    assert receipt.data["received_by"] == "Nông Thị Hoa"
    assert slip_of_case(mother, case.code, 1).pdf.startswith(b"%PDF-")


def test_each_item_that_is_asked_for_stands_on_the_slip_with_its_reason(
    civil_registration: object, mother: Actor, officials: OFFICIALS, birth_form: dict[str, Any]
) -> None:
    from nenso.cases.intake.filing import Filing, file_case

    case = file_case(mother, Filing(procedure="1.001193", form=birth_form), key="papers-birth").case
    marks = [
        {"document": "birth_certificate", "why": "Chưa có."},
        {"field": "child.full_name", "why": "Thiếu dấu."},
    ]
    did(officials["clerk"], case, "ask", marks=marks)
    (asked,) = slips(case).values()
    assert [item.rpartition(": ")[2] for item in asked["items"]] == ["Chưa có.", "Thiếu dấu."]
    assert slip_of_case(mother, case.code, 2).pdf.startswith(b"%PDF-")


def test_refusal_extension_stop_and_withdrawal_have_their_slips(mother: Actor, officials: OFFICIALS) -> None:
    refused = filed(mother, "survey", {"about": "Đường"}, agency=agency().id)
    did(officials["clerk"], refused, "refuse", reason="Không thuộc thẩm quyền.")
    assert slips(refused)[3]["reason"] == "Không thuộc thẩm quyền."
    late = permit(mother, officials)
    with at("2026-11-03T08:00"):
        extend(officials["leader"], late.id, local("2026-11-09T08:00"), "Chờ xác minh.")
    assert slips(late)[4]["new_due_on"] == "2026-11-09"
    did(officials["leader"], late, "stop", reason="Đã giải quyết nơi khác.")
    assert slips(late)[5]["reason"] == "Đã giải quyết nơi khác."
    taken_back = permit(mother, officials)
    withdraw(mother, taken_back.id, "Nộp nhầm.")
    assert slips(taken_back)[5]["state"] == Status.WITHDRAWN.label
    for case, number in ((refused, 3), (late, 4), (late, 5), (taken_back, 5)):
        assert slip_of_case(mother, case.code, number).pdf.startswith(b"%PDF-")


def test_the_control_sheet_goes_with_the_case_inside_the_agencies(mother: Actor, officials: OFFICIALS) -> None:
    case = permit(mother, officials)
    did(officials["leader"], case, "wait")
    assert slip_of_case(officials["clerk"], case.code, 6).pdf.startswith(b"%PDF-")
    with pytest.raises(ResultUnknown):
        slip_of_case(mother, case.code, 6)


def test_the_follow_up_book_holds_what_an_agency_took_in_between_two_days(
    mother: Actor, officials: OFFICIALS, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nenso.cases.queries import followup

    drawn: list[Any] = []
    kept = followup.slip

    def noted(number: int, data: Any, **more: Any) -> bytes:
        drawn.append(data)
        return kept(number, data, **more)

    monkeypatch.setattr(followup, "slip", noted)
    first = permit(mother, officials)
    with at("2026-11-03T09:00"):
        second = filed(mother, "tip", {"subject": "Đèn"}, agency=agency().id)
    with at("2026-11-04T09:00"):
        filed(mother, "tip", {"subject": "Nước"}, agency=agency().id)
    days = {"first": date(2026, 11, 2), "last": date(2026, 11, 3)}
    assert follow_up_book(officials["clerk"], agency().id, field="", **days).startswith(b"%PDF-")
    assert [line.case_code for line in drawn[0].lines] == [first.code, second.code]
    assert drawn[0].lines[0].due_at == local("2026-11-05T08:00")
    follow_up_book(officials["clerk"], agency().id, field="G15-TP07", **days)
    follow_up_book(mother, agency("vn.p01.c00004").id, field="", **days)
    assert [book.lines for book in drawn[1:]] == [(), ()]


def test_a_case_cannot_be_done_while_its_result_is_missing_and_is_delivered_by_opening_it(
    mother: Actor, officials: OFFICIALS
) -> None:
    skipped = filed(mother, "paper", {"line": "Một"}, agency=agency().id)
    did(officials["clerk"], skipped, "skip")
    with pytest.raises(ResultMissing):
        did(officials["officer"], skipped, "finish")
    assert open_steps(skipped) == ["finish"]
    case = filed(mother, "paper", {"line": "Hai"}, agency=agency().id)
    did(officials["clerk"], case, "sign")
    did(officials["leader"], case, "sign")
    assert did(officials["officer"], case, "finish").status == Status.DONE
    with acting(mother):
        result = SignedResult.objects.get(case_id=case.id)
    assert result.state == State.SIGNED
    assert open_result(officials["clerk"], case.code, result.id).pdf.startswith(b"%PDF-")
    assert whole(case).case.status == Status.DONE
    assert open_result(mother, case.code, result.id).pdf.startswith(b"%PDF-")
    assert whole(case).case.status == Status.DELIVERED
    open_result(mother, case.code, result.id)
    assert [entry.action for entry in whole(case).entries].count("deliver") == 1
