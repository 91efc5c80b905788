"""When a birth is due, told in Viet Nam's hours: same day until 15:00, standing still while she is asked, over Tết."""

from datetime import datetime
from typing import Any

import pytest

from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.asking import Supply, supply
from nenso.cases.acts.ending import extend
from nenso.cases.engine.deadlines import clock_starts, resumed
from nenso.cases.errors.acting import NotYourTurn
from nenso.cases.errors.ending import NotExtendable
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, Slip, Status
from nenso.runtime import clock
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import VIETNAM
from nenso.territory.calendar import Calendar, SpecialDay

OFFICIALS = dict[str, Actor]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def at(text: str) -> Any:
    return clock.at(local(text))


@pytest.fixture
def filed(civil_registration: object, mother: Actor, birth_form: dict[str, Any]) -> Case:
    """A birth filed on Monday 2 November 2026 at 08:00."""
    with at("2026-11-02T08:00"):
        return file_case(mother, Filing(procedure="civil_registration.birth", form=birth_form), key="clock-001").case


def accepted(case: Case, officials: OFFICIALS, moment: str) -> Case:
    with at(moment):
        return act(officials["clerk"], case.id, Act("accept"), key="accept-clock")


@pytest.mark.django_db
def test_received_before_three_it_is_due_the_same_day(filed: Case, officials: OFFICIALS) -> None:
    assert filed.due_at is None
    assert accepted(filed, officials, "2026-11-02T14:59").due_at == local("2026-11-02T17:00")


@pytest.mark.django_db
def test_received_after_three_it_is_due_on_the_next_working_day(filed: Case, officials: OFFICIALS) -> None:
    assert accepted(filed, officials, "2026-11-06T15:01").due_at == local("2026-11-09T17:00")


@pytest.mark.django_db
def test_the_clock_stands_still_while_the_applicant_is_asked(filed: Case, officials: OFFICIALS, mother: Actor) -> None:
    """Asked on Monday at 16:00, one working hour is left; supplied on Thursday at 09:00, it is due at 10:00."""
    accepted(filed, officials, "2026-11-02T09:00")
    marks = [{"field": "child.full_name", "why": "Viết có dấu."}]
    with at("2026-11-02T16:00"):
        case = act(officials["officer"], filed.id, Act("ask", marks=marks), key="ask-clock")
    assert case.waiting_since == local("2026-11-02T16:00")
    with at("2026-11-05T09:00"):
        case = supply(mother, filed.id, Supply(form={"child.full_name": "Lý Triệu Bảo Anh"}), key="supply-clk")
    assert case.waiting_since is None
    assert case.due_at == local("2026-11-05T10:00")
    assert case.form["child"]["full_name"] == "Lý Triệu Bảo Anh"


@pytest.mark.django_db
def test_only_the_leader_extends_and_only_once_with_an_apology(filed: Case, officials: OFFICIALS) -> None:
    accepted(filed, officials, "2026-11-02T09:00")
    until = local("2026-11-04T17:00")
    with at("2026-11-02T16:00"):
        with pytest.raises(NotYourTurn):
            extend(officials["officer"], filed.id, until, "Chờ xác minh.")
        case = extend(officials["leader"], filed.id, until, "Chờ xác minh.")
        with pytest.raises(NotExtendable):
            extend(officials["leader"], filed.id, local("2026-11-05T17:00"), "Chờ nữa.")
    assert case.due_at == until
    with acting(officials["leader"]):
        assert Slip.objects.filter(case_id=filed.id, form_number=4).count() == 1


@pytest.mark.django_db
def test_a_refusal_before_acceptance_is_status_three_and_after_it_eight(
    civil_registration: object, mother: Actor, officials: OFFICIALS, birth_form: dict[str, Any]
) -> None:
    filing = Filing(procedure="civil_registration.birth", form=birth_form)
    with at("2026-11-02T08:00"):
        first = file_case(mother, filing, key="refuse-01").case
        second = file_case(mother, filing, key="refuse-02").case
        refused = act(officials["clerk"], first.id, Act("refuse", reason="Không thuộc thẩm quyền."), key="refuse-a1")
        act(officials["clerk"], second.id, Act("accept"), key="refuse-a2")
        stopped = act(officials["officer"], second.id, Act("stop", reason="Đã đăng ký nơi khác."), key="refuse-a3")
    assert (refused.status, stopped.status) == (Status.REFUSED, Status.STOPPED)
    with acting(mother):
        assert list(Slip.objects.filter(case_id=first.id).values_list("form_number", flat=True)) == [3]
        assert set(Slip.objects.filter(case_id=second.id).values_list("form_number", flat=True)) == {1, 5}


TET = Calendar([SpecialDay(local(f"2026-02-{day}T00:00").date(), "holiday", "Tết") for day in (16, 17, 18, 19, 20)])


def test_what_is_received_on_the_eve_of_tet_after_three_is_forwarded_after_tet() -> None:
    """Friday 13 February 2026 at 15:30; the five days of Tết are 16–20 February; Monday is the 23rd."""
    assert clock_starts(TET, local("2026-02-13T15:30"), forwarded=True) == local("2026-02-23T07:30")
    assert clock_starts(TET, local("2026-02-13T14:30"), forwarded=True) == local("2026-02-13T14:30")


def test_two_hours_left_before_tet_are_two_hours_left_after_it() -> None:
    due = resumed(
        TET, local("2026-02-13T17:00"), stopped=local("2026-02-13T15:00"), at=local("2026-02-23T07:30"), working=True
    )
    assert due == local("2026-02-23T09:30")
