"""What heads and leaders see: what hangs and why, who holds it, and the directives that are open."""

from datetime import timedelta
from uuid import UUID

import pytest
from psycopg import sql

from factories.agencies import agency, official
from nenso.cases.acts.directing import Directive, answer_directive, close_directive, direct, note_directive
from nenso.cases.acts.ending import claim
from nenso.cases.errors.acting import NotYourTurn
from nenso.cases.errors.among_officers import DirectiveClosed
from nenso.cases.errors.seeing import CountsRefused
from nenso.cases.models import Case, Task
from nenso.cases.queries.counting import Period, counts, queue_counts
from nenso.cases.queries.directives import open_directives
from nenso.cases.queries.hanging import CAUSES, Wanted, hanging, holders_of
from nenso.cases.queries.periods import between, period_around
from nenso.cases.queries.viewing import view_case
from nenso.runtime.acting import Actor, ask
from support.stories import at, did, filed, local, new_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
OFFICIALS = dict[str, Actor]
NOW = "2026-11-03T12:00"


def two_overdue(mother: Actor, officials: OFFICIALS) -> list[Case]:
    """Two cases accepted the day before, due the same day; the officer has taken one on."""
    with at("2026-11-02T08:00"):
        cases = [filed(mother, "abroad", {"where": "01969"}, agency=agency().id) for _ in range(2)]
        for case in cases:
            did(officials["clerk"], case, "accept")
        claim(officials["officer"], cases[0].id, "decide", key=new_key())
    return cases


def test_what_hangs_is_listed_with_why_and_who_holds_it(mother: Actor, officials: OFFICIALS) -> None:
    cases = two_overdue(mother, officials)
    officer = officials["officer"].account
    with at(NOW):
        found = hanging(officials["clerk"], agency().id, Wanted()).items
        assert {(one["code"], tuple(one["causes"]), one["seen"]) for one in found} == {
            (case.code, ("late",), True) for case in cases
        }
        assert {step["officer"] for one in found for step in one["steps"]} == {"Hoàng Văn Tú", None}
        own = hanging(officials["leader"], agency().id, Wanted("late", officer=officer)).items
        assert [one["code"] for one in own] == [cases[0].code]
        assert not hanging(officials["leader"], agency().id, Wanted("applicant")).items
        assert not hanging(officials["leader"], agency().id, Wanted("late", procedure="trials.other")).items
        held = {(one.name, one.role): one.late for one in holders_of(officials["leader"], agency().id)}
        assert held == {("Hoàng Văn Tú", ""): 1, ("", "officer"): 1}
        for cause in CAUSES:
            hanging(officials["leader"], agency().id, Wanted(cause))


def test_a_case_late_at_a_step_alone_is_nearly_due_and_not_overdue(mother: Actor, officials: OFFICIALS) -> None:
    two_overdue(mother, officials)
    Task.objects.filter(closed_at=None).update(due_at=local("2026-11-02T10:00"))
    with at("2026-11-02T11:00"):  # both are due at 17:00
        (holder, other) = holders_of(officials["leader"], agency().id)
        assert (holder.late, holder.soon, other.late, other.soon) == (0, 1, 0, 1)
        assert queue_counts(officials["leader"], agency().id)["late"] == 0


def test_who_sits_above_sees_that_a_case_hangs_and_nothing_that_is_in_it(mother: Actor, officials: OFFICIALS) -> None:
    (case, _) = two_overdue(mother, officials)
    with at("2026-10-01T08:00"):
        province, elsewhere = official("leader", "vn.p19"), official("leader", "vn.p01.c00004")
    with at(NOW):
        first = hanging(province, agency("vn.p19").id, Wanted(), limit=1)
        assert (first.items[0]["seen"], first.items[0]["label"], first.items[0]["applicant_name"]) == (False, "", "")
        second = hanging(province, agency("vn.p19").id, Wanted(), after=first.after, limit=1)
        assert second.items[0]["code"] != first.items[0]["code"]
        assert second.after is None
        with pytest.raises(CountsRefused):
            hanging(elsewhere, agency().id, Wanted())
        path = sql.SQL("{}::ltree").format(sql.Literal(agency().path))
        counted = sql.SQL("SELECT * FROM nenso_counts({}, now(), now(), now(), '', '')").format(path)
        assert ask(elsewhere, counted)[0] == []
        assert ask(mother, counted)[0] == []
    del case


def test_a_directive_is_noted_answered_and_closed_and_is_overdue_until_then(
    mother: Actor, officials: OFFICIALS
) -> None:
    case = filed(mother, "waiting", {"opens": "2026-11-02"}, agency=agency().id)
    officer, leader = officials["officer"], officials["leader"]
    assert officer.account is not None
    with at("2026-11-02T09:00"):
        wanted = Directive("Báo cáo lý do chậm", officer.account, local("2026-11-02T17:00"))
        given = direct(leader, case.id, wanted, key=new_key())
        note_directive(officer, case.id, given.id, key=new_key())
        with pytest.raises(NotYourTurn):
            note_directive(leader, case.id, given.id, key=new_key())
        assert not open_directives(leader, agency().id, "given", overdue=True).items
    with at(NOW):
        answer_directive(officer, case.id, given.id, "Đã xong", done=True, key=new_key())
        for who, whose in ((officer, "mine"), (leader, "given"), (leader, "agency")):
            (told,) = open_directives(who, agency().id, whose, overdue=True).items  # type: ignore[arg-type]
            assert (told["case"]["code"], told["overdue"], told["done"], bool(told["noted_at"])) == (
                (case.code, True, True, True)
            )
        with pytest.raises(NotYourTurn):
            close_directive(officials["clerk"], case.id, given.id, "Xong", key=new_key())
        close_directive(leader, case.id, given.id, "Đồng ý với báo cáo", key=new_key())
        with pytest.raises(DirectiveClosed):
            answer_directive(officer, case.id, given.id, "Nữa", key=new_key())
        assert not open_directives(leader, agency().id, "agency").items
        (told,) = view_case(leader, case.code)["directives"]
        assert (told["conclusion"], told["overdue"]) == ("Đồng ý với báo cáo", False)
        assert view_case(mother, case.code).get("directives") is None
        assert not {"noted", "closed"} & {line["kind"] for line in view_case(mother, case.code)["history"]}
    assert {task["step"] for task in view_case(leader, case.code)["held_by"]} == {"receive"}


def test_whose_directives_they_are_not_sees_none(mother: Actor, officials: OFFICIALS) -> None:
    case = filed(mother, "waiting", {"opens": "2026-11-02"}, agency=agency().id)
    with at("2026-10-01T08:00"):
        elsewhere = official("leader", "vn.p01.c00004")
    assert officials["officer"].account is not None
    wanted = Directive("Báo cáo", officials["officer"].account, local("2026-11-02T17:00"))
    direct(officials["leader"], case.id, wanted, key=new_key())
    assert not open_directives(elsewhere, agency("vn.p01.c00004").id, "agency").items
    with pytest.raises(CountsRefused):
        open_directives(elsewhere, agency().id, "agency")
    keys = sql.SQL("SELECT * FROM nenso_directives({}, NULL, NULL, '', '', {}, 9)")
    assert ask(elsewhere, keys.format(sql.Literal(agency().id), sql.Literal(UUID(int=0))))[0] == []


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("day", "2026-11-03", "2026-11-03", "2026-11-03"),
        ("week", "2026-11-08", "2026-11-02", "2026-11-08"),
        ("month", "2028-02-10", "2028-02-01", "2028-02-29"),
        ("quarter", "2026-12-31", "2026-10-01", "2026-12-31"),
        ("year", "2026-05-05", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_is_the_one_that_the_day_is_in(kind: str, day: str, first: str, last: str) -> None:
    found = period_around(kind, local(f"{day}T00:00").date())
    assert [str(one) for one in found] == [first, last]


def test_a_period_of_days_holds_both_and_begins_at_midnight_in_viet_nam(officials: OFFICIALS) -> None:
    days = between(local("2026-11-03T00:00").date(), local("2026-11-02T00:00").date())
    assert (days.begins, days.ends) == (local("2026-11-02T00:00"), local("2026-11-04T00:00"))
    later = Period(days.ends, days.ends + timedelta(days=1))
    assert counts(officials["leader"], agency().id, later)[0].numbers["received"] == 0
