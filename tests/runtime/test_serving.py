import os
import signal

import pytest

from nenso.runtime.embedded.processes import postmaster
from support.serving import Served, free_port, served
from support.waiting import eventually

from .conftest import Home


def gone(server: Served) -> bool:
    return eventually(lambda: server.processes() == {"web": [], "serving": []})


def offers(server: Served, code: str) -> bool:
    """Return whether the commune of Phủ Thông offers the procedure with this national code."""
    return server.get(f"/api/v1/procedures/{code}?place=01969")[0] == 200


def test_an_empty_home_is_made_ready_and_survives_the_death_of_its_database(home: Home) -> None:
    with served(free_port(), NENSO_HOME=str(home.layout.home), NENSO_DATABASE="nenso") as server:
        server.seconds_until_ready(within=120)
        assert eventually(lambda: offers(server, "1.001193"), within=120)
        killed = home.postmaster()
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: postmaster(home.layout.data) not in {None, killed}, within=120)
        server.seconds_until_ready(within=120)
        assert eventually(lambda: server.processes()["serving"])
        assert server.stop() == 0
        assert gone(server)
    assert home.stops()


@pytest.mark.django_db(transaction=True)
def test_a_part_that_is_killed_comes_back_and_nothing_is_left_after_a_clean_stop() -> None:
    with served(free_port()) as server:
        server.seconds_until_ready(within=120)
        web, jobs = server.processes()["web"], server.processes()["serving"]
        os.kill(web[-1], signal.SIGKILL)
        assert eventually(lambda: len(server.processes()["web"]) == 3 and web[-1] not in server.processes()["web"])
        os.kill(web[0], signal.SIGKILL)
        os.kill(jobs[0], signal.SIGKILL)
        assert eventually(lambda: server.processes()["web"] and web[0] not in server.processes()["web"])
        server.seconds_until_ready(within=120)
        assert eventually(lambda: server.processes()["serving"])
        assert server.stop() == 0
        assert gone(server)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_was_killed_whole_can_be_started_again_on_its_port() -> None:
    port = free_port()
    with served(port) as first:
        first.seconds_until_ready(within=120)
        first.process.kill()
        first.process.wait()
        with served(port) as second:
            second.seconds_until_ready(within=120)
            assert second.stop() == 0
        assert gone(second)


def test_a_port_that_is_taken_is_told_and_given_up(home: Home) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with served(taken.getsockname()[1], NENSO_HOME=str(home.layout.home), NENSO_DATABASE="nenso") as server:
            assert server.process.wait(120) == 1
