"""Nothing that a crash leaves behind keeps the next start from working."""

import os
import signal
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from nenso.runtime.embedded.identity import server_user

from .conftest import Home


@pytest.fixture
def bystander(home: Home) -> Iterator[int]:
    """A process of the server's user that has nothing to do with it."""
    sleeping = subprocess.Popen(["sleep", "60"], **server_user(home.layout.data).switch)
    yield sleeping.pid
    assert sleeping.poll() is None
    sleeping.kill()
    sleeping.wait()


def test_the_server_that_was_killed_is_started_again_at_once(home: Home) -> None:
    first = home.ready_user()
    killed = home.postmaster()
    os.kill(killed, signal.SIGKILL)
    home.ready_user()
    assert home.postmaster() != killed
    first.leave()
    assert home.postmaster()


def test_what_was_committed_is_there_after_the_server_was_killed(home: Home) -> None:
    home.ready_user()
    where = f"host={home.layout.sockets} user=nenso_owner dbname=nenso"
    with psycopg.connect(where) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(home.postmaster(), signal.SIGKILL)
    home.ready_user()
    with psycopg.connect(where) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_pid_that_another_process_has_now_does_not_count(home: Home, bystander: int) -> None:
    home.ready_user().leave()
    assert home.stops()
    left = home.layout.data / "postmaster.pid"
    left.write_text(f"{bystander}\n{home.layout.data}\n1700000000\n5432\n{home.layout.sockets}\n")
    (home.layout.sockets / ".s.PGSQL.5432.lock").write_text(f"{bystander}\n")
    home.ready_user()
    assert home.postmaster() != bystander


@pytest.mark.parametrize("content", ["", "12"])
def test_a_pid_file_that_was_cut_short_does_not_count(home: Home, content: str) -> None:
    home.ready_user().leave()
    assert home.stops()
    (home.layout.data / "postmaster.pid").write_text(content)
    home.ready_user()


def test_a_cluster_that_was_half_made_is_made_anew(home: Home) -> None:
    home.ready_user().leave()
    assert home.stops()
    home.layout.data.rename(home.layout.making)
    (home.layout.making / "PG_VERSION").unlink()
    home.ready_user()
    assert not home.layout.making.exists()


def test_data_of_another_version_are_refused_and_left_alone(home: Home) -> None:
    home.ready_user().leave()
    assert home.stops()
    (home.layout.data / "PG_VERSION").write_text("17\n")
    user = home.user()
    assert "DataOfAnotherVersion" in user.process.communicate()[1]
    assert (home.layout.data / "base").is_dir()
