"""Who may give and take posts, and what a post opens."""

from datetime import timedelta

import psycopg
import pytest

from factories.agencies import PHU_THONG, agency, department, official, post
from factories.connections import raw_connection, seen
from factories.people import SYSTEM, account, citizen, person
from nenso.agencies.errors import NotAdministrator, OwnPost, PostExists, PostTerm, PostUnknown, RoleUnknown
from nenso.agencies.models import Post
from nenso.agencies.posts import actor_for, appoint, dismiss, posts_at, transfer
from nenso.journal.models import JournalEntry
from nenso.people.errors import AccountUnknown
from nenso.runtime import clock
from nenso.runtime.acting import acting
from nenso.runtime.ids import uuid7

pytestmark = pytest.mark.django_db

NEIGHBOUR = "vn.p19.c01840"


def test_an_administrator_of_a_commune_appoints_its_officers_and_those_of_its_units():
    admin, tu = official("admin"), account()
    appoint(admin, tu.id, agency(), "officer", holder_name="Hoàng Văn Tú", basis="QĐ 12/QĐ-UBND")
    appoint(admin, tu.id, agency(f"{PHU_THONG}.onestop"), "clerk", holder_name="Hoàng Văn Tú")
    assert {seat.path: seat.roles for seat in actor_for(tu).seats} == {
        PHU_THONG: {"officer", "clerk"},
        f"{PHU_THONG}.onestop": {"clerk"},
    }


def test_administrators_and_auditors_are_appointed_from_above_only():
    of_commune, of_province, tu = official("admin"), official("admin", "vn.p19"), account()
    for role in ("admin", "auditor"):
        with pytest.raises(NotAdministrator):
            appoint(of_commune, tu.id, agency(), role, holder_name="Hoàng Văn Tú")
        assert appoint(of_province, tu.id, agency(), role, holder_name="Hoàng Văn Tú").role == role


def test_an_administrator_has_no_say_in_the_neighbouring_commune_nor_above():
    admin, tu = official("admin"), account()
    for path in (NEIGHBOUR, "vn.p19", "vn"):
        with pytest.raises(NotAdministrator):
            appoint(admin, tu.id, agency(path), "officer", holder_name="Hoàng Văn Tú")
    elsewhere = post(tu, agency(NEIGHBOUR))
    with pytest.raises(NotAdministrator):
        dismiss(admin, elsewhere.id)


def test_officers_leaders_and_citizens_appoint_nobody():
    tu = account()
    for somebody in (official("officer"), official("leader"), official("auditor"), citizen()):
        with pytest.raises(NotAdministrator):
            appoint(somebody, tu.id, agency(), "officer", holder_name="Hoàng Văn Tú")


def test_nobody_appoints_or_dismisses_themselves():
    admin = official("admin", "vn.p19")
    with pytest.raises(OwnPost):
        appoint(admin, admin.account, agency(), "leader", holder_name="Tôi")
    with acting(admin):
        own = Post.objects.get(account_id=admin.account)
    with pytest.raises(OwnPost):
        dismiss(admin, own.id)


def test_a_post_at_a_one_stop_centre_opens_what_is_open_to_the_centre_and_to_its_agency():
    clerk = official("clerk", f"{PHU_THONG}.onestop")
    centre, committee = agency(f"{PHU_THONG}.onestop"), agency()
    assert clerk.readers == {
        "public",
        "signed_in",
        f"clerk@{centre.id}",
        f"clerk@{committee.id}",
        "clerk@any",
    }
    assert clerk.roles_at(committee.id) == {"clerk"}
    assert clerk.scope == ()


def test_a_post_in_a_department_of_a_department_counts_up_to_the_agency_and_no_further():
    inner = department(department(), label="to_so")
    officer = official("officer", inner.path)
    assert [seat.path for seat in officer.seats] == [PHU_THONG, f"{PHU_THONG}.vhxh", f"{PHU_THONG}.vhxh.to_so"]


def test_only_auditors_see_by_scope_and_only_below_their_own_post():
    assert official("auditor", "vn.p19").scope == ("vn.p19",)
    assert official("auditor", f"{PHU_THONG}.onestop").scope == (f"{PHU_THONG}.onestop",)
    for role in ("officer", "leader", "admin"):
        assert official(role, "vn.p19").scope == ()


def test_a_post_gives_rights_from_its_first_day_until_before_its_last():
    tu, today = account(), clock.today()
    post(tu, agency(), "officer", since=today + timedelta(days=1))
    post(tu, agency(), "cashier", since=today - timedelta(days=9), until=today)
    post(tu, agency(), "registrar", since=today - timedelta(days=9), until=today + timedelta(days=1))
    assert {role for seat in actor_for(tu).seats for role in seat.roles} == {"registrar"}


def test_a_post_that_ran_out_can_be_given_again_but_none_is_held_twice():
    tu, today = account(), clock.today()
    post(tu, agency(), "cashier", since=today - timedelta(days=9), until=today)
    post(tu, agency(), "cashier")
    with pytest.raises(PostExists):
        post(tu, agency(), "cashier")


def test_someone_dismissed_has_no_right_from_that_moment_and_the_journal_says_why():
    admin, tu = official("admin"), account()
    held = appoint(admin, tu.id, agency(), "officer", holder_name="Hoàng Văn Tú", basis="QĐ 12/QĐ-UBND")
    dismiss(admin, held.id, basis="QĐ 30/QĐ-UBND")
    assert actor_for(tu).seats == ()
    with pytest.raises(PostUnknown):
        dismiss(admin, held.id)
    with acting(official("auditor", "vn.p19")):
        told = JournalEntry.objects.filter(stream=agency().id, body__post=str(held.id)).order_by("seq")
        assert [(entry.kind, entry.body["basis"], entry.account) for entry in told] == [
            ("post.granted", "QĐ 12/QĐ-UBND", admin.account),
            ("post.ended", "QĐ 30/QĐ-UBND", admin.account),
        ]


def test_a_transfer_to_another_job_takes_every_old_right():
    of_province, tu = official("admin", "vn.p19"), account()
    post(tu, agency(), "officer")
    post(tu, agency(f"{PHU_THONG}.onestop"), "clerk")
    transfer(of_province, tu.id, agency(NEIGHBOUR), "leader", holder_name="Hoàng Văn Tú", basis="QĐ 8/QĐ-UBND")
    assert [(seat.path, seat.roles) for seat in actor_for(tu).seats] == [(NEIGHBOUR, {"leader"})]


def test_a_transfer_that_takes_rights_the_actor_does_not_administer_changes_nothing():
    of_neighbour, tu = official("admin", NEIGHBOUR), account()
    post(tu, agency(), "officer")
    with pytest.raises(NotAdministrator):
        transfer(of_neighbour, tu.id, agency(NEIGHBOUR), "officer", holder_name="Hoàng Văn Tú")
    assert [seat.path for seat in actor_for(tu).seats] == [PHU_THONG]


def test_a_formula_brings_its_own_roles_but_no_nonsense():
    assert post(account(), agency(), "team_member").role == "team_member"
    for role in ("", "Team Member", "a", "x" * 41, "officer@any"):
        with pytest.raises(RoleUnknown):
            post(account(), agency(), role)
    with pytest.raises(PostTerm):
        post(account(), agency(), "officer", until=clock.today())


def test_nobody_acts_with_a_closed_or_unknown_account():
    with pytest.raises(AccountUnknown):
        actor_for(uuid7())


def test_colleagues_see_who_holds_which_post_at_an_agency_and_its_units():
    official("officer", full_name="Hoàng Văn Tú")
    reader = official("clerk", f"{PHU_THONG}.onestop", full_name="Lý Thị Hoa")
    official("officer", NEIGHBOUR, full_name="Người Khác")
    assert {held.holder_name for held in posts_at(reader, agency())} == {"Hoàng Văn Tú", "Lý Thị Hoa"}
    assert posts_at(citizen(), agency()) == []


@pytest.mark.django_db(transaction=True)
def test_the_database_alone_refuses_an_administrator_of_one_commune_in_another_and_the_own_promotion():
    admin, tu = official("admin"), account(of=person())
    neighbour, own = agency(NEIGHBOUR), agency()
    for who, where, role, holder in (
        (admin, neighbour.id, "officer", tu.id),
        (admin, own.id, "auditor", tu.id),
        (admin, own.id, "leader", admin.account),
        (official("officer"), own.id, "officer", tu.id),
        (citizen(), own.id, "officer", tu.id),
        (None, own.id, "officer", tu.id),
    ):
        with raw_connection(who) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.execute(GIVE, (holder, where, role))
    with raw_connection(admin) as database:
        database.execute(GIVE, (tu.id, own.id, "officer"))


@pytest.mark.django_db(transaction=True)
def test_the_database_alone_hides_posts_from_citizens_and_lets_nobody_delete_or_prolong_one():
    held = post(account(), agency())
    assert seen(citizen(), "SELECT 1 FROM agencies_post") == []
    with raw_connection(SYSTEM) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute("DELETE FROM agencies_post")
    with raw_connection(official("officer")) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute("UPDATE agencies_post SET valid_until = NULL WHERE id = %s", (held.id,))


GIVE = """
INSERT INTO agencies_post
  (id, account_id, agency_id, role, holder_name, title, basis, end_basis, valid_from, granted_at)
VALUES (gen_random_uuid(), %s, %s, %s, 'x', '', '', '', current_date - 1, now())
"""
