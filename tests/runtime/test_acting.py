from contextlib import suppress

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from nenso.runtime.acting import NOBODY, Actor, NobodyActs, acting, current_actor
from nenso.runtime.ids import uuid7
from support.database import this_database


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [f"nenso.{name}"])
        return cursor.fetchone()[0] or ""


@pytest.mark.django_db
def test_the_application_is_the_role_that_owns_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole)")
        assert cursor.fetchone() == ("nenso_app", 0)
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db(transaction=True)
def test_who_acts_is_told_inside_and_forgotten_outside() -> None:
    person = uuid7()
    with acting(Actor(person=person)):
        assert setting("person") == str(person)
    assert setting("person") == ""
    with pytest.raises(NobodyActs):
        current_actor()


@pytest.mark.django_db(transaction=True)
def test_the_outer_actor_returns_after_a_nested_block() -> None:
    outer, inner = Actor(person=uuid7(), scope=("vn.p19",)), Actor(system="job:test")
    with acting(outer):
        with acting(inner):
            assert (setting("person"), setting("scope"), setting("system")) == ("", "", "job:test")
            assert current_actor() is inner
        assert (setting("person"), setting("scope"), setting("system")) == (str(outer.person), "vn.p19", "")
        assert current_actor() is outer


@pytest.mark.django_db(transaction=True)
def test_the_outer_actor_returns_after_a_nested_block_that_failed() -> None:
    outer = Actor(person=uuid7())
    with acting(outer):
        with pytest.raises(ZeroDivisionError), acting(NOBODY):
            1 / 0  # noqa: B018
        assert setting("person") == str(outer.person)


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_database_closed_is_replaced_when_the_next_block_opens() -> None:
    with acting(NOBODY):
        lost = backend()
    with this_database().superuser() as server:
        server.execute("SELECT pg_terminate_backend(%s, 5000)", [lost])
    with acting(NOBODY):
        assert backend() != lost


@pytest.mark.django_db(transaction=True)
def test_a_block_takes_one_round_trip_to_open_and_one_to_close() -> None:
    with (
        CaptureQueriesContext(connection) as asked,
        acting(NOBODY, sql.SQL("SELECT 1"), sql.SQL("SELECT 2")) as session,
    ):
        assert session.first == [[(1,)], [(2,)]]
        assert session.commit(sql.SQL("SELECT 3")) == [[(3,)]]
    assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
def test_a_failure_that_was_swallowed_inside_a_block_is_told_at_its_end() -> None:
    def swallow() -> None:
        with acting(NOBODY), connection.cursor() as cursor, suppress(DatabaseError):
            cursor.execute("SELECT 1 / 0")

    with pytest.raises(TransactionManagementError):
        swallow()
    with acting(NOBODY):
        assert backend()


@pytest.mark.django_db(transaction=True)
def test_what_was_to_run_on_commit_runs_only_after_a_commit() -> None:
    ran: list[str] = []

    def fail() -> None:
        with acting(NOBODY):
            transaction.on_commit(lambda: ran.append("failed"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with acting(NOBODY):
        transaction.on_commit(lambda: ran.append("kept"))
        assert ran == []
    assert ran == ["kept"]


@pytest.mark.django_db
def test_inside_a_test_nothing_is_seen_after_a_block_either() -> None:
    with acting(Actor(person=uuid7(), scope=("vn",))):
        assert setting("scope") == "vn"
    assert (setting("scope"), setting("readers"), setting("person")) == ("", "", "")


@pytest.mark.parametrize("bad", ["vn.p19'; DROP TABLE x; --", "vn..p19", ""])
def test_a_scope_that_is_not_a_path_is_refused_before_it_reaches_the_database(bad: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        Actor(scope=(bad,)).set_local  # noqa: B018


@pytest.mark.django_db(transaction=True)
def test_a_block_inside_a_block_takes_one_round_trip_to_open_and_one_to_close() -> None:
    with acting(NOBODY), CaptureQueriesContext(connection) as asked, acting(NOBODY, sql.SQL("SELECT 1")) as inner:
        assert inner.first == [[(1,)]]
    assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
def test_a_block_may_be_the_first_thing_in_a_transaction_of_djangos_own() -> None:
    with transaction.atomic(), acting(NOBODY, sql.SQL("SELECT 1")) as inner:
        assert inner.first == [[(1,)]]
