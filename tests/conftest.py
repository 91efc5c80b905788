"""What every test stands on: a home of its own, a real database with Viet Nam in it, the application's own role."""

import os
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from factories.people import SYSTEM
from nenso.journal import made_up
from nenso.journal.made_up import say_made_up
from nenso.runtime.config import config
from nenso.runtime.database import connection_settings
from nenso.territory import calendars
from support.database import COPY_PREFIX, this_database
from support.demonstrations import demonstration

os.environ["NENSO_HOME"] = os.environ.setdefault("NENSO_TESTS_HOME", str(config().home_path / "tests"))
os.environ["NENSO_DATABASE"] = f"{COPY_PREFIX}{os.getpid()}"
for _name in ("DATABASE_URL", "NENSO_OWNER_DATABASE_URL", "NENSO_ROLE"):
    os.environ.pop(_name, None)
config.cache_clear()
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64
"""The same hash at its least cost: a real one takes a quarter of a second, for each account that a test makes."""


_LONGEST = frozenset({"browser", "robustness", "runtime"})


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the tests that commit for real, and of those after them, begin with the kinds that take longest.

    A test of two minutes that is begun last leaves one process at work and the others idle.
    """
    committing = [at for at, item in enumerate(items) if _commits(item)]
    if committing:
        begins, ends = committing[0], committing[-1] + 1
        for block in (slice(begins, ends), slice(ends, None)):
            items[block] = sorted(items[block], key=lambda item: not _LONGEST & {*item.path.parts})


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return (marker is not None and marker.kwargs.get("transaction", False)) or "transactional_db" in getattr(
        item, "fixturenames", ()
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this process its own copy of the migrated database, connected as ``nenso_app``.

    A test marked ``transaction=True`` commits for real; the copy is renewed after it.
    """
    database = this_database()
    connections["default"].settings_dict.update(connection_settings(config()))
    with django_db_blocker.unblock():
        database.make()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: database.renew())
        yield
    with django_db_blocker.unblock():
        database.drop()


def pytest_runtest_setup() -> None:
    """Leave no test settings or calendars of another, nor a connection that the renewal of its database has ended."""
    config.cache_clear()
    calendars.forget()
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
            connection.close()


@pytest.fixture
def demo() -> Iterator[None]:
    """An install that demonstrates: it makes its own signing keys."""
    with demonstration():
        yield


@pytest.fixture
def made_up_data() -> Iterator[None]:
    """A database that says that its data are made up, drawn by 766."""
    say_made_up(SYSTEM, 766)
    yield
    made_up.forget()
