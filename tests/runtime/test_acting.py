import pytest
from django.db import ProgrammingError, connection

from nenso.runtime.acting import NOBODY, Actor, NobodyActs, acting, current_actor
from nenso.runtime.ids import uuid7


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


@pytest.mark.parametrize("bad", ["vn.p19'; DROP TABLE x; --", "vn..p19", ""])
def test_a_scope_that_is_not_a_path_is_refused_before_it_reaches_the_database(bad: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        Actor(scope=(bad,)).set_local  # noqa: B018
