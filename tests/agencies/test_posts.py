"""Who may give and take posts, and what a post opens."""

from datetime import date, timedelta

import psycopg
import pytest

from factories.agencies import PHU_THONG, agency, department, official, post
from factories.connections import raw_connection, seen
from factories.people import SYSTEM, account, citizen, person
from nenso.agencies.errors import (
    LastAdministrator,
    NotAdministrator,
    OwnPost,
    PostExists,
    PostTerm,
    PostUnknown,
    RoleUnknown,
)
from nenso.agencies.models import Post
from nenso.agencies.posts import (
    actor_for,
    appoint,
    dismiss,
    posts_at,
    posts_given_at,
    replace,
    stand_in,
    transfer,
)
from nenso.journal.models import JournalEntry
from nenso.people.errors import AccountAmbiguous, AccountUnknown, LookupRefused
from nenso.people.lookups import account_to_appoint
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


def test_the_last_administrator_is_replaced_and_never_only_taken_away():
    of_province = official("admin", "vn.p19")
    first, second, tu = account(), account(), account()
    held = post(first, agency(), "admin")
    with pytest.raises(LastAdministrator):
        dismiss(of_province, held.id)
    with pytest.raises(LastAdministrator):
        dismiss(of_province, held.id, on=clock.today() + timedelta(days=3))
    with pytest.raises(LastAdministrator):
        transfer(of_province, first.id, agency(NEIGHBOUR), "officer", holder_name="Ma Văn Sơn")
    later = post(tu, agency(), "admin", since=clock.today() + timedelta(days=1))
    with pytest.raises(LastAdministrator):
        dismiss(of_province, held.id)
    given = replace(of_province, held.id, second.id, holder_name="Bế Thị Lan", basis="QĐ 9/QĐ-UBND")
    assert actor_for(first).seats == ()
    assert [seat.roles for seat in actor_for(second).seats] == [{"admin"}]
    assert dismiss(of_province, later.id).ended_at is not None
    assert given.basis == "QĐ 9/QĐ-UBND"


def test_a_replacement_that_cannot_begin_ends_nothing():
    admin, tu, yen = official("admin"), account(), account()
    held = post(tu, agency(), "registrar")
    post(yen, agency(), "registrar", holder_name="Lường Thị Yến")
    for same in (yen, tu):
        with pytest.raises(PostExists):
            replace(admin, held.id, same.id, holder_name="Lường Thị Yến")
    assert [seat.roles for seat in actor_for(tu).seats] == [{"registrar"}]


def test_who_stands_in_has_the_rights_for_those_days_and_who_is_away_keeps_the_post():
    admin, dung, yen, today = official("admin"), account(), account(), clock.today()
    held = post(dung, agency(), "leader", holder_name="Ma Văn Dũng", title="Chủ tịch")
    given = stand_in(
        admin, held.id, yen.id, holder_name="Lường Thị Yến", since=today, until=today + timedelta(days=7), basis="GUQ 2"
    )
    assert (given.stands_in_for_id, given.title) == (held.id, "Chủ tịch")
    assert [seat.roles for seat in actor_for(yen).seats] == [{"leader"}]
    assert [seat.roles for seat in actor_for(dung).seats] == [{"leader"}]
    with clock.at(clock.now() + timedelta(days=7)):
        assert actor_for(yen).seats == ()


def test_a_post_that_is_to_end_gives_rights_until_its_day_and_can_still_be_ended_at_once():
    admin, tu, today = official("admin"), account(), clock.today()
    held = post(tu, agency(), "officer")
    dismiss(admin, held.id, basis="Nghỉ hưu", on=today + timedelta(days=10))
    assert [seat.roles for seat in actor_for(tu).seats] == [{"officer"}]
    with clock.at(clock.now() + timedelta(days=10)):
        assert actor_for(tu).seats == ()
        with pytest.raises(PostUnknown):
            dismiss(admin, held.id)
    dismiss(admin, held.id)
    assert actor_for(tu).seats == ()


def test_the_history_of_posts_is_for_administrators_and_holds_what_ended():
    admin, tu = official("admin"), account()
    dismiss(admin, post(tu, agency(f"{PHU_THONG}.onestop"), "clerk").id)
    kept = posts_given_at(admin, agency())
    assert [(one.role, one.ended_at is None) for one in kept] == [("clerk", False), ("admin", True)]
    assert posts_given_at(admin, agency(), after=kept[0].id) == kept[1:]
    with pytest.raises(NotAdministrator):
        posts_given_at(official("officer"), agency())


def test_who_is_to_be_appointed_is_found_by_address_telephone_or_number_and_sees_the_look():
    admin = official("admin")
    who = person("Nông Thị Hoa", identifier="006195000123", born_on=date(1995, 3, 8))
    held = account(of=who, phone="0912345678")
    for contact in (held.email or "", "0912 345 678", "+84 912.345.678", "006195000123"):
        assert account_to_appoint(admin, contact).id == held.id, contact
    with acting(actor_for(held)):
        assert JournalEntry.objects.filter(stream=who.id, kind="person.looked_at").count() == 1
    for contact in ("", "0999999999", "ai@do.vn", "Nông Thị Hoa"):
        with pytest.raises(AccountUnknown):
            account_to_appoint(admin, contact)
    account(phone="0912345678")
    with pytest.raises(AccountAmbiguous):
        account_to_appoint(admin, "0912345678")
    with pytest.raises(LookupRefused):
        account_to_appoint(official("officer"), "0912345678")
