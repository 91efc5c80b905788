"""Sealed cases on real commits: behind the application's back, by two at once, and when the clock alone moves on."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from factories.agencies import agency, official
from factories.connections import seen
from factories.people import account, citizen, enterprise, enterprise_representative, person
from nenso.agencies.posts import actor_for
from nenso.cases.acts.acting import Act, act
from nenso.cases.acts.unsealing import unseal
from nenso.cases.intake.filing import Filing, file_case
from nenso.cases.models import Case, Revision, Status
from nenso.cases.queries.following import follow
from nenso.cases.queries.viewing import view_case
from nenso.journal.models import JournalEntry
from nenso.runtime import clock
from nenso.runtime.acting import NOBODY, Actor, acting
from support import bids
from support.at_once import at_once
from support.bids import PRICE
from support.database import this_database
from support.stories import EVERYTHING, new_key, open_steps, whole

READS = (
    "SELECT to_jsonb(t)::text FROM cases_revision t WHERE case_id = %s",
    "SELECT to_jsonb(t)::text FROM files_casefile t WHERE case_id = %s",
    "SELECT to_jsonb(t)::text FROM cases_consent t WHERE case_id = %s",
    "SELECT to_jsonb(t)::text FROM cases_case t WHERE id = %s",
    "SELECT nenso_case(%s::text)",
)


def read(who: Actor | None, case: UUID) -> str:
    return str([seen(who, query, case) for query in READS])


@pytest.mark.django_db(transaction=True)
def test_a_connection_without_the_application_reads_nothing_before_and_all_of_it_once_the_clock_says_so() -> None:
    bids.in_force()
    bidder, officer, leader = citizen("Người Chào"), official("officer"), official("leader", "vn.p19")
    case = bids.bid(bidder, bids.call(bids.closing())).case
    auditor = Actor(scope=("vn",))
    for who in (None, NOBODY, citizen("Người Ngoài"), official("officer", "vn.p19.c05488"), leader, officer, auditor):
        assert str(PRICE) not in read(who, case.id)
        assert "phuong-an" not in read(who, case.id)
    assert str(PRICE) in read(bidder, case.id)
    assert "phuong-an" in read(bidder, case.id)
    with this_database().superuser(this_database().name) as server:  # as if the time had passed, and no job had run
        server.execute("UPDATE cases_seal SET until = now() - interval '1 second'")
    for who in (officer, auditor):
        assert str(PRICE) in read(who, case.id)
        assert "phuong-an" in read(who, case.id)
    for who in (None, NOBODY, citizen("Kẻ Khác"), official("officer", "vn.p19.c05488"), leader):
        assert str(PRICE) not in read(who, case.id)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_once_open_once() -> None:
    bids.in_force()
    case = bids.bid(citizen("Người Chào"), bids.call(bids.closing())).case
    clerk, officer = official("clerk"), official("officer")
    after = bids.closing() + timedelta(minutes=1)

    def later(use: Any) -> Any:
        def run() -> Any:
            with clock.at(after):
                return use()

        return run

    found = at_once(
        later(lambda: unseal(case.id)),
        later(lambda: unseal(case.id)),
        later(lambda: view_case(officer, case.code)["form"]["price"]),
        later(lambda: act(clerk, case.id, Act("accept"), key=new_key()).status),
    )
    assert found[:2].count(True) <= 1
    assert found[2:] == [PRICE, Status.ACCEPTED]
    assert open_steps(case) == ["examine"]
    assert len(whole(case).tasks) == 2
    with acting(EVERYTHING):
        assert JournalEntry.objects.filter(stream=case.id, kind="case.seal_opened").count() == 1


@pytest.mark.django_db
def test_who_acts_for_the_enterprise_that_bids_reads_it_and_another_enterprise_does_not() -> None:
    bids.in_force()
    first, second = person("Mã Văn Phú"), person("Mã Thị Quý")
    firm, other = enterprise(), enterprise("Hợp tác xã Khác")
    enterprise_representative(firm, first)
    enterprise_representative(other, second)
    own, rival = (actor_for(account(of=who)) for who in (first, second))
    about = {"record": str(bids.call(bids.closing()).id)}
    filing = Filing(
        "calls.bid", {"price": PRICE}, agency=agency().id, applicant={"enterprise": str(firm.id)}, about=about
    )
    case = file_case(own, filing, key=new_key()).case
    colleague = Actor(readers=frozenset({f"representative@{firm.id}"}), represents=frozenset({firm.id}))
    assert view_case(colleague, case.code)["form"]["price"] == PRICE
    for who in (rival, official("officer")):
        with acting(who):
            assert not case_rows(case)


def case_rows(case: Case) -> list[Any]:
    return list(Revision.objects.filter(case_id=case.id))


@pytest.mark.django_db
def test_an_anonymous_comment_is_sealed_from_everybody_and_followed_by_its_secret() -> None:
    bids.in_force(comment=f"{bids.COMMENT}anonymous: allowed\n")
    filed = file_case(NOBODY, Filing("calls.comment", {"text": "Kín"}, agency=agency().id), key=new_key())
    case, officer = filed.case, official("officer")
    assert follow(case.code, filed.secret)["sealed_until"] == case.sealed_until
    for who in (NOBODY, officer):
        with acting(who):
            assert not case_rows(case)
    with clock.at(case.sealed_until):  # type: ignore[arg-type]
        assert view_case(officer, case.code)["form"] == {"text": "Kín"}
        assert follow(case.code, filed.secret)["sealed_until"] is None
