"""Cases and posts of an agency that is no more go on with its successor: nothing is lost, doubled or due otherwise."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from factories.agencies import agency, official
from nenso.agencies.models import Agency
from nenso.agencies.posts import actor_for
from nenso.cases.acts.consulting import Question, consult, give_opinion
from nenso.cases.acts.succeeding import follow, totals_of
from nenso.cases.acts.transferring import receive_transfers, settle_for_case
from nenso.cases.models import Case, Entry, Status, Task
from nenso.cases.queries.consultations import open_consultations
from nenso.cases.queries.queues import queue_of_agency
from nenso.cases.queries.viewing import view_case
from nenso.cli.agencies.succession import SUCCEEDS, carry_out, plan
from nenso.journal.reading import entries_of
from nenso.journal.verifying import verify
from nenso.payments.asking import payments_of
from nenso.payments.collecting import refund_payment
from nenso.payments.models import Means
from nenso.payments.succeeding import follow as payments_follow
from nenso.payments.transfers import Told, transfers_at
from nenso.people.models import Account
from nenso.runtime.acting import Actor, acting
from nenso.runtime.clock import now
from nenso.runtime.text import fold, sort_key
from support.stories import EVERYTHING, did, due_payment, filed, local, new_key, new_record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trials")]
NEW = "vn.p19.c01969"
BASIS = "Nghị quyết 1683/NQ-UBTVQH15"


@pytest.fixture
def old(db: None) -> Agency:
    """A commune that is to become part of xã Phủ Thông."""
    name = "Ủy ban nhân dân xã Vi Hương"
    with acting(SUCCEEDS):
        there = agency(NEW)
        return Agency.objects.create(
            parent=there.parent, path="vn.p19.o1", kind="commune", name=name, folded=fold(name), sort_key=sort_key(name)
        )


def merge(old: Agency) -> tuple[dict[str, int], int]:
    """Let xã Phủ Thông go on in its stead; return the cases by procedure and the posts that went."""
    (line,) = carry_out(plan(old.path, NEW, BASIS, date(2026, 11, 2))).lines
    return dict(line.cases), line.posts


def again(actor: Actor) -> Actor:
    """Return who signs in anew with the same account."""
    with acting(EVERYTHING):
        return actor_for(Account.objects.get(pk=actor.account))


def test_cases_open_and_closed_follow_whole_and_once_with_code_and_deadline(old: Agency, mother: Actor) -> None:
    clerk, stranger = official("clerk", at=old.path), official("clerk", at=NEW)
    told = [filed(mother, "tip", {"subject": f"Đèn số {n}", "private": "Nhà tôi"}, agency=old.id) for n in range(3)]
    did(clerk, told[0], "answer", form={"answer": "Đã sửa"})
    good = new_record("goods", {"name": "Gạo nếp", "stock": 10})
    bought = did(clerk, filed(mother, "order", {"good": good, "count": 2}, agency=old.id), "accept")
    own = filed(mother, "tip", {"subject": "Cống tắc", "private": "Nhà tôi"}, agency=agency(NEW).id)
    kept = ("id", "code", "due_at", "receive_by", "status", "form", "label", "version")
    with acting(EVERYTHING):
        before = list(Case.objects.order_by("id").values(*kept))
        tasks = list(Task.objects.order_by("id").values("id", "step", "due_at", "closed_at"))
    everywhere = [old, agency(NEW)]
    total = totals_of(SUCCEEDS, everywhere)
    assert total == {"trials.tip": 4, "trials.order": 1}

    assert merge(old) == ({"trials.tip": 3, "trials.order": 1}, 1)

    assert totals_of(SUCCEEDS, everywhere) == totals_of(SUCCEEDS, [agency(NEW)]) == total
    with acting(EVERYTHING):
        assert list(Case.objects.order_by("id").values(*kept)) == before
        assert list(Task.objects.order_by("id").values("id", "step", "due_at", "closed_at")) == tasks
        assert {str(path) for case in Case.objects.all() for path in case.agency_paths} == {NEW}
    for who in (again(clerk), again(stranger)):
        waiting = queue_of_agency(who, agency(NEW).id, "receive").items
        assert {one["code"] for one in waiting} == {one.code for one in (*told[1:], own)}
    view = view_case(again(clerk), told[0].code)
    assert view["status"]["number"] == Status.DONE
    done = did(again(clerk), told[1], "answer", form={"answer": "Đã sửa"})
    assert done.status == Status.DONE
    assert due_payment(bought).agency_id == agency(NEW).id
    assert bought.due_at is not None
    assert all(verify(one.id).intact for one in (*told, bought))

    assert merge(old) == ({}, 0)
    assert follow(SUCCEEDS, old, agency(NEW)) == Counter()


def test_what_came_in_by_transfer_and_what_goes_back_go_on_with_the_successor(old: Agency, mother: Actor) -> None:
    cashier, there = official("cashier", at=old.path), official("cashier", at=NEW)
    paid, due = (filed(mother, "permit", {}, agency=old.id) for _ in range(2))
    line = Told("FT1", now(), 20_000, due_payment(paid).mark)
    (first,) = receive_transfers(cashier, old, [line])
    assert first.receipt
    receive_transfers(cashier, old, [replace(line, reference=one, content="le phi") for one in ("FT2", "FT3")])
    receive_transfers(there, agency(NEW), [replace(line, reference="FT3", content="khac")])
    merge(old)
    cashier = again(cashier)
    arrived, _ = transfers_at(cashier, agency(NEW).id)
    assert sorted(one.reference for one in arrived) == ["FT2", "FT3", f"FT3 ({old.path})"]
    (known,) = receive_transfers(cashier, agency(NEW), [line])
    assert (known.known, known.transfer and known.transfer.state) == (True, "recorded")
    assert settle_for_case(cashier, agency(NEW), arrived[0].id, due.code)
    with acting(EVERYTHING):
        (payment,) = payments_of(paid.id)
        assert [one.body["count"] for one in entries_of(agency(NEW).id) if one.kind == "transfers.followed"] == [3]
    back = refund_payment(cashier, paid.id, payment.id, means=Means.CASH, amount=20_000, reason="Nộp thừa")
    assert back.receipt.endswith("0000002")
    assert payments_follow(SUCCEEDS, old, agency(NEW)) == 0


def test_what_an_agency_was_asked_is_asked_of_its_successor(old: Agency, mother: Actor) -> None:
    asking, asked = official("clerk", at="vn.p19.c05488"), official("officer", at=old.path)
    case = filed(mother, "tip", {"subject": "Đèn", "private": "Nhà tôi"}, agency=agency("vn.p19.c05488").id)
    question = Question(old.id, "Có ai ở đó không?", local("2030-01-02T08:00"))
    entry = consult(asking, case.id, question, key=new_key())
    assert merge(old) == ({"trials.tip": 1}, 1)
    assert merge(old) == ({}, 0)
    there = again(asked)
    (waiting,) = open_consultations(there, agency(NEW).id).items
    (shown,) = view_case(there, case.code)["consultations"]
    assert waiting["id"] == shown["id"] == str(entry.id)
    assert waiting["agency"] == shown["agency"] == {"id": str(agency(NEW).id), "name": old.name}
    assert str(entry.id) in {one["action"] for one in view_case(there, case.code)["actions"]}
    give_opinion(there, case.id, entry.id, "agrees", "Không có ai.", key=new_key())
    assert not open_consultations(there, agency(NEW).id).items
    with acting(EVERYTHING):
        assert Entry.objects.get(case_id=case.id, id=entry.id).data["to"] == str(old.id)


def test_who_held_a_post_holds_it_at_the_successor_and_nobody_else_does(old: Agency) -> None:
    clerk, both = official("clerk", at=old.path), official("leader", at=old.path, full_name="Lý Văn Bàn")
    assert merge(old)[1] == 2
    for actor, role in ((clerk, "clerk"), (both, "leader")):
        assert {(str(seat.path), tuple(seat.roles)) for seat in again(actor).seats} == {(NEW, (role,))}
    assert merge(old)[1] == 0
